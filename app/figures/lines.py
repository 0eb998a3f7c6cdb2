"""Lines and points over one pair of axes, each named where it ends: what the lessons draw.

Lines are told apart by dash, weight, marks and name, never by colour alone; the accent is for the one in question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite, log10

from app.figures.chart import BELOW, SIZE, Plain, Range, axis, figure, heading, line, marks
from app.figures.curve import reach
from app.figures.numbers import number

WIDE, HIGH = 520, 300
LEFT, TOP = 62, 28
LETTER = 8.2
"""About how wide a letter of a name is, in figure units."""
MOST_WHOLE = 10
APART = 18
"""Between the names of lines that end close to each other."""
STYLES: dict[str, Plain] = {
    "accent": {"role": "chart-pool", "thick": 2.8},
    "accent-dashed": {"role": "chart-pool", "thick": 1.8, "dash": "3px,4px"},
    "ink": {"role": "chart-mark", "thick": 2.2},
    "dashed": {"role": "chart-mark", "thick": 1.8, "dash": "7px,4px"},
    "dotted": {"role": "chart-mark", "thick": 1.8, "dash": "2px,3px"},
    "grey": {"role": "chart-each", "thick": 2.0},
    "grey-dashed": {"role": "chart-each", "thick": 1.6, "dash": "7px,4px"},
    "theory": {"role": "chart-each", "thick": 1.2, "dash": "3px,4px"},
}


@dataclass(frozen=True)
class Line:
    """Points in order, and how they are drawn: a key of STYLES, with a line, with rings (`marked`), or with both.

    `name` stands beside the last point; an empty one leaves it out.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    style: str = "ink"
    marked: bool = False
    joined: bool = True
    filled: bool = False


@dataclass(frozen=True)
class Scale:
    """An axis: its name, and where it starts and ends if not at the outermost points; `log` for decades.

    `whole`: it counts, so there are no ticks between whole numbers.

    Points that a logarithmic axis cannot show (0 and less), and such as are not finite, are left out.
    """

    title: str
    low: float | None = None
    high: float | None = None
    log: bool = False
    whole: bool = False


def line_chart(lines: Sequence[Line], across: Scale, up: Scale, size: tuple[int, int] = (WIDE, HIGH)) -> Plain:
    """The chart as a Plotly figure. The name of the axis that goes up stands above it."""
    room = max((len(each.name) for each in lines), default=0) * LETTER + 14
    right = int(max(room, 16))
    kept = [_kept(each, across, up) for each in lines]
    shown_x = _shown(across, [x for each in kept for x, _, _, _ in each])
    shown_y = _shown(up, [y for each in kept for _, y, _, _ in each])
    xaxis = axis((0, 1), shown_x, line=True, title=across.title, anchor="y", most=5) | _decades(across, shown_x)
    yaxis = axis((0, 1), shown_y, grid=True, anchor="x", most=5) | _decades(up, shown_y)
    traces: list[Plain] = []
    for each, points in zip(lines, kept, strict=True):
        traces += _traces(each, points, across, up)
    high = size[1] - TOP - BELOW
    names = [heading(up.title, 0, 1 + 8 / high, "label-note")]
    names += _names(lines, kept, shown_x, shown_y, high)
    layout = {"xaxis": xaxis, "yaxis": yaxis, "annotations": names}
    return figure(size, (LEFT, right, TOP, BELOW), traces, layout)


Point = tuple[float, float, float, float]
"""Where a point is drawn, across and up, and the numbers it stands for."""


def _kept(each: Line, across: Scale, up: Scale) -> list[Point]:
    places = ((_place(x, across), _place(y, up), float(x), float(y)) for x, y in zip(each.x, each.y, strict=True))
    return [(a, b, x, y) for a, b, x, y in places if isfinite(a) and isfinite(b)]


def _place(value: float, scale: Scale) -> float:
    if not scale.log:
        return float(value)
    return log10(value) if value > 0 else float("nan")


def _shown(scale: Scale, values: Sequence[float]) -> Range:
    low, high = reach(values) if values else (0.0, 1.0)
    low = low if scale.low is None else _place(scale.low, scale)
    high = high if scale.high is None else _place(scale.high, scale)
    return low, high if high > low else low + 1


def _decades(scale: Scale, shown: Range) -> Plain:
    """Ticks of an axis that counts, and of a logarithmic one.

    Those are whole powers of ten, and 2 and 5 times them where few of those are shown.
    """
    if scale.whole:
        step = max(1, -(-int(shown[1] - shown[0]) // MOST_WHOLE))
        places = list(range(ceil(shown[0]), int(shown[1]) + 1, step))
        return {"tickvals": places, "ticktext": [number(place) for place in places]}
    if not scale.log:
        return {}
    factors = (
        (1.0,) if shown[1] - shown[0] > 2.5 else (1.0, 2.0, 5.0) if shown[1] - shown[0] > 1 else (1.0, 2.0, 3.0, 5.0)
    )
    first, last = int(shown[0]) - 1, int(shown[1]) + 1
    values = [factor * 10.0**power for power in range(first, last + 1) for factor in factors]
    values = [value for value in values if shown[0] - 1e-9 <= log10(value) <= shown[1] + 1e-9]
    step = max(1, -(-len(values) // 7))
    values = values[::step]
    return {
        "tickvals": [log10(value) for value in values],
        "ticktext": [number(float(f"{value:.1g}")) for value in values],
    }


def _traces(each: Line, points: Sequence[Point], across: Scale, up: Scale) -> list[Plain]:
    style = dict(STYLES[each.style])
    role = style.pop("role")
    x, y = [point[0] for point in points], [point[1] for point in points]
    told = f"{each.name or 'here'}: %{{customdata[1]:.5~g}} at %{{customdata[0]:.5~g}}"
    data = {"customdata": [[point[2], point[3]] for point in points]}
    drawn = [line(role, told, x, y, **style, **data)] if each.joined else []
    if each.marked:
        drawn.append(marks(role, told, x, y, filled=each.filled, size=8, **data))
    return drawn


def _names(
    lines: Sequence[Line], kept: Sequence[Sequence[Point]], shown_x: Range, shown_y: Range, high: float
) -> list[Plain]:
    """Names beside the last points, moved apart where lines end together."""
    ends = [
        (min(max((points[-1][1] - shown_y[0]) / (shown_y[1] - shown_y[0]), 0), 1), points[-1][0], each)
        for each, points in zip(lines, kept, strict=True)
        if points and each.name
    ]
    placed: list[tuple[float, float, Line]] = []
    for at, x, each in sorted(ends, key=lambda end: end[0]):
        lowest = placed[-1][0] + APART / high if placed else -1.0
        placed.append((max(at, lowest), x, each))
    over = placed[-1][0] - 1 if placed else 0.0
    if over > 0:  # the topmost names were pushed off: all that are in the way move down again
        ceiling = 1.0
        for k in range(len(placed) - 1, -1, -1):
            at = min(placed[k][0], ceiling)
            placed[k] = (at, placed[k][1], placed[k][2])
            ceiling = at - APART / high
    beside = 10
    return [
        heading(each.name, 1 + beside / (WIDE - LEFT), at - SIZE / 2 / high, STYLES[each.style]["role"])
        for at, _, each in placed
    ]
