"""What small batches tell of their channel, and the trainings that ship with the lesson."""

import json

import numpy as np
import pytest

from app.experiments.small_batches import Settings, estimate
from app.lessons.batch_sizes import FELL, PUBLISHED, RUNS, trained, verdict
from app.lessons.reproduce import RUNS as MADE
from app.lessons.reproduce import records
from app.lessons.small_batches import SMALL_BATCHES
from app.lessons.stored import FOLDER, document, stored
from tests.experiments.statistics import assert_average
from tests.lessons.drawn import assert_drawn, panel


def run(**changes):
    return SMALL_BATCHES.run(SMALL_BATCHES.defaults | changes)


@pytest.mark.parametrize("distribution", ["gaussian", "uniform", "exponential"])
@pytest.mark.parametrize("side", [1, 2])
def test_the_claim_holds_for_any_distribution(distribution, side):
    for seed in range(0, 15, 5):
        assert run(distribution=distribution, side=side, seed=seed).holds


def test_the_variance_of_a_batch_is_too_small_and_that_of_a_group_does_not_care():
    rows = np.array([panel(run(seed=seed), "variance").table.rows for seed in range(0, 80, 5)])
    assert_average(rows[:, :, 2], rows[0, :, 3])
    assert_average(rows[:, :, 4], np.full(7, 0.75))  # 4 values of one example
    scatter = np.array([panel(run(seed=seed), "scatter").table.rows for seed in range(0, 80, 5)])
    # A deviation of 2000 Gaussian numbers is itself too small by 1/4n of it, far below its standard error.
    assert_average(scatter[:, :, 1], scatter[0, :, 2], bias=1e-3)
    assert_average(scatter[:, :, 3], np.full(7, 0.5), bias=1e-3)


@pytest.mark.parametrize(
    ("size", "right"), [(2, "batch"), (4, "batch"), (8, "neither"), (16, "neither"), (64, "neither")]
)
def test_the_right_prediction_follows_the_trainings(size, right):
    shown = run(size=size)
    done = trained()
    assert shown.right == right == verdict(done.lost("batch", size), done.lost("group", size))
    assert_drawn(shown)
    neither = next(choice for choice in SMALL_BATCHES.prediction.choices if choice.key == "neither")
    said = neither.held if right == "neither" else neither.reply
    assert ("try" in said) == (size not in (2, 4))  # nobody is sent where they are


def test_every_outcome_has_its_prediction():
    more, less = FELL * 1.01, FELL * 0.99
    found = [verdict(batch, group) for batch in (more, less) for group in (more, less)]
    assert found == ["both", "batch", "group", "neither"]
    assert {choice.key for choice in SMALL_BATCHES.prediction.choices} == set(found)


@pytest.mark.parametrize("k", range(len(RUNS)))
def test_in_each_seed_alone_batches_of_two_spoil_batch_norm_and_not_group_norm(k):
    shares = {key: each[k] for key, each in trained().shares.items()}
    assert shares["batch", 2] < shares["batch", 32] - 0.2
    assert shares["group", 2] > shares["group", 32] - FELL
    assert shares["batch", 2] < shares["group", 2] - 0.2


def test_the_runs_are_those_that_the_command_makes():
    assert {stored(slug)[0].seed for slug in RUNS} == {0, 1, 2}
    for slug in RUNS:
        assert stored(slug)[0] == MADE[slug]
    assert f"reproduce {' '.join(RUNS)}" in run().headings["sizes"][1]


def test_the_beginning_of_a_run_comes_out_the_same():
    (slug, *_) = RUNS
    count = 2 * len(MADE[slug].runs)  # the first step of every run, and the state after the first half epoch
    again = document(slug, MADE[slug], records(slug, count))
    kept = json.loads((FOLDER / f"{slug}.json").read_text(encoding="utf-8"))
    assert again["settings"] == kept["settings"]
    for new, old in zip(again["runs"], kept["runs"], strict=True):
        assert new["run"] == old["run"]
        assert len(new["steps"]) == 2
        assert new["steps"] == old["steps"][:2]
        # Other processors add in another order, which shows in the last digits of the first record.
        assert new["losses"][0] == pytest.approx(old["losses"][0], rel=1e-3), new["run"]


def test_two_values_are_spoken_of_only_where_there_are_two():
    assert any(sentence.startswith("Two values") for sentence in run().measured)
    assert not any(sentence.startswith("Two values") for sentence in run(side=2).measured)


def test_the_tables_have_the_numbers_of_the_pictures():
    shown = run()
    sizes = panel(shown, "sizes")
    done = trained()
    for row in sizes.table.rows:
        norm = "batch" if row[0] == "batch norm" else "group"
        assert list(row[2:5]) == done.shares[norm, row[1]]
    line = sizes.figure["data"][0]
    assert line["y"] == pytest.approx([np.mean(row[2:5]) for row in sizes.table.rows[:6]], rel=1e-5)
    published = panel(shown, "published")
    assert [trace["y"][::-1] for trace in published.figure["data"][::2]] == [
        [group for _, _, group in PUBLISHED],
        [batch for _, batch, _ in PUBLISHED],
    ]
    assert "not measured here" in published.title
    variance = panel(shown, "variance")
    *_, marks = (trace for trace in variance.figure["data"] if trace["mode"] == "markers")
    assert marks["y"] == pytest.approx([row[2] for row in variance.table.rows], rel=1e-5)
    assert [row[1] for row in variance.table.rows] == [each.batch_pool for each in estimate(Settings())]
