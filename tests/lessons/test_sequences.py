"""Sequences: who counts the zeros."""

import pytest

from app.experiments.sequences import Settings, compare
from app.lessons.sequences import SEQUENCES
from tests.lessons.checking import assert_drawn, assert_valid, column, shown

SEEDS = (0, 5, 10, 15)
ROUNDING = 1e-12  # as in the tests of the experiment
NAMES = ("batch norm", "layer norm", "instance norm")


@pytest.mark.parametrize("seed", SEEDS)
def test_layer_norm_does_not_notice_the_zeros_and_the_others_do(seed):
    found = shown(SEQUENCES, seed=seed)
    assert found.right == "tokens" and found.holds
    assert max(column(found, "errors", "layer norm")) < ROUNDING
    assert min(column(found, "errors", "batch norm")) > 0.1
    assert min(column(found, "errors", "instance norm")) > 0.1


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("lengths", ["6,6,6,6", "9"])
def test_where_nothing_is_filled_up_nothing_is_wrong(seed, lengths):
    found = shown(SEQUENCES, seed=seed, lengths=lengths, padding=0)
    assert found.right == "none" and not found.holds
    assert max(column(found, "errors", name)[0] for name in NAMES) < ROUNDING


@pytest.mark.parametrize("mean", [-3.0, 0.0, 3.0])
def test_zeros_count_whatever_the_features_are(mean):
    assert shown(SEQUENCES, mean=mean).right == "tokens"


def test_the_padding_that_is_set_is_among_those_drawn():
    found = shown(SEQUENCES, padding=5)
    assert 8 + 5 in column(found, "errors", "tokens")
    assert "in a tensor of 13" in found.measured[0]


def test_pictures_and_tables_have_the_same_numbers():
    found = shown(SEQUENCES)
    assert_valid(found)
    assert_drawn(found, "errors", "tokens", *NAMES)
    assert_drawn(found, "statistics", "real part", "means", "variances", "f m", "f v + f (1 − f) m²")
    result = compare(Settings(paddings=(8,)))
    for name, key in (("batch", "batch"), ("layer", "layer")):
        assert column(found, "tokens", f"{name} norm, padded") == result.padded[0].output[key].ravel().tolist()
        assert column(found, "tokens", f"{name} norm, right") == result.right[key].ravel().tolist()
    assert len(found.panels[1].figure["layout"]["images"]) == 6


def test_the_formulas_are_what_batch_norm_measures():
    found = shown(SEQUENCES)
    assert column(found, "statistics", "means") == pytest.approx(column(found, "statistics", "f m"))
    expected = column(found, "statistics", "f v + f (1 − f) m²")
    assert column(found, "statistics", "variances") == pytest.approx(expected)
