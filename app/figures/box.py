"""The drawn box: which cells of a three-dimensional box stand for which values of a tensor's window.

Depth is the batch axis, width the channel axis, and height all other axes together, flattened in C order with the first
position on top. An axis that a tensor does not have is one cell long. A box of values becomes one depth range, one
width range and a list of runs of rows: fixing W while reducing H leaves a row here and there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, product

from app.core.axes import Layout, Role
from app.core.pools import Box, Index, Range

Cells = tuple[Range, Range, Range]
"""Half-open ranges of drawn cells along depth, width and height."""


@dataclass(frozen=True)
class Drawing:
    """A tensor's window as a box of drawn cells. The three fields of axes hold places in the tensor's shape."""

    layout: Layout
    shape: Index
    window: Box
    depth: tuple[int, ...]
    width: tuple[int, ...]
    height: tuple[int, ...]

    @property
    def counts(self) -> tuple[int, int, int]:
        """Drawn cells along depth, width and height."""
        depth, width, height = (self._cells(axes) for axes in (self.depth, self.width, self.height))
        return depth, width, height

    def _cells(self, axes: tuple[int, ...]) -> int:
        cells = 1
        for axis in axes:
            low, high = self.window[axis]
            cells *= high - low
        return cells

    def goes_on(self, axes: tuple[int, ...], end: int) -> bool:
        """Whether the tensor has values beyond the window, before its start (0) or after its end (1)."""
        if end == 0:
            return any(self.window[axis][0] > 0 for axis in axes)
        return any(self.window[axis][1] < self.shape[axis] for axis in axes)

    def boxes(self, values: Box) -> list[Cells]:
        """The drawn cells of a box of values, as far as the window shows it: one box for each run of rows."""
        depth, width = self._range(self.depth, values), self._range(self.width, values)
        if depth[0] >= depth[1] or width[0] >= width[1]:
            return []
        return [(depth, width, run) for run in self._runs(values)]

    def _range(self, axes: tuple[int, ...], values: Box) -> Range:
        if not axes:
            return (0, 1)
        (first, last), (low, high) = self.window[axes[0]], values[axes[0]]
        return max(low, first) - first, min(high, last) - first

    def _runs(self, values: Box) -> list[Range]:
        """Maximal runs of rows whose values lie in the box."""
        rows = product(*(range(*self.window[axis]) for axis in self.height))
        wanted = [values[axis] for axis in self.height]
        inside = [all(low <= place < high for place, (low, high) in zip(row, wanted, strict=True)) for row in rows]
        runs = []
        for held, places in groupby(range(len(inside)), key=inside.__getitem__):
            if held:
                run = list(places)
                runs.append((run[0], run[-1] + 1))
        return runs


def drawing(layout: Layout, shape: Sequence[int], window: Box) -> Drawing:
    """The drawn box of a tensor of this shape, of which this window is shown."""
    letters = layout.letters
    depth = tuple(letters.index(letter) for letter in layout.with_role(Role.BATCH))
    width = tuple(letters.index(letter) for letter in layout.with_role(Role.CHANNEL))
    height = tuple(place for place in range(layout.rank) if place not in depth + width)
    return Drawing(layout, tuple(shape), window, depth, width, height)
