"""Weights may be rescaled before a normalization, and the whole table of invariances."""

import numpy as np
import pytest

from app.experiments import invariance
from app.experiments.invariance import measure
from app.experiments.rescaling import Settings, rescale

SEEDS = range(8)


def line(result, norm):
    return next(each for each in result.lines if each.norm == norm)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_epsilon_batch_norm_does_not_notice_and_the_bare_network_follows_alpha(seed):
    result = rescale(Settings(epsilon=0.0, seed=seed))
    # Rounding: sums of 8, 32 and 16 products of float64, relative to the norm of all outputs.
    assert line(result, "batch").change.max() < 1e-13
    assert line(result, "layer").change.max() < 1e-13
    bare = line(result, "none")
    # y - b₂ times α: the change is |α - 1| · ‖y - b₂‖ / ‖y‖, one number for every α.
    ratio = bare.change / np.abs(result.alphas - 1).clip(1e-300)
    moved = result.alphas != 1
    np.testing.assert_allclose(ratio[moved], ratio[moved][0], rtol=1e-9)
    assert bare.change.max() > 500


@pytest.mark.parametrize("seed", SEEDS)
def test_with_epsilon_the_weights_times_alpha_are_the_weights_with_epsilon_over_alpha_squared(seed):
    result = rescale(Settings(epsilon=1e-5, seed=seed))
    batch = line(result, "batch")
    for i in (0, 4, 20, 30):
        alpha = float(result.alphas[i])
        other = rescale(Settings(alphas=(1.0,), epsilon=1e-5 / alpha**2, seed=seed))
        np.testing.assert_allclose(batch.output[i], line(other, "batch").output[0], rtol=1e-9, atol=1e-9)
    # So it is not noticed while ε / α² is far below every unit's variance (here about 8), and noticed at α = 1/1000.
    assert batch.change[result.alphas >= 0.1].max() < 1e-2
    assert batch.change[result.alphas >= 1].max() < 1e-4
    assert batch.change[0] > 0.1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_family_of_weights_has_the_same_effect(seed):
    family = rescale(Settings(epsilon=0.0, seed=seed)).family
    assert family.change.max() < 1e-12  # biases of 10 before a subtraction cost one digit more
    assert family.distance.min() > 0.5
    assert family.without_norm.min() > 0.5
    assert np.abs(family.angle).max() < 1e-12


def test_gradients_shrink_as_weights_grow():
    result = rescale(Settings(epsilon=0.0))
    np.testing.assert_allclose(line(result, "batch").gradient * result.alphas, 1, rtol=1e-10)
    np.testing.assert_allclose(line(result, "none").gradient, 1, rtol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("factor", [0.1, 3.0, 1000.0])
def test_all_18_cells_of_the_table_agree(seed, factor):
    cells = measure(invariance.Settings(seed=seed, factor=factor))
    assert len(cells) == 18
    for cell in cells:
        assert cell.invariant == cell.claimed, cell
        # Nothing is near the border: changes are of the order of the outputs, rounding is below 1e-12.
        assert cell.change > 1e-2 or cell.change < 1e-12, cell
