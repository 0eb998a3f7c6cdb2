"""The noise behind a norm, and how far the inputs of layers shift in a step."""

from dataclasses import replace

import numpy as np
import pytest

from app.experiments import network
from app.experiments.classifiers import Classifier
from app.experiments.shaking import WITHIN, Shaking, at_step, calm, hidden, shift
from app.experiments.training import Run, Settings, train
from app.sources.digits import digits
from tests.experiments.statistics import SIGMAS

X = np.random.default_rng(0).standard_normal((400, 30))


def test_each_step_has_noise_of_its_own_and_the_same_one_again():
    layer = Shaking(seed=(3, 1), step=5)
    y, _ = layer.forward([], X)
    np.testing.assert_array_equal(y, layer.forward([], X)[0])
    for other in (replace(layer, step=6), replace(layer, seed=(3, 2)), replace(layer, seed=(4, 1))):
        assert np.abs(other.forward([], X)[0] - y).max() > 0.1
    np.testing.assert_array_equal(replace(layer, strength=0.0).forward([], X)[0], X)
    assert layer.forward([], X.astype(np.float32))[0].dtype == np.float32


@pytest.mark.parametrize("strength", [0.5, 1.0])
def test_means_and_spreads_of_units_are_as_they_are_said_to_be(strength):
    means, spreads = [], []
    for step in range(40):
        y = Shaking(strength, step=step).forward([], X)[0]
        means.append(y.mean(axis=0))
        spreads.append(y.std(axis=0))
    means, spreads = np.array(means), np.array(spreads)
    # A uniform mean has the deviation strength / √3, known to 1/√(2n) of it from n numbers; a mean of 400 values adds
    # at most 1.5²/400 to its square, and the mean of X itself is divided out by nothing: the same order.
    expected = strength / np.sqrt(3)
    assert abs(means.std() / expected - 1) < SIGMAS / np.sqrt(2 * means.size) + 2.25 / 400 / expected**2
    assert abs(means.mean()) < SIGMAS * expected / np.sqrt(means.size) + SIGMAS / np.sqrt(X.size)
    # Spreads: uniform from 1 to 1 + strength/2, widened by WITHIN twice (factor and summand), each as a square.
    low, high = 0.85, np.sqrt((1 + strength / 2) ** 2 + 2 * WITHIN**2) * (1 + SIGMAS / np.sqrt(2 * 400))
    assert low < spreads.min() and spreads.max() < high
    assert spreads.mean() == pytest.approx(
        1 + strength / 4, abs=SIGMAS * (strength / 2 + 0.04) / np.sqrt(spreads.size) + 0.02
    )


def test_backward_is_the_gradient_of_forward():
    layer, x = Shaking(step=2), X[:5, :4]
    y, memory = layer.forward([], x)
    dy = np.random.default_rng(1).standard_normal(y.shape)
    dx, gradients = layer.backward([], memory, dy)
    assert gradients == []
    step = 1e-6
    for at in np.ndindex(x.shape):
        moved = x.copy()
        moved[at] += step
        change = ((layer.forward([], moved)[0] - y) * dy).sum() / step
        assert dx[at] == pytest.approx(change, rel=1e-6, abs=1e-8)


def test_a_shaken_network_is_batch_norm_when_calm():
    shaken, batch = (Classifier(norm, depth=2, width=8).layers() for norm in ("shaken", "batch"))
    inputs = np.random.default_rng(2).standard_normal((16, 64))
    weights = [network.initial(each, np.random.default_rng(3)) for each in (shaken, batch)]
    quiet = network.forward(calm(shaken), weights[0], inputs)[0]
    np.testing.assert_array_equal(quiet, network.forward(batch, weights[1], inputs)[0])
    assert np.abs(network.forward(at_step(shaken, 1), weights[0], inputs)[0] - quiet).max() > 0.01


def test_the_shift_is_the_move_of_the_means_in_deviations():
    before = [(np.array([0.0, 1.0]), np.array([1.0, 2.0])), (np.array([5.0]), np.array([0.0]))]
    after = [(np.array([3.0, 9.0]), np.array([1.0, 1.0])), (np.array([7.0]), np.array([1.0]))]
    assert shift(before, after) == pytest.approx(np.sqrt((9 + 16) / 2)), "a unit that is constant is left out"
    built = Classifier("none", depth=1, width=6).layers()
    weights = network.initial(built, np.random.default_rng(0))
    inputs = np.random.default_rng(1).standard_normal((50, 64))
    ((mean, deviation),) = hidden(built, weights, inputs)
    values = inputs @ weights[0][0].T + weights[0][1]
    assert (mean, deviation) == (pytest.approx(values.mean(axis=0)), pytest.approx(values.std(axis=0)))
    weights[0][1] += 2 * deviation
    assert shift([(mean, deviation)], hidden(built, weights, inputs)) == pytest.approx(2)


def test_training_records_the_shift_of_its_last_step():
    settings = Settings(runs=(Run("none", 0.1), Run("batch", 0.1), Run("shaken", 0.1)), epochs=0.2, records=1)
    last = {record.run: record for record in train(*digits(), settings)}
    assert last[1].shift < 0.1 * last[0].shift < 0.1 * last[2].shift
