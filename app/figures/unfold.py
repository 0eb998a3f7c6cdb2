"""Unfolding a tensor into a grid that fits the figure: values to the pixel, the size of a pixel, maps in a row."""

from collections.abc import Sequence
from math import ceil, prod, sqrt

from app.core.axes import Layout
from app.core.pools import Box, Index
from app.figures.grid import EDGE, PICTURE_GAP, Grid

WIDTH = 360.0
"""In figure units, as the cubes have it."""
TALLEST, LOWEST = 620.0, 280.0
"""The height of a figure of a tensor, and of a matrix, at most."""
LARGEST, LARGER = 88.0, 60.0
"""The side of a pixel, at most: of a tensor, and of a matrix."""
SLIMMEST = 20.0
"""The lower side of a map that has but a few rows for its columns."""
GAP = 5.0
LEFT, TOP = 50.0, 30.0


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
