"""The lesson on depth: its runs can be made again, and its words follow from their numbers."""

import json
from itertools import islice

import numpy as np
import pytest

from app.experiments import residual
from app.lessons.depth import DEPTH
from app.lessons.depths import BLOCKS, DEPTHS, NAMES, PLAIN, RATES, RESIDUAL, moved, trained, verdict
from app.lessons.finished import percent
from app.lessons.reproduce import BLOCKS as MADE_BLOCKS
from app.lessons.reproduce import RUNS, made
from app.lessons.stored import FOLDER, blocks, stored, stored_blocks
from app.sources.digits import digits
from tests.lessons.checking import column, lines, panel, shown
from tests.lessons.drawn import assert_drawn


def test_the_runs_are_those_that_the_command_makes():
    for slug in PLAIN:
        assert stored(slug)[0] == RUNS[slug]
    for slug in BLOCKS:
        assert stored_blocks(slug)[0] == MADE_BLOCKS[slug]
    assert [stored(slug)[0].seed for slug in PLAIN] == [stored_blocks(slug)[0].seed for slug in BLOCKS] == [0, 1, 2]
    told = shown(DEPTH).headings["depth"][1]
    assert f"reproduce {' '.join((*PLAIN, *BLOCKS))}" in told


@pytest.mark.parametrize("slug", BLOCKS)
def test_the_beginning_of_the_residual_runs_comes_out_the_same(slug):
    settings = MADE_BLOCKS[slug]
    again = blocks(slug, settings, islice(residual.train(*digits(), settings), len(settings.runs)))
    kept = json.loads((FOLDER / f"{slug}.json").read_text(encoding="utf-8"))
    assert again["settings"] == kept["settings"]
    for new, old in zip(again["runs"], kept["runs"], strict=True):
        assert new["run"] == old["run"]
        assert new["records"][0]["step"] == old["records"][0]["step"] == 0
        for key in ("scales", "shares", "loss", "test_accuracy"):
            # One picture of 360 may fall on the other side where processors add in another order.
            assert new["records"][0][key] == pytest.approx(old["records"][0][key], rel=1e-3, abs=3e-3), key


def test_the_first_epoch_of_a_residual_run_comes_out_the_same():
    found = MADE_BLOCKS["depth-blocks"]
    place = found.runs.index(residual.Run(1.0, 2, 0.1))
    one = residual.Settings(found.runs[place : place + 1], seed=found.seed)
    _, again = islice(residual.train(*digits(), one), 2)
    kept = stored_blocks("depth-blocks")[1][place][1]
    assert again.step == kept.step == 44
    assert again.scales == pytest.approx(kept.scales, rel=1e-3)
    assert again.shares == pytest.approx(kept.shares, rel=1e-2)


def test_what_is_made_again_has_the_form_of_the_files(monkeypatch):
    small = residual.Settings((residual.Run(0.0, 1, 0.1),), epochs=1, records=1)
    monkeypatch.setitem(MADE_BLOCKS, "depth-blocks", small)
    again = made("depth-blocks")
    kept = json.loads((FOLDER / "depth-blocks.json").read_text(encoding="utf-8"))
    assert list(again) == list(kept)
    assert list(again["runs"][0]["records"][-1]) == list(kept["runs"][0]["records"][-1])


@pytest.mark.parametrize(("depth", "right"), [(2, "any"), (4, "any"), (8, "any"), (16, "batch"), (32, "residual")])
def test_the_right_prediction_follows_the_trainings(depth, right):
    found = shown(DEPTH, depth=depth)
    assert found.right == verdict(trained(), depth, "best") == right
    assert found.holds == (right in ("any", "batch"))
    assert_drawn(found)


@pytest.mark.parametrize("k", range(3))
def test_in_each_seed_alone_only_residual_blocks_make_32_layers_easy(k):
    ends = {norm: trained().of(norm, 32)[k] for norm in NAMES}
    shallow = {norm: trained().of(norm, 2)[k] for norm in NAMES}
    assert ends[RESIDUAL].share > shallow[RESIDUAL].share - 0.03
    assert all(ends[norm].share < shallow[norm].share - 0.2 for norm in ("none", "layer", "batch"))
    assert ends["batch"].losses[-1] < ends["none"].losses[-1]


@pytest.mark.parametrize(
    ("keeping", "right"), [(NAMES, "any"), (["batch", RESIDUAL], "batch"), ([RESIDUAL], "residual"), ([], "no")]
)
def test_every_outcome_has_its_prediction(keeping, right, monkeypatch):
    monkeypatch.setattr(type(trained()), "keeps", lambda self, norm, depth, asked: norm in keeping)
    assert verdict(trained(), 16, "best") == right
    assert right in {choice.key for choice in DEPTH.prediction.choices}


def test_the_best_rate_is_the_one_that_learns_the_training_pictures_best():
    done = trained()
    for norm in NAMES:
        for depth in DEPTHS:
            means = [np.mean([one.losses[-1] for one in done.runs[norm, depth, rate]]) for rate in RATES]
            assert done.rate(norm, depth) == RATES[int(np.nanargmin(means))]
            assert len(done.of(norm, depth)) == 3


@pytest.mark.parametrize(("start", "right"), [(1, "still"), (0, "alike")])
@pytest.mark.parametrize("depth", [8, 16, 32])
def test_scales_stay_at_one_and_leave_zero_together(start, right, depth):
    found = shown(DEPTH, start=start, depth=depth)
    assert found.also["scales"] == moved(trained(), start, depth) == right
    assert right in {choice.key for choice in DEPTH.further[0].choices}
    before, after = (
        np.array([column(found, "scales", f"{when}, seed {k}") for k in range(3)]) for when in ("before", "after")
    )
    assert (before == start).all() and before.shape == (3, depth // 2)
    assert (after > 0.03).all()


@pytest.mark.parametrize(
    ("scales", "right"),
    [
        ((1.0, 1.0, 1.02, 1.02), "still"),
        ((1.1, 1.1, 1.3, 1.3), "late"),
        ((1.3, 1.3, 1.1, 1.1), "early"),
        ((1.3, 1.2, 1.2, 1.3), "alike"),
    ],
)
def test_which_scales_moved_is_found_in_the_numbers(scales, right, monkeypatch):
    records = tuple(
        residual.Record(0, k, each, (0.1,) * 4, 1.0, 1.0, 1.0) for k, each in enumerate([(1.0,) * 4, scales])
    )
    monkeypatch.setitem(trained().blocks, (1, 8), [records])
    assert moved(trained(), 1, 8) == right


def test_what_diverged_is_said_and_left_out_of_the_picture():
    assert percent([float("nan")] * 3) == "diverged" and percent([0.5, float("nan")]) == "diverged to 50 %"
    found = shown(DEPTH, rate="1", depth=32)
    assert found.right == "no" and not found.holds
    assert "batch norm in residual blocks diverged" in found.measured[1]
    assert "diverged" in column(found, "course", "seed 0")
    assert_drawn(found)


def test_the_pictures_have_the_numbers_of_the_tables():
    found = shown(DEPTH)
    table = panel(found, "depth").table
    drawn = lines(found, "depth")
    for norm in NAMES.values():
        rows = [row for row in table.rows if row[0] == norm]
        assert [row[1] for row in rows] == list(DEPTHS)
        for seed in range(3):
            assert [(row[1], row[3 + seed]) for row in rows] in drawn
        mean = [point for line in drawn for point in line if point[0] == 32]
        assert any(point[1] == pytest.approx(np.mean(rows[-1][3:])) for point in mean)
    for ident in ("scales", "shares"):
        ends = list(zip(column(found, ident, "block"), column(found, ident, "after, seed 2"), strict=True))
        assert ends in lines(found, ident)
    losses = shown(DEPTH, show="loss")
    assert panel(losses, "depth").table.rows != table.rows
