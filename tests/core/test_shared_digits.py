"""Leading digits that all values have in common: known cases, and that what follows tells the values apart."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.shared_digits import SAMPLED, shared_by, shared_digits
from app.figures.numbers import number, telling


@pytest.mark.parametrize(
    ("low", "high", "shared"),
    [
        (0.0, 1.0, 0),
        (-1.0, 1.0, 0),
        (7.0, 8.0, 0),
        (-1e9, -1.0, 0),
        (0.9, 1.0, 1),
        (999998.0, 1000003.0, 5),
        (-1000003.0, -999998.0, 5),
        (2.0, 2.0, 0),
        (0.0, 0.0, 0),
        (-math.inf, 1.0, 0),
        (math.nan, 1.0, 0),
        (-1.7e308, 1.7e308, 0),
    ],
)
def test_known_cases(low: float, high: float, shared: int) -> None:
    assert shared_digits(low, high) == shared


@given(st.floats(-1e12, 1e12), st.floats(1e-3, 1e3))
def test_what_is_a_thousandth_of_the_spread_apart_is_written_apart(low: float, spread: float) -> None:
    high = low + spread
    digits = telling(shared_digits(low, high))
    if digits < 15:  # beyond, float64 itself ends
        assert number(low, digits) != number(low + spread / 500, digits)


def test_of_a_tensor_the_finite_values_count_and_of_a_large_one_a_part() -> None:
    values = 1e6 + np.random.default_rng(0).normal(size=(4, 3, 5, 5))
    assert shared_by(values) == 5
    values[0, 0, 0] = [np.nan, np.inf, -np.inf, 1e6, 1e6]
    assert shared_by(values) == 5
    assert shared_by(np.full((2, 2), np.nan)) == 0
    assert shared_by(np.array([[True, False]])) == 0
    large = np.linspace(1000, 1001, 5 * SAMPLED).reshape(5, -1)
    assert shared_by(large) == 3
    # One value in five is looked at, so that even lengths of axes do not hide a whole channel.
    striped = np.stack([np.full(4 * SAMPLED, 0.0), np.full(4 * SAMPLED, 1000.0)], axis=-1)
    assert shared_by(striped) == 0
