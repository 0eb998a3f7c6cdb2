"""Outputs against the formula in float64: both places of ε, scale and offset, frozen statistics, every type."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import normalize as module
from app.core.moments import moments
from app.core.normalize import Place, arithmetic, denominator, normalize, standardize
from app.core.pools import Pools
from tests.core.definition import BY_KEY, FEATURES, IMAGE, SEQUENCE, assert_only_changed, every_method
from tests.core.strategies import cases

PLACES = tuple(Place)


def formula(x, pools, mean, variance, epsilon, place, scale=None, offset=None):
    """The definition, in float64, with every number repeated as often as it is used."""
    each_mean, each_variance = (
        np.broadcast_to(each.reshape([n for p in pools.parts for n in (p, 1)]), pools.split_shape).reshape(x.shape)
        for each in (mean, variance)
    )
    inner = np.sqrt(each_variance + epsilon) if place is Place.VARIANCE else np.sqrt(each_variance) + epsilon
    y = (x.astype(np.float64) - each_mean) / inner
    return y * (1.0 if scale is None else scale) + (0.0 if offset is None else offset)


TOLERANCE = {"float16": 2e-3, "float32": 2e-6, "float64": 1e-13}


@settings(max_examples=200)
@given(case=cases(), place=st.sampled_from(PLACES), epsilon=st.sampled_from([1e-5, 1e-3, 1.0]), data=st.data())
def test_every_output_is_what_the_formula_gives(case, place, epsilon, data):
    layout, x, method, *split = case
    pools = method.pools(layout, x.shape, *split)
    (found,) = moments(x, [pools])
    found = found if method.centers else found.about_zero()
    generator = np.random.default_rng(data.draw(st.integers(0, 99)))
    shapes = [(), x.shape, tuple(data.draw(st.sampled_from([1, n])) for n in x.shape)]
    scale = data.draw(st.sampled_from([None, *(generator.normal(1, 1, shape) for shape in shapes)]))
    offset = data.draw(st.sampled_from([None, *(generator.normal(0, 1, shape) for shape in shapes)]))
    y = normalize(x, pools, found.mean, found.variance, epsilon=epsilon, place=place, scale=scale, offset=offset)
    expected = formula(x, pools, found.mean, found.variance, epsilon, place, scale, offset)
    relative = TOLERANCE[y.dtype.name]
    assert y.shape == x.shape
    np.testing.assert_allclose(y, expected, rtol=relative, atol=4 * relative * (1 + np.abs(expected).max()))


@pytest.mark.parametrize("layout_shape", [(IMAGE, (5, 6, 7, 9)), (SEQUENCE, (4, 9, 12)), (FEATURES, (30, 6))])
@pytest.mark.parametrize("threads", [1, 2, 4])
def test_blocks_and_threads_change_nothing(layout_shape, threads, monkeypatch):
    layout, shape = layout_shape
    x = np.random.default_rng(0).normal(2, 3, shape).astype(np.float32)
    for method in every_method(layout):
        pools = method.pools(layout, shape)
        (found,) = moments(x, [pools])
        scale = np.random.default_rng(1).normal(1, 1, shape[1:])
        options = {"epsilon": 1e-5, "place": Place.VARIANCE, "scale": scale, "offset": scale[::-1]}
        whole = normalize(x, pools, found.mean, found.variance, threads=1, **options)
        with monkeypatch.context() as patch:
            patch.setattr(module, "BLOCK", 50)
            cut = normalize(x, pools, found.mean, found.variance, threads=threads, **options)
        assert np.array_equal(whole, cut)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8", "uint8", "int16", "bool", "int32", "int64"])
def test_the_type_of_the_output(dtype):
    x = np.arange(12).reshape(3, 4).astype(dtype)
    pools = BY_KEY["batch"].pools(FEATURES, x.shape)
    y = normalize(x, pools, 0.0, 1.0, epsilon=0.0, place=Place.VARIANCE)
    assert np.array_equal(y, x)
    expected = {"float16": "float16", "float64": "float64", "int32": "float64", "int64": "float64"}.get(
        dtype, "float32"
    )
    assert y.dtype == expected
    assert y.flags.c_contiguous
    assert not np.shares_memory(x, y)


def test_float32_far_from_zero_comes_out_as_exact_as_its_mean():
    x = np.random.default_rng(2).normal(1e6, 1, (8, 4, 30, 30)).astype(np.float32)
    pools = BY_KEY["batch"].pools(IMAGE, x.shape)
    (found,) = moments(x, [pools])
    y = normalize(x, pools, found.mean, found.variance, epsilon=1e-5, place=Place.VARIANCE)
    expected = formula(x, pools, found.mean, found.variance, 1e-5, Place.VARIANCE)
    assert np.abs(y - expected).max() < 2e-6
    assert np.abs(y.astype(np.float64).mean(axis=(0, 2, 3))).max() < 1e-7


@pytest.mark.parametrize("mean", [0, 0.5, 1, 1.9, 2.1, 5, 1000])
def test_float32_is_exact_to_two_millionths_whether_or_not_the_mean_is_subtracted(mean):
    x = np.random.default_rng(5).normal(mean, 1, (4, 6, 40, 40)).astype(np.float32)
    for key in ("batch", "layer", "group", "rms"):
        pools = BY_KEY[key].pools(IMAGE, x.shape, 3)
        (found,) = moments(x, [pools])
        found = found if BY_KEY[key].centers else found.about_zero()
        options = {"epsilon": 1e-5, "place": Place.VARIANCE}
        y = normalize(x, pools, found.mean, found.variance, **options)
        assert np.abs(y - formula(x, pools, found.mean, found.variance, *options.values())).max() < 2e-6


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_pools_near_zero_have_the_same_bits_beside_pools_far_from_it(dtype):
    x = np.random.default_rng(6).normal(0.5, 1, (3, 4, 9, 9)).astype(dtype)
    far = x.copy()
    far[:, 1] += 100
    pools = BY_KEY["batch"].pools(IMAGE, x.shape)
    ys = []
    for each in (x, far):
        (found,) = moments(each, [pools])
        ys.append(normalize(each, pools, found.mean, found.variance, epsilon=1e-5, place=Place.VARIANCE))
    assert_only_changed(*(y[:, [0, 2, 3]] for y in ys), np.zeros((3, 3, 9, 9), bool))


@pytest.mark.parametrize(("place", "expected"), [(Place.DEVIATION, 0.98), (Place.VARIANCE, 0.16)])
def test_where_epsilon_stands_matters_for_small_values(place, expected):
    x = np.array([[0.0], [0.001]])
    pools = BY_KEY["batch"].pools(FEATURES, x.shape)
    (found,) = moments(x, [pools])
    y = standardize(x, pools, found.mean, found.variance, epsilon=1e-5, place=place)
    assert y.ravel().round(2).tolist() == [-expected, expected]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int16"])
@pytest.mark.parametrize("pair", [(1, 2), (-500, 500), (0, 1), (7, 3), (1000, 1001)])
def test_a_pool_of_two_values_becomes_plus_and_minus_one(dtype, pair):
    x = np.array([pair], dtype)
    pools = BY_KEY["layer"].pools(FEATURES, x.shape)
    (found,) = moments(x, [pools])
    y = standardize(x, pools, found.mean, found.variance, epsilon=0.0, place=Place.VARIANCE)
    sign = 1 if pair[1] > pair[0] else -1
    assert y.ravel().tolist() == pytest.approx([-sign, sign], abs=1e-6)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_pools_of_one_value_and_constant_pools_become_zero_and_the_offset(dtype, place):
    x = np.array([[0.1, -3.7, 0.001, 1e4]], dtype)
    single = BY_KEY["instance"].pools(FEATURES, x.shape)
    (found,) = moments(x, [single])
    assert (standardize(x, single, found.mean, found.variance, epsilon=1e-5, place=place) == 0).all()
    constant = np.full((3, 2, 5, 5), 0.1, dtype)
    for method in every_method(IMAGE):
        if not method.centers:
            continue
        pools = method.pools(IMAGE, constant.shape)
        (found,) = moments(constant, [pools])
        y = normalize(constant, pools, found.mean, found.variance, epsilon=1e-5, place=place, scale=3.0, offset=0.5)
        assert (y == 0.5).all()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_a_denominator_of_zero_gives_what_division_gives(dtype):
    x = np.array([[2.0, 3.0, 1.0]], dtype)
    pools = BY_KEY["layer"].pools(FEATURES, x.shape)
    y = standardize(x, pools, 2.0, 0.0, epsilon=0.0, place=Place.VARIANCE)
    np.testing.assert_array_equal(y, [[np.nan, np.inf, -np.inf]])
    y = standardize(x, pools, 2.1, 0.0, epsilon=0.0, place=Place.DEVIATION)
    np.testing.assert_array_equal(y, [[-np.inf, np.inf, -np.inf]])


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_a_value_that_is_not_finite_spoils_its_pool_only(dtype):
    x = np.random.default_rng(3).normal(5, 2, (4, 6, 3, 3)).astype(dtype)
    spoiled = x.copy()
    spoiled[2, 3, 1, 1] = np.inf
    for method in every_method(IMAGE):
        pools = method.pools(IMAGE, x.shape, 3)
        outputs = []
        for each in (x, spoiled):
            (found,) = moments(each, [pools])
            found = found if method.centers else found.about_zero()
            outputs.append(standardize(each, pools, found.mean, found.variance, epsilon=1e-5, place=Place.VARIANCE))
        pool = np.zeros(x.shape, bool)
        pool[tuple(slice(low, high) for low, high in pools.box(pools.pool_of((2, 3, 1, 1))))] = True
        assert_only_changed(*outputs, pool)
        spoiled_too = outputs[1][pool & np.isfinite(spoiled)]
        # A root mean square is infinite then, and what is divided by it 0; a mean is too, and nothing is left of it.
        assert np.isnan(outputs[1][2, 3, 1, 1]) and (np.isnan if method.centers else np.logical_not)(spoiled_too).all()


def test_frozen_statistics_of_any_shape_that_broadcasts_and_values_that_are_not_finite():
    x = np.array([[1.0, np.inf], [np.nan, 4.0]], np.float32)
    pools = BY_KEY["batch"].pools(FEATURES, x.shape)
    y = standardize(x, pools, np.array([1.0, 2.0]), np.array([[4.0, 16.0]]), epsilon=0.0, place=Place.VARIANCE)
    np.testing.assert_array_equal(y, [[0.0, np.inf], [np.nan, 0.5]])
    y = standardize(x, pools, np.inf, 1.0, epsilon=0.0, place=Place.VARIANCE)
    np.testing.assert_array_equal(y, [[-np.inf, np.nan], [np.nan, -np.inf]])


def test_frozen_statistics_treat_every_sample_alone():
    x = np.random.default_rng(4).normal(0, 1, (6, 5, 4, 4)).astype(np.float32)
    pools = BY_KEY["batch"].pools(IMAGE, x.shape)
    mean, variance = np.arange(5.0).reshape(1, 5, 1, 1), np.arange(1.0, 6).reshape(1, 5, 1, 1)
    whole = standardize(x, pools, mean, variance, epsilon=1e-5, place=Place.VARIANCE)
    for n in range(6):
        one = BY_KEY["batch"].pools(IMAGE, (1, 5, 4, 4))
        assert np.array_equal(
            standardize(x[n : n + 1], one, mean, variance, epsilon=1e-5, place=Place.VARIANCE), whole[n : n + 1]
        )


@pytest.mark.parametrize("shape", [(3,), (2, 3, 4, 5), (6, 1, 1, 1), (2, 5, 6, 4, 4)])
def test_a_scale_that_does_not_broadcast_is_refused(shape):
    x = np.zeros((5, 6, 4, 4))
    pools = BY_KEY["batch"].pools(IMAGE, x.shape)
    with pytest.raises(ValueError, match="broadcast"):
        normalize(x, pools, 0.0, 1.0, epsilon=1e-5, place=Place.VARIANCE, scale=np.ones(shape))


def test_statistics_that_do_not_broadcast_are_refused():
    with pytest.raises(ValueError, match="broadcast"):
        standardize(np.zeros((2, 3)), Pools((2, 3), (1, 3)), np.zeros(2), 1.0, epsilon=0.0, place=Place.VARIANCE)


def test_denominators():
    assert denominator(4.0, 0.0, Place.VARIANCE) == denominator(4.0, 0.0, Place.DEVIATION) == 2
    assert denominator(3.0, 1.0, Place.VARIANCE) == 2
    assert denominator([4.0, 9.0], 1.0, Place.DEVIATION).tolist() == [3, 4]
    assert np.isnan(denominator(np.nan, 1e-5, Place.VARIANCE))


@pytest.mark.parametrize("place", PLACES)
def test_the_steps_of_one_value_end_where_the_tensor_ends(place):
    x = np.random.default_rng(5).normal(3, 2, (3, 4, 5, 5))
    for method in every_method(IMAGE):
        pools = method.pools(IMAGE, x.shape)
        (found,) = moments(x, [pools])
        y = normalize(x, pools, found.mean, found.variance, epsilon=1e-3, place=place, scale=1.5, offset=-0.5)
        for cell in [(0, 0, 0, 0), (2, 3, 4, 4), (1, 2, 3, 0)]:
            pool = pools.pool_of(cell)
            steps = arithmetic(
                x[cell], found.mean[pool], found.variance[pool], epsilon=1e-3, place=place, scale=1.5, offset=-0.5
            )
            assert steps.output == pytest.approx(y[cell], rel=1e-12, abs=1e-12)
            assert steps.centred == steps.value - steps.mean
            assert steps.standardized == steps.centred / steps.denominator
            assert steps.output == steps.standardized * steps.scale + steps.offset
            assert all(type(step) is float for step in vars(steps).values())


def test_steps_without_a_denominator_are_named_not_hidden():
    zero = arithmetic(2.0, 2.0, 0.0, epsilon=0.0, place=Place.VARIANCE)
    assert zero.denominator == 0
    assert math.isnan(zero.output)
    assert arithmetic(3.0, 2.0, 0.0, epsilon=0.0, place=Place.DEVIATION).output == math.inf
    assert math.isnan(arithmetic(math.inf, math.inf, math.nan, epsilon=1e-5, place=Place.VARIANCE).output)
