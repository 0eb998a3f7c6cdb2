"""Pools are boxes, tile the tensor, and are found from any value."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.pools import Pools
from tests.core.definition import assert_partition

PARTS = st.integers(1, 4)


@st.composite
def tilings(draw):
    parts = tuple(draw(st.lists(PARTS, min_size=1, max_size=4)))
    return Pools(tuple(draw(PARTS) * part for part in parts), parts)


@given(tilings())
def test_pools_partition_the_tensor(pools):
    indices = list(np.ndindex(pools.parts))
    assert len(indices) == pools.count
    assert pools.count * pools.size == int(np.prod(pools.shape))
    assert_partition([pools.box(pool) for pool in indices], pools.shape)


@given(tilings())
def test_a_value_lies_in_the_box_of_its_pool_and_in_no_other(pools):
    for cell in np.ndindex(pools.shape):
        box = pools.box(pools.pool_of(cell))
        assert all(low <= place < high for place, (low, high) in zip(cell, box, strict=True))


@given(tilings())
def test_splitting_every_axis_puts_a_pool_in_the_reduced_axes(pools):
    x = np.arange(int(np.prod(pools.shape))).reshape(pools.shape)
    split = np.moveaxis(x.reshape(pools.split_shape), pools.split_reduced, range(-len(pools.shape), 0))
    for pool in np.ndindex(pools.parts):
        box = tuple(slice(low, high) for low, high in pools.box(pool))
        assert np.array_equal(split[pool], x[box])


@given(tilings(), st.data())
def test_the_pools_that_meet_a_window(pools, data):
    low = [data.draw(st.integers(0, n - 1)) for n in pools.shape]
    window = tuple((a, data.draw(st.integers(a + 1, n))) for a, n in zip(low, pools.shape, strict=True))
    expected = {pools.pool_of(cell) for cell in product(*(range(a, b) for a, b in window))}
    met = pools.meeting(window)
    assert set(product(*(range(a, b) for a, b in met))) == expected
    hull = pools.hull(met)
    assert all(low <= a and b <= high for (low, high), (a, b) in zip(hull, window, strict=True))


def test_parts_that_do_not_tile_are_refused():
    with pytest.raises(ValueError, match="do not tile"):
        Pools((4, 6), (1, 4))
    with pytest.raises(ValueError, match="do not tile"):
        Pools((4, 6), (1,))
