"""The lesson on learning rates: the run that ships can be made again, and its words follow from its numbers."""

import json
from itertools import islice

import pytest

from app.lessons.learning_rates import LEARNING_RATES, live
from app.lessons.rates import largest
from app.lessons.reproduce import RUNS, main, records
from app.lessons.stored import FOLDER, document, stored

PREFIX = 96
"""Records: three of each run."""
MOST_BYTES = 120_000


def shown(**values):
    return LEARNING_RATES.run(LEARNING_RATES.defaults | values)


@pytest.mark.parametrize("slug", RUNS)
def test_the_run_that_ships_begins_as_it_is_made(slug) -> None:
    path = FOLDER / f"{slug}.json"
    assert path.stat().st_size < MOST_BYTES
    kept = json.loads(path.read_text(encoding="utf-8"))
    made = document(slug, RUNS[slug], records(slug, PREFIX))
    assert (kept["lesson"], kept["settings"]) == (slug, made["settings"])
    assert len(kept["runs"]) == len(made["runs"])
    for ours, theirs in zip(made["runs"], kept["runs"], strict=True):
        assert ours["run"] == theirs["run"]
        seen = len(ours["steps"])
        assert seen >= 3 or ours["diverged_at"]
        assert ours["steps"] == theirs["steps"][:seen]
        for name in ("losses", "test_losses", "accuracies", "test_accuracies"):
            # Six digits are written. Other processors add in another order, which shows in the last of them.
            assert ours[name] == [each and pytest.approx(each, rel=1e-4) for each in theirs[name][:seen]], name


def test_only_what_is_listed_is_made(capsys) -> None:
    assert main(["nothing"]) == main([]) == 2
    assert "expected some of learning-rates" in capsys.readouterr().err


def test_the_answer_is_found_in_the_run() -> None:
    _, found, _ = stored("learning-rates")
    assert {norm: largest(found, norm) for norm in ("none", "batch", "layer", "group")} == {
        "none": 0.3,
        "batch": 3.0,
        "layer": 1.0,
        "group": 1.0,
    }
    assert shown().right == "ten"
    assert shown(norm="layer").right == shown(norm="group").right == "three"


@pytest.mark.parametrize("seed", range(3))
def test_batch_norm_is_smoother_where_both_learn_and_a_plateau_is_named(seed) -> None:
    for rate in (0.1, 0.3):
        both = shown(rate=rate, seed=seed)
        assert both.holds
        assert not any("Caution" in each for each in both.measured)
    dead = shown(rate=1.0, seed=seed)
    assert any("network with no norm has not learned" in each for each in dead.measured)
    # Where steps are small the bare network is the smoother one: what is measured is said, not what is hoped for.
    assert not shown(rate=0.03, seed=seed).holds


def test_a_live_run_is_the_same_as_one_that_ships() -> None:
    steps = list(islice(live(LEARNING_RATES.defaults), 64))
    _, found, _ = stored("learning-rates")
    assert [step.record["loss"] for step in steps[:32]] == [pytest.approx(c.losses[0], rel=1e-5) for c in found]
    done = [step.done for step in steps]
    assert done == sorted(done)
    panels = steps[-1].draw()
    assert [panel.ident for panel in panels] == ["rates", "loss", "accuracy"]
    assert len(steps[-1].cells()) == 32
    assert "seed 0" in steps[-1].said
