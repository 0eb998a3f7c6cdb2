"""How a number is written on screen: five significant digits, the same in Python and in static/js/format.js."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context
from math import inf, isfinite, isnan

DIGITS = 5
LARGEST_WHOLE = 1e9
"""Whole numbers below this are written out in full, so that counted values stay recognizable."""
CHECKED = 6
"""Digits of what goes into a quotient that is checked by hand: one more than is shown of what comes out."""
MOST_DIGITS = 15
"""Beyond these a float64 has no decimal digits of its own."""


def number(value: float, digits: int = DIGITS) -> str:
    """A number for reading: "0.41176", "−3", "1.2e−5", "∞", "NaN". Minus is U+2212; trailing zeros are left out."""
    value = float(value)
    if isnan(value):
        return "NaN"
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    size = abs(value)
    if not isfinite(size):
        return f"{sign}\N{INFINITY}"
    if size.is_integer() and size < LARGEST_WHOLE:
        return f"{sign}{int(size)}"
    rounding = Context(prec=digits, rounding=ROUND_HALF_UP)  # as JavaScript's toExponential rounds
    mantissa, _, exponent = f"{rounding.create_decimal_from_float(size):e}".partition("e")
    return sign + _placed(mantissa.replace(".", "").rstrip("0"), int(exponent), digits)


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


def _placed(digits: str, exponent: int, most: int) -> str:
    """Significant digits with the decimal point where it belongs; scientific outside 0.0001 to what `most` reach."""
    if exponent < -4 or exponent >= most:
        mantissa = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
        return f"{mantissa}e{exponent}".replace("-", "\N{MINUS SIGN}")
    if exponent < 0:
        return f"0.{'0' * (-exponent - 1)}{digits}"
    whole, rest = digits[: exponent + 1].ljust(exponent + 1, "0"), digits[exponent + 1 :]
    return f"{whole}.{rest}" if rest else whole


def span(values: Iterable[float], digits: int = 3) -> str:
    """From the least to the most, to so many significant digits: "0.92 to 1.1", or "2" where all are that."""
    every = [float(value) for value in values]
    ends = [number(float(f"{end:.{digits}g}")) for end in (min(every), max(every))]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
