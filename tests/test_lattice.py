"""The lattice's numbers against NumPy's: every subset of every layout, every split, and large tensors."""

from math import prod

import numpy as np
import pytest

from app.core.axes import LAYOUTS
from app.lattice import MOST_DIVISIONS, Lattice, lattice
from app.recipe import OWN, Recipe
from app.sources import generate

SHAPES = {"image": (4, 6, 3, 5), "sequence": (4, 7, 6), "features": (12, 6)}
CELLS = {"image": (3, 4, 2, 1), "sequence": (2, 5, 1), "features": (7, 5)}


def found(layout_key: str, **changes: object) -> Lattice:
    shape = changes.pop("shape", SHAPES[layout_key])
    cell = changes.pop("cell", CELLS[layout_key])
    return lattice(Recipe(layout_key, shape, "gaussian", cell, seed=5, **changes))


def pinned(x: np.ndarray, axes: tuple[int, ...], cell: tuple[int, ...]) -> tuple[float, float, float]:
    """Mean, variance and standardized value of the pinned value, with an average over these axes."""
    mean, variance = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    place = tuple(0 if k in axes else i for k, i in enumerate(cell))
    return mean[place], variance[place], ((x - mean) / np.sqrt(variance + 1e-5))[cell]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
def test_every_subset_is_numpys(layout) -> None:
    lattice_ = found(layout.key)
    x = generate("gaussian", layout, SHAPES[layout.key], 5).astype(np.float64)
    cell = CELLS[layout.key]
    assert np.array_equal(lattice_.tensor, x)
    choices = [choice for rank in lattice_.ranks for choice in rank]
    assert len({choice.letters for choice in choices}) == 2**layout.rank
    for choice in choices:
        axes = tuple(layout.letters.index(letter) for letter in choice.letters)
        mean, variance, standardized = pinned(x, axes, cell)
        steps = choice.arithmetic
        assert steps.mean == pytest.approx(mean, rel=1e-12, abs=1e-14)
        assert steps.variance == pytest.approx(variance, rel=1e-12, abs=1e-14)
        assert steps.standardized == pytest.approx(standardized, rel=1e-9, abs=1e-9)
        assert choice.pools.count == prod(1 if k in axes else n for k, n in enumerate(x.shape))
        assert choice.pools.count * choice.pools.size == x.size


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
def test_splits_go_from_one_point_of_the_lattice_to_another(layout) -> None:
    lattice_ = found(layout.key)
    points = {choice.letters: choice for rank in lattice_.ranks for choice in rank}
    for divided, letter in zip(lattice_.divided, "CN", strict=True):
        length = SHAPES[layout.key][layout.letters.index(letter)]
        assert [each.parts for each in divided.divisions] == [n for n in range(1, length + 1) if length % n == 0]
        reduced = divided.method.reduced_axes(layout)
        kept = tuple(each for each in reduced if each != letter)
        for division, letters in ((divided.divisions[0], reduced), (divided.divisions[-1], kept)):
            assert division.choice.pools == points[letters].pools
            assert division.choice.arithmetic == points[letters].arithmetic
            assert division.choice.name == points[letters].name and division.choice.name is not None
        assert all(each.choice.name is None for each in divided.divisions[1:-1])


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
def test_every_split_is_numpys(layout) -> None:
    lattice_ = found(layout.key)
    x, cell = lattice_.tensor.astype(np.float64), CELLS[layout.key]
    for divided, letter in zip(lattice_.divided, "CN", strict=True):
        axis = layout.letters.index(letter)
        for division in divided.divisions:
            size = x.shape[axis] // division.parts
            start = cell[axis] // size * size
            part = np.take(x, range(start, start + size), axis)
            axes = tuple(layout.letters.index(each) for each in divided.method.reduced_axes(layout))
            moved = tuple(i - start if k == axis else i for k, i in enumerate(cell))
            assert division.choice.arithmetic.standardized == pytest.approx(
                pinned(part, axes, moved)[2], rel=1e-9, abs=1e-9
            )


def test_a_split_with_many_divisors_shows_the_first_and_the_last() -> None:
    divided = found("features", shape=(720, 5), cell=(3, 2)).divided[1]
    assert len(divided.divisions) == MOST_DIVISIONS and divided.left_out == 30 - MOST_DIVISIONS
    assert (divided.divisions[0].parts, divided.divisions[-1].parts) == (1, 720)


def test_a_single_channel_is_both_ends_at_once() -> None:
    group = found("image", shape=(2, 1, 3, 3), cell=(1, 0, 1, 1)).divided[0]
    assert [each.parts for each in group.divisions] == [1]
    assert group.divisions[0].choice.name is not None


def test_values_that_are_not_finite_stay_in_their_pools() -> None:
    tensor = np.ones((2, 3, 2, 2))
    tensor[0, 0, 0, 0] = np.nan
    made = lattice(Recipe("image", tensor.shape, OWN, (1, 1, 1, 1)), tensor)
    points = {"".join(choice.letters): choice.arithmetic for rank in made.ranks for choice in rank}
    assert points["HW"].mean == 1 and points["NHW"].mean == 1
    assert np.isnan(points["NCHW"].mean)
