"""Statistics and output in one trip are those of two, to the last bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import own as module
from app.core.moments import moments
from app.core.normalize import Place, normalize
from app.core.own import normalize_by_own
from app.core.pools import Pools
from tests.core.definition import BY_KEY, IMAGE, assert_same_moments
from tests.core.strategies import cases

SHAPE = (6, 8, 90, 80)


def in_two(x, pools, centers=True, **how):
    (found,) = moments(x, [pools])
    found = found if centers else found.about_zero()
    return found, normalize(x, pools, found.mean, found.variance, **how)


def assert_same(one, two) -> None:
    assert_same_moments(one[0], two[0])
    assert one[1].dtype == two[1].dtype
    assert one[1].flags.c_contiguous
    assert np.array_equal(one[1], two[1], equal_nan=True)


@pytest.fixture
def trips(monkeypatch):
    """How many blocks were measured and written in one trip."""
    seen = []
    measure = module.row_moments
    monkeypatch.setattr(module, "row_moments", lambda rows: (seen.append(len(rows)), measure(rows))[1])
    return seen


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "uint8"])
@pytest.mark.parametrize(("key", "one_trip"), [("layer", 6), ("group", 24), ("instance", 48), ("rms", 6), ("batch", 0)])
def test_one_trip_gives_the_bits_of_two(key, one_trip, dtype, threads, trips):
    x = (np.random.default_rng(0).normal(3, 2, SHAPE) * 20).clip(0, 255).astype(dtype)
    x[1, 2] = 7
    x[4, :4] += 100
    method = BY_KEY[key]
    pools = method.pools(IMAGE, SHAPE, 4)
    random = np.random.default_rng(1)
    by_channel, by_place = (1, 8, 1, 1), SHAPE[1:]
    for shape in (None, by_channel, by_place):
        scale, offset = (None, None) if shape is None else (random.normal(1, 1, shape), random.normal(0, 1, shape))
        how = {"centers": method.centers, "epsilon": 1e-5, "place": Place.VARIANCE, "scale": scale, "offset": offset}
        trips.clear()
        one = normalize_by_own(x, pools, threads=threads, **how)
        assert sum(trips) == one_trip
        assert_same(one, in_two(x, pools, **how))


@settings(max_examples=100)
@given(case=cases(), place=st.sampled_from(tuple(Place)))
def test_any_axes_type_and_order(case, place):
    layout, x, method, *split = case
    pools = method.pools(layout, x.shape, *split)
    how = {"centers": method.centers, "epsilon": 1e-3, "place": place}
    assert_same(normalize_by_own(x, pools, **how), in_two(x, pools, **how))


@pytest.mark.parametrize(("shape", "one_trip"), [((3, 4, 512, 512), 3), ((3, 5, 512, 512), 0)])
def test_pools_larger_than_a_block_of_the_moments_take_two_trips(shape, one_trip, trips):
    x = np.random.default_rng(4).standard_normal(shape, dtype=np.float32)
    pools = BY_KEY["layer"].pools(IMAGE, shape)
    how = {"epsilon": 1e-5, "place": Place.VARIANCE}
    one = normalize_by_own(x, pools, **how)
    assert sum(trips) == one_trip
    assert_same(one, in_two(x, pools, **how))


@pytest.mark.parametrize("order", ["F", "backwards"])
def test_other_memory_orders_of_many_values(order):
    base = np.random.default_rng(2).normal(1, 1, SHAPE).astype(np.float32)
    x = np.asfortranarray(base) if order == "F" else base[::-1, :, ::-1]
    for key in ("layer", "instance", "group"):
        pools = BY_KEY[key].pools(IMAGE, SHAPE, 2)
        how = {"epsilon": 1e-5, "place": Place.DEVIATION}
        assert_same(normalize_by_own(x, pools, **how), in_two(np.ascontiguousarray(x), pools, **how))


def test_what_is_not_finite_spoils_its_pool_only(trips):
    x = np.random.default_rng(3).normal(0, 1, SHAPE).astype(np.float32)
    x[2, 3, 4, 5], x[3, 0, 0, 0] = np.nan, np.inf
    pools = BY_KEY["instance"].pools(IMAGE, SHAPE)
    found, y = normalize_by_own(x, pools, epsilon=1e-5, place=Place.VARIANCE)
    assert trips
    assert found.nonfinite.sum() == 2
    assert np.isnan(y[2, 3]).all() and np.isnan(y[3, 0, 0, 0])
    assert np.isfinite(np.delete(y.reshape(48, -1), [2 * 8 + 3, 3 * 8], axis=0)).all()


SIDE_BY_SIDE = ((6, 1, 1, 1), (6, 4, 1, 1), (6, 8, 1, 1), (3, 1, 1, 1), (1, 1, 1, 1), (6, 8, 90, 80))
APART = ((1, 8, 1, 1), (6, 1, 90, 80), (6, 4, 90, 1))


@pytest.mark.parametrize("parts", [*SIDE_BY_SIDE, *APART])
def test_pools_that_lie_side_by_side(parts):
    pools = Pools(SHAPE, parts)
    places = np.arange(np.prod(SHAPE)).reshape(pools.split_shape)
    order = [*range(0, 8, 2), *range(1, 8, 2)]
    runs = np.diff(places.transpose(order).reshape(pools.count, pools.size), axis=1)
    assert bool((runs == 1).all()) == module._side_by_side(pools) == (parts in SIDE_BY_SIDE)
