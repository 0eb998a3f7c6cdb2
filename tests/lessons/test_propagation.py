"""Stable forward propagation: doubling and adding, the dial, and the quantity for which the claim does not hold."""

import numpy as np
import pytest

from app.experiments.propagation import SCHEMES, Settings, propagate
from app.lessons.propagation import PROPAGATION, _right
from tests.lessons.checking import assert_drawn, assert_valid, column, shown

SEEDS = (0, 3, 6, 9, 12)
LABELS = [scheme.label.lower() for scheme in SCHEMES]


@pytest.mark.parametrize("seed", SEEDS)
def test_it_doubles_without_and_grows_by_the_same_with_batch_norm(seed):
    found = shown(PROPAGATION, seed=seed)
    assert found.right == "line" and found.holds
    # One run at width D and 8 blocks: √(7 · 8 / D) of scatter as in the tests of the experiment, twice that here.
    allowed = 2 * np.sqrt(7 * 8 / 96)
    assert abs(np.log(column(found, "forward", "residual")[-1] / 2**8)) < allowed
    assert abs(np.log(column(found, "forward", "residual + batch norm")[-1] / 9)) < allowed / 2


@pytest.mark.parametrize("seed", SEEDS)
def test_of_the_variance_per_unit_the_figure_is_not_true(seed):
    found = shown(PROPAGATION, seed=seed, quantity="unit")
    assert found.right == "line" and not found.holds
    growth = (column(found, "forward", "residual")[-1] / column(found, "forward", "residual")[0]) ** (1 / 8)
    assert 1.6 < growth < 1.9


@pytest.mark.parametrize("seed", SEEDS)
def test_a_small_scale_makes_the_network_less_deep(seed):
    for scale in (0.0, 0.1):
        assert shown(PROPAGATION, seed=seed, scale=scale).right == "stays"
    found = shown(PROPAGATION, seed=seed, scale=0.5)
    assert found.right == "line" and found.holds
    ends = [column(found, "dial", f"γ = {scale}")[-1] for scale in ("0", "0.5", "1")]
    assert ends[0] == column(found, "dial", "γ = 0")[0]
    assert ends == sorted(ends)


@pytest.mark.parametrize("gain", [1.0, 4.0])
def test_with_other_weights_a_regular_network_needs_the_norm_and_the_claim_fails(gain):
    found = shown(PROPAGATION, gain=gain)
    assert not found.holds and found.right == "line"
    plain, normed = (column(found, "forward", label)[-1] for label in ("plain", "plain + batch norm"))
    assert abs(np.log2(plain)) > 6 > 3 > abs(np.log2(normed))


def test_the_right_prediction_follows_the_numbers():
    blocks = np.arange(9)
    assert _right(1.0 + blocks) == "line"
    assert _right(2.0**blocks) == "doubles"
    assert _right(1 + 0.01 * blocks) == "stays"
    assert _right(2.0 ** np.arange(4)) == "doubles" and _right(1.0 + np.arange(4)) == "line"


def test_nothing_that_can_be_set_is_too_much():
    for values in (
        {"depth": 3, "width": 8, "batch": 4},
        {"depth": 16, "scale": 4.0, "gain": 4.0},
        {"scale": 0.0, "quantity": "unit"},
    ):
        found = shown(PROPAGATION, **values)
        assert_valid(found)
        assert "NaN" not in " ".join(found.measured)


def test_pictures_and_tables_have_the_same_numbers():
    found = shown(PROPAGATION)
    assert_valid(found)
    for ident in ("forward", "backward"):
        assert_drawn(found, ident, "blocks", *LABELS)
    assert_drawn(found, "dial", "blocks", "γ = 0", "γ = 0.5", "γ = 1")
    courses = propagate(Settings(width=96, batch=96))
    for course in courses:
        assert column(found, "forward", course.scheme.label.lower()) == course.mean_square.tolist()
        assert column(found, "backward", course.scheme.label.lower()) == course.gradient.tolist()
