"""run(recipe): one outcome from one recipe, with statistics of all pools or of those that meet the window."""

import numpy as np
import pytest

from app.core.axes import LAYOUTS
from app.recipe import OWN, Recipe, default_cell
from app.run import MOST_POOLS, run


def recipe(shape: tuple[int, ...] = (3, 4, 5, 6), source: str = "gaussian", **changes: object) -> Recipe:
    return Recipe("image", shape, source, changes.pop("cell", default_cell(LAYOUTS[0], shape)), **changes)


def test_the_same_recipe_gives_the_same_outcome() -> None:
    first, second = run(recipe(seed=4)), run(recipe(seed=4))
    np.testing.assert_array_equal(first.tensor, second.tensor)
    assert first.results[0].arithmetic == second.results[0].arithmetic
    assert run(recipe(seed=5)).results[0].arithmetic != first.results[0].arithmetic


def test_own_values_are_used_and_needed() -> None:
    tensor = np.arange(360.0).reshape(3, 4, 5, 6)
    assert run(recipe(source=OWN), tensor).results[0].arithmetic.value == tensor[1, 1, 0, 0]
    with pytest.raises(ValueError, match="needs them"):
        run(recipe(source=OWN))


def test_with_very_many_pools_only_the_window_is_covered() -> None:
    outcome = run(recipe((32, 64, 8, 8), cell=(20, 40, 5, 2), methods=("batch", "reduce:")))
    batch, alone = outcome.results
    assert batch.complete and alone.pools.count > MOST_POOLS and not alone.complete
    assert alone.covered == outcome.window
    assert alone.arithmetic.mean == alone.arithmetic.value
    assert alone.arithmetic.standardized == 0


def test_values_that_are_not_finite_are_counted_once() -> None:
    tensor = np.ones((3, 4, 5, 6))
    tensor[0, 0, 0, 0] = np.nan
    tensor[2, 1, 0, 0] = -np.inf
    for methods in (("batch", "layer"), ("instance",), ("reduce:",)):
        assert run(recipe(source=OWN, methods=methods), tensor).nonfinite == 2


def test_the_arithmetic_can_be_checked_by_hand() -> None:
    steps = run(recipe((2, 1, 1, 2), "counting", methods=("batch",), cell=(1, 0, 0, 1), scale=2.0, offset=1.0)).results[
        0
    ]
    values = run(recipe((2, 1, 1, 2), "counting")).tensor.ravel().astype(float)
    expected = (values[3] - values.mean()) / np.sqrt(values.var() + 1e-5)
    assert steps.arithmetic.standardized == pytest.approx(expected)
    assert steps.arithmetic.output == pytest.approx(2 * expected + 1)
