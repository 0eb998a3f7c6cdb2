"""Padding and layer norm, contrast and instance norm: who notices what."""

from dataclasses import replace

import numpy as np
import pytest

from app.core.axes import layout_by_key
from app.experiments import contrast, sequences
from app.experiments.contrast import CHANGES, Change, Settings, adaptive
from app.sources import generate

SEEDS = range(8)
ROUNDING = 1e-12  # float64: some roundings of outputs of size 1 to 10


@pytest.mark.parametrize("seed", SEEDS)
def test_layer_norm_does_not_notice_padding_or_companions(seed):
    result = sequences.compare(sequences.Settings(seed=seed))
    for padded in result.padded:
        assert padded.change["layer"] < ROUNDING
        np.testing.assert_allclose(padded.output["layer"], result.right["layer"], rtol=0, atol=ROUNDING)
    assert result.companions["layer"] == 0
    assert result.companions["instance"] == 0
    assert result.companions["batch"] > 0.1
    assert result.alone["layer"] < ROUNDING
    assert result.alone["batch"] > 0.1  # and instance norm: fewer zeros
    assert result.frozen["layer"] == result.frozen["instance"] == 0
    assert result.frozen["batch"] > 0.1


@pytest.mark.parametrize("seed", SEEDS)
def test_batch_norm_over_padding_has_the_statistics_of_the_formula(seed):
    result = sequences.compare(sequences.Settings(seed=seed))
    for padded in result.padded:
        np.testing.assert_allclose(padded.mean, padded.expected_mean, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(padded.variance, padded.expected_variance, rtol=1e-11)
    changes = [padded.change["batch"] for padded in result.padded]
    assert changes[0] > 0.1  # even the zeros that the longest sentence makes necessary count
    assert changes == sorted(changes)


def test_without_any_padding_all_are_right():
    result = sequences.compare(sequences.Settings(lengths=(6, 6, 6), paddings=(0,)))
    assert max(result.padded[0].change.values()) < ROUNDING
    assert result.padded[0].real == 1


def photographs(count=4):
    return generate("photographs", layout_by_key("image"), (count, 3, 16, 16), 0)


def compared(change, picture=0, epsilon=0.0, count=4):
    result = contrast.compare(photographs(count), Settings(picture, change, epsilon=epsilon))
    return {each.method: each for each in result.outputs}


@pytest.mark.parametrize("picture", range(4))
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.key)
def test_instance_norm_forgets_every_such_change_and_layer_norm_those_of_all_channels(change, picture):
    outputs = compared(change, picture)
    # An almost black channel has a deviation of about 0.01 after a change: rounding of 1e-16 becomes 1e-14 there.
    assert outputs["instance"].own < ROUNDING
    assert (outputs["layer"].own < ROUNDING) == (change.key != "colour")
    assert outputs["batch"].own > 0.01
    assert outputs["batch"].others > 1e-3
    assert outputs["layer"].others == outputs["instance"].others == 0


def test_with_epsilon_it_is_forgotten_as_far_as_the_variance_is_larger():
    change = Change("contrast", "", contrast=0.1)
    exact, rough = compared(change), compared(change, epsilon=1e-5)
    assert exact["instance"].own < ROUNDING < 1e-5 < rough["instance"].own


def test_a_picture_alone_makes_batch_norm_instance_norm():
    outputs = compared(CHANGES[0], count=1)
    assert outputs["batch"].own < ROUNDING
    assert outputs["batch"].others == 0
    np.testing.assert_array_equal(outputs["batch"].before, outputs["instance"].before)


def test_adaptive_instance_norm_gives_the_statistics_of_the_style():
    content, style = photographs()[:2]
    mixed = adaptive(content, style[:, :9], epsilon=0.0)
    np.testing.assert_allclose(mixed.mean((1, 2)), style[:, :9].mean((1, 2), dtype=np.float64), rtol=1e-12)
    np.testing.assert_allclose(mixed.std((1, 2)), style[:, :9].std((1, 2), dtype=np.float64), rtol=1e-12)
    np.testing.assert_allclose(adaptive(content, content, epsilon=0.0), content, rtol=0, atol=1e-12)
    # And it does not matter which contrast the content had.
    paler = contrast.compare(content[None], replace(Settings(), change=CHANGES[3])).changed[0]
    np.testing.assert_allclose(adaptive(paler, style[:, :9], epsilon=0.0), mixed, rtol=0, atol=1e-12)
