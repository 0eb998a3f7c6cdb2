"""The pictures of a page, by name: all as SVG, and the charts as its scripts are given them, to answer to pointing."""

from collections.abc import Iterable
from typing import Any

from app.figures.panel import Panel
from app.figures.svg import panel_svg
from app.figures.svg_chart import is_chart

DIGITS = 7
"""Of the values that are named where one points, which shows five of them; all digits would be half of a page."""


def drawings_of(panels: Iterable[Panel]) -> dict[str, str]:
    """The pictures as SVG, by the panels' names."""
    return {panel.ident: panel_svg(panel) for panel in panels}


def charts_of(panels: Iterable[Panel]) -> dict[str, Any]:
    """The figures of those panels that are charts, by the panels' names."""
    return {panel.ident: _briefly(panel.figure) for panel in panels if is_chart(panel.figure)}


def _briefly(figure: dict[str, Any]) -> dict[str, Any]:
    named = [
        trace | {"customdata": _rounded(trace["customdata"])} if "customdata" in trace else trace
        for trace in figure["data"]
    ]
    return figure | {"data": named}


def _rounded(values: Any) -> Any:
    if isinstance(values, list | tuple):
        return [_rounded(value) for value in values]
    return float(f"{values:.{DIGITS}g}") if isinstance(values, float) else values
