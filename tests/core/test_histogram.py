"""Counts by their definition: those of np.histogram with the same edges, for values of any type and order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.core.extent import extent
from app.core.histogram import count, histogram, values_of
from app.core.methods import METHODS
from app.core.moments import moments
from app.core.normalize import Place, each_block, normalize
from app.core.outputs import Recalibration, outputs, own_outputs
from app.figures.ticks import covering
from tests.core.definition import IMAGE
from tests.core.strategies import DTYPES, cases, values


def by_definition(x: np.ndarray, edges: np.ndarray) -> tuple[list[int], int, int, int]:
    exact = x.astype(np.float64).ravel()
    finite = exact[np.isfinite(exact)]
    counts, _ = np.histogram(finite, edges)
    return counts.tolist(), int((finite < edges[0]).sum()), int((finite > edges[-1]).sum()), exact.size - finite.size


def assert_right(x: np.ndarray, edges: np.ndarray) -> None:
    found = histogram(x, edges)
    assert (found.counts.tolist(), found.below, found.above, found.nonfinite) == by_definition(x, edges)
    assert found.total == x.size


@st.composite
def tensors(draw: st.DrawFn) -> np.ndarray:
    dtype = np.dtype(draw(st.sampled_from(DTYPES)))
    shape = draw(hnp.array_shapes(min_dims=1, max_dims=4, max_side=7))
    x = draw(hnp.arrays(dtype, shape, elements=values(dtype)))
    if dtype.kind == "f" and draw(st.booleans()):
        x.flat[:: draw(st.integers(1, 9))] = draw(st.sampled_from([np.nan, np.inf, -np.inf]))
    return draw(st.sampled_from([x, x[..., ::-1], np.asfortranarray(x)]))


@given(
    x=tensors(), low=st.floats(-900, 900), width=st.sampled_from([1e-3, 0.1, 0.25, 1, 7, 1000]), bins=st.integers(1, 50)
)
def test_counts_are_those_of_numpy(x, low, width, bins):
    assert_right(x, low + width * np.arange(bins + 1))


@given(x=tensors(), bins=st.integers(8, 40))
def test_round_edges_hold_every_finite_value(x, bins):
    finite = x.astype(np.float64)[np.isfinite(x.astype(np.float64))]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
    edges = np.array(covering(float(low), float(high), bins))
    assert_right(x, edges)
    found = histogram(x, edges)
    assert (found.below, found.above) == (0, 0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("low", [0.0, -3.0, 1e6, -1e9])
def test_values_on_edges_and_beside_them(dtype, low):
    edges = low + np.arange(33) * 0.1
    exact = edges.astype(dtype)
    x = np.concatenate([exact, np.nextafter(exact, dtype(np.inf)), np.nextafter(exact, dtype(-np.inf))])
    assert_right(x, edges)


def test_many_blocks_and_threads_give_the_same():
    x = np.random.default_rng(1).standard_normal((3, 5, 401, 307), dtype=np.float32)
    edges = np.array(covering(-6, 6, 40))
    assert_right(x, edges)
    assert (histogram(x, edges, 1).counts == histogram(x, edges, 2).counts).all()
    x[1, 2, 3, 4] = np.nan
    assert_right(x, edges)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int16", "int64"])
@pytest.mark.parametrize("piece", [1, 7, 1000, 10**6])
def test_values_that_lie_on_edges_in_great_numbers(dtype, piece, monkeypatch):
    monkeypatch.setattr("app.core.histogram.PIECE", piece)
    x = np.maximum(np.random.default_rng(5).standard_normal(4001) * 4, 0).astype(dtype)
    x[:40] = 3
    for edges in (np.arange(-5.0, 16), np.arange(16.0), np.arange(-9.0, 1), np.arange(-4, 9) * 0.75):
        assert_right(x, edges)
    assert_right(np.zeros(4001, dtype), np.arange(-5.0, 6))
    assert_right(np.full(4001, 5, dtype), np.arange(-5.0, 6))


@pytest.mark.parametrize("bins", [1, 2, 249, 250, 251, 300, 1000])
def test_any_number_of_bins(bins):
    x = np.random.default_rng(6).standard_normal(5001).astype(np.float32)
    assert_right(x, np.linspace(-3, 3, bins + 1))


def test_far_off_and_not_finite_values_beside_all_others():
    x = np.random.default_rng(7).standard_normal(5001).astype(np.float32)
    x[::50], x[1::50], x[2::50] = 3e38, -3e38, np.nan
    x[3::500], x[4::500] = np.inf, -np.inf
    assert_right(x, np.linspace(-2, 2, 41))
    assert_right(x[2::50], np.linspace(-2, 2, 41))


def test_edges_that_rounding_leaves_little_between():
    x = 1e15 + np.arange(-8, 9) / 4
    assert_right(x, 1e15 + np.arange(-4, 5) * 0.5)


@given(case=cases(), scale=st.sampled_from([1.0, -2.5]), offset=st.sampled_from([0.0, 0.75]), bins=st.integers(2, 40))
def test_outputs_are_counted_as_if_they_were_held(case, scale, offset, bins):
    layout, x, method, groups, virtual = case
    pools = method.pools(layout, x.shape, groups, virtual)
    (found,) = moments(x, [pools])
    found = found if method.centers else found.about_zero()
    how = Recalibration(1e-3, Place.DEVIATION, scale, offset)
    held = normalize(x, pools, found.mean, found.variance, **how.arguments)
    edges = np.array(covering(float(held.min()), float(held.max()), bins))
    counted = count(outputs(x, pools, found, how), edges)
    assert (counted.counts.tolist(), counted.below, counted.above, counted.nonfinite) == by_definition(held, edges)


def test_blocks_are_those_of_normalize_to_the_last_bit():
    x = np.random.default_rng(2).standard_normal((8, 6, 420, 190), dtype=np.float32) + 3
    pools = METHODS[0].pools(IMAGE, x.shape)
    (found,) = moments(x, [pools])
    held = normalize(x, pools, found.mean, found.variance, epsilon=1e-5, place=Place.VARIANCE)
    seen = []
    how = {"epsilon": 1e-5, "place": Place.VARIANCE, "threads": 2}
    each_block(lambda block: seen.append(block.copy()), x, pools, found.mean, found.variance, **how)
    assert len(seen) > 2
    together = np.sort(np.concatenate([block.ravel() for block in seen]))
    assert (together == np.sort(held.ravel())).all()


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.key)
def test_pools_that_are_too_many_are_taken_some_at_a_time(method, monkeypatch):
    monkeypatch.setattr("app.core.outputs.MOST_POOLS", 3)
    x = np.random.default_rng(3).standard_normal((4, 6, 5, 3))
    pools = method.pools(IMAGE, x.shape, 2)
    (found,) = moments(x, [pools])
    found = found if method.centers else found.about_zero()
    how = Recalibration(1e-5, Place.VARIANCE, 2.0, 1.0 if method.centers else 0.0)
    edges = np.array(covering(-8, 8, 16))
    whole, parts = count(outputs(x, pools, found, how), edges), count(own_outputs(x, pools, method.centers, how), edges)
    assert whole.counts.tolist() == parts.counts.tolist()


def test_edges_that_are_no_uniform_bins_are_refused():
    for edges in ([0.0], [1.0, 0.0], [0.0, np.inf], [0.0, 0.0], [0.0, 1.0, 3.0]):
        with pytest.raises(ValueError, match="edges"):
            histogram(np.zeros(3), np.array(edges))


def test_the_extent_is_that_of_the_finite_values():
    x = np.array([[3.0, np.nan, -1.0], [np.inf, 2.0, 0.5]])
    found = extent(values_of(x), x.size)
    assert (found.low, found.high, found.shown_low, found.shown_high) == (-1, 3, -1, 3)
    assert extent(values_of(np.full(4, np.nan)), 4).high == 0
    constant = extent(values_of(np.full(9, 2.5)), 9)
    assert (constant.shown_low, constant.shown_high) == (2.5, 2.5)


def test_a_few_values_far_off_do_not_squeeze_the_others():
    x = np.random.default_rng(4).standard_normal(100_000)
    x[17] = 1e6
    found = extent(values_of(x), x.size)
    assert found.high == 1e6
    assert 3 < found.shown_high < 6
    usual = extent(values_of(x[1000:]), x.size - 1000)
    assert (usual.shown_low, usual.shown_high) == (usual.low, usual.high)
