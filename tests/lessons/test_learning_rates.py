"""The lesson on learning rates: the runs that ship can be made again, and its words follow from its numbers."""

import json
import re
from itertools import islice

import numpy as np
import pytest

from app.experiments.classifiers import NONE, SHAKEN
from app.experiments.training import NORMS, RATES, Settings, curves, grid
from app.figures.svg import panel_svg
from app.lessons import along
from app.lessons.learning_rates import LEARNING_RATES, live, shipped
from app.lessons.learning_rates import RUNS as SHIPPED
from app.lessons.rates import CHANCE, Trained, cells, outcome, raised, sentences, withstood
from app.lessons.reproduce import RUNS, main, records
from app.lessons.stored import FOLDER, document, stored
from tests.lessons.checking import column, lines, panel

MOST_BYTES = 60_000
TWICE = ("learning-rates", "small-batches")
"""Of these the second record too: it comes soon enough."""
SOME = {"depth-1": 40, "depth-2": 40}
"""Of these the first records of so many runs: networks of 32 layers are slow, and those of the first seed do."""
CALM = 0.1
"""Rates up to which every network learns without leaps."""
FEW = 45
"""Steps in which the rounding of one processor and of another stay close: an epoch of the default run."""


def shown(**values):
    return LEARNING_RATES.run(LEARNING_RATES.defaults | values)


@pytest.mark.parametrize("slug", RUNS)
def test_the_run_that_ships_begins_as_it_is_made(slug) -> None:
    path = FOLDER / f"{slug}.json"
    assert path.stat().st_size < MOST_BYTES
    kept = json.loads(path.read_text(encoding="utf-8"))
    count = len(RUNS[slug].runs)
    made = document(slug, RUNS[slug], records(slug, SOME.get(slug, (2 if slug in TWICE else 1) * count)))
    assert (kept["lesson"], kept["settings"]) == (slug, made["settings"])
    assert len(kept["runs"]) == len(made["runs"])
    assert sum(len(each["steps"]) > 0 for each in made["runs"]) == SOME.get(slug, count)
    for ours, theirs in zip(made["runs"], kept["runs"], strict=True):
        assert ours["run"] == theirs["run"]
        seen = len(ours["steps"])
        assert seen >= 2 or ours["diverged_at"] or slug not in TWICE
        assert ours["steps"] == theirs["steps"][:seen]
        # Other processors add in another order. That shows in the last of the six digits of the first record, and later
        # where learning is calm; where it is not, a difference grows with every step.
        calm = sum(step <= FEW for step in ours["steps"]) if ours["run"]["rate"] <= CALM else min(seen, 1)
        for name in ("losses", "test_losses"):
            assert ours[name][:calm] == pytest.approx(theirs[name][:calm], rel=1e-3), (ours["run"], name)


def test_only_what_is_listed_is_made(capsys) -> None:
    assert main(["nothing"]) == main([]) == 2
    assert "expected some of learning-rates" in capsys.readouterr().err


def test_there_are_three_seeds_of_one_grid_and_they_are_told() -> None:
    found = shipped()
    assert [each.seed for each in found.settings] == [0, 1, 2]
    assert len({tuple(each.runs) for each in found.settings}) == 1
    assert found.over
    assert found.settings[0].runs == grid()
    text = shown()
    assert all(name in text.extra["kept"] for name in SHIPPED) and "seeds 0, 1 and 2" in text.extra["kept"]
    assert all(re.match(r"Seeds 0, 1 and 2|Along the gradient, seeds 0–2", each) for each in text.measured)
    for each in text.panels:
        assert "; seeds 0–2: " in each.caption, each.ident


def test_the_answer_is_found_in_the_runs() -> None:
    limits = {norm: shipped().largest(norm) for norm in NORMS}
    assert limits[NONE] == [0.3] * 3
    assert limits["batch"] == [3.0] * 3
    assert limits["layer"] == [1.0] * 3
    assert sorted(limits["group"]) == [0.3, 1.0, 1.0], "one seed more, and it is not so sure"
    assert shown().right == "ten"
    assert shown(norm="layer").right == shown(norm="group").right == "three"
    assert not shown(norm="group").holds, "with every seed, the claim says"


def test_a_shaken_batch_norm_shifts_more_than_none_and_still_learns_at_higher_rates() -> None:
    found = shipped()
    assert found.largest(SHAKEN) == [1.0] * 3
    assert shown().also["shift"] == withstood(found) == "between"
    for rate in (0.01, 0.03, 0.1, 0.3):
        shifts = {norm: [np.median(curve.shifts) for curve in found.of(norm, rate)] for norm in (NONE, "batch", SHAKEN)}
        assert max(shifts["batch"]) < 0.1 * min(shifts[NONE]), "batch norm does keep them still"
        assert min(shifts[SHAKEN]) > 2 * max(shifts[NONE]), "and shaken they move more than without it"
        bare, shaken = ([curve.test_accuracies[-1] for curve in found.of(norm, rate)] for norm in (NONE, SHAKEN))
        # 360 pictures, 19 in 20 right: the mean of three seeds is known to 0.007, a difference to 0.01; three of those.
        assert np.mean(shaken) > np.mean(bare) - 0.03


@pytest.mark.parametrize(
    ("largest", "right"),
    [
        ({NONE: 0.3, "batch": 3.0, SHAKEN: 0.3}, "lost"),
        ({NONE: 0.3, "batch": 3.0, SHAKEN: 0.1}, "lost"),
        ({NONE: 0.3, "batch": 3.0, SHAKEN: 1.0}, "between"),
        ({NONE: 0.3, "batch": 3.0, SHAKEN: 3.0}, "kept"),
        ({NONE: 0.0, "batch": 0.0, SHAKEN: 0.0}, "lost"),
    ],
)
def test_the_right_answer_about_the_shift_follows_the_runs(largest, right, monkeypatch) -> None:
    monkeypatch.setattr(Trained, "largest", lambda self, norm: [largest[norm]] * 2)
    assert withstood(Trained((), ())) == right
    assert right in {choice.key for choice in LEARNING_RATES.further[0].choices}
    gain = largest["batch"] / largest[NONE] if largest[NONE] else 1.0
    assert raised(Trained((), ()), "batch") == ("ten" if gain > 5 else "none")


def test_how_runs_ended_is_said_from_the_worst_to_the_best() -> None:
    found = shipped()
    text = cells(found)
    assert text["none-3"] == "diverged" and text["none-1"] == "chance" and text["batch-0.1"] == "97–99 %"
    assert outcome([*found.of("none", 3.0), *found.of("batch", 0.1)]) == "diverged–99 %"
    assert outcome([*found.of("none", 1.0), *found.of("none", 1.0)]) == "chance"
    assert max(curve.test_accuracies[-1] for curve in found.of("none", 1.0)) < CHANCE
    first = Trained(found.settings[:1], found.grids[:1])
    assert cells(first)["batch-0.1"] == "99 %"
    nothing = Trained((Settings(),), (curves(Settings(), []),), own=True)
    assert set(cells(nothing).values()) == {"…"} and not nothing.over
    assert sentences(nothing, "batch", 0.1)[0].startswith("Seed 0, your own run, so far: ")


@pytest.mark.parametrize("rate", [0.1, 0.3])
@pytest.mark.parametrize("seed", [0, 3])
def test_batch_norm_is_smoother_where_both_learn(rate, seed) -> None:
    assert shown(rate=rate, seed=seed).holds


def test_there_is_no_caution_where_all_have_learned() -> None:
    assert not any("Caution" in each for each in shown().measured)


def test_a_plateau_is_named_and_small_steps_are_no_gain() -> None:
    dead = shown(rate=1.0)
    assert any("network with no norm has not learned" in each for each in dead.measured)
    # Where steps are small the bare network is the smoother one: what is measured is said, not what is hoped for.
    assert not shown(rate=0.03).holds


@pytest.mark.parametrize("seed", [0, 1, 10, 10**6])
def test_lost_networks_are_shown_too(seed) -> None:
    """At the largest rate losses and gradients run off, some of them to infinity."""
    lost = shown(rate=max(RATES), seed=seed)
    assert not lost.holds and any("Caution" in each for each in lost.measured)
    assert all(panel_svg(each).startswith("<svg") for each in lost.panels)


def test_the_pictures_have_every_seed() -> None:
    found = shown()
    rings = [each for each in panel(found, "rates").figure["data"] if each["mode"] == "markers"]
    assert len(rings) == len(NORMS) * 3 and all(len(each["x"]) == len(RATES) for each in rings)
    bundle = lines(found, "loss")
    for curve in (c for norm in NORMS for c in shipped().of(norm, 0.1)):
        assert list(zip(curve.epochs.tolist(), curve.losses.tolist(), strict=True)) in bundle
    assert len(lines(found, "shift")) == 9
    drawn, known = (
        {str(each["line"]) for each in panel(found, ident).figure["data"] if each["mode"] == "lines"}
        for ident in ("shift", "accuracy")
    )
    assert len(drawn) == 3 and drawn < known, "a norm is the same line in every picture"
    looks = along.looked("batch", 0.1, 0)
    for k, one in enumerate(looks["batch"]):
        assert column(found, "smoothness", f"batch norm, seed {k}") == [each.smoothness for each in one]
    marks = [each for each in panel(found, "smoothness").figure["data"] if each["mode"] == "markers"]
    assert len(marks) == 2 * along.SEEDS


def test_a_live_run_is_the_same_as_one_that_ships() -> None:
    count = len(grid())
    steps = list(islice(live(LEARNING_RATES.defaults), 2 * count))
    _, found, _ = stored("learning-rates")
    assert [step.record["loss"] for step in steps[:count]] == [pytest.approx(c.losses[0], rel=1e-4) for c in found]
    done = [step.done for step in steps]
    assert done == sorted(done)
    so_far = steps[-1].shown()
    assert [panel.ident for panel in so_far.panels] == ["rates", "loss", "accuracy", "shift"]
    assert len(so_far.extra["cells"]) == count
    assert "seed 0" in steps[-1].said
    own = [each for each in so_far.measured if not each.startswith("Along")]
    assert own and all(each.startswith("Seed 0, your own run, so far") for each in own)
