"""Running statistics are values: the conventions of the libraries, and whole data sets."""

import numpy as np
import pytest

from app.core.moments import merged, moments
from app.core.running import Running, fresh, updated
from tests.core.definition import BY_KEY, FEATURES, IMAGE, assert_accurate, textbook

BATCHES = [np.random.default_rng(seed).normal(seed, 1 + seed, (8, 3, 4, 4)) for seed in range(6)]
POOLS = BY_KEY["batch"].pools(IMAGE, (8, 3, 4, 4))


def test_they_start_at_mean_zero_and_variance_one():
    start = fresh((1, 3, 1, 1))
    assert (start.mean == 0).all()
    assert (start.variance == 1).all()


@pytest.mark.parametrize("unbiased", [True, False])
@pytest.mark.parametrize("new_weight", [0.1, 0.01, 1.0, 0.0])
def test_each_batch_moves_them_by_its_weight(new_weight, unbiased):
    running = fresh(POOLS.parts)
    mean, variance = np.zeros(3), np.ones(3)
    for batch in BATCHES:
        running = updated(running, moments(batch, [POOLS])[0], new_weight, unbiased)
        mean += new_weight * (batch.mean((0, 2, 3)) - mean)
        variance += new_weight * (batch.var((0, 2, 3), ddof=int(unbiased)) - variance)
    np.testing.assert_allclose(running.mean.ravel(), mean, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(running.variance.ravel(), variance, rtol=1e-12)


def test_updating_leaves_the_old_value_alone():
    start = fresh(POOLS.parts)
    updated(start, moments(BATCHES[1], [POOLS])[0], 0.1, True)
    assert (start.mean == 0).all()
    assert (start.variance == 1).all()


def test_the_unbiased_variance_of_one_value_is_not_a_number():
    x = np.array([[1.0, 2.0]])
    (batch,) = moments(x, [BY_KEY["batch"].pools(FEATURES, x.shape)])
    assert np.isnan(updated(fresh((1, 2)), batch, 0.1, unbiased=True).variance).all()
    assert updated(fresh((1, 2)), batch, 0.1, unbiased=False).variance.tolist() == [[0.9, 0.9]]


def test_the_statistics_of_a_whole_data_set():
    together = moments(BATCHES[0], [POOLS])[0]
    for batch in BATCHES[1:]:
        together = merged(together, moments(batch, [POOLS])[0])
    everything = np.concatenate(BATCHES)
    assert_accurate(together, *textbook(everything, BY_KEY["batch"].pools(IMAGE, everything.shape)), 1e-12)
    frozen = Running(together.mean, together.variance)
    # A mean of the batches' variances forgets how far apart the batches are.
    assert (frozen.variance > np.mean([batch.var((0, 2, 3)) for batch in BATCHES], axis=0).reshape(1, 3, 1, 1)).all()
