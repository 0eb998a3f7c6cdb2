"""The loss along the gradient; and one network with every norm."""

import numpy as np
import pytest

from app.core.axes import layout_by_key
from app.experiments import landscape, swap
from app.experiments.landscape import look
from app.sources import generate
from app.sources.digits import digits

PICTURES, LABELS = digits()
SEEDS = range(5)


def looks(**settings):
    found = {}
    for each in look(PICTURES, LABELS, landscape.Settings(**settings)):
        found.setdefault(each.norm, []).append(each)
    return found


@pytest.mark.parametrize("depth", [4, 8])
@pytest.mark.parametrize("seed", SEEDS)
def test_with_batch_norm_loss_and_gradient_change_less_along_the_gradient(seed, depth):
    found = looks(depth=depth, seed=seed, steps=120, every=10)
    for measure in (lambda one: one.range, lambda one: one.changes.max(), lambda one: one.smoothness):
        bare, normed = (np.median([measure(one) for one in found[norm]]) for norm in ("none", "batch"))
        assert normed < bare


def test_short_steps_lower_the_loss_by_the_square_of_the_gradient():
    for records in looks(shortest=1e-6, longest=1e-5, steps=9).values():
        for one in records:
            # Second order: half the smoothness times the length, so relatively 1e-6 · 100 / 2 at the most.
            slope = (one.loss - one.losses) / (one.lengths * one.gradient**2)
            np.testing.assert_allclose(slope, 1, atol=1e-3)
            assert (np.diff(one.changes) > 0).all()


def test_steps_are_no_longer_than_the_cap():
    for records in looks(cap=0.01, steps=5).values():
        for one in records:
            assert (one.distances <= 0.01 * (1 + 1e-12)).all()
            assert (one.distances == one.lengths * one.gradient).all()
    assert all((one.lengths <= 0.4 * (1 + 1e-12)).all() for one in looks(cap=1e9, steps=5)["none"])


def test_a_training_that_diverges_is_looked_at_to_its_end():
    found = looks(rate=1e60, steps=20, cap=1e300)
    assert len(found["none"]) == len(found["batch"]) == 5
    assert not np.isfinite(found["none"][-1].loss)
    assert [one.step for one in found["none"]] == [0, 4, 8, 12, 16]


def test_looking_again_gives_the_same():
    first, again = looks(steps=9), looks(steps=9)
    for norm in first:
        assert [one.loss for one in first[norm]] == [one.loss for one in again[norm]]


def swapped(seed=0, **settings):
    pictures = generate("photographs", layout_by_key("image"), (4, 3, 16, 16), 0)
    return {each.norm: each for each in swap.swap(pictures, swap.Settings(seed=seed, **settings))}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_weights_are_the_same_and_the_answers_are_not(seed):
    found = swapped(seed)
    assert len({each.weights for each in found.values()}) == 1
    assert {norm: each.statistics_shape for norm, each in found.items()} == {
        "none": (),
        "batch": (1, 8, 1, 1),
        "layer": (4, 1, 1, 1),
        "instance": (4, 8, 1, 1),
        "group": (4, 2, 1, 1),
        "rms": (4, 1, 1, 1),
    }
    assert found["none"].added == 0
    assert found["batch"].added == found["instance"].added == found["group"].added == 2 * 2 * 8
    assert found["layer"].added == 2 * 8 * (16 * 16 + 8 * 8)
    answers = [each.logits for each in found.values()]
    for i, one in enumerate(answers):
        assert all(np.abs(one - other).max() > 1e-3 for other in answers[:i])
        assert np.exp(one - one.max()).sum() > 0
    for each in found.values():
        assert each.probabilities.sum() == pytest.approx(1)


@pytest.mark.parametrize("seed", SEEDS)
def test_only_batch_norm_looks_at_companions_and_differs_at_test_time(seed):
    for norm, each in swapped(seed, epsilon=0.0).items():
        for measured in (each.companions, each.alone, each.frozen):
            # Products of matrices of other sizes may be added up in another order: rounding, far below any change.
            assert (measured > 1e-3) if norm == "batch" else (measured < 1e-12)
        # No bias before the norm is anything but 0 here, so half the contrast is half of every number before it.
        assert (each.contrast < 1e-9) == (norm not in ("none", "batch"))


def test_instance_norm_leaves_nothing_of_a_planes_mean_and_deviation():
    found = swapped(epsilon=0.0)
    np.testing.assert_allclose(found["instance"].means, 0, atol=1e-12)
    np.testing.assert_allclose(found["instance"].deviations, 1, rtol=1e-12)
    for norm in ("batch", "layer", "group"):
        assert np.ptp(found[norm].deviations) > 0.01
