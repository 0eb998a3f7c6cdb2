"""The values of a small tensor as maps of single cells to be marked: one map for each plane, sample or matrix."""

from dataclasses import dataclass

import numpy as np

from app.describe import cell_name
from app.figures.unfold import tensor_grid
from app.quiz.question import Marks


@dataclass(frozen=True)
class MarkCell:
    """A value: its place in C order, its name, and what became of it.

    `state` is "given" for the value of the question, "hit", "missed" or "extra" after an answer, "" otherwise.
    """

    place: int
    name: str
    state: str


@dataclass(frozen=True)
class MarkMap:
    """Cells in rows, under the places along the outer axes, as letters and numbers: (("N", 0), ("C", 1))."""

    outer: tuple[tuple[str, int], ...]
    rows: tuple[tuple[MarkCell, ...], ...]
    answered: bool

    @property
    def words(self) -> str:
        """What is in it, for those who do not see it."""
        states = [cell.state for row in self.rows for cell in row]
        if not self.answered:
            return "to be marked, with the value of the question" if "given" in states else "to be marked"
        said = (
            (states.count("hit"), "right"),
            (states.count("missed"), "missing"),
            (states.count("extra"), "too many"),
        )
        return ", ".join(f"{count} {word}" for count, word in said if count) or "nothing marked, which is right"


@dataclass(frozen=True)
class MarkMaps:
    """All maps, `columns` of them in a row, and which axes go down and across inside of one, in words and letters."""

    maps: tuple[MarkMap, ...]
    columns: int
    down: str
    across: str
    letters: tuple[str, str]
    flows: bool
    """Whether the maps are along one axis, so that a row of them may end anywhere."""


def mark_maps(marks: Marks, marked: frozenset[int] | None = None) -> MarkMaps:
    """The maps before an answer, or with what became of each value."""
    layout, shape = marks.layout, marks.shape
    grid = tensor_grid(layout, shape, tuple((0, n) for n in shape), marks.count)
    order = (*grid.outer, grid.down, grid.across)
    places = np.arange(marks.count).reshape(shape).transpose(order)
    outer = places.shape[: len(grid.outer)]
    maps = tuple(
        MarkMap(
            tuple((layout.letters[axis], at) for axis, at in zip(grid.outer, index, strict=True)),
            tuple(tuple(_cell(marks, marked, int(place)) for place in row) for row in places[index]),
            marked is not None,
        )
        for index in np.ndindex(outer)
    )
    axes = layout.axes
    columns = outer[-1] if len(outer) == 2 else len(maps)
    return MarkMaps(
        maps,
        columns,
        axes[grid.down].many,
        axes[grid.across].many,
        (axes[grid.down].letter, axes[grid.across].letter),
        len(outer) == 1,
    )


def _cell(marks: Marks, marked: frozenset[int] | None, place: int) -> MarkCell:
    cell = tuple(int(at) for at in np.unravel_index(place, marks.shape))
    return MarkCell(place, cell_name(marks.layout, cell), _state(marks, marked, place))


def _state(marks: Marks, marked: frozenset[int] | None, place: int) -> str:
    if place == marks.start:
        return "given"
    if marked is None:
        return ""
    belongs, chosen = place in marks.right, place in marked
    return {(True, True): "hit", (True, False): "missed", (False, True): "extra"}.get((belongs, chosen), "")
