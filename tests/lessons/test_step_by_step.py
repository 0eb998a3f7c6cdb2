"""Batch norm of one hidden unit: what is claimed about it, on many numbers."""

import numpy as np
import pytest

from app.core.normalize import Place
from app.experiments.steps import steps
from app.lessons.step_by_step import STEP_BY_STEP, UNITS
from tests.lessons.drawn import assert_drawn, marked, panel


def run(**changes):
    return STEP_BY_STEP.run(STEP_BY_STEP.defaults | changes)


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("seed", range(8))
def test_the_output_has_mean_delta_and_deviation_gamma(place, seed):
    random = np.random.default_rng(seed)
    x = random.normal(random.normal(0, 10), random.uniform(0.5, 10), 12)
    scale, offset = random.uniform(-3, 3, 2)
    found = steps(x, 1e-5, place, scale, offset)
    assert found.output.mean() == pytest.approx(offset, abs=1e-12)
    # ε = 1e-5 adds at most its part of σ to the divisor; σ is that of 12 numbers, well above 0.1.
    assert found.output.std() == pytest.approx(abs(scale), rel=1e-5 / x.std() + 1e-5 / x.var())
    assert found.standardized == pytest.approx((x - x.mean()) / x.std(), rel=1e-3)
    assert run(numbers=tuple(x), scale=float(scale), offset=float(offset), place=place.value).right == "learned"


def test_the_default_can_be_checked_in_the_head():
    shown = run()
    assert shown.right == "learned"
    assert shown.holds
    way = shown.extra["way"]
    assert (way.mean, way.deviation, way.value) == (7, 4, 2)
    assert (way.standardized, way.output) == pytest.approx((-1.25, -1.5), rel=1e-6)


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({"scale": -2.0}, "learned"),
        ({"scale": 0.0}, "learned"),
        ({"scale": 1.0, "offset": 0.0}, "learned"),
        ({"numbers": (0.0, 0.001)}, "less"),  # ±0.16 in the root
        ({"numbers": (5.0, 5.0, 5.0)}, "less"),
        ({"numbers": (5.0,)}, "less"),
        ({"numbers": (5.0, 5.0), "epsilon": 0.0}, "less"),  # 0 / 0
        ({"numbers": (5.0, 6.0), "epsilon": 0.0}, "learned"),
        # ε chosen to spoil it: √(16 + 48) = 8 halves the deviation, which is then 1 where γ is 2.
        ({"epsilon": 48.0, "scale": 2.0}, "standard"),
        ({"epsilon": 240.0, "scale": 2.0}, "variance"),  # √(16 + 240) = 16 = σ²: as if divided by the variance
    ],
)
def test_the_right_prediction_follows_the_numbers(changes, right):
    shown = run(**changes)
    assert shown.right == right
    assert shown.holds == (right == "learned")
    # A negative scale has the deviation that it has without the sign, and what is claimed says so.
    assert "deviation |γ| " in STEP_BY_STEP.claim
    assert_drawn(shown)


def test_epsilon_beside_and_in_the_root():
    pair = np.array([0, 0.001])
    beside, root = (steps(pair, 1e-5, place).standardized for place in (Place.DEVIATION, Place.VARIANCE))
    assert beside == pytest.approx([-0.5e-3 / 0.51e-3, 0.5e-3 / 0.51e-3])
    assert root == pytest.approx([-0.5e-3 / np.sqrt(1.025e-5), 0.5e-3 / np.sqrt(1.025e-5)])
    assert any("±0.156 in the root and into ±0.98 beside it" in sentence for sentence in run().measured)


@pytest.mark.parametrize("seed", range(5))
def test_two_numbers_always_become_minus_and_plus_one(seed):
    pair = np.random.default_rng(seed).normal(0, 100, 2)
    assert np.sort(steps(pair, 0, Place.VARIANCE).standardized) == pytest.approx([-1, 1], rel=1e-12)


def test_hidden_units_are_normalized_each_on_its_own():
    columns = np.random.default_rng(0).standard_normal((9, 4)) * [1, 10, 100, 1000]
    together = steps(columns, 1e-5, Place.VARIANCE).output
    alone = [steps(column, 1e-5, Place.VARIANCE).output for column in columns.T]
    np.testing.assert_allclose(together, np.array(alone).T, rtol=1e-13)


@pytest.mark.parametrize("unit", range(1, UNITS + 1))
def test_every_hidden_unit_of_the_photographs_can_be_looked_at(unit):
    shown = run(**{"from": "unit", "unit": unit})
    assert_drawn(shown)
    assert len(panel(shown, "steps").table.rows) == 8


def test_the_table_has_the_numbers_of_the_pictures():
    shown = run()
    table = np.array(panel(shown, "steps").table.rows)
    drawn = panel(shown, "steps").figure
    # Four rows of rings for the members 2 to 5, and the first member's dots.
    assert marked(drawn, "chart-mark") == pytest.approx(table[1:, 1:].T.ravel(), rel=1e-5)
    assert marked(drawn, "chart-pool") == pytest.approx(table[0, 1:], rel=1e-5)
    curve = panel(shown, "epsilon")
    assert curve.table.rows[0][0] == 4
    (accent,) = (t for t in curve.figure["data"] if t["meta"]["role"] == "chart-pool")
    assert accent["y"] == pytest.approx([row[1] for row in curve.table.rows[1:]], rel=1e-5)


def test_rows_that_cannot_be_drawn_are_left_out():
    shown = run(numbers=(5.0, 5.0), epsilon=0.0)
    drawn = panel(shown, "steps").figure
    assert len(marked(drawn, "chart-mark")) == 2  # x and x − μ of the second number; x̂ and y are 0 / 0
    assert np.isnan(panel(shown, "steps").table.rows[0][3])
