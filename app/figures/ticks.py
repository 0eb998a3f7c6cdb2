"""Round numbers on an axis: where its ticks are, how they are written, and edges of bins that a reader can name."""

from math import ceil, floor, inf, log10

from app.figures.numbers import number

MANTISSAS = (1.0, 2.0, 2.5, 5.0, 10.0)
SLACK = 1e-9


def nice_step(span: float, most: int) -> float:
    """The smallest of …, 0.1, 0.2, 0.25, 0.5, 1, 2, … that fits into a positive span at most so many times."""
    least = span / most
    power = floor(log10(least))
    for mantissa in MANTISSAS:
        step = _scaled(mantissa, power)
        if step >= least * (1 - SLACK):
            return step
    return _scaled(MANTISSAS[0], power + 1)


def multiples(step: float, first: int, last: int) -> list[float]:
    """first·step … last·step, each the float64 nearest to the decimal number that it is."""
    power = floor(log10(step) + SLACK)
    mantissa = min(MANTISSAS, key=lambda each: abs(_scaled(each, power) - step))
    return [_scaled(k * mantissa, power) for k in range(first, last + 1)]


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """At most so many and one more round numbers at equal distances, none outside of low to high."""
    step = nice_step(high - low, most)
    return multiples(step, ceil(low / step - SLACK), floor(high / step + SLACK))


def covering(low: float, high: float, most: int) -> list[float]:
    """Edges at multiples of a round step that hold low to high between them: at most `most` + 1 steps.

    Where low is high, the one value is given room of its own size, or of 1 around 0.
    """
    if not high - low > 16 * abs(_gap(max(abs(low), abs(high)))):
        room = max(abs(low), abs(high)) / 2 or 0.5
        low, high = low - room, high + room
    step = nice_step(high - low, most)
    first, last = floor(low / step + SLACK), ceil(high / step - SLACK)
    edges = multiples(step, first, last)
    # The slack is for edges that are round numbers themselves; a value beyond the last one still gets a bin.
    first -= edges[0] > low
    last += edges[-1] < high
    return multiples(step, first, last)


def written(value: float) -> str:
    """A tick as it stands at the axis."""
    return number(value)


def _gap(size: float) -> float:
    """About the distance of neighbouring float32 numbers of this size."""
    return size * 2.0**-24 if size < inf else inf


def _scaled(mantissa: float, power: int) -> float:
    """mantissa · 10^power with one rounding, as a decimal literal has."""
    whole = mantissa * 4
    return whole / float(4 * 10**-power) if power < 0 else whole * float(10**power) / 4
