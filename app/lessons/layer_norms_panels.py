"""Lesson: layer norm is three things, its pictures: a pool of each on a cube, and how far every two are apart."""

from dataclasses import dataclass

from app.core.axes import layout_by_key
from app.core.pools import Index
from app.core.window import window_around
from app.figures.cube import cube_figure
from app.figures.numbers import span
from app.figures.panel import Panel, Table
from app.figures.projection import DEFAULT_TURN
from app.figures.rows import Mark, NamedRow, row_chart
from app.layernorms import Kind
from app.lessons.seeds import told
from app.recipe import default_cell

PAIRS = ((0, 2), (0, 1), (1, 2))
"""Of the three kinds: the two that are taken for each other, then each with the one at each position."""


@dataclass(frozen=True)
class Apart:
    """The largest differences of one tensor, by pair: of x̂, and of y, each with γ and δ in its own shape."""

    standardized: dict[tuple[int, int], float]
    output: dict[tuple[int, int], float]


def sizes_of(shape: Index) -> str:
    """A shape in words."""
    return " × ".join(map(str, shape))


def cube_panel(kind: Kind, pictures: Index, sentences: Index) -> Panel:
    """The tensor with the pool of one value."""
    image = len(kind.pools.shape) == len(pictures)
    layout, shape = (layout_by_key("image"), pictures) if image else (layout_by_key("sequence"), sentences)
    cell = default_cell(layout, shape)
    box = kind.pools.box(kind.pools.pool_of(cell))
    title = f"{kind.label}: {'pictures' if image else 'sentences'}"
    panel = Panel(
        kind.ident if image else "token",
        title,
        f"The {kind.pools.size} values that share a mean and a variance with one of them.",
        cube_figure(layout, shape, kind.pools, window_around(layout, shape, cell), cell, DEFAULT_TURN),
        Table(
            ("axis", "first", "last", "of"),
            tuple(
                (axis.name, low, high - 1, length)
                for axis, length, (low, high) in zip(layout.axes, shape, box, strict=True)
            ),
        ),
        f"{kind.pools.count} means, each of {kind.pools.size} values. {kind.who}.",
    )
    sizes = f"{sizes_of(shape)} values ({', '.join(layout.letters)})"
    return told(
        panel, "means, and values of each", sizes, (), "which values share a mean is no matter of chance", "Counted"
    )


NAMED = {(0, 2): "whole example / one group", (0, 1): "whole example / each {}", (1, 2): "each {} / one group"}


def rows_panel(ident: str, place: str, shape: Index, results: list[Apart], seeds: range) -> Panel:
    """Every two of the three, before and after γ and δ."""
    rows, table = [], []
    for pair in PAIRS:
        name = NAMED[pair].format(place)
        plain, learned = ([getattr(one, what)[pair] for one in results] for what in ("standardized", "output"))
        marks = (*(Mark(each, filled=True, accent=True) for each in plain), *(Mark(each) for each in learned))
        rows.append(NamedRow(name, marks, f"x̂ {span(plain, 2)}"))
        table.append((name, *plain, *learned))
    head = [f"{what}, seed {seed}" for what in ("x̂", "y") for seed in seeds]
    panel = Panel(
        ident,
        f"Two by two, on {ident}",
        f"The largest difference between each two of the three on {ident}, before and after γ and δ.",
        row_chart(rows, "largest difference", "● of x̂  ·  ○ of y, with γ and δ"),
        Table(("compared", *head), tuple(table)),
        "A dot at 0: no difference but rounding.",
    )
    return told(panel, "largest difference of two outputs", f"{sizes_of(shape)} values", seeds, "a mark for each")
