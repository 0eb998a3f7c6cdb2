"""What every picture of a lesson says of how it was measured: what, of which sizes, with which seeds and spread.

Where a curve or a bar is drawn, the other seeds are drawn beside it. Where a picture shows one tensor, the sentence has
the range over the seeds instead.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.figures.lines import Line
from app.figures.panel import Cell, Panel, Table

PLAIN = {"dashed": "ink", "dotted": "ink", "grey-dashed": "grey", "accent-dashed": "accent"}
"""The style of a ring that belongs to a broken line."""


def told(panel: Panel, what: str, sizes: str, seeds: Sequence[int], spread: str, how: str = "Measured") -> Panel:
    """The panel, its caption with the sentence that all captions end with.

    `seeds` are consecutive, the drawn one first; none where nothing is random, and `spread` says why. `how` is another
    verb for what is not measured.
    """
    which = f"seeds {seeds[0]}–{seeds[-1]}" if len(seeds) > 1 else f"seed {seeds[0]}" if seeds else "no seed"
    return replace(panel, caption=f"{panel.caption} {how}: {what}; {sizes}; {which}: {spread}.".strip())


def drawn(seeds: Sequence[int], as_: str = "rings") -> str:
    """The spread where the first seed is a line and the others are drawn."""
    return f"lines are seed {seeds[0]}, {as_} the others"


def rings(x: Sequence[float], others: Iterable[Sequence[float]], style: str) -> list[Line]:
    """The other seeds of a curve: a ring for each of its points, in the curve's own colour."""
    return [Line("", x, each, PLAIN.get(style, style), marked=True, joined=False) for each in others]


def beside(table: Table, seeds: Sequence[int], others: Iterable[Sequence[Sequence[Cell]]]) -> Table:
    """The table of the first seed with the columns of the others behind; of each those that follow the first column."""
    head, columns = list(table.head), [list(each) for each in zip(*table.rows, strict=True)]
    for seed, found in zip(seeds[1:], others, strict=True):
        head += [f"{name}, seed {seed}" for name in table.head[1:]]
        columns += [list(each) for each in found]
    return replace(table, head=tuple(head), rows=tuple(zip(*columns, strict=True)))
