"""The noise of batch statistics, against elementary statistics.

A standard deviation measured from n Gaussian numbers is off by 1/√(2n) of itself; over all seeds together, within 5 of
these. Numbers that are not quite Gaussian (σ_B, x̂) spread a little more at small M: so the formulas marked ≈ have a
bias of the order of 1/M, which is allowed in addition.
"""

import numpy as np
import pytest

from app.core.axes import layout_by_key
from app.core.methods import METHODS
from app.experiments import noise, small_batches
from app.experiments.normalization import Normalization
from tests.experiments.statistics import SIGMAS, assert_average

SEEDS = range(16)
RESULTS = [noise.measure(noise.Settings(seed=seed)) for seed in SEEDS]
SIZES = noise.Settings().sizes


def pooled(field, size, results=RESULTS):
    """All draws of all seeds."""
    return np.concatenate([getattr(result.spreads[SIZES.index(size)], field) for result in results])


def assert_spread(values, expected, bias=0.0):
    assert abs(values.std() / expected - 1) <= SIGMAS / np.sqrt(2 * len(values)) + bias


@pytest.mark.parametrize("size", SIZES)
def test_the_batch_mean_spreads_by_sigma_over_root_m(size):
    assert_spread(pooled("means", size), 1 / np.sqrt(size))


@pytest.mark.parametrize("size", SIZES)
def test_the_batch_deviation_spreads_by_sigma_over_root_2m(size):
    assert_spread(pooled("deviations", size), 1 / np.sqrt(2 * size), bias=1 / size)
    if size >= 32:
        assert_spread(pooled("deviations", size), 1 / np.sqrt(2 * size), bias=0.01)


def test_at_two_values_the_formula_is_no_longer_right():
    # Half the distance of two Gaussian numbers: |z| / √2, whose deviation is √((1 - 2/π) / 2) = 0.426 and not 0.5.
    assert_spread(pooled("deviations", 2), np.sqrt((1 - 2 / np.pi) / 2), bias=0.02)


@pytest.mark.parametrize("size", [32, 64, 128, 256])
def test_the_normalized_value_spreads_less_in_larger_batches(size):
    expected = RESULTS[0].spreads[SIZES.index(size)].expected_sd
    assert_spread(pooled("normalized", size), expected, bias=4 / size)
    assert pooled("normalized", size).std() < pooled("normalized", size // 2).std()


@pytest.mark.parametrize("size", SIZES)
def test_ghost_batches_are_as_noisy_as_batches_of_their_size(size):
    ghost, batch = pooled("ghost", size), pooled("normalized", size)
    kurtosis = ((batch - batch.mean()) ** 4).mean() / batch.var() ** 2
    # Of n numbers with that kurtosis the variance is known to √((kurtosis - 1) / n), the deviation to half of that.
    error = np.sqrt((kurtosis - 1) / len(batch)) / 2
    assert abs(ghost.std() / batch.std() - 1) <= SIGMAS * np.sqrt(2) * error + 1e-12


@pytest.mark.parametrize("side", [1, 3])
def test_layer_and_instance_norm_are_not_noisy_at_all(side):
    result = noise.measure(noise.Settings(side=side, draws=4))
    for values in result.alone.values():
        assert len(values) == len(SIZES)
        assert np.ptp(values) == 0
    assert all(np.ptp(spread.normalized) > 0 for spread in result.spreads[1:])


@pytest.mark.parametrize("correlation", [0.0, 0.5, 1.0])
def test_pixels_that_go_together_count_for_less(correlation):
    settings = [noise.Settings(side=4, correlation=correlation, draws=100, sizes=SIZES[:4], seed=s) for s in SEEDS]
    results = [noise.measure(each) for each in settings]
    for size in SIZES[:4]:
        expected = np.sqrt((correlation + (1 - correlation) / 16) / size)
        assert results[0].spreads[SIZES.index(size)].expected_sd_of_mean == pytest.approx(expected)
        assert_spread(pooled("means", size, results), expected)


@pytest.mark.parametrize("distribution", ["gaussian", "uniform", "exponential"])
def test_the_biased_variance_is_too_small_by_one_part_in_m(distribution):
    runs = [small_batches.estimate(small_batches.Settings(distribution=distribution, seed=s)) for s in SEEDS]
    measured = [[each.batch_variance.mean() for each in run] for run in runs]
    expected = [(n - 1) / n for n in small_batches.Settings().sizes]
    assert_average(measured, expected, precision=None)
    assert_average(np.array(measured)[:, 1:], expected[1:], precision=0.03)
    assert [each.expected_variance for each in runs[0]] == pytest.approx(expected)


def test_the_estimates_of_small_batches_spread_and_those_of_group_norm_stay():
    runs = [small_batches.estimate(small_batches.Settings(side=2, seed=seed)) for seed in SEEDS]
    for place, size in enumerate(small_batches.Settings().sizes):
        one = runs[0][place]
        assert one.batch_pool == 4 * size
        assert one.group_pool == 16
        means = np.concatenate([run[place].batch_mean for run in runs])
        assert_spread(means, 1 / np.sqrt(4 * size))
        variances = np.concatenate([run[place].batch_variance for run in runs])
        # The variance is chi-squared with ν = M - 1: kurtosis 3 + 12/ν, so its deviation is known to √((2 + 12/ν)/4n).
        error = np.sqrt((2 + 12 / (4 * size - 1)) / (4 * len(variances)))
        assert abs(variances.std() / one.expected_sd_of_variance - 1) <= SIGMAS * error
        group = np.concatenate([run[place].group_variance for run in runs])
        error = np.sqrt((2 + 12 / 15) / (4 * len(group)))
        assert abs(group.std() / (np.sqrt(30) / 16) - 1) <= SIGMAS * error


def test_two_values_become_plus_and_minus_one_and_one_value_nothing():
    one, two, four = small_batches.estimate(small_batches.Settings(sizes=(1, 2, 4)))
    assert np.isnan(one.pair)  # 0 / 0 where ε is 0
    assert two.pair < 1e-12
    assert four.pair > 0.01


@pytest.mark.parametrize("side", [1, 2])
def test_what_is_merged_from_planes_is_what_the_layer_gives(side):
    """The same batches and parts, value by value, through batch norm and ghost batch norm themselves."""
    settings = noise.Settings(sizes=(4, 8, 16), draws=5, side=side, value=2.0, seed=3)
    found = noise.measure(settings)
    random = np.random.default_rng(3)
    example = random.standard_normal((4, side, side))[0]
    example[0, 0] = 2.0
    crowd = random.standard_normal((5, 16, side, side))
    for spread in found.spreads:
        batches, parts = crowd[:, : spread.size].copy(), crowd.copy()
        batches[:, 0] = example
        parts[:, -spread.size] = example
        for place, (batch, split) in enumerate(zip(batches, parts, strict=True)):
            y = layer("batch", side).forward([], batch[:, None])[0]
            assert spread.normalized[place] == pytest.approx(y[0, 0, 0, 0], rel=1e-12)
            ghost = layer("ghost", side, virtual=16 // spread.size).forward([], split[:, None])[0]
            assert spread.ghost[place] == pytest.approx(ghost[-spread.size, 0, 0, 0], rel=1e-12)


def layer(key, side, virtual=None):
    (method,) = (each for each in METHODS if each.key == key)
    return Normalization(method, layout_by_key("image"), (1, side, side), virtual=virtual, learns=False)
