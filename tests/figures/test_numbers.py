import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.numbers import number, span


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


def test_a_span_names_both_ends_unless_they_read_the_same():
    assert span([0.123456, 2.0, 1.0]) == "0.123 to 2"
    assert span([0.99999, 1.0]) == "1"
    assert span([-1e-16, 0.5], 1) == "−1e−16 to 0.5"
    assert span(each for each in (3, 3)) == "3"
