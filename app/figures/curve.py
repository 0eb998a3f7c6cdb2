"""Statistics that run: of each batch as rings, running as a line, and of all batches together as a reference."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.figures.chart import BELOW, LEFT, RIGHT, SIZE, Plain, Range, axis, figure, heading, line, marks, width
from app.figures.ticks import covering

ROW, HEAD, GAP = 92, 24, 12
ROOM = 0.06
"""Left free beyond the outermost marks, as a part of the range."""


@dataclass(frozen=True)
class Curve:
    """One statistic of one pool: of each batch; as it runs, from before the first or after it; and of all, `whole`.

    `others` are further running lines, as long as `running`: the same with other seeds.
    """

    name: str
    each: Sequence[float]
    running: Sequence[float]
    whole: float | None
    others: Sequence[Sequence[float]] = ()

    @property
    def values(self) -> list[float]:
        """All finite numbers that are drawn."""
        running = [value for each in (self.running, *self.others) for value in each]
        drawn = [*self.each, *running, *([] if self.whole is None else [self.whole])]
        return [value for value in drawn if abs(value) < float("inf")]


def curve_figure(curves: Sequence[Curve], columns: int) -> Plain:
    """One row for each statistic, over the number of batches seen, as a Plotly figure."""
    inner = len(curves) * (HEAD + ROW) + (len(curves) - 1) * GAP
    seen = len(curves[0].each)
    shown = (-0.02 * max(seen, 1), max(seen, 1) * 1.02)
    traces: list[Plain] = []
    layout: Plain = {"annotations": []}
    for row, curve in enumerate(curves):
        lower = inner - row * (HEAD + ROW + GAP) - HEAD - ROW
        ending = "" if row == 0 else str(row + 1)
        last = row == len(curves) - 1
        title = {"title": "batches seen"} if last else {}
        across = axis((0, 1), shown, texts=last, line=True, anchor=f"y{ending}", most=min(4, max(seen, 1)), **title)
        up = axis((lower / inner, (lower + ROW) / inner), reach(curve.values), most=3, grid=True, anchor=f"x{ending}")
        layout |= {f"xaxis{ending}": across, f"yaxis{ending}": up}
        layout["annotations"].append(heading(curve.name, 0, (lower + ROW + 4) / inner))
        traces += [each | {"xaxis": f"x{ending}", "yaxis": f"y{ending}"} for each in _traces(curve, shown)]
    size = width(columns), inner + BELOW + 2
    return figure(size, (LEFT + SIZE, RIGHT, 2, BELOW), traces, layout)


def reach(values: Sequence[float]) -> Range:
    """From below the least of the values to above the greatest, with a little room."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = ROOM * (high - low)
    if room == 0:
        edges = covering(low, high, 4)
        return edges[0], edges[-1]
    return low - room, high + room


def _traces(curve: Curve, shown: Range) -> list[Plain]:
    """Reference, batches, running line and where it ends, from the lowest to the topmost."""
    batches = range(1, len(curve.each) + 1)
    steps = range(len(curve.each) + 1 - len(curve.running), len(curve.each) + 1)
    whole = [] if curve.whole is None else [curve.whole] * 2
    ends = [shown[0], shown[1]] if whole else []
    return [
        line("chart-mark", "all batches together: %{y:.5~g}", ends, whole, dash="6px,4px", thick=1.6),
        marks("chart-each", "batch %{x}: %{y:.5~g}", batches, curve.each),
        *(line("chart-each", "another seed, after %{x}: %{y:.5~g}", steps, each) for each in curve.others),
        line("chart-pool", "after %{x}: %{y:.5~g}", steps, curve.running),
        marks("chart-pool", "frozen at %{y:.5~g}", [steps[-1]], [curve.running[-1]], filled=True, size=9),
    ]
