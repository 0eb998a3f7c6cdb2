"""How many leading digits the values of a tensor share: digits that tell none of them from another."""

from math import floor, inf, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

SAMPLED = 2**14
"""About how many values of a tensor are looked at."""


def shared_digits(low: float, high: float) -> int:
    """How many times their distance is smaller than the larger of two numbers, in whole powers of ten: at least 0.

    999998 to 1000003 share 5. Numbers that are equal, or not finite, share none that one could do without.
    """
    spread, size = high - low, max(abs(low), abs(high))
    if not 0 < spread < inf or spread > size:
        return 0
    return floor(log10(size / spread))


def shared_by(values: NDArray[Any]) -> int:
    """The digits shared by the finite values of a tensor of any shape, found from every k-th of them, k odd."""
    some = values.reshape(-1)[:: max(1, values.size // SAMPLED) | 1].astype(np.float64)
    some = some[np.isfinite(some)]
    return shared_digits(float(some.min()), float(some.max())) if some.size else 0
