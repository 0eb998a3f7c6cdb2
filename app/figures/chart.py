"""What every chart is made of: traces and axes as Plotly takes them, with nothing left to be chosen by the drawer.

Ranges, ticks and their texts are written out, and margins are fixed. So Plotly, the SVG renderer and a notebook put
every mark on the same spot. Colours are said as roles: `meta["role"]` of a trace, a key of the palette.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from app.core.shared_digits import shared_digits
from app.figures.numbers import number, telling
from app.figures.palette import ROLES
from app.figures.ticks import ticks

Plain = dict[str, Any]
Range = tuple[float, float]

SANS = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif"
SIZE = 15
"""Of all text, in figure units: 12 px and more wherever a figure is drawn at four fifths of its size."""
WIDTH, NARROW = 360, 288
"""In figure units; the second where there are more than three figures in a row, so that their text stays as large."""
LEFT, RIGHT, BELOW = 46, 10, 44
"""Margins: room for ticks and the name of the axis."""


def width(columns: int) -> int:
    """The width of a figure that is one of so many beside each other."""
    return WIDTH if columns <= 3 else NARROW


def rounded(values: Sequence[float]) -> list[float]:
    """Numbers for drawing: six digits are far below a pixel."""
    return [float(f"{value:.6g}") for value in values]


def bars(
    role: str, name: str, edges: Sequence[float], heights: Sequence[float], told: Sequence[str], **more: Any
) -> Plain:
    """Bars between edges. `told` is what each says when pointed at; `thin` is its width as a part of the bin."""
    thin = more.pop("thin", 1.0)
    middles = [(low + high) / 2 for low, high in pairwise(edges)]
    return {
        "type": "bar",
        "name": name,
        "meta": {"role": role},
        "x": rounded(middles),
        "y": rounded(heights),
        "width": float(f"{(edges[1] - edges[0]) * thin:.7g}"),
        "marker": {"color": ROLES[role], "line": {"width": 0}},
        "hovertext": list(told),
        "hoverinfo": "text",
        **more,
    }


def line(role: str, told: str, x: Sequence[float], y: Sequence[float], **more: Any) -> Plain:
    """A line through points. `told` is what each says when pointed at, a template of Plotly's with %{x} and %{y}.

    `dash` is Plotly's, as "6px,4px"; `shape` "hv" makes steps; `thick` is the width.
    """
    drawn: Plain = {"color": ROLES[role], "width": more.pop("thick", 2.4), "shape": more.pop("shape", "linear")}
    if "dash" in more:
        drawn["dash"] = more.pop("dash")
    return _scatter(role, told, x, y) | {"mode": "lines", "line": drawn, **more}


def marks(role: str, told: str, x: Sequence[float], y: Sequence[float], **more: Any) -> Plain:
    """Markers: rings, or filled dots with `filled`; `size` is their diameter. `told` as for a line."""
    symbol = "circle" if more.pop("filled", False) else "circle-open"
    around = {"width": 1.4, "color": ROLES[role]}
    marker = {"color": ROLES[role], "symbol": symbol, "size": more.pop("size", 6), "line": around}
    return _scatter(role, told, x, y) | {"mode": "markers", "marker": marker, **more}


def _scatter(role: str, told: str, x: Sequence[float], y: Sequence[float]) -> Plain:
    points: Plain = {"type": "scatter", "meta": {"role": role}, "x": rounded(x), "y": rounded(y)}
    return points | ({"hovertemplate": f"{told}<extra></extra>"} if told else {"hoverinfo": "skip"})


def axis(within: Range, shown: Range, **more: Any) -> Plain:
    """An axis that covers a part of the paper (from 0 to 1) and a range of values.

    `most` bounds the number of ticks; `title` names the axis; `texts` False leaves the ticks without numbers;
    `percent` writes parts of 1 as percentages; `grid` draws a line at each tick.
    """
    places = ticks(*shown, more.pop("most", 5))
    percent, digits = more.pop("percent", False), telling(shared_digits(*shown))
    texts = [f"{number(100 * place)} %" if percent else number(place, digits) for place in places]
    drawn: Plain = {
        "domain": list(within),
        "range": list(shown),
        "tickvals": places,
        "ticktext": texts if more.pop("texts", True) else [""] * len(places),
        "tickfont": _font("label-note"),
        "showgrid": more.pop("grid", False),
        "gridcolor": ROLES["chart-grid"],
        "zeroline": False,
        "showline": more.pop("line", False),
        "linecolor": ROLES["chart-axis"],
        "ticks": "",
        "fixedrange": True,
        "automargin": False,
        "title": {"text": more.pop("title", ""), "font": _font("label-note"), "standoff": 4},
    }
    return drawn | more


def heading(text: str, x: float, y: float, role: str = "label", anchor: str = "left") -> Plain:
    """A line of text at a place of the paper (from 0 to 1), standing on it."""
    return {
        "name": role,
        "text": text,
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": anchor,
        "yanchor": "bottom",
        "showarrow": False,
        "borderpad": 0,
        "font": _font(role),
    }


def figure(size: tuple[int, int], margin: tuple[int, int, int, int], traces: list[Plain], layout: Plain) -> Plain:
    """The figure: width and height, margins left, right, top, bottom, traces from the lowest to the topmost."""
    left, right, top, bottom = margin
    return {
        "data": traces,
        "layout": {
            "width": size[0],
            "height": size[1],
            "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": _font("label"),
            "showlegend": False,
            "barmode": "overlay",
            "hovermode": "closest",
            "dragmode": False,
            "annotations": [],
            **layout,
        },
    }


def _font(role: str) -> Plain:
    return {"family": SANS, "size": SIZE, "color": ROLES[role]}
