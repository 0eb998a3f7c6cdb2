"""Where values lie on paper when a tensor is unfolded: maps side by side, each of some rows and columns of pixels.

The outer axes count maps, the inner ones count inside of a map: for images N and C outside, H down and W across; for
sequences N outside, tokens down and features across; N down and C across for anything that is one matrix. A pixel
stands for one value, or for the mean of `steps` of them where there are more values than pixels.
static/js/figures/grid.js is its twin, so that pointing needs no request.
"""

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

from app.core.pools import Box, Index, Range

EDGE = 6.0
"""What is left free below the last map, in figure units."""
PICTURE_GAP = 15.0
"""Between the pictures and the maps beside them."""
MARK = 8.0
"""The selected value's outline is never smaller than this."""
OUT = 1.5
"""How far a pool's outline stands off its values."""
NOTHING = "M0,0"
KEPT = 64
"""Grids of which frames and names are kept: all maps of a page are of one, and so are those after the next click."""
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

    @cached_property
    def maps(self) -> int:
        """How many maps there are."""
        return prod(self._lengths)

    @cached_property
    def _lengths(self) -> list[int]:
        return [self.window[axis][1] - self.window[axis][0] for axis in self.outer]

    @cached_property
    def rows(self) -> int:
        """Rows of maps."""
        return -(-self.maps // self.columns)

    @cached_property
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


def rectangle(top: float, bottom: float, left: float, right: float) -> str:
    """A closed path."""
    return f"M{left:.1f},{top:.1f}H{right:.1f}V{bottom:.1f}H{left:.1f}Z"
