"""Charts as SVG: bars, lines, steps and markers on one or several pairs of axes, as app/figures/chart.py writes them.

Every number is placed by the figure's own ranges, ticks and margins, so the drawing agrees with Plotly's. All bars of a
trace are one path, and so are all markers and all grid lines: a chart is a dozen elements whatever it shows.
"""

from html import escape
from itertools import pairwise
from typing import Any

Plain = dict[str, Any]
Rect = tuple[float, float, float, float]
"""Left, top, right and bottom of a plot area."""
BASELINE = 0.35
TICK_GAP = 6
TITLE_GAP = 21
DRAWN = ("bar", "scatter")


def is_chart(figure: Plain) -> bool:
    """Whether all that the figure shows are bars, lines and markers."""
    return bool(figure["data"]) and all(trace["type"] in DRAWN for trace in figure["data"])


def chart_parts(figure: Plain, inline: bool) -> list[str]:
    """The elements of a chart, from the lowest to the topmost. ValueError where it has what cannot be drawn."""
    layout = figure["layout"]
    if layout.get("shapes") or layout.get("images"):
        raise ValueError("a chart with shapes or images cannot be drawn as SVG")
    endings = [key.removeprefix("xaxis") for key in layout if key.startswith("xaxis")]
    below: list[str] = []
    above: list[str] = []
    for ending in endings:
        across, up = layout[f"xaxis{ending}"], layout[f"yaxis{ending}"]
        area = _area(layout, across, up)
        below += _grid(across, up, area, inline)
        below += [_trace(trace, across, up, area, inline) for trace in figure["data"] if _ending(trace) == ending]
        above += _axes(across, up, area, inline)
    return below + above + [_heading(each, layout, inline) for each in layout["annotations"]]


def paint(role: str, colour: str, inline: bool) -> str:
    """The colour of a role: a custom property on a page, written out in a file."""
    return colour if inline else f"var(--{role},{colour})"


def _ending(trace: Plain) -> str:
    return str(trace.get("xaxis", "x")).removeprefix("x")


def _paper(layout: Plain) -> Rect:
    margin = layout["margin"]
    return margin["l"], margin["t"], layout["width"] - margin["r"], layout["height"] - margin["b"]


def _area(layout: Plain, across: Plain, up: Plain) -> Rect:
    left, top, right, bottom = _paper(layout)
    (x0, x1), (y0, y1) = across["domain"], up["domain"]
    wide, high = right - left, bottom - top
    return left + x0 * wide, bottom - y1 * high, left + x1 * wide, bottom - y0 * high


def _x(axis: Plain, area: Rect, value: float) -> float:
    low, high = map(float, axis["range"])
    return area[0] + (value - low) / (high - low) * (area[2] - area[0])


def _y(axis: Plain, area: Rect, value: float) -> float:
    low, high = map(float, axis["range"])
    return area[3] - (value - low) / (high - low) * (area[3] - area[1])


def _short(length: float) -> str:
    """A length to a tenth of a unit, in as few letters as it takes."""
    return (
        f"{length:.1f}".removesuffix(".0").replace("-0", "0")
        if abs(length) < 0.05
        else f"{length:.1f}".removesuffix(".0")
    )


def _stroke(role: str, colour: str, width: float, inline: bool, more: str = "") -> str:
    return f'class="{role}" fill="none" stroke="{paint(role, colour, inline)}" stroke-width="{width:g}"{more}'


def _grid(across: Plain, up: Plain, area: Rect, inline: bool) -> list[str]:
    left, top, right, bottom = area
    path = ""
    if across["showgrid"]:
        path += "".join(f"M{_short(_x(across, area, at))},{_short(top)}V{_short(bottom)}" for at in across["tickvals"])
    if up["showgrid"]:
        path += "".join(f"M{_short(left)},{_short(_y(up, area, at))}H{_short(right)}" for at in up["tickvals"])
    return [f'<path {_stroke("chart-grid", across["gridcolor"], 1, inline)} d="{path}"/>'] if path else []


def _axes(across: Plain, up: Plain, area: Rect, inline: bool) -> list[str]:
    left, _, right, bottom = area
    parts = []
    if across["showline"]:
        edge = f"M{_short(left)},{_short(bottom)}H{_short(right)}"
        parts.append(f'<path {_stroke("chart-axis", across["linecolor"], 1, inline)} d="{edge}"/>')
    font = across["tickfont"]
    lower = bottom + TICK_GAP + font["size"] / 2
    for at, text in zip(across["tickvals"], across["ticktext"], strict=True):
        parts += _text(text, _x(across, area, at), lower, "middle", font, "label-note", inline)
    for at, text in zip(up["tickvals"], up["ticktext"], strict=True):
        parts += _text(text, left - TICK_GAP, _y(up, area, at), "end", up["tickfont"], "label-note", inline)
    parts += _text(across["title"]["text"], (left + right) / 2, lower + TITLE_GAP, "middle", font, "label-note", inline)
    if up["title"]["text"]:
        raise ValueError("an axis that goes up has its name above it, as a line of text")
    return parts


def _text(text: str, x: float, y: float, anchor: str, font: Plain, role: str, inline: bool) -> list[str]:
    """A line of text whose middle is at y; none for an empty one."""
    if not text:
        return []
    return [
        f'<text class="{role}" x="{_short(x)}" y="{_short(y + BASELINE * font["size"])}" text-anchor="{anchor}"'
        f' font-family="{escape(font["family"])}" font-size="{font["size"]:g}"'
        f' fill="{paint(role, font["color"], inline)}">{escape(text, quote=False)}</text>'
    ]


def _heading(annotation: Plain, layout: Plain, inline: bool) -> str:
    left, top, right, bottom = _paper(layout)
    x, y = left + annotation["x"] * (right - left), bottom - annotation["y"] * (bottom - top)
    anchor = {"left": "start", "center": "middle", "right": "end"}[annotation["xanchor"]]
    font = annotation["font"]
    return "".join(_text(annotation["text"], x, y - font["size"] / 2, anchor, font, annotation["name"], inline))


def _trace(trace: Plain, across: Plain, up: Plain, area: Rect, inline: bool) -> str:
    role = trace["meta"]["role"]
    if trace["type"] == "bar":
        fill = paint(role, trace["marker"]["color"], inline)
        return f'<path class="{role}" fill="{fill}" d="{_bars(trace, across, up, area)}"/>'
    points = [
        (_x(across, area, x), _y(up, area, y)) for x, y in zip(trace["x"], trace["y"], strict=True) if x == x and y == y
    ]
    if trace["mode"] == "markers":
        return _markers(trace, points, inline)
    drawn = trace["line"]
    dash = f' stroke-dasharray="{drawn["dash"].replace("px", "")}"' if "dash" in drawn else ""
    return f'<path {_stroke(role, drawn["color"], drawn["width"], inline, dash)} d="{_line(points, drawn["shape"])}"/>'


def _bars(trace: Plain, across: Plain, up: Plain, area: Rect) -> str:
    """The outline of every bar that has a height; those outside of the axis are cut off by its ends."""
    half, floor = trace["width"] / 2, _y(up, area, 0)
    path, before = "", 0.0
    for x, y in zip(trace["x"], trace["y"], strict=True):
        first, last = (min(max(_x(across, area, x + side), area[0]), area[2]) for side in (-half, half))
        if y > 0 and last > first:
            height = floor - _y(up, area, y)
            first, last = round(first, 2), round(last, 2)
            move = f"m{first - before:.2f},0" if path else f"M{first:.2f},{_short(floor)}"
            path += f"{move}v-{_short(height)}h{last - first:.2f}V{_short(floor)}z"
            before = first
    return path


def _line(points: list[tuple[float, float]], shape: str) -> str:
    if shape != "hv":
        return "".join(_steps(points, "l"))
    path = "".join(_steps(points[:1], "l"))
    for (_, before), (x, y) in pairwise(points):
        path += f"H{_short(x)}" + (f"V{_short(y)}" if y != before else "")
    return path


def _steps(points: list[tuple[float, float]], command: str) -> list[str]:
    """The way from point to point: to the first, then on from the one before, in numbers that repeat themselves."""
    tenths = [(round(x, 1), round(y, 1)) for x, y in points]
    steps = [f"{command}{_short(x - a)},{_short(y - b)}" for (a, b), (x, y) in pairwise(tenths)]
    return [f"M{_short(tenths[0][0])},{_short(tenths[0][1])}", *steps] if tenths else []


def _markers(trace: Plain, points: list[tuple[float, float]], inline: bool) -> str:
    """Circles, each as two arcs of one path."""
    role, marker = trace["meta"]["role"], trace["marker"]
    radius = marker["size"] / 2
    ring = f"a{radius:g},{radius:g} 0 1 0 {2 * radius:g},0a{radius:g},{radius:g} 0 1 0 -{2 * radius:g},0z"
    path = "".join(f"{step}{ring}" for step in _steps([(x - radius, y) for x, y in points], "m"))
    colour = paint(role, marker["color"], inline)
    fill = colour if marker["symbol"] == "circle" else "none"
    return (
        f'<path class="{role}" fill="{fill}" stroke="{colour}" stroke-width="{marker["line"]["width"]:g}" d="{path}"/>'
    )
