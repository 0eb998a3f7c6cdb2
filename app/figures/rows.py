"""Named rows with marks on one scale: counts and shares of things that have names. The name stands above its row."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from app.figures.chart import BELOW, RIGHT, Plain, axis, figure, heading, line, marks
from app.figures.numbers import number
from app.figures.ticks import covering

WIDE = 440
HEAD, LANE = 22, 25
SIDE = 14
TOP = 26


@dataclass(frozen=True)
class Mark:
    """A value of a row: a bar from the start of the scale with `bar`, else a ring, or a dot if `filled`."""

    value: float
    told: str = ""
    bar: bool = False
    filled: bool = False
    accent: bool = False


@dataclass(frozen=True)
class NamedRow:
    """A row: its name, its marks, and what is said at its right end."""

    name: str
    marks: tuple[Mark, ...]
    note: str = ""


def row_chart(rows: Sequence[NamedRow], title: str, key: str = "", log: bool = False, percent: bool = False) -> Plain:
    """The rows from top to bottom, as a Plotly figure; `key` says above them what the marks are.

    A scale starts at 0, or at 1 where it is logarithmic: there values of less than 1 are left out.
    """
    top = TOP if key else 2
    inner = len(rows) * (HEAD + LANE)
    across, shown = _across([mark.value for row in rows for mark in row.marks], title, log, percent)
    up = axis((0, 1), (0, inner), anchor="x", most=1) | {"tickvals": [], "ticktext": []}
    notes = [heading(key, 0, 1 + 4 / inner, "label-note")] if key else []
    traces: list[Plain] = []
    for number_of, row in enumerate(rows):
        base = inner - number_of * (HEAD + LANE) - HEAD
        middle = base - LANE / 2
        notes += [
            heading(row.name, 0, (base - 2) / inner),
            heading(row.note, 1, (base - 2) / inner, "label-note", "right"),
        ]
        for mark in sorted(row.marks, key=lambda each: not each.bar):
            if log and mark.value < 1:
                continue
            at = log10(mark.value) if log else mark.value
            role = "chart-pool" if mark.accent else "chart-each" if mark.bar else "chart-mark"
            told = mark.told or f"{row.name}: {number(mark.value)}"
            if mark.bar:
                traces.append(line(role, told, [shown[0], at], [middle, middle], thick=9))
            else:
                traces.append(marks(role, told, [at], [middle], filled=mark.filled, size=9 if mark.filled else 14))
    size = WIDE, inner + top + BELOW
    return figure(size, (SIDE, RIGHT + SIDE, top, BELOW), traces, {"xaxis": across, "yaxis": up, "annotations": notes})


def _across(values: Sequence[float], title: str, log: bool, percent: bool) -> tuple[Plain, tuple[float, float]]:
    """The axis, and what it shows."""
    if not log:
        edges = covering(0.0, max([*values, 0.0]) or 1.0, 5)
        shown = (0.0, edges[-1])
        return axis((0, 1), shown, line=True, grid=True, anchor="y", most=5, title=title, percent=percent), shown
    last = max([1, *(ceil(log10(value)) for value in values if value >= 1)])
    shown = (-0.04 * last, last * 1.04)
    step = 1 + floor((last - 1) / 6)
    powers = [float(power) for power in range(0, last + 1, step)]
    across = axis((0, 1), shown, line=True, grid=True, anchor="y", title=title)
    return across | {"tickvals": powers, "ticktext": [number(10**power) for power in powers]}, shown
