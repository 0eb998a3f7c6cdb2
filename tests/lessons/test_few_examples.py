"""Whether the noise regularizes: the trainings on few pictures, and what is said of them."""

from math import sqrt

import numpy as np
import pytest

from app.lessons.few_examples import ERRORS, NAMES, PART, PREDICTION, RUNS, WHOLE, few, verdict
from app.lessons.reproduce import RUNS as MADE
from app.lessons.small_batches import SMALL_BATCHES
from app.lessons.stored import stored
from tests.lessons.checking import column, lines, panel, shown


def test_the_runs_are_those_that_the_command_makes():
    for slug in RUNS:
        assert stored(slug)[0] == MADE[slug]
    assert few().seeds == list(range(5))
    assert f"reproduce {' '.join(RUNS)}" in shown(SMALL_BATCHES).headings["gap"][1]


def test_every_run_was_tested_on_the_pictures_it_learned():
    """And has learned them: what is left between the losses is not for lack of training."""
    for slug in RUNS:
        settings, curves, _ = stored(slug)
        assert settings.whole
        for curve in curves:
            assert np.isfinite(curve.train_losses).all()
            least = 0.9 if (curve.run.norm == "ghost" and curve.run.virtual == 16) or curve.run.batch == 4 else 0.98
            assert curve.train_accuracies[-1] >= least, curve.run


@pytest.mark.parametrize("k", range(len(RUNS)))
def test_in_each_seed_alone_noisier_statistics_make_the_gap_smaller(k):
    gaps = few().gaps
    assert gaps["ghost", PART][k] < gaps["ghost", WHOLE][k]
    assert gaps["ghost", WHOLE][k] == gaps["batch", WHOLE][k]


def test_the_noise_does_not_make_batch_norm_better_than_networks_without_it():
    """Nor, as a mean over the seeds, worse by more than chance: what is said of the level lines."""
    for norm in ("layer", "none"):
        assert verdict(*few().difference(("ghost", PART), (norm, WHOLE))) != "smaller"


def test_the_verdict_follows_the_standard_error():
    assert verdict(-1.0, 0.99 / ERRORS) == "smaller"
    assert verdict(1.0, 0.99 / ERRORS) == "larger"
    assert verdict(1.0, 1.01 / ERRORS) == verdict(-1.0, 1.01 / ERRORS) == "same"
    assert {choice.key for choice in PREDICTION.choices} == {"smaller", "larger", "same"}


def test_the_difference_is_taken_seed_by_seed():
    done = few()
    mean, error = done.difference(("ghost", PART), ("ghost", WHOLE))
    found = [a - b for a, b in zip(done.gaps["ghost", PART], done.gaps["ghost", WHOLE], strict=True)]
    assert mean == pytest.approx(sum(found) / 5)
    assert error == pytest.approx(np.std(found) / sqrt(4))
    assert shown(SMALL_BATCHES).also["gap"] == verdict(mean, error) == "smaller"


def test_the_pictures_have_the_numbers_of_the_tables():
    found = shown(SMALL_BATCHES)
    table = panel(found, "gap").table
    for norm, name in NAMES.items():
        rows = [row for row in table.rows if row[0] == name]
        assert [row[1] for row in rows] == few().sizes == [4, 8, 16, 32, 64]
        for k in range(5):
            points = [(row[1], row[2 + k]) for row in rows]
            assert points in lines(found, "gap")
            assert [y for _, y in points] == [few().gaps[norm, size][k] for size in few().sizes]
    sizes = column(found, "ghost", "examples in a part")
    assert sizes == [4, 8, 16, 32, 64]
    ends = list(zip(sizes, column(found, "ghost", "seed 3"), strict=True))
    assert ends in lines(found, "ghost")
