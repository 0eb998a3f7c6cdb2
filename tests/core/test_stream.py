"""Tensors that come in blocks have the moments they have as a whole, however they are cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.moments import Moments, moments
from app.core.pools import Pools
from app.core.stream import streamed
from tests.core.definition import BY_KEY, IMAGE, assert_same_moments, every_method
from tests.core.strategies import cases
from tests.datasets.agreement import assert_equal_but_for_order, collected


@st.composite
def cut(draw, length):
    """Where a first axis of this length is cut."""
    return sorted(draw(st.sets(st.integers(1, length - 1), max_size=length - 1))) if length > 1 else []


@settings(max_examples=200)
@given(case=cases(), data=st.data())
def test_blocks_of_any_lengths_give_the_moments_of_the_whole(case, data):
    layout, x, _, *split = case
    tilings = [method.pools(layout, x.shape, *split) for method in every_method(layout)]
    blocks = np.split(x, data.draw(cut(len(x))))
    for tiling, found, whole in zip(tilings, collected(tilings, blocks), moments(x, tilings), strict=True):
        assert_equal_but_for_order(found, whole, x)
        assert found.mean.shape == tiling.parts


def test_pools_are_told_once_each_as_soon_as_they_are_complete():
    x = np.random.default_rng(0).normal(0, 1, (6, 2, 3, 3))
    tilings = [BY_KEY[key].pools(IMAGE, x.shape, 2, 3) for key in ("instance", "batch", "ghost")]
    told = []

    def blocks():
        for block in np.split(x, [3]):
            yield block
            told.append("end of block")

    for each in streamed(tilings, blocks(), moments):
        told.append((each.which, each.first, each.moments.mean.shape[0]))
    # Ghost batches are of two samples: the second one is cut by the end of the block.
    assert told == [(2, 0, 1), (0, 0, 3), "end of block", (2, 1, 1), (1, 0, 1), (0, 3, 3), (2, 2, 1), "end of block"]


def test_methods_that_need_the_same_parts_share_one_pass():
    x = np.zeros((5, 4, 2, 2))
    tilings = [BY_KEY[key].pools(IMAGE, x.shape) for key in ("batch", "batch", "layer", "instance", "group")]
    asked = []

    def measure(part, pools):
        asked.append((part.shape, len(pools)))
        return moments(part, pools)

    assert len(list(streamed(tilings, [x[:2], x[2:]], measure))) == 8
    assert asked == [((2, 4, 2, 2), 2), ((2, 4, 2, 2), 3), ((3, 4, 2, 2), 2), ((3, 4, 2, 2), 3)]


def test_one_block_gives_the_very_bits_of_the_whole():
    x = np.random.default_rng(1).normal(5, 1, (4, 6, 5, 5)).astype(np.float32)
    tilings = [method.pools(IMAGE, x.shape) for method in every_method(IMAGE)]
    for found, whole in zip(collected(tilings, [x]), moments(x, tilings), strict=True):
        # Alone or together, pools are merged from other parts.
        assert_equal_but_for_order(found, whole, x)
    (found,), (whole,) = collected(tilings[:1], [x]), moments(x, tilings[:1])
    assert_same_moments(found, whole)


@pytest.mark.parametrize("lengths", [(2,), (2, 2), ()])
def test_blocks_that_do_not_make_up_the_tensor_are_refused(lengths):
    blocks = [np.zeros((length, 4)) for length in lengths]
    with pytest.raises(ValueError, match=r"first axis|a block of shape"):
        list(streamed([Pools((3, 4), (1, 4))], blocks, moments))
    with pytest.raises(ValueError, match="a block of shape"):
        list(streamed([Pools((3, 4), (1, 4))], [np.zeros((3, 5))], moments))


def test_what_compares_can_fail():
    x = np.arange(12.0).reshape(3, 4)
    (whole,) = moments(x, [Pools((3, 4), (1, 4))])
    for wrong in (
        Moments(whole.count, whole.mean + 1e-9, whole.m2, whole.nonfinite),
        Moments(whole.count, whole.mean, whole.m2 * (1 + 1e-9), whole.nonfinite),
        Moments(whole.count + 1, whole.mean, whole.m2, whole.nonfinite),
        Moments(whole.count, whole.mean, whole.m2, whole.nonfinite + 1),
    ):
        with pytest.raises(AssertionError):
            assert_equal_but_for_order(wrong, whole, x)
