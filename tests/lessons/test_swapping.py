"""Not interchangeable: one network, every norm."""

import numpy as np
import pytest

from app.lessons.swapping import LABELS, NORMS, SWAPPING
from tests.lessons.checking import assert_drawn, assert_valid, column, panel, shown

SEEDS = (0, 3, 6, 9)
NAMES = tuple(LABELS.values())


def noticed(found):
    """By norm, whether each of the four changes is noticed."""
    return {row["label"]: [not cell["same"] for cell in row["cells"]] for row in found.extra["table"]["rows"]}


@pytest.mark.parametrize("seed", SEEDS)
def test_only_batch_norm_notices_companions_the_test_and_contrast(seed):
    found = shown(SWAPPING, seed=seed)
    assert found.holds and found.right in ("class", "differ")
    table = noticed(found)
    assert table.pop("batch norm") == [True] * 4
    assert table.pop("no norm") == [False, False, True, False]
    assert all(each == [False] * 4 for each in table.values())


def test_in_a_very_dark_picture_epsilon_is_noticed():
    assert not all(shown(SWAPPING, seed=seed, picture=3).holds for seed in SEEDS)
    assert all(shown(SWAPPING, seed=seed, picture=3, epsilon="0").holds for seed in SEEDS)


def test_the_right_prediction_follows_the_answers():
    rights = {}
    for seed in range(40):
        found = shown(SWAPPING, seed=seed)
        winners = {int(np.argmax(column(found, "answers", LABELS[norm]))) for norm in NORMS[1:]}
        assert found.right == ("class" if len(winners) == 1 else "differ")
        rights[found.right] = seed
        if len(rights) == 2:
            break
    assert set(rights) == {"class", "differ"}


def test_one_group_is_layer_norm_and_as_many_as_channels_instance_norm():
    for groups, other in ((1, "layer norm"), (8, "instance norm")):
        found = shown(SWAPPING, groups=groups)
        assert column(found, "answers", "group norm") == pytest.approx(column(found, "answers", other), rel=1e-9)
        assert column(found, "planes", "group norm") == pytest.approx(column(found, "planes", other), rel=1e-9)


def test_what_all_have_in_common():
    found = shown(SWAPPING)
    assert found.extra["table"]["rows"][2]["plain"] == ["4", "5120"]
    deviations = column(found, "planes", "instance norm")
    assert deviations == pytest.approx([1] * 8, rel=1e-2)  # ε beside a variance of 0.01 or more


def test_pictures_and_tables_have_the_same_numbers():
    found = shown(SWAPPING)
    assert_valid(found)
    assert_drawn(found, "answers", "class", *NAMES)
    assert_drawn(found, "planes", "channel", *NAMES)
    # Channels are counted from 0, as everywhere.
    assert column(found, "maps", "channel")[:3] == [0, 1, 2]
    assert {each["text"] for each in panel(found, "maps").figure["layout"]["annotations"]} >= {"channel 0", "channel 2"}
    assert len(column(found, "maps", "mean")) == len(panel(found, "maps").figure["layout"]["images"]) == 15
