from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.ticks import covering, multiples, nice_step, ticks

spans = st.floats(1e-12, 1e12)


@given(span=spans, most=st.integers(1, 60))
def test_a_step_is_the_smallest_round_one_that_fits(span, most):
    step = nice_step(span, most)
    assert span / step <= most * (1 + 1e-9)
    mantissa = float(f"{step:.3e}".split("e")[0])
    assert mantissa in (1, 2, 2.5, 5)
    assert span / step > most / 2.6


@given(low=st.floats(-1e6, 1e6), span=st.floats(1e-3, 1e6), most=st.integers(2, 12))
def test_ticks_lie_inside_at_equal_distances(low, span, most):
    found = ticks(low, low + span, most)
    assert 0 < len(found) + (most == 2) <= most + 2
    step = nice_step(span, most)
    assert all(low - 1e-8 * step <= at <= low + span + 1e-8 * (step + abs(low) + span) for at in found)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (-2.2, 3.4, [-2, 0, 2]), (0, 191, [0, 50, 100, 150])],
)
def test_ticks_are_what_one_would_write(low, high, expected):
    assert ticks(low, high, 5 if expected[-1] != 2 else 3) == expected


def test_multiples_are_the_decimal_numbers_themselves():
    assert multiples(0.1, -3, 3) == [-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3]
    assert multiples(2.5e-5, 1, 3) == [2.5e-5, 5e-5, 7.5e-5]
    assert multiples(250, 2, 3) == [500, 750]


@given(low=st.floats(-1e9, 1e9), span=st.floats(0, 1e9), most=st.integers(1, 60))
def test_edges_hold_the_values_and_are_even(low, span, most):
    edges = covering(low, low + span, most)
    assert edges[0] <= low <= low + span <= edges[-1]
    assert 2 <= len(edges) <= most + 3
    widths = np.diff(edges)
    assert widths.min() > 0
    assert widths.max() - widths.min() <= 1e-6 * widths.max()


def test_a_single_value_gets_room():
    assert covering(0.0, 0.0, 10)[0] < 0 < covering(0.0, 0.0, 10)[-1]
    edges = covering(5.0, 5.0, 10)
    assert Fraction(edges[0]) < 5 < Fraction(edges[-1])
