"""The noise of batch statistics: which prediction holds follows the example, also one that lies far out."""

import pytest

from app.lessons.noise import NOISE, SEEDS
from tests.lessons.checking import assert_valid, column, lines, shown


@pytest.mark.parametrize("seed", [0, 5, 10])
@pytest.mark.parametrize(("value", "right"), [(0.0, "root"), (-1.0, "root"), (3.0, "same"), (5.0, "grows")])
def test_the_right_prediction_follows_the_spread(value, right, seed):
    found = shown(NOISE, value=value, seed=seed)
    assert found.right == right and found.holds == (right == "root")
    spread = column(found, "value", "batch norm")
    assert (spread[-1] > spread[0]) == (right == "grows")
    assert "changes as the batch size to the power of" in found.measured[0]


def test_an_example_far_out_is_held_in_place_by_a_small_batch():
    """Of n numbers none is further than √(n − 1) deviations from their mean (Samuelson 1968): 4 numbers, √3."""
    found = shown(NOISE, value=5.0)
    assert max(column(found, "value", "batch norm")[:1]) < 3**0.5 / 2


def test_every_seed_is_drawn_and_listed():
    found = shown(NOISE, draws=50)
    assert_valid(found)
    drawn = lines(found, "statistics")
    for seed in range(1, SEEDS):
        for head in ("sd of the mean", "sd of the deviation"):
            across, up = (column(found, "statistics", each) for each in ("examples", f"{head}, seed {seed}"))
            points = list(zip(across, up, strict=True))
            assert points in drawn
