"""Residual networks: gradients against finite differences, and what their blocks add before any training."""

from itertools import islice

import numpy as np
import pytest

from app.experiments import network, residual
from app.experiments.residual import Run, Settings, backward, forward, initial, parts, train
from app.sources.digits import digits
from tests.experiments.test_network import CLOSE, slopes

PICTURES, LABELS = digits()


@pytest.mark.parametrize("start", [1.0, 0.0])
def test_gradients_are_those_of_finite_differences(start):
    random = np.random.default_rng(0)
    built = parts(2, 3)
    weights = initial(built, start, 1, np.float64)
    x, labels = random.standard_normal((7, 64)), random.integers(0, 10, 7)

    def loss():
        return network.cross_entropy(forward(built, weights, x)[0], labels)[0]

    logits, memories, _ = forward(built, weights, x)
    _, dy = network.cross_entropy(logits, labels)
    dx, gradients = backward(built, weights, memories, dy)
    arrays = [array for part in weights for own in part for array in own]
    found = [array for part in gradients for own in part for array in own]
    assert len(arrays) == len(found) == 2 + 2 + 2 * 8 + 2
    for array, gradient in zip(arrays, found, strict=True):
        np.testing.assert_allclose(gradient, slopes(loss, array), rtol=0, atol=CLOSE)
    np.testing.assert_allclose(dx, slopes(loss, x), rtol=0, atol=CLOSE)


@pytest.mark.parametrize("seed", range(3))
def test_each_block_adds_what_its_scales_say(seed):
    built = parts(4, 32)
    weights = initial(built, 1.0, seed, np.float64)
    random = np.random.default_rng(seed)
    for block in weights[1:-1]:
        block[-1][0][:], block[-1][1][:] = random.standard_normal((2, 32))
    _, _, squares = forward(built, weights, PICTURES.reshape(-1, 64)[:500])
    expected = [float((block[-1][0] ** 2 + block[-1][1] ** 2).mean()) for block in weights[1:-1]]
    # The norm divides by √(σ² + ε), with ε = 1e-5 and σ² of the size of 1, smaller where a unit hardly varies.
    np.testing.assert_allclose([added for _, added in squares], expected, rtol=1e-3)


def test_before_training_the_shares_are_those_of_one_unit_for_each_block():
    settings = Settings((Run(1.0, 8), Run(0.0, 8)))
    ones, zeros = islice(train(PICTURES, LABELS, settings), 2)
    # The stem has relu(z) with z of variance 1: half of it, if z is symmetric; that it is only about.
    np.testing.assert_allclose(ones.shares, [1 / (k + 0.5) for k in range(1, 9)], atol=0.04)
    assert ones.scales == (1.0,) * 8
    assert zeros.scales == zeros.shares == (0.0,) * 8


def test_scales_of_zero_leave_the_stem_and_the_head():
    built = parts(5, 16)
    weights = initial(built, 0.0, 3, np.float64)
    x = PICTURES.reshape(-1, 64)[:50]
    bare = forward([built[0], built[-1]], [weights[0], weights[-1]], x)[0]
    assert np.array_equal(forward(built, weights, x)[0], bare)


def test_it_learns_and_says_so_in_order():
    settings = Settings((Run(1.0, 2), Run(0.0, 4)), epochs=2, records=2)
    found = list(train(PICTURES, LABELS, settings))
    assert [(each.run, each.step) for each in found] == [(0, 0), (1, 0), (0, 44), (1, 44), (0, 88), (1, 88)]
    assert all(late.loss < early.loss / 2 for early, late in zip(found[:2], found[4:], strict=True))
    assert all(each.accuracy > 0.9 and each.test_accuracy > 0.9 for each in found[4:])
    assert [each.loss for each in train(PICTURES, LABELS, Settings(settings.runs[:1], epochs=2, records=2))] == [
        each.loss for each in found if each.run == 0
    ]


def test_a_run_that_diverges_ends_without_numbers():
    *_, last = train(PICTURES, LABELS, Settings((Run(1.0, 1, 1e6),), epochs=1, records=1))
    assert np.isnan([last.loss, last.accuracy, last.test_accuracy]).all()


def test_test_time_is_frozen():
    """One picture alone is classified as among others."""
    built = parts(2, 16)
    weights = initial(built, 1.0, 0, np.float64)
    x = PICTURES.reshape(-1, 64)[:64]
    logits, memories, _ = forward(built, weights, x)
    frozen = [residual.statistics(part, memory) for part, memory in zip(built, memories, strict=True)]
    np.testing.assert_allclose(forward(built, weights, x[:1], frozen)[0], logits[:1], rtol=1e-9)
