"""Hard numbers: offsets, constants, extremes of every type, values that are not finite."""

from math import nan

import numpy as np
import pytest

from app.core.moments import merged, moments
from tests.core.definition import (
    BY_KEY,
    FEATURES,
    IMAGE,
    SEQUENCE,
    assert_accurate,
    assert_only_changed,
    assert_same_moments,
    every_method,
    exactly,
    textbook,
)

LENGTHS = (1, 2, 3, 5, 16, 17, 63, 1023, 1024, 1025, 3136, 50_176)


def rows(x):
    """The moments of each row of a matrix."""
    return moments(x, [BY_KEY["layer"].pools(FEATURES, x.shape)])[0]


@pytest.mark.parametrize("offset", [0, 1, 1e3, 1e6, -1e6])
@pytest.mark.parametrize("length", LENGTHS)
def test_float32_far_from_zero_is_as_exact_as_float64(offset, length):
    x = np.random.default_rng(length).normal(offset, 1, (20, length)).astype(np.float32)
    z = x.astype(np.float64) - offset  # exact, so that the reference does not round either
    assert_accurate(rows(x), z.mean(1, keepdims=True) + offset, z.var(1, keepdims=True), 1e-6)


@pytest.mark.parametrize("method", every_method(IMAGE), ids=lambda method: method.key)
def test_float32_with_an_offset_of_a_million_in_every_method(method):
    x = (1e6 + np.random.default_rng(5).normal(0, 1, (8, 12, 20, 24))).astype(np.float32)
    pools = method.pools(IMAGE, x.shape, 4)
    (found,) = moments(x, [pools])
    mean, variance = textbook(x.astype(np.float64) - 1e6, pools)
    assert_accurate(found, mean + 1e6, variance, 1e-6)


@pytest.mark.parametrize("offset", [1e8, -1e8])
def test_float64_with_an_offset_of_a_hundred_million(offset):
    x = np.random.default_rng(6).normal(offset, 1, (4, 3136))
    z = x - offset
    assert_accurate(rows(x), z.mean(1, keepdims=True) + offset, z.var(1, keepdims=True), 1e-12)


@pytest.mark.parametrize("length", [2, 7, 100, 3136])
def test_a_few_values_against_rational_arithmetic(length):
    for dtype in (np.float16, np.float32, np.float64, np.int32):
        x = (np.random.default_rng(7).normal(1000, 3, (1, length))).astype(dtype)
        mean, variance = exactly(list(x[0]))
        assert_accurate(rows(x), [[float(mean)]], [[float(variance)]], 1e-12 if x.itemsize == 8 else 1e-6)


@pytest.mark.parametrize("make", ["sorted", "one outlier", "outlier first", "stripes", "two clusters", "alternating"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rows_whose_first_guess_is_poor(make, dtype):
    n = 3136
    x = np.random.default_rng(8).normal(0, 1, (3, n))
    if make == "sorted":
        x.sort(axis=1)
    if make == "one outlier":
        x[:, 2000] = 1e5
    if make == "outlier first":
        x[:, 0] = 1e5
    if make == "stripes":
        x[:, :: (n // 16) | 1] += 1e4
    if make == "two clusters":
        x[:, 100:] += 1e4
    if make == "alternating":
        x[:, ::2] += 1e3
    x = x.astype(dtype)
    assert_accurate(rows(x), *textbook(x, BY_KEY["layer"].pools(FEATURES, x.shape)), 1e-6)


CONSTANTS = (0, 1, -1, 3, 0.1, 0.7, 1e-3, 1 / 3, 1e6 + 0.1, 1e-30, 1e-45, 1e30, 65504, 1e300, -1e-320)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("constant", CONSTANTS)
@pytest.mark.parametrize("layout_shape", [(IMAGE, (3, 4, 56, 56)), (SEQUENCE, (5, 7, 9)), (FEATURES, (40, 3))])
def test_equal_values_have_variance_zero_and_themselves_as_mean(dtype, constant, layout_shape):
    layout, shape = layout_shape
    with np.errstate(over="ignore"):
        value = np.dtype(dtype).type(constant)
    if not np.isfinite(value):
        value = np.finfo(dtype).max
    x = np.full(shape, value)
    for found in moments(x, [method.pools(layout, shape) for method in every_method(layout)]):
        assert (found.m2 == 0).all()
        assert (found.mean == float(value)).all()
        assert not found.nonfinite.any()


def test_a_constant_pool_beside_others():
    x = np.random.default_rng(9).normal(0, 1, (2, 3, 30, 31)).astype(np.float32)
    x[1, 2] = 0.7
    (found,) = moments(x, [BY_KEY["instance"].pools(IMAGE, x.shape)])
    assert found.m2[1, 2] == 0
    assert found.mean[1, 2] == np.float64(np.float32(0.7))
    assert np.count_nonzero(found.m2) == 5


@pytest.mark.parametrize(
    ("dtype", "values"),
    [
        ("float16", [65504, -65504, 65504, 0]),
        ("float16", [6e-8, 0, 0, 6e-8]),
        ("float32", [3e38, -3e38, 3e38, 1]),
        ("float32", [1e-30, 0, 2e-30, 1e-30]),
        ("float32", [1e-45, 0, 0, 0]),
        ("float32", [1e20, 0, 1, 2]),
        ("float64", [1e150, -1e150, 0, 1]),
        ("float64", [1e-150, 0, 0, 0]),
        ("int8", [-128, 127, 127, -128]),
        ("uint8", [0, 255, 255, 3]),
        ("uint16", [65535, 0, 65535, 1]),
        ("int32", [-(2**31), 2**31 - 1, 0, 7]),
        ("int64", [2**52, 2**52 + 2, -5, 0]),
        ("uint64", [2**63, 0, 2**40, 1]),
        ("bool", [True, False, False, False]),
    ],
)
@pytest.mark.parametrize("copies", [1, 1000])
def test_the_extremes_of_every_type(dtype, values, copies):
    x = np.array([values * copies], dtype)
    mean, variance = exactly(list(x[0]))
    found = rows(x)
    assert_accurate(found, [[float(mean)]], [[float(variance)]], 1e-6)
    assert not found.nonfinite.any()


def test_float64_whose_squares_overflow_has_its_mean_and_an_infinite_variance():
    found = rows(np.array([[1e300, -1e300, 1e300, 1e300], [1e300, 1.0, 1.0, 1.0]]))
    assert found.mean.ravel().tolist() == [5e299, 2.5e299]
    assert found.variance.ravel().tolist() == [np.inf, np.inf]
    assert not found.nonfinite.any()


@pytest.mark.parametrize(
    ("value", "mean"), [([nan], nan), ([np.inf], np.inf), ([-np.inf], -np.inf), ([np.inf, -np.inf], nan)]
)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("method", every_method(IMAGE), ids=lambda method: method.key)
def test_values_that_are_not_finite_are_counted_and_stay_in_their_pool(method, dtype, value, mean):
    x = np.random.default_rng(10).normal(2, 1, (4, 4, 6, 7)).astype(dtype)
    spoiled = x.copy()
    spoiled[1, 2, 3, : len(value)] = value
    pools = method.pools(IMAGE, x.shape, 2)
    (before,), (after,) = moments(x, [pools]), moments(spoiled, [pools])
    counts = np.zeros(pools.parts, int)
    for column in range(len(value)):
        counts[pools.pool_of((1, 2, 3, column))] += 1
    assert np.array_equal(after.nonfinite, counts)
    assert_only_changed(before.mean, after.mean, counts > 0)
    assert_only_changed(before.m2, after.m2, counts > 0)
    assert np.isnan(after.variance[counts > 0]).all()
    if (counts > 0).sum() == 1:
        np.testing.assert_equal(after.mean[counts > 0], [mean])


def test_values_that_are_not_finite_in_methods_measured_together():
    x = np.random.default_rng(11).normal(0, 1, (4, 6, 5, 5)).astype(np.float32)
    x[0, 0, 0, 0], x[3, 5, 4, 4], x[3, 5, 4, 3] = np.nan, np.inf, np.inf
    names = ("batch", "layer", "instance", "group", "rms")
    found = dict(zip(names, moments(x, [BY_KEY[name].pools(IMAGE, x.shape, 3) for name in names]), strict=True))
    assert found["batch"].nonfinite.ravel().tolist() == [1, 0, 0, 0, 0, 2]
    assert found["layer"].nonfinite.ravel().tolist() == [1, 0, 0, 2]
    assert found["instance"].nonfinite.sum() == found["group"].nonfinite.sum() == 3
    for each in found.values():
        assert np.array_equal(np.isnan(each.variance), each.nonfinite > 0)
        assert np.array_equal(np.isfinite(each.mean), each.nonfinite == 0)
    assert found["batch"].mean.ravel()[5] == np.inf
    # RMS takes its mean square about 0, which is infinite or NaN as its values are.
    squares = np.square(x.astype(np.float64)).mean((1, 2, 3))
    np.testing.assert_allclose(found["rms"].about_zero().variance.ravel(), squares, rtol=1e-6)


@pytest.mark.parametrize("odd", [(np.inf,), (-np.inf,), (np.inf, -np.inf), (np.nan,), (np.nan, np.inf)])
def test_a_mean_square_is_infinite_where_ieee_arithmetic_has_it_so(odd):
    x = np.random.default_rng(13).normal(0, 1, (3, 4, 5, 6))
    x[1, 2, 3, : len(odd)] = odd
    (found,) = moments(x, [BY_KEY["rms"].pools(IMAGE, x.shape)])
    assert np.isnan(found.variance).ravel().tolist() == [False, True, False]
    np.testing.assert_allclose(found.about_zero().variance.ravel(), np.square(x).mean((1, 2, 3)))
    both = merged(found, found).about_zero()
    np.testing.assert_allclose(both.variance, found.about_zero().variance)


def test_equal_input_gives_equal_bits():
    x = np.random.default_rng(12).normal(0, 1, (8, 8, 30, 30)).astype(np.float32)
    pools = [BY_KEY["batch"].pools(IMAGE, x.shape)]
    for _ in range(5):
        assert_same_moments(*moments(x, pools), *moments(x.copy(), pools))
