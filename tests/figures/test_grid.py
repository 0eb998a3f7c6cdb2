"""Geometry of the maps, by definition: every value has one pixel, a pool's outline holds its values and no others."""

import re
from itertools import product
from random import Random

import pytest

from app.core.axes import LAYOUTS, layout_by_key
from app.core.methods import METHODS, method_by_key
from app.core.window import window_around
from app.figures.grid import MARK, NOTHING, OUT
from app.figures.unfold import TALLEST, WIDTH, matrix_grid, tensor_grid

SHAPES = {
    "image": [(4, 3, 4, 4), (1, 1, 1, 1), (3, 5, 6, 2), (30, 40, 9, 11), (2, 2, 1, 300)],
    "sequence": [(4, 6, 8), (3, 5, 2), (30, 7, 90), (1, 1, 1)],
    "features": [(8, 6), (1, 1), (40, 500)],
}


def grids(budget=2**12):
    for layout in LAYOUTS:
        for shape in SHAPES[layout.key]:
            cell = tuple(Random(0).randrange(n) for n in shape)
            window = window_around(layout, shape, cell)
            yield layout, shape, cell, tensor_grid(layout, shape, window, budget)
            yield layout, shape, cell, matrix_grid(layout, shape, budget)
    layout, shape = layout_by_key("image"), (4, 3, 5, 5)
    window = tuple((0, n) for n in shape)
    yield layout, shape, (1, 1, 0, 0), tensor_grid(layout, shape, window, budget, pictures=True)


def boxes(path):
    found = re.findall(r"M(-?[\d.]+),(-?[\d.]+)H(-?[\d.]+)V(-?[\d.]+)H\1Z", path)
    return [tuple(map(float, each)) for each in found]


def middle(grid, cell):
    [(left, top, right, bottom)] = boxes(grid.cell_path(cell))
    return (left + right) / 2, (top + bottom) / 2


@pytest.mark.parametrize(("layout", "shape", "cell", "grid"), list(grids()))
def test_all_maps_lie_side_by_side_on_the_paper(layout, shape, cell, grid):
    corners = [grid.corner(number) for number in range(grid.maps)]
    high, wide = grid.size
    for top, left in corners:
        assert left >= 0 and left + wide <= WIDTH + 1
        assert top >= 0 and top + high <= grid.height
    assert grid.height <= TALLEST + 24 * (grid.rows + 1)
    for (top, left), (other, beside) in product(corners, repeat=2):
        if (top, left) != (other, beside):
            assert abs(top - other) >= high - 1e-9 or abs(left - beside) >= wide - 1e-9


@pytest.mark.parametrize(("layout", "shape", "cell", "grid"), list(grids()))
def test_pixels_are_within_the_budget_and_hold_every_value(layout, shape, cell, grid):
    assert grid.maps * grid.cells[0] * grid.cells[1] <= max(2**12, grid.maps)
    for side, axis in enumerate((grid.down, grid.across)):
        assert (grid.cells[side] - 1) * grid.steps[side] < shape[axis] <= grid.cells[side] * grid.steps[side]


@pytest.mark.parametrize(("layout", "shape", "cell", "grid"), list(grids()))
@pytest.mark.parametrize("key", [*(method.key for method in METHODS), "reduce:", "reduce:N", "reduce:C"])
def test_an_outline_is_around_the_values_of_the_pool_and_no_others(layout, shape, cell, grid, key):
    pools = method_by_key(key, layout).pools(layout, shape)
    pool = pools.pool_of(cell)
    path = grid.pool_path(pools.box(pool))
    if any(not low <= place < high for place, (low, high) in zip(cell, grid.window, strict=True)):
        return
    around = boxes(path)
    assert path != NOTHING and around
    random = Random(1)
    for _ in range(60):
        other = tuple(random.randrange(low, high) for low, high in grid.window)
        x, y = middle(grid, other)
        inside = any(
            left + OUT < x < right - OUT and top + OUT < y < bottom - OUT for left, top, right, bottom in around
        )
        drawn = (*grid.outer, grid.down, grid.across)
        same = all(pools.pool_of(other)[axis] == pool[axis] for axis in drawn)
        if set(grid.steps) == {1}:
            assert inside == same
        else:
            assert inside or not same
    assert all(right - left > 2 * OUT and bottom - top > 2 * OUT for left, top, right, bottom in around)


def test_what_is_out_of_sight_has_no_outline_and_small_pixels_a_visible_one():
    layout, shape = layout_by_key("image"), (30, 40, 64, 64)
    grid = tensor_grid(layout, shape, ((0, 12), (0, 12), (0, 4), (0, 4)), 2**15)
    assert grid.cell_path((12, 0, 0, 0)) == NOTHING
    assert grid.pool_path(((0, 30), (20, 21), (0, 64), (0, 64))) == NOTHING
    [(left, top, right, bottom)] = boxes(grid.cell_path((3, 3, 63, 63)))
    assert (right - left, bottom - top) == pytest.approx((MARK, MARK), abs=0.11)
