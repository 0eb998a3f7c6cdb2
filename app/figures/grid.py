"""Where values lie on paper when a tensor is unfolded: maps side by side, each of some rows and columns of pixels.

The outer axes count maps, the inner ones count inside of a map: for images N and C outside, H down and W across; for
sequences N outside, tokens down and features across; N down and C across for anything that is one matrix. A pixel
stands for one value, or for the mean of `steps` of them where there are more values than pixels.
static/js/figures/grid.js is its twin, so that pointing needs no request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, prod, sqrt
from typing import Any

from app.core.axes import Layout
from app.core.pools import Box, Index, Range

WIDTH = 360.0
"""In figure units, as the cubes have it."""
TALLEST, LOWEST = 620.0, 280.0
"""The height of a figure of a tensor, and of a matrix, at most."""
LARGEST, LARGER = 88.0, 60.0
"""The side of a pixel, at most: of a tensor, and of a matrix."""
SLIMMEST = 20.0
"""The lower side of a map that has but a few rows for its columns."""
GAP = 5.0
LEFT, TOP, EDGE = 46.0, 30.0, 6.0
MARK = 8.0
"""The selected value's outline is never smaller than this."""
PICTURE_GAP = 15.0
OUT = 1.5
"""How far a pool's outline stands off its values."""
Span = tuple[float, float]


@dataclass(frozen=True)
class Grid:
    """The unfolded part of a tensor.

    outer: places of the axes that count maps, in C order. down, across: the axes inside of a map, −1 for none.
    window: what is shown along every axis. columns: maps in a row. cells: rows and columns of pixels of a map.
    steps: values along a pixel's height and width. unit: its height and width, origin: the first map's top and left,
    gaps: between maps above and beside each other, in figure units.
    fine, apart: all maps are one picture, in which a pixel is `fine` dots high and wide, and a gap `apart` dots.
    """

    outer: Index
    down: int
    across: int
    window: Box
    columns: int
    cells: Index
    steps: Index
    unit: Span
    origin: Span
    gaps: Span
    fine: Index
    apart: Index

    @property
    def maps(self) -> int:
        """How many maps there are."""
        return prod(self._lengths)

    @property
    def _lengths(self) -> list[int]:
        return [self.window[axis][1] - self.window[axis][0] for axis in self.outer]

    @property
    def rows(self) -> int:
        """Rows of maps."""
        return -(-self.maps // self.columns)

    @property
    def size(self) -> Span:
        """Height and width of one map."""
        return self.cells[0] * self.unit[0], self.cells[1] * self.unit[1]

    @property
    def height(self) -> float:
        """The height of the figure."""
        return self.origin[0] + self.rows * (self.size[0] + self.gaps[0]) - self.gaps[0] + EDGE

    def corner(self, number: int) -> Span:
        """Top and left of a map."""
        row, column = divmod(number, self.columns)
        return self._at(0, row), self._at(1, column)

    def _at(self, side: int, place: int) -> float:
        return self.origin[side] + place * (self.size[side] + self.gaps[side])

    def map_of(self, cell: Index) -> int:
        """The number of the map that a value lies in."""
        number = 0
        for axis, length in zip(self.outer, self._lengths, strict=True):
            number = number * length + cell[axis] - self.window[axis][0]
        return number

    def pool_path(self, box: Box) -> str:
        """The outline of a box of values: one rectangle around all that lies together."""
        shown = tuple(
            (max(low, first), min(high, last)) for (low, high), (first, last) in zip(box, self.window, strict=True)
        )
        if any(low >= high for low, high in shown):
            return NOTHING
        first = divmod(self.map_of(tuple(low for low, _ in shown)), self.columns)
        last = divmod(self.map_of(tuple(high - 1 for _, high in shown)), self.columns)
        if len(self.outer) == 1 and first[0] < last[0]:
            first, last = (first[0], 0), (last[0], self.columns - 1)
        rows = self._spans(0, self.down, (first[0], last[0]), shown, joined=len(self.outer) != 1)
        columns = self._spans(1, self.across, (first[1], last[1]), shown, joined=True)
        return "".join(
            rectangle(top - OUT, bottom + OUT, left - OUT, right + OUT)
            for top, bottom in rows
            for left, right in columns
        )

    def _spans(self, side: int, axis: int, maps: Range, box: Box, joined: bool) -> list[Span]:
        """The box along one side of the paper: in one piece where it covers all of the maps it lies in.

        Where maps have their names between them, they are not joined.
        """
        first, last = maps
        low, high = self._pixels(side, axis, box)
        if joined and (low, high) == (0, self.cells[side]):
            return [(self._at(side, first), self._at(side, last) + self.size[side])]
        return [
            (self._at(side, place) + low * self.unit[side], self._at(side, place) + high * self.unit[side])
            for place in range(first, last + 1)
        ]

    def _pixels(self, side: int, axis: int, box: Box) -> Range:
        """The pixels that stand for values of the box, inside of a map."""
        if axis < 0:
            return 0, 1
        (low, high), start = box[axis], self.window[axis][0]
        return (low - start) // self.steps[side], -(-(high - start) // self.steps[side])

    def cell_path(self, cell: Index) -> str:
        """The outline of a value's pixel; one that can be seen where pixels are very small."""
        if any(not low <= place < high for place, (low, high) in zip(cell, self.window, strict=True)):
            return NOTHING
        box = tuple((place, place + 1) for place in cell)
        spans: list[Span] = []
        for side, axis in enumerate((self.down, self.across)):
            place = divmod(self.map_of(cell), self.columns)[side]
            [(low, high)] = self._single(side, axis, place, box)
            more = max(0.0, MARK - (high - low)) / 2
            spans.append((low - more, high + more))
        (top, bottom), (left, right) = spans
        return rectangle(top, bottom, left, right)

    def _single(self, side: int, axis: int, place: int, box: Box) -> list[Span]:
        low, high = self._pixels(side, axis, box)
        start = self._at(side, place)
        return [(start + low * self.unit[side], start + high * self.unit[side])]

    def plain(self) -> dict[str, Any]:
        """What the twin in JavaScript needs."""
        names = ("outer", "down", "across", "window", "columns", "cells", "steps", "unit", "origin", "gaps")
        return {name: getattr(self, name) for name in names}


NOTHING = "M0,0"


def rectangle(top: float, bottom: float, left: float, right: float) -> str:
    """A closed path."""
    return f"M{left:.1f},{top:.1f}H{right:.1f}V{bottom:.1f}H{left:.1f}Z"


def tensor_grid(layout: Layout, shape: Index, window: Box, budget: int, pictures: bool = False) -> Grid:
    """The whole tensor as maps, of at most about `budget` pixels. `window` cuts the axes that count maps.

    pictures: whether the maps of each sample have another one before them, in true colour.
    """
    batch, channel = layout.letters.index("N"), layout.letters.index("C")
    inside = [i for i in range(layout.rank) if i not in (batch, channel)]
    if len(inside) > 1:
        return _grid(shape, window, (batch, channel), inside[0], inside[1], budget, square=True, pictures=pictures)
    if inside:
        return _grid(shape, window, (batch,), inside[0], channel, budget)
    return _grid(shape, window, (), batch, channel, budget)


def matrix_grid(layout: Layout, shape: Index, budget: int) -> Grid:
    """The planes of a tensor as one matrix, samples down and channels across: every value lies in its plane's pixel."""
    batch, channel = layout.letters.index("N"), layout.letters.index("C")
    return _grid(shape, tuple((0, n) for n in shape), (), batch, channel, budget, tallest=LOWEST, largest=LARGER)


def _grid(
    shape: Index,
    window: Box,
    outer: Index,
    down: int,
    across: int,
    budget: int,
    *,
    square: bool = False,
    pictures: bool = False,
    tallest: float = TALLEST,
    largest: float = LARGEST,
) -> Grid:
    box = tuple(window[axis] if axis in outer else (0, n) for axis, n in enumerate(shape))
    count = prod(box[axis][1] - box[axis][0] for axis in outer)
    lengths = (shape[down], shape[across])
    steps = _steps(lengths, max(1, budget // count))
    cells = tuple(ceil(length / step) for length, step in zip(lengths, steps, strict=True))
    columns = _columns(box, outer, cells, count)
    rows = -(-count // columns)
    pictured = 1 if pictures else 0
    down_gap = GAP if len(outer) > 1 else TOP - 2
    room = WIDTH - LEFT - EDGE - pictured * PICTURE_GAP
    wide = min(largest, (room - (columns - 1) * GAP) / ((columns + pictured) * cells[1]))
    high = min(wide, (tallest - TOP - (rows - 1) * down_gap) / (rows * cells[0]))
    if square:
        wide = max(high, min(wide, SLIMMEST / cells[1]))
    high = max(high, min(largest, SLIMMEST / cells[0]))
    fine = tuple(max(1, round(unit / GAP)) for unit in (high, wide))
    apart = tuple(round(gap * dots / unit) for gap, dots, unit in zip((down_gap, GAP), fine, (high, wide), strict=True))
    gaps = (apart[0] * high / fine[0], apart[1] * wide / fine[1])
    left = LEFT + pictured * (cells[1] * wide + PICTURE_GAP)
    return Grid(outer, down, across, box, columns, cells, steps, (high, wide), (TOP, left), gaps, fine, apart)


def _steps(lengths: Index, pixels: int) -> Index:
    """The least number of values to the pixel, the same along both axes as far as they go, that keeps within pixels."""
    step = 1
    while prod(ceil(n / min(step, n)) for n in lengths) > pixels:
        step += 1
    return tuple(min(step, n) for n in lengths)


def _columns(window: Box, outer: Index, cells: Sequence[int], count: int) -> int:
    """Maps in a row: as many as there are channels, or what makes the whole about as wide as high."""
    if len(outer) > 1:
        low, high = window[outer[-1]]
        return high - low
    wanted = sqrt(count * cells[0] / cells[1])
    return min(range(1, count + 1), key=lambda columns: abs(columns - wanted))
