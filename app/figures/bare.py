"""A figure without its words and its empty margins, for a small picture of it: what is drawn, and nothing to read."""

from copy import deepcopy
from typing import Any

from app.figures.svg_chart import is_chart

EDGE = 8
"""Margin on every side, in figure units."""
HEAVIER = 1.6
"""Lines are drawn so much heavier, and marks so much larger: the picture will be about half as large."""


def bare(figure: dict[str, Any]) -> dict[str, Any]:
    """The figure in the same coordinates; a chart fills the sheet, and its lines are heavier."""
    made = deepcopy(figure)
    layout = made["layout"]
    layout["annotations"] = []
    if not is_chart(figure):
        return made
    margin, pad = layout["margin"], EDGE
    layout["width"] += 2 * pad - margin["l"] - margin["r"]
    layout["height"] += 2 * pad - margin["t"] - margin["b"]
    layout["margin"] = {"l": pad, "r": pad, "t": pad, "b": pad, "pad": 0}
    for key, axis in layout.items():
        if key.startswith(("xaxis", "yaxis")):
            axis |= {"ticktext": [""] * len(axis["tickvals"]), "title": {**axis["title"], "text": ""}}
    for trace in made["data"]:
        if "line" in trace:
            trace["line"]["width"] *= HEAVIER
        if "size" in trace.get("marker", {}):
            trace["marker"]["size"] *= HEAVIER
    return made
