"""How a number is written on screen: five significant digits, the same in Python and in static/js/format.js.

Values that are far from 0 and near each other share their first digits; they are written with so many more (`telling`).
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context
from math import inf, isnan

DIGITS = 5
LARGEST_WHOLE = 1e9
"""Whole numbers below this are written out in full, so that counted values stay recognizable."""
CHECKED = 6
"""Digits of what goes into a quotient that is checked by hand: one more than is shown of what comes out."""
MOST_DIGITS = 15
"""Beyond these a float64 has no decimal digits of its own."""


def number(value: float, digits: int = DIGITS) -> str:
    """A number for reading: "0.41176", "−3", "1.2e−5", "∞", "NaN". Minus is U+2212; trailing zeros are left out.

    Scientific outside 0.0001 to what `digits` reach. A page has hundreds of numbers, so the common one is quick.
    """
    value = float(value)
    if isnan(value):
        return "NaN"
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    size = abs(value)
    if size == inf:
        return f"{sign}\N{INFINITY}"
    if size < LARGEST_WHOLE and size.is_integer():
        return f"{sign}{int(size)}"
    if float(f"{size:.{digits + 1}g}") == size:
        # It may lie in the middle of two, of which formats take the even one, and JavaScript's toExponential the upper.
        size = float(Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal_from_float(size))
    mantissa, mark, exponent = f"{size:.{digits}g}".partition("e")
    return f"{sign}{mantissa}e{int(exponent)}".replace("-", "\N{MINUS SIGN}") if mark else sign + mantissa


def telling(shared: int) -> int:
    """How many digits tell numbers apart as five do that share none, as far as float64 holds them."""
    return min(MOST_DIGITS, DIGITS + shared)


def apart(value: float, other: float) -> tuple[str, str]:
    """Two numbers, each to the decimal that keeps six significant digits of their difference."""
    difference = abs(float(value) - float(other))
    if not 0 < difference < inf:
        return number(value), number(other)
    end = _exponent(difference) - CHECKED
    places = [min(MOST_DIGITS, max(DIGITS, _exponent(each) - end)) for each in (value, other)]
    return number(value, places[0]), number(other, places[1])


def _exponent(value: float) -> int:
    return int(f"{value:.{CHECKED - 1}e}".partition("e")[2])


def span(values: Iterable[float], digits: int = 3) -> str:
    """From the least to the most, to so many significant digits: "0.92 to 1.1", or "2" where all are that."""
    every = [float(value) for value in values]
    ends = [number(float(f"{end:.{digits}g}")) for end in (min(every), max(every))]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
