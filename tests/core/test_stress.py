"""The bounds of app/core/moments.py, where numbers are hardest: against rational arithmetic, in both inner loops."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.core import moments as module
from app.core.moments import moments
from app.core.normalize import Place, normalize
from app.core.pools import Pools
from tests.core.definition import exactly

WITHIN = {"float64": 1e-12, "float32": 1e-6}
"""The bounds for values that are worked on in either type."""


def row(values):
    """The moments of a vector as one pool."""
    return moments(values, [Pools(values.shape, (1,))])[0]


def assert_within(found, mean, variance, relative, most):
    """The bounds: of the variance, with what the mean's own rounding adds to it; of the mean."""
    unit = Fraction(2) ** -52
    deviation = Fraction(float(variance) ** 0.5) if variance else Fraction(0)
    rounding = 4 * unit * most
    tiny = Fraction(5e-324) * max(2, found.count)  # of sums too small for all digits
    off = abs(Fraction(float(found.variance.item())) - variance)
    assert off <= Fraction(relative) * variance + 2 * rounding * deviation + rounding**2 + tiny
    assert abs(Fraction(float(found.mean.item())) - mean) <= Fraction(relative) * deviation + rounding + tiny


def finite(dtype, most=None):
    """Any value of a type, subnormal ones and both ends too."""
    width = 8 * np.dtype(dtype).itemsize
    return st.floats(width=width, allow_nan=False, allow_infinity=False, min_value=None if most is None else -most,
                     max_value=most)  # fmt: skip


@pytest.mark.parametrize("small", [module.SMALL, 0])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@settings(max_examples=150)
@given(data=st.data())
def test_any_values_of_a_type(dtype, small, data):
    most = 2.0**500 if dtype == "float64" else None
    x = data.draw(hnp.arrays(dtype, st.integers(1, 40), elements=finite(dtype, most)))
    copies = data.draw(st.sampled_from([1, 60]))
    mean, variance = exactly(list(x))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SMALL", small)
        found = row(np.tile(x, copies))
    worked_on = "float64" if small or dtype == "float64" else "float32"
    assert_within(found, mean, variance, WITHIN[worked_on], Fraction(float(np.abs(x).max())))
    if len(set(x.tolist())) == 1:
        assert found.m2 == 0 and found.mean == x[0]


@pytest.mark.parametrize("small", [module.SMALL, 0])
@pytest.mark.parametrize(
    ("dtype", "offset", "spread"),
    [
        ("float32", 1e6, 1), ("float32", -1e8, 100), ("float32", 1e8, 8),
        ("float64", 1e8, 1), ("float64", -1e8, 1e-3), ("float64", 1e12, 1), ("int64", 1e8, 3), ("float16", 2048, 3),
    ],
)  # fmt: skip
@pytest.mark.parametrize("length", [2, 1000, 5000])
def test_far_from_zero(dtype, offset, spread, length, small, monkeypatch):
    monkeypatch.setattr(module, "SMALL", small)
    x = np.random.default_rng(length).normal(offset, spread, length).astype(dtype)
    exact = "float32" if small == 0 and np.dtype(dtype).itemsize < 8 else "float64"
    assert_within(row(x), *exactly(list(x)), WITHIN[exact], Fraction(abs(offset) * 2))


@pytest.mark.parametrize("ratio", [0, 0.5, 0.9, 1, 1.1, 2, 5])
@pytest.mark.parametrize("length", [50, 784, 1023, 3136])
def test_means_of_about_one_standard_deviation(ratio, length):
    # Where it is decided whether to shift at all, float32 has lost the most.
    x = np.random.default_rng(length).normal(ratio, 1, (600_000 // length, length)).astype(np.float32)
    (found,) = moments(x, [Pools(x.shape, (len(x), 1))])
    exact = x.astype(np.float64)
    assert np.abs(found.variance[:, 0] / exact.var(axis=1) - 1).max() < 1e-6
    assert np.abs(found.mean[:, 0] - exact.mean(axis=1)).max() < 1e-6


@pytest.mark.parametrize("power", [-1074, -1070, -1022, -600, -500, -401, -400, 0, 400, 490, 495])
def test_a_power_of_two_changes_no_digit_that_can_be_stored(power):
    x = np.random.default_rng(0).integers(-1000, 1000, 3000).astype(np.float64)
    mean, variance = exactly(list(x))
    scaled = np.ldexp(x, power)
    found = row(scaled)
    factor = Fraction(2) ** power
    assert_within(found, mean * factor, variance * factor**2, 1e-12, Fraction(float(np.abs(scaled).max())))


@pytest.mark.parametrize("size", [4, 5000])
def test_beyond_float64_the_variance_is_infinite_the_mean_is_right_and_outputs_are_zero(size):
    x = np.tile([1e300, -1e300, 1e300, 1e300], size // 4)
    found = row(x)
    assert found.mean.item() == pytest.approx(5e299, rel=1e-15)
    assert (found.variance.item(), found.nonfinite.item()) == (np.inf, 0)
    y = normalize(x, Pools(x.shape, (1,)), found.mean, found.variance, epsilon=1e-5, place=Place.VARIANCE)
    assert not y.any()
    ends = row(np.tile([1.7e308, -1.7e308, 1.7e308, 1.7e308], size // 4))
    assert ends.mean.item() == pytest.approx(8.5e307, rel=1e-15)
    with np.errstate(over="ignore"):  # NumPy's own sum is infinite there
        assert np.tile([1.7e308, 1.7e308], 2).mean() == np.inf


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_pools_of_one_value_are_that_value_and_vary_by_nothing(dtype):
    info = np.finfo(dtype)
    x = np.array([info.max, -info.max, info.tiny, info.smallest_subnormal, -0.0, 0.1], dtype)
    for many in (1, 60_000):  # so that both inner loops are met
        values = np.tile(x, many)
        (found,) = moments(values, [Pools(values.shape, values.shape)])
        assert np.array_equal(found.mean, values.astype(np.float64))
        assert not found.m2.any() and not found.nonfinite.any()


def test_sixty_seven_million_values():
    # 2^26 values, of which 2^10 are different: their rational mean and variance are those of all.
    few = np.random.default_rng(1).normal(3, 2, 2**10).astype(np.float32)
    x = np.tile(few, 2**16).reshape(64, 16, 256, 256)
    mean, variance = exactly(list(few))
    (found,) = moments(x, [Pools(x.shape, (1, 1, 1, 1))])
    assert found.count == 2**26
    assert_within(found, mean, variance, 1e-6, Fraction(16))


def test_the_bounds_can_be_missed():
    found = row(np.array([1.0, 2.0, 4.0]))
    mean, variance = Fraction(7, 3), Fraction(14, 9)
    assert_within(found, mean, variance, 1e-12, Fraction(4))
    for wrong in ((mean + Fraction(1, 10**9), variance), (mean, variance * (1 + Fraction(1, 10**9)))):
        with pytest.raises(AssertionError):
            assert_within(found, *wrong, 1e-12, Fraction(4))
