"""Several pictures as one figure of Plotly, beside each other: for a notebook, where a result is one figure."""

from collections.abc import Sequence
from copy import deepcopy
from math import ceil
from typing import Any

from app.figures.palette import ROLES
from app.figures.panel import Panel
from app.figures.png import crisp
from app.figures.sheet import SANS

Plain = dict[str, Any]
WIDEST = 1440
HEAD, GAP = 44, 16
"""Room for the name of a picture above it, and between rows."""
SIZE = 20
FLAT = 4
"""A picture so many times higher than the one before it begins a row: that one is a legend."""


def joined(panels: Sequence[Panel]) -> Plain:
    """One figure with the pictures in rows, each with axes of its own, in units of its own.

    Returns:
        {"data": [...], "layout": {...}}, valid for plotly.graph_objects.Figure.
    """
    places, width, height = _arranged(panels)
    layout: Plain = {
        "width": width,
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "barmode": "overlay",
        "shapes": [],
        "images": [],
        "annotations": [],
    }
    made: Plain = {"data": [], "layout": layout}
    for panel, (left, top) in zip(panels, places, strict=True):
        figure = deepcopy(panel.figure)
        frame = _Frame(figure["layout"], left, top, width, height, sum(key.startswith("xaxis") for key in layout))
        layout |= frame.axes(figure["layout"])
        for trace in figure["data"]:
            made["data"].append(trace | {key: frame.named(trace.get(key, key[0])) for key in ("xaxis", "yaxis")})
        for kind in ("shapes", "images", "annotations"):
            layout[kind] += [frame.placed(each) for each in figure["layout"].get(kind, ())]
        middle = left + figure["layout"]["width"] / 2
        layout["annotations"].append(_name(panel.title, middle / width, 1 - (top - 8) / height))
    for key in ("paper_bgcolor", "plot_bgcolor"):
        layout[key] = panels[0].figure["layout"][key]
    return made


class _Frame:
    """Where a picture lies on the sheet, and what its axes are called there."""

    def __init__(self, layout: Plain, left: float, top: float, width: float, height: float, axes: int) -> None:
        margin = layout["margin"]
        wide, high = layout["width"] - margin["l"] - margin["r"], layout["height"] - margin["t"] - margin["b"]
        self.start = ((left + margin["l"]) / width, 1 - (top + margin["t"] + high) / height)
        self.size = (wide / width, high / height)
        self.before = axes

    def named(self, axis: str) -> str:
        """The name on the sheet of an axis such as "x" or "y2"."""
        number = self.before + int(axis[1:] or 1)
        return axis[0] + (str(number) if number > 1 else "")

    def axes(self, layout: Plain) -> Plain:
        """The axes by their names on the sheet, in the part of it where the picture lies."""
        found = {}
        for key in [key for key in layout if key.startswith(("xaxis", "yaxis"))]:
            axis, way = layout[key], "xy".index(key[0])
            low, high = axis.get("domain", (0, 1))
            axis["domain"] = [min(1, max(0, self.start[way] + end * self.size[way])) for end in (low, high)]
            other = "yx"[way] + key.removeprefix(key[:5])
            axis["anchor"] = self.named(axis.get("anchor", other))
            name = self.named(key[0] + key[5:])
            found[f"{name[0]}axis{name[1:]}"] = axis
        return found

    def placed(self, part: Plain) -> Plain:
        """A shape, an image or a text, with its references to axes or to the paper."""
        if "source" in part:  # Plotly has pictures smoothed
            part["source"] = crisp(part["source"])
        for way, letter in enumerate("xy"):
            reference = part.get(f"{letter}ref", letter)
            if reference == "paper":
                part[letter] = self.start[way] + part[letter] * self.size[way]
            else:
                part[f"{letter}ref"] = self.named(reference)
        return part


def _arranged(panels: Sequence[Panel]) -> tuple[list[tuple[float, float]], int, int]:
    """The top left corners of the pictures, and the size of the sheet."""
    places: list[tuple[float, float]] = []
    left, top, row, widest, before = 0.0, float(HEAD), 0.0, 0.0, 0.0
    for panel in panels:
        width, height = panel.figure["layout"]["width"], panel.figure["layout"]["height"]
        if left and (left + width > WIDEST or height > FLAT * before):
            left, top, row = 0.0, top + row + GAP + HEAD, 0.0
        places.append((left, top))
        left, row, before = left + width, max(row, height), height
        widest = max(widest, left)
    return places, ceil(widest), ceil(top + row)


def _name(text: str, x: float, y: float) -> Plain:
    return {
        "name": "label",
        "text": text,
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "center",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"family": SANS, "size": SIZE, "color": ROLES["label"]},
    }
