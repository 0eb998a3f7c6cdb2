"""Figure 11.6 of Prince 2023 as numbers, and the recursion for wide networks.

The recursion is that of infinite width and batch. At width D and batch N each block's moments are off by a part of the
order of 1/D + 1/N (averages of products of D weights, batch variances with N - 1 degrees of freedom): that is the
bias allowed, once for each block.
"""

import numpy as np
import pytest

from app.experiments.propagation import SCHEMES, Settings, propagate
from tests.experiments.statistics import assert_average

DEPTH, WIDTH, BATCH = 8, 192, 192
RUNS = [propagate(Settings(DEPTH, WIDTH, BATCH, seed=seed)) for seed in range(16)]
KEYS = [scheme.key for scheme in SCHEMES]
BLOCKS = np.arange(DEPTH + 1)
BIAS = BLOCKS * (1 / WIDTH + 1 / BATCH)


def courses(key, measure):
    return np.array([getattr(run[KEYS.index(key)], measure) for run in RUNS])


def test_a_residual_network_doubles_the_mean_square_in_each_block():
    assert_average(courses("residual", "mean_square"), 2.0**BLOCKS, BIAS * 2.0**BLOCKS, precision=0.06)


def test_dividing_by_the_root_of_two_keeps_it():
    assert_average(courses("residual-scaled", "mean_square"), np.ones(DEPTH + 1), BIAS, precision=0.06)


def test_with_batch_norm_each_block_adds_one_unit():
    assert_average(courses("residual-batch", "mean_square"), 1.0 + BLOCKS, BIAS * (1 + BLOCKS), precision=0.03)


def test_he_initialization_keeps_the_mean_square_of_a_plain_network():
    # A block's mean square varies by 2/D (its weights) and 5/D (relu's square over D units) at most: √(7K / (D seeds)).
    precision = np.sqrt(7 * DEPTH / (WIDTH * len(RUNS)))
    assert_average(courses("plain", "mean_square"), np.ones(DEPTH + 1), BIAS, precision)


@pytest.mark.parametrize("key", KEYS)
def test_the_variance_across_units_is_the_mean_square_but_for_a_mean_of_the_units(key):
    # The units' mean is an average over D units of random sign: it takes 1/D of the mean square, on average.
    ratio = courses(key, "variance_across_units") / courses(key, "mean_square")
    assert_average(ratio, np.full(DEPTH + 1, 1 - 1 / WIDTH), bias=1 / WIDTH, precision=0.02)


def test_the_variance_per_unit_over_the_batch_is_another_measure():
    with_norm = courses("residual-batch", "variance_per_unit")
    assert_average(with_norm, 1 + (1 - 1 / np.pi) * BLOCKS, BIAS * (1 + BLOCKS), precision=0.03)
    growth = courses("residual", "variance_per_unit")[:, 1:] / courses("residual", "variance_per_unit")[:, :-1]
    assert_average(growth[:, 0], 2 - 1 / np.pi, bias=1 / WIDTH + 1 / BATCH, precision=0.01)
    assert (np.abs(growth.mean(0) - 1.75) < 0.1).all()  # between 1.68 and 1.82 in every block, and not 2


@pytest.mark.parametrize("key", KEYS)
def test_every_scheme_follows_the_recursion_forward(key):
    for measure in ("mean_square", "variance_per_unit"):
        expected = getattr(RUNS[0][KEYS.index(key)], f"expected_{measure}")
        assert_average(courses(key, measure), expected, BIAS * expected, precision=0.1)


@pytest.mark.parametrize("key", KEYS)
def test_every_scheme_follows_the_recursion_backward(key):
    expected = RUNS[0][KEYS.index(key)].expected_gradient
    # Batch normalization's own gradient loses the two directions per unit that it removes: 2 / N in each block.
    bias = BLOCKS[::-1] * (1 / WIDTH + 3 / BATCH)
    assert_average(courses(key, "gradient"), expected, bias * expected, precision=0.1)


def test_gradients_double_in_residual_blocks_and_hardly_grow_with_batch_norm():
    first = {key: courses(key, "gradient")[:, 0].mean() for key in KEYS}
    assert first["residual"] > 10 * first["residual-batch"]
    assert first["plain-batch"] > 10 * first["plain"]  # π / (π - 1) in every block


@pytest.mark.parametrize("gain", [0.5, 8.0])
def test_batch_norm_keeps_a_regular_network_stable_at_any_initialization(gain):
    runs = [propagate(Settings(DEPTH, 96, 96, gain, seed=seed)) for seed in range(16)]
    plain, normed = (np.array([run[KEYS.index(key)].mean_square for run in runs]) for key in ("plain", "plain-batch"))
    # Every block multiplies by gain / 2; with batch norm the output is gain / 2 after any number of blocks.
    bias = BLOCKS * 2 / 96
    assert_average(plain, (gain / 2) ** BLOCKS, bias * (gain / 2) ** BLOCKS)
    assert_average(normed[:, 1:], np.full(DEPTH, gain / 2), bias[1:] * gain / 2, precision=0.02)


@pytest.mark.parametrize("scale", [0.0, 0.25, 0.5])
def test_the_scales_set_the_effective_depth(scale):
    scheme = SCHEMES[KEYS.index("residual-batch")]
    runs = [propagate(Settings(DEPTH, 96, 96, scale=scale, seed=seed), (scheme,))[0] for seed in range(16)]
    start = np.array([run.mean_square[:1] for run in runs])
    bias = BLOCKS * 2 / 96
    assert_average(
        np.array([run.mean_square for run in runs]) - start, scale**2 * BLOCKS, bias * (1 + BLOCKS) * scale**2
    )
    expected = runs[0].expected_gradient
    assert_average([run.gradient for run in runs], expected, BLOCKS[::-1] * 4 / 96 * expected, precision=0.05)
    if scale == 0:
        assert all((run.mean_square == run.mean_square[0]).all() for run in runs)


def test_the_same_seed_gives_the_same_numbers():
    again = propagate(Settings(DEPTH, WIDTH, BATCH, seed=3))
    for one, other in zip(again, RUNS[3], strict=True):
        assert np.array_equal(one.mean_square, other.mean_square)
        assert np.array_equal(one.gradient, other.gradient)


@pytest.mark.parametrize("settings", [Settings(1, 1, 1), Settings(3, 2, 1), Settings(64, 8, 2, gain=100)])
def test_degenerate_settings_give_numbers_that_say_so_and_no_warnings(settings):
    for course in propagate(settings):
        assert len(course.mean_square) == settings.depth + 1
