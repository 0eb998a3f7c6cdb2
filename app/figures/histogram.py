"""Distributions one above the other: all values in grey, one pool in the accent, each as parts of its own count."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.histogram import Histogram
from app.core.shared_digits import shared_digits
from app.describe import counted
from app.figures.chart import BELOW, LEFT, RIGHT, SIZE, Plain, Range, axis, bars, figure, heading, width
from app.figures.numbers import number, telling

ROW, HEAD, GAP = 80, 24, 10
"""Heights: of the bars, of the line above them, and between rows that share an axis."""
OWN_GAP = 28
"""Between rows with an axis of their own: room for its numbers."""
THIN = 0.5


@dataclass(frozen=True)
class Step:
    """One row: its name and symbol, and the counts of all values and of the pool's, by the same edges."""

    name: str
    all: Histogram
    pool: Histogram
    shown: Range
    """From where to where its axis reaches."""

    @property
    def highest(self) -> float:
        """The largest part of either that falls into one bin."""
        return max(float(max(parts(each), default=0)) for each in (self.all, self.pool))


def parts(counts: Histogram) -> list[float]:
    """Each bin's part of all values that were counted."""
    return [float(count) / max(counts.total, 1) for count in counts.counts]


def histogram_figure(steps: Sequence[Step], tops: Sequence[float], own_axes: bool, columns: int) -> Plain:
    """The rows as a Plotly figure, bars of parts from 0 to `tops`, one for each row.

    `own_axes` gives every row the numbers of its own axis; otherwise the last row's numbers are those of all.
    `columns` is how many such figures stand beside each other.
    """
    gap = OWN_GAP if own_axes else GAP
    inner = len(steps) * (HEAD + ROW) + (len(steps) - 1) * gap
    traces: list[Plain] = []
    layout: Plain = {"annotations": []}
    for row, (step, top) in enumerate(zip(steps, tops, strict=True)):
        lower = inner - row * (HEAD + ROW + gap) - HEAD - ROW
        span = lower / inner, (lower + ROW) / inner
        ending = "" if row == 0 else str(row + 1)
        numbered = own_axes or row == len(steps) - 1
        across = axis((0, 1), step.shown, texts=numbered, grid=True, line=True, anchor=f"y{ending}", most=4)
        up = axis(span, (0, top), percent=True, most=2, grid=True, anchor=f"x{ending}")
        layout |= {f"xaxis{ending}": across, f"yaxis{ending}": up}
        layout["annotations"].append(heading(step.name, 0, (lower + ROW + 4) / inner))
        for role, name, counts, thin in (("chart-all", "all", step.all, 1.0), ("chart-pool", "pool", step.pool, THIN)):
            axes = {"xaxis": f"x{ending}", "yaxis": f"y{ending}"}
            traces.append(
                bars(role, name, counts.edges.tolist(), parts(counts), _told(name, counts), thin=thin, **axes)
            )
    below = BELOW - SIZE - 2
    size = width(columns), inner + below + 2
    return figure(size, (LEFT, RIGHT, 2, below), traces, layout)


def _told(name: str, counts: Histogram) -> list[str]:
    """What each bar says: "0.5 to 0.75: 12 of 64 values of the pool"."""
    whose = "of the pool" if name == "pool" else "in all"
    total = counted(counts.total, "value", "values")
    digits = telling(shared_digits(float(counts.edges[0]), float(counts.edges[-1])))
    edges = [number(edge, digits) for edge in counts.edges]
    return [
        f"{low} to {high}: {int(count)} of {total} {whose}"
        for low, high, count in zip(edges, edges[1:], counts.counts, strict=False)
    ]
