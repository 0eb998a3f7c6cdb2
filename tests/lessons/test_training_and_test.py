"""Running averages and frozen statistics: what the lesson says of them, and when it says something else."""

import numpy as np
import pytest

from app.experiments.running import Settings, follow
from app.lessons.training_and_test import SEEDS, TRAINING_AND_TEST
from tests.experiments.statistics import SIGMAS
from tests.lessons.drawn import assert_drawn, marked, panel


def run(**changes):
    return TRAINING_AND_TEST.run(TRAINING_AND_TEST.defaults | changes)


@pytest.mark.parametrize("seed", range(0, 15, SEEDS))
def test_old_averages_leave_a_gap_of_noise_alone(seed):
    shown = run(seed=seed)
    assert shown.holds
    assert shown.right == "noise"
    ends = next(row[1:] for row in panel(shown, "gap").table.rows if row[0] == 100)
    # As in tests/experiments/test_running.py: √(1/32 + 1/64) from 16 numbers.
    assert all(gap < 0.23 * (1 + SIGMAS / np.sqrt(32)) for gap in ends)


@pytest.mark.parametrize("seed", [0, 3, 6])
@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({"weight": 0.01}, "start"),  # a third of the start is left
        ({"batches": 5}, "start"),
        ({"batches": 1}, "start"),
        ({"weight": 0.01, "batches": 400}, "noise"),
        ({"drift": 0.1}, "behind"),
        ({"drift": -0.1}, "behind"),
        ({"weight": 0.01, "drift": 0.1}, "start"),
        ({"weight": 1.0}, "noise"),  # the last batch alone: √2 times the noise
        ({"batch": 4}, "noise"),
        ({"batch": 256}, "noise"),
    ],
)
def test_the_right_prediction_follows_the_gap(changes, right, seed):
    shown = run(seed=seed, **changes)
    assert shown.right == right
    assert shown.holds == (right == "noise")


@pytest.mark.parametrize(
    "changes", [{}, {"batches": 1}, {"batch": 2}, {"drift": 1.0, "weight": 0.001}, {"batches": 400}]
)
def test_what_is_shown_can_be_drawn(changes):
    assert_drawn(run(**changes))


def test_the_lag_is_said():
    assert len(run().measured) == 4
    assert "running means lag 0.4" in run(drift=0.05).measured[2]  # (1 − 0.1)/0.1 · 0.05 = 0.45, give or take 0.02


def test_one_example_alone_is_zero_in_training():
    rows = panel(run(), "alone").table.rows
    assert len(rows[0]) == 1 + 2 * SEEDS
    for place in range(1, len(rows[0]), 2):
        assert all(row[place] == 0 for row in rows)
        assert len({row[place + 1] for row in rows}) == len(rows)


def standing(result, unit, means):
    """A unit's running means, seen from its true mean, in deviations."""
    return (means[:, unit] - result.true_mean[unit]) / result.true_deviation[unit]


def test_the_tables_have_the_numbers_of_the_pictures():
    shown, result = run(), follow(Settings())
    gap = panel(shown, "gap")
    accent = next(trace for trace in gap.figure["data"] if trace["meta"]["role"] == "chart-pool")
    assert accent["y"] == pytest.approx(result.gap_running[::2], rel=1e-5)  # 100 batches, every other one is drawn
    assert [row[1] for row in gap.table.rows] == result.gap_running[[row[0] for row in gap.table.rows]].tolist()
    rows = panel(shown, "running").table.rows
    unit = int(np.argmax(np.abs(result.true_mean) / result.true_deviation))
    means, variances = standing(result, unit, result.running_mean), result.running_variance[:, unit]
    assert [row[2] for row in rows] == pytest.approx(means[[row[0] for row in rows]])
    parts = variances / result.true_deviation[unit] ** 2
    assert [row[4] for row in rows] == pytest.approx(parts[[row[0] for row in rows]])
    second = follow(Settings(seed=1))
    other = int(np.argmax(np.abs(second.true_mean) / second.true_deviation))
    of_second = standing(second, other, second.running_mean)
    assert [row[5] for row in rows] == pytest.approx(of_second[[row[0] for row in rows]])
    traces = [each for each in panel(shown, "running").figure["data"] if each["mode"] == "lines"]
    grey = next(each for each in traces if each["meta"]["role"] == "chart-each")
    assert grey["y"] == pytest.approx(of_second, rel=1e-4)
    assert rows[0][1] == ""
    alone = panel(shown, "alone")
    assert marked(alone.figure, "chart-mark") == pytest.approx(
        [*(row[1] for row in alone.table.rows), *(row[2] for row in alone.table.rows)], rel=1e-5
    )


@pytest.mark.parametrize("seed", [0, 3, 6])
@pytest.mark.parametrize(
    ("weight", "right"),
    [(0.1, "follows"), (0.01, "follows"), (0.4, "follows"), (0.5, "same"), (0.9, "sticks"), (0.99, "sticks")],
)
def test_a_copied_momentum_means_the_other_weight(weight, right, seed):
    assert run(weight=weight, seed=seed).also == {"momentum": right}


def test_the_copied_momentum_is_drawn_and_said():
    shown, result = run(), follow(Settings())
    table = panel(shown, "momentum").table
    unit = int(np.argmax(np.abs(result.true_mean) / result.true_deviation))
    at = [row[0] for row in table.rows]
    assert [row[1] for row in table.rows] == pytest.approx(standing(result, unit, result.running_mean)[at])
    assert [row[2] for row in table.rows] == pytest.approx(standing(result, unit, result.exchanged_mean)[at])
    assert "momentum=0.1 copied to Keras or ONNX gives each new batch 0.9" in shown.measured[-1]
    # One step moves a running mean by w √(2/(2 − w)) σ/√M in the long run: for w = 0.1 and 0.9 by 0.018 and 0.215, the
    # first steps from 0 by more. The root mean square over 100 steps of 8 units is at least nine times as large.
    assert float(np.square(np.diff(result.exchanged_mean, axis=0)).mean()) > 9 * float(
        np.square(np.diff(result.running_mean, axis=0)).mean()
    )
