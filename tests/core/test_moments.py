"""Moments of pools against exact arithmetic: any layout, shape, type, method, memory order, number of threads."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import moments as module
from app.core.blocks import cut
from app.core.moments import merged, moments
from app.core.pools import Pools
from tests.core.definition import (
    BY_KEY,
    FEATURES,
    IMAGE,
    SEQUENCE,
    assert_accurate,
    assert_same_moments,
    every_method,
    exactly,
    gathered,
    textbook,
)
from tests.core.strategies import cases


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks so small that even a small tensor is cut along every axis."""
    for name, size in (("BLOCK", 24), ("RUN", 4), ("SPARSE", 4), ("FEW", 1)):
        monkeypatch.setattr(module, name, size)


@settings(max_examples=300)
@given(cases())
def test_every_pool_is_what_exact_arithmetic_gives(case):
    layout, x, method, *split = case
    pools = method.pools(layout, x.shape, *split)
    (found,) = moments(x, [pools])
    assert found.count == pools.size
    assert found.mean.shape == found.m2.shape == found.nonfinite.shape == pools.parts
    assert found.mean.dtype == found.m2.dtype == np.float64
    assert not found.nonfinite.any()
    for index, values in gathered(x, method, layout, *split).items():
        mean, variance = exactly(values)
        assert len(values) == found.count
        assert found.variance[index] == pytest.approx(float(variance), rel=1e-6, abs=0)
        assert abs(found.mean[index] - float(mean)) <= 1e-6 * float(variance) ** 0.5 + 1e-15 * abs(float(mean))


@settings(max_examples=30)
@given(case=cases(), block=st.integers(1, 40), run=st.integers(1, 8), sparse=st.integers(1, 40))
def test_however_the_blocks_are_cut(case, block, run, sparse):
    layout, x, method, *split = case
    pools = method.pools(layout, x.shape, *split)
    with pytest.MonkeyPatch.context() as patch:
        for name, size in (("BLOCK", block), ("RUN", run), ("SPARSE", sparse), ("FEW", 1)):
            patch.setattr(module, name, size)
        (found,) = moments(x, [pools])
    assert_accurate(found, *textbook(x, pools), 1e-6)


@pytest.mark.parametrize(
    ("layout", "shape"), [(IMAGE, (4, 6, 9, 7)), (SEQUENCE, (3, 10, 12)), (FEATURES, (50, 6)), (IMAGE, (1, 1, 1, 1))]
)
def test_all_methods_together_give_what_each_gives_alone(layout, shape, small_blocks):
    x = np.random.default_rng(0).normal(3, 2, shape).astype(np.float32)
    tilings = [method.pools(layout, shape) for method in every_method(layout)]
    for tiling, found in zip(tilings, moments(x, tilings), strict=True):
        assert_accurate(found, *textbook(x, tiling), 1e-6)


def test_no_tilings_give_no_moments():
    assert moments(np.zeros((2, 3)), []) == []


@pytest.mark.parametrize("method", every_method(IMAGE), ids=lambda method: method.key)
def test_the_number_of_threads_changes_nothing(method, small_blocks):
    x = np.random.default_rng(1).normal(100, 1, (4, 6, 9, 7)).astype(np.float32)
    pools = [method.pools(IMAGE, x.shape, 3), BY_KEY["batch"].pools(IMAGE, x.shape)]
    one = moments(x, pools, threads=1)
    for threads in (2, 3, 8):
        for a, b in zip(one, moments(x, pools, threads=threads), strict=True):
            assert_same_moments(a, b)


def test_large_blocks_and_threads():
    x = np.random.default_rng(2).standard_normal((8, 40, 61, 67), dtype=np.float32)
    pools = [BY_KEY[key].pools(IMAGE, x.shape, 4) for key in ("batch", "layer", "instance", "group")]
    assert len(cut(pools[0].split_shape, module._extents(pools[0].split_shape))) > 1
    one, two = moments(x, pools, threads=1), moments(x, pools, threads=2)
    for tiling, a, b in zip(pools, one, two, strict=True):
        assert_same_moments(a, b)
        assert_accurate(a, *textbook(x, tiling), 1e-6)


@pytest.mark.parametrize("method", every_method(SEQUENCE), ids=lambda method: method.key)
@pytest.mark.parametrize("order", ["C", "F", "backwards", "every other"])
def test_any_memory_order(method, order):
    base = np.random.default_rng(3).normal(5, 1, (6, 8, 20)).astype(np.float32)
    x = {"C": base, "F": np.asfortranarray(base), "backwards": base[::-1, :, ::-1], "every other": base[::2, ::2]}[
        order
    ]
    pools = method.pools(SEQUENCE, x.shape, 4)
    assert_same_moments(*moments(x, [pools]), *moments(np.ascontiguousarray(x), [pools]))


@settings(max_examples=100)
@given(cases(), st.data())
def test_a_box_of_pools_is_a_part_of_all_of_them(case, data):
    layout, x, method, *split = case
    pools = method.pools(layout, x.shape, *split)
    low = [data.draw(st.integers(0, parts - 1)) for parts in pools.parts]
    box = tuple((a, data.draw(st.integers(a + 1, parts))) for a, parts in zip(low, pools.parts, strict=True))
    part, whole = moments(x, [pools, pools], [box, None])
    assert part.mean.shape == tuple(b - a for a, b in box)
    here = tuple(slice(a, b) for a, b in box)
    assert_accurate(part, whole.mean[here], whole.variance[here], 1e-6)


def test_only_the_values_of_the_box_are_read():
    pools = BY_KEY["instance"].pools(IMAGE, (4, 4, 3, 3))
    x = np.full((4, 4, 3, 3), np.nan)
    x[1, 2:4] = np.arange(18.0).reshape(2, 3, 3)
    (found,) = moments(x, [pools], [((1, 2), (2, 4), (0, 1), (0, 1))])
    assert found.mean.tolist() == [[[[4.0]], [[13.0]]]]
    assert not found.nonfinite.any()


def test_a_tiling_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"shape \(2, 3\) asked of one of shape \(3, 2\)"):
        moments(np.zeros((3, 2)), [Pools((2, 3), (1, 1))])


@pytest.mark.parametrize("sizes", list(product((1, 2, 7), (1, 5))))
def test_batches_merge_to_the_moments_of_all_their_values(sizes):
    x = np.random.default_rng(4).normal(1e4, 1, (sum(sizes), 3, 4, 5)).astype(np.float32)
    x[0, 1] = 7.0
    parts = [moments(batch, [BY_KEY["batch"].pools(IMAGE, batch.shape)])[0] for batch in np.split(x, sizes[:1])]
    pools = BY_KEY["batch"].pools(IMAGE, x.shape)
    together = merged(*parts)
    assert together.count == pools.size
    assert_accurate(together, *textbook(x, pools), 1e-6)


def test_merging_keeps_track_of_values_that_are_not_finite():
    def batch(*values):
        x = np.array(values, float).reshape(-1, 1)
        return moments(x, [BY_KEY["batch"].pools(FEATURES, x.shape)])[0]

    both = merged(batch(1.0, np.inf), batch(2.0))
    assert (both.count, both.nonfinite.tolist(), both.mean.tolist()) == (3, [[1]], [[np.inf]])
    assert np.isnan(both.variance).all() and np.isnan(both.unbiased).all()
    assert both.about_zero().variance.tolist() == [[np.inf]]


def test_biased_unbiased_and_about_zero():
    x = np.array([[1.0, 3.0, 5.0, 7.0]])
    (found,) = moments(x, [BY_KEY["layer"].pools(FEATURES, x.shape)])
    assert (found.mean, found.variance, found.unbiased) == (4.0, 5.0, pytest.approx(20 / 3))
    square = found.about_zero()
    assert (square.mean, square.variance) == (0.0, pytest.approx(np.mean(x**2)))
    (single,) = moments(x, [BY_KEY["instance"].pools(FEATURES, x.shape)])
    assert np.isnan(single.unbiased).all()
    assert single.mean.tolist() == x.tolist()
    assert single.variance.tolist() == [[0.0] * 4]
