"""From where to where values reach, and a few of them: what the edges of a histogram are chosen from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.histogram import Each
from app.core.precision import Doubles

SAMPLED = 2**14
"""About how many values are looked at to tell far-off values from the rest."""
OUTER = 0.01
"""The part of the values at either end that is not taken for the body of a distribution."""
TAIL = 0.5
"""How far beyond its body, in lengths of it, a distribution is shown at most."""


@dataclass(frozen=True)
class Extent:
    """The least and the greatest finite value, and the range worth showing. All 0 where no value is finite."""

    low: float = 0.0
    high: float = 0.0
    shown_low: float = 0.0
    shown_high: float = 0.0


def extent(each: Each, size: int) -> Extent:
    """The extent of `size` values that come block by block.

    What is worth showing is everything, unless a few values are so far off that the others would be a single bar:
    then it ends half the length of the body, the middle 98 %, beyond the body. The body is found from every k-th value.
    """
    lows: list[float] = []
    highs: list[float] = []
    samples: list[Doubles] = []
    step = max(1, size // SAMPLED) | 1

    def look(block: NDArray[Any]) -> None:
        values = block.reshape(-1)
        low, high = values.min(), values.max()
        if not (np.isfinite(low) and np.isfinite(high)):
            values = values[np.isfinite(values)]
            if not values.size:
                return
            low, high = values.min(), values.max()
        lows.append(float(low))
        highs.append(float(high))
        samples.append(values[::step].astype(np.float64))

    each(look)
    if not lows:
        return Extent()
    low, high = min(lows), max(highs)
    first, last = (float(end) for end in np.quantile(np.concatenate(samples), [OUTER, 1 - OUTER]))
    reach = TAIL * (last - first)
    if reach == 0:
        return Extent(low, high, low, high)
    return Extent(low, high, max(low, first - reach), min(high, last + reach))
