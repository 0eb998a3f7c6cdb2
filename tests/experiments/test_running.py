"""Running averages, whole data sets, folding, counting."""

import numpy as np
import pytest

from app.experiments import counting, folding
from app.experiments.running import Settings, follow
from tests.experiments.statistics import SIGMAS, assert_average

SEEDS = range(16)


@pytest.mark.parametrize("unbiased", [True, False])
@pytest.mark.parametrize("new_weight", [0.1, 0.01])
def test_young_running_averages_are_still_near_zero_and_one(new_weight, unbiased):
    results = [follow(Settings(new_weight=new_weight, unbiased=unbiased, seed=seed)) for seed in SEEDS]
    # In units of each stream's own numbers, so that the seeds can be averaged.
    off = [(r.running_mean - r.expected_mean) / r.true_deviation for r in results]
    assert_average(np.array(off), np.zeros_like(off[0]))
    ratio = [r.running_variance / r.expected_variance for r in results]
    assert_average(np.array(ratio), np.ones_like(ratio[0]))


def test_old_running_averages_spread_as_they_should():
    settings = Settings(batches=400)
    results = [follow(Settings(batches=400, seed=seed)) for seed in SEEDS]
    # Every 40th batch: by then 0.9^40 = 1 % of the older number is left, so these are nearly independent.
    late = np.array([((r.running_mean - r.true_mean) / r.true_deviation)[80::40] for r in results]).ravel()
    expected = np.sqrt(0.1 / 1.9 / settings.batch)
    assert abs(late.std() / expected - 1) < SIGMAS / np.sqrt(2 * len(late)) + 0.01


def test_running_averages_lag_behind_a_drift():
    drift, w = 0.05, 0.1
    results = [follow(Settings(drift=drift, new_weight=w, batches=120, seed=seed)) for seed in SEEDS]
    last = 119  # the batch that was added last had this many steps of drift
    lag = [(r.true_mean + drift * last * r.true_deviation - r.running_mean[-1]) / r.true_deviation for r in results]
    # (1 - w)/w = 9 batches' drift, but for the start, of which 0.9^120 = 3e-6 is left (times a mean of a few σ).
    assert_average(np.array(lag), np.full(lag[0].shape, drift * (1 - w) / w), bias=1e-4)
    for r in results:
        assert r.gap_running[-1] > 0.3  # 9 · 0.05 deviations: the test output is off by about as much


@pytest.mark.parametrize("seed", SEEDS)
def test_the_whole_data_set_is_merged_exactly_and_is_the_better_estimate(seed):
    r = follow(Settings(seed=seed))
    np.testing.assert_allclose(r.whole_mean, r.batch_mean.mean(0), rtol=1e-12, atol=1e-12)
    total = r.batch_variance.mean(0) + r.batch_mean.var(0)
    np.testing.assert_allclose(r.whole_variance, total, rtol=1e-12)
    # Of 3200 values the mean is known to σ/57, within 5 of these; of the running average to about σ/25.
    assert (np.abs(r.whole_mean - r.true_mean) < SIGMAS * r.true_deviation / np.sqrt(3200)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_gap_between_training_and_test_closes_as_the_averages_grow_old(seed):
    r = follow(Settings(seed=seed))
    assert r.gap_running[0] > 3 * r.gap_running[-1]
    # What is left is the noise of one batch of 32 and of the running numbers: means σ/√32, deviations σ/√64, together
    # √(1/32 + 1/64) = 0.22 and a quarter of a per cent more; 8 units are 16 such numbers, known to 1/√32 of that.
    assert r.gap_whole < 0.22 * (1 + SIGMAS / np.sqrt(32))
    assert r.gap_running[-1] < 0.23 * (1 + SIGMAS / np.sqrt(32))


def test_a_batch_of_one_is_zero_in_training_and_itself_at_test_time():
    r = follow(Settings())
    assert (r.single_training == 0).all()
    assert np.abs(r.single_test).max() > 0.1


@pytest.mark.parametrize("kind", ["linear", "convolution"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_folded_norm_gives_the_same_numbers(kind, seed):
    result = folding.compare(folding.Settings(kind, seed=seed))
    assert result.difference < 1e-14  # some roundings of float64, 1e-16 each, relative to the largest output
    assert result.before - result.after == 24
    assert result.after == (6 * 3 * 9 + 6 if kind == "convolution" else 24)


def test_kd_and_kc():
    dense = {each.method: each for each in counting.added("features", (32, 100), layers=5)}
    assert (dense["batch"].scales, dense["batch"].offsets) == (500, 500)
    assert (dense["layer"].scales, dense["layer"].offsets) == (500, 500)
    assert (dense["rms"].scales, dense["rms"].offsets) == (500, 0)
    images = {each.method: each for each in counting.added("image", (32, 64, 8, 8), layers=5)}
    for key in ("batch", "instance", "group"):
        assert (images[key].scales, images[key].offsets) == (320, 320)
    assert images["layer"].total == 2 * 5 * 64 * 8 * 8


@pytest.mark.parametrize(
    ("key", "normalized", "parameters"),
    [
        # The totals that torchvision and transformers print for these models.
        ("resnet-18", 4_800, 11_689_512),
        ("resnet-50", 26_560, 25_557_032),
        ("gpt-2-small", 19_200, 124_439_808),
        ("bert-base", 19_200, 109_482_240),
    ],
)
def test_real_networks(key, normalized, parameters):
    (model,) = (each for each in counting.MODELS if each.key == key)
    assert model.normalized == normalized
    assert model.parameters == parameters
    assert model.added == 2 * normalized
    assert model.share < 0.0025


@pytest.mark.parametrize("weight", [0.1, 0.01])
@pytest.mark.parametrize("seed", [0, 1])
def test_the_gap_is_that_of_the_outputs_themselves(seed, weight):
    settings = Settings(batches=20, batch=8, new_weight=weight, drift=0.05, seed=seed)
    r, random = follow(settings), np.random.default_rng(seed)
    mean, deviation = 2.0 * random.standard_normal(8), 2 ** random.uniform(-1, 1, 8)
    new = (mean + deviation * (0.05 * np.arange(21)[:, None, None] + random.standard_normal((21, 8, 8))))[-1]
    trained = (new - new.mean(axis=0)) / np.sqrt(new.var(axis=0) + 1e-5)
    for gap, *frozen in zip(r.gap_running, r.running_mean, r.running_variance, strict=True):
        tested = (new - frozen[0]) / np.sqrt(frozen[1] + 1e-5)
        assert gap == pytest.approx(np.sqrt(np.square(tested - trained).mean()), rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_exchanged_weights_are_those_of_a_momentum_that_means_the_other_one(seed):
    kept = follow(Settings(new_weight=0.1, seed=seed))
    np.testing.assert_array_equal(kept.exchanged_mean, follow(Settings(new_weight=0.9, seed=seed)).running_mean)
    ours, theirs = (
        np.diff(each, axis=0)[50:] / kept.true_deviation for each in (kept.running_mean, kept.exchanged_mean)
    )
    # One step is w (batch - running): rms w √(1 + w/(2 - w)) σ/√M, 8 times as large for 0.9 as for 0.1: 50 steps of 8
    # units, which tell each of the two to a few per cent.
    assert 4 < np.sqrt(np.square(theirs).mean() / np.square(ours).mean()) < 16
