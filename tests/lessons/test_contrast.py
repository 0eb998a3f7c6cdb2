"""Contrast and style: who forgets what."""

import numpy as np
import pytest

from app.lessons.contrast import CONTRAST, NAMES
from app.sources import PICTURES
from app.sources.photographs import averaged
from tests.lessons.checking import assert_drawn, assert_valid, column, shown

SEEDS = (0, 3, 6)
NORMS = ("batch norm", "layer norm", "instance norm")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("picture", range(len(PICTURES)))
def test_layer_and_instance_norm_forget_what_all_channels_share(seed, picture):
    found = shown(CONTRAST, seed=seed, picture=picture)
    assert found.right == "both" and found.holds


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("cast", ["warm", "cold"])
@pytest.mark.parametrize("picture", range(len(PICTURES)))
def test_a_cast_only_instance_norm_forgets(seed, cast, picture):
    found = shown(CONTRAST, seed=seed, picture=picture, cast=cast)
    assert found.right == "instance" and found.holds


def test_where_nothing_is_changed_nobody_notices_and_the_claim_does_not_hold():
    found = shown(CONTRAST, contrast=1.0, brightness=0.0)
    assert found.right == "all" and not found.holds


@pytest.mark.parametrize("batch", [2, 4, 8])
def test_instance_norm_leaves_a_flat_line(batch):
    found = shown(CONTRAST, batch=batch)
    assert len(column(found, "deviations", "photographs")) == 3 * batch
    assert column(found, "deviations", "instance norm") == pytest.approx([1] * 3 * batch)
    assert np.ptp(column(found, "deviations", "layer norm")) > 0.3
    assert np.ptp(column(found, "deviations", "batch norm")) > 0.3


def test_the_style_is_the_mean_and_deviation_of_each_channel():
    found = shown(CONTRAST, picture=1, style=4)
    rows = [row[2:] for row in next(each for each in found.panels if each.ident == "style").table.rows]
    assert rows[3:6] == [pytest.approx(row) for row in rows[:3]]
    assert rows[6:] == [pytest.approx(row) for row in rows[:3]]


def test_pictures_and_tables_have_the_same_numbers():
    found = shown(CONTRAST)
    assert_valid(found)
    assert_drawn(found, "deviations", "channel", "photographs", *NORMS)
    picture = averaged([0], (1, 3, 32, 32))[0].astype(np.float64)
    assert column(found, "pictures", "mean")[:3] == pytest.approx(picture.mean(axis=(1, 2)).tolist())
    assert column(found, "pictures", "deviation, changed")[:3] == pytest.approx(
        (0.5 * picture.std(axis=(1, 2))).tolist()
    )
    images = {each.ident: each.figure["layout"].get("images", []) for each in found.panels}
    assert {ident: len(every) for ident, every in images.items()} == {"pictures": 8, "deviations": 0, "style": 3}
    sources = [each["source"] for each in images["pictures"]]
    same = [before == after for before, after in zip(sources[:4], sources[4:], strict=True)]
    assert same == [False, False, True, True], "photograph, batch, layer, instance"


def test_every_photograph_has_a_short_name():
    assert len(NAMES) == len(set(NAMES)) == len(PICTURES)
