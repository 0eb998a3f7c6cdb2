import math
from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.figures.numbers import CHECKED, apart, number, span


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-3.0, "−3"),
        (123456789.0, "123456789"),
        (0.5, "0.5"),
        (0.411764705, "0.41176"),
        (-0.411764705, "−0.41176"),
        (12.3456789, "12.346"),
        (99999.4, "99999"),
        (99999.6, "1e5"),
        (12344.5, "12345"),  # halves go away from zero, as in JavaScript
        (-12344.5, "−12345"),
        (123456.7, "1.2346e5"),
        (1e9, "1e9"),
        (0.0001, "0.0001"),
        (0.00012345678, "0.00012346"),
        (1e-5, "1e−5"),
        (0.0000123, "1.23e−5"),
        (5e-324, "4.9407e−324"),
        (math.nan, "NaN"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_numbers_as_they_are_written(value, text):
    assert number(value) == text


@given(st.floats(-1e300, 1e300))
def test_what_is_written_is_within_half_of_the_fifth_digit(value):
    back = float(number(value).replace("−", "-"))
    assert math.isclose(back, value, rel_tol=5.0001e-5, abs_tol=0) or abs(value) < 1e-320


@given(st.floats(1e-320, 1e300) | st.integers(10**5, 10**7).map(lambda whole: whole / 2**9), st.integers(5, 15))
def test_halves_go_away_from_zero_whatever_the_digits(value, digits):
    exact = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal_from_float(value)
    if not (value.is_integer() and value < 1e9):
        assert Decimal(number(value, digits).replace("−", "-")) == exact


def test_a_span_names_both_ends_unless_they_read_the_same():
    assert span([0.123456, 2.0, 1.0]) == "0.123 to 2"
    assert span([0.99999, 1.0]) == "1"
    assert span([-1e-16, 0.5], 1) == "−1e−16 to 0.5"
    assert span(each for each in (3, 3)) == "3"


def test_two_numbers_keep_their_difference():
    assert apart(0.184790123456, 0.268866812345) == ("0.1847901", "0.2688668")
    assert apart(1e8 + 0.25, 1e8 - 0.125) == ("100000000.25", "99999999.875")
    assert apart(3.0, -1.0) == ("3", "−1")
    assert apart(0.5, 0.5) == ("0.5", "0.5")
    assert apart(math.inf, 1.0) == ("∞", "1")


@pytest.mark.parametrize("root", [True, False])
@given(
    st.floats(-1e9, 1e9),
    st.floats(-12, 12).filter(lambda ratio: abs(ratio) > 1e-3),
    st.floats(1e-3, 1e9),
    st.sampled_from([0.0, 1e-5, 1.2345e-4]),
)
def test_a_quotient_can_be_checked_with_what_is_shown(root, mean, ratio, deviation, epsilon):
    value = mean + ratio * deviation
    assume(abs(value - mean) > 1e-8 * max(abs(value), abs(mean)))  # else 15 digits do not hold it

    def read(text):
        return float(text.replace("−", "-"))

    below = deviation**2 if root else deviation
    exact = (value - mean) / ((below + epsilon) ** 0.5 if root else below + epsilon)
    shown = [read(number(each, CHECKED)) for each in (below, epsilon)]
    x, mu = map(read, apart(value, mean))
    unit = 10.0 ** (math.floor(math.log10(abs(exact))) - 4)
    assert abs((x - mu) / (sum(shown) ** 0.5 if root else sum(shown)) - read(number(exact))) <= 2.0001 * unit
