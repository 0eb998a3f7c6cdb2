"""The same dots on several number lines, one below the other, each joined to itself: what a computation does.

All lines have one scale, so that dots are seen to move, and each dot is joined to itself; or each line has a scale of
its own (`own`), so that the pattern is seen to stay. Non-finite values are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from app.figures.chart import BELOW, Plain, axis, figure, heading, line, marks
from app.figures.curve import reach
from app.figures.numbers import number
from app.figures.ticks import ticks

WIDE, SIDE, RIGHT = 440, 128, 16
"""Left of the lines there is room for their names and notes."""
ROW, OWN_ROW = 68, 62
LETTERS = 19
"""From one line of text to the next."""
BAND = 13
"""How far below the dots their mean and deviation are drawn."""


@dataclass(frozen=True)
class Row:
    """A number line: its name, the place of every dot, and lines of text below the name.

    `band` is mean and deviation: a bar from mean - deviation to mean + deviation with a tick at the mean.
    """

    name: str
    values: Sequence[float]
    notes: tuple[str, ...] = ()
    band: tuple[float, float] | None = None


def dots_figure(rows: Sequence[Row], title: str = "", own: bool = False, followed: int | None = None) -> Plain:
    """The rows from top to bottom, as a Plotly figure. The dot with the number `followed` has the accent."""
    high = OWN_ROW if own else ROW
    inner = len(rows) * high
    finite = [[value for value in _drawn(row) if isfinite(value)] for row in rows]
    ranges = [reach(values) if values else (0.0, 1.0) for values in finite]
    if not own:
        ranges = [reach([value for values in finite for value in values] or [0.0, 1.0])] * len(rows)
    middles = [inner - (k + 0.5) * high + (8 if own else 4) for k in range(len(rows))]
    across = axis((0, 1), (0.0, 1.0) if own else ranges[0], line=not own, grid=not own, anchor="y", most=6, title=title)
    across |= {"tickvals": [], "ticktext": []} if own else {}
    up = axis((0, 1), (0, inner), anchor="x", most=1) | {"tickvals": [], "ticktext": []}
    left = (4 - SIDE) / (WIDE - SIDE - RIGHT)
    texts, traces = [], list[Plain]()
    for row, middle, shown in zip(rows, middles, ranges, strict=True):
        lowest = middle + (len(row.notes) * LETTERS - SIDE_TEXT) / 2
        said = [(row.name, "label"), *((note, "label-note") for note in row.notes)]
        texts += [heading(each, left, (lowest - k * LETTERS) / inner, role) for k, (each, role) in enumerate(said)]
        if own:
            scale, numbers = _scale(shown, middle, inner)
            traces += scale
            texts += numbers
    places = [_placed(row, reached, own) for row, reached in zip(rows, ranges, strict=True)]
    traces += _bands(rows, places, middles)
    traces += _dots(rows, places, middles, followed, not own)
    size = WIDE, inner + (BELOW if not own else 2) + 2
    return figure(
        size, (SIDE, RIGHT, 2, size[1] - inner - 2), traces, {"xaxis": across, "yaxis": up, "annotations": texts}
    )


SIDE_TEXT = 18
"""How high a line of text is that stands beside the dots."""


def _scale(shown: tuple[float, float], middle: float, inner: float) -> tuple[list[Plain], list[Plain]]:
    """A line of its own below the dots, with ticks and their numbers."""
    low, high = shown
    base = middle - 10
    traces = [line("chart-axis", "", [0, 1], [base, base], thick=1)]
    texts = []
    for at in ticks(low, high, 4):
        x = (at - low) / (high - low)
        traces.append(line("chart-axis", "", [x, x], [base, base - 5], thick=1))
        texts.append(heading(number(at), x, (base - 25) / inner, "label-note", "center"))
    return traces, texts


Placed = tuple[list[float], list[float]]
"""Where the dots of a row are drawn, and the low end, the middle and the high end of its band (or nothing)."""


def _drawn(row: Row) -> list[float]:
    mean, deviation = row.band or (0.0, 0.0)
    return [*map(float, row.values), *([mean - deviation, mean + deviation] if row.band else [])]


def _placed(row: Row, shown: tuple[float, float], own: bool) -> Placed:
    low, high = shown
    mean, deviation = row.band or (float("nan"), float("nan"))
    band = [mean - deviation, mean, mean + deviation]
    dots, ends = ([(v - low) / (high - low) if own else float(v) for v in each] for each in (row.values, band))
    return dots, ends


def _bands(rows: Sequence[Row], places: Sequence[Placed], middles: Sequence[float]) -> list[Plain]:
    traces = []
    for row, (_, (low, mean, high)), middle in zip(rows, places, middles, strict=True):
        if row.band and isfinite(low) and isfinite(high):
            told = f"mean {number(row.band[0])}, deviation {number(row.band[1])}"
            below = middle - BAND
            traces.append(line("chart-all", told, [low, high], [below, below], thick=5))
            traces.append(line("chart-mark", told, [mean, mean], [below - 5, below + 5], thick=2))
    return traces


def _dots(
    rows: Sequence[Row], places: Sequence[Placed], middles: Sequence[float], followed: int | None, joined: bool
) -> list[Plain]:
    """The path of every dot, then the dots of every row, then the followed one."""
    paths, one = list[Plain](), list[Plain]()
    count = len(rows[0].values)
    for dot in range(count):
        way = [(dots[dot], middle) for (dots, _), middle in zip(places, middles, strict=True) if isfinite(dots[dot])]
        here = dot == followed
        if joined:
            role, thick = ("chart-pool", 2.4) if here else ("chart-each", 1.0)
            (one if here else paths).append(line(role, "", [x for x, _ in way], [y for _, y in way], thick=thick))
    for row, (dots, _), middle in zip(rows, places, middles, strict=True):
        for here in (False, True):
            chosen = [k for k in range(count) if isfinite(dots[k]) and (k == followed) == here]
            if not chosen:
                continue
            more: Plain = {"customdata": [float(row.values[k]) for k in chosen], "filled": here, "size": 10}
            told, role = f"{row.name}: %{{customdata:.5~g}}", "chart-pool" if here else "chart-mark"
            drawn = marks(role, told, [dots[k] for k in chosen], [middle] * len(chosen), **more)
            (one if here else paths).append(drawn)
    return [*paths, *one]
