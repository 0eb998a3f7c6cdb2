"""Mean and sum of squared deviations of each row of a matrix: the inner loop under every statistic.

Two passes while the rows are in the cache, corrected by the residual sum (Chan, Golub & LeVeque 1983, "the corrected
two-pass algorithm"): with any shift c near the mean and d = x - c,

    mean = c + Σd / n        M2 = Σd² - (Σd)² / n

Rows that seem to lie around 0 are tried with the shift 0 first: if that does, nothing has to be subtracted. All others
are shifted by the mean of a few of their values, while they are in the cache. Where that guess turns out to be poor, or
float32 too narrow, or a value not finite, the row is done once more, in float64 from its true mean. What is done with a
row depends on its values alone, not on the rows beside it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.blocks import scratch
from app.core.precision import Doubles, Numbers, working_type

PIECE = 1024
"""Values added up in the working type before float64 takes over: keeps rounding near that of a single value."""
SAMPLED = 16
"""About how many values of a row its shift is guessed from."""
FIRST = 32
"""From how many of its first values it is judged whether a row needs one: fewer are misled more often."""
_ONES = {np.dtype(kind): np.ones(PIECE, kind) for kind in (np.float32, np.float64)}
_SMALLEST = {np.dtype(np.float32): 1e-30, np.dtype(np.float64): 1e-280}
"""Below this variance, squares of single deviations may have lost digits to underflow."""
_LARGE, _SMALL, _POWER = 2.0**500, 2.0**-400, 2.0**600
"""Rows with a value above the first, or with none above the second, are divided or multiplied by the third, a power of
two, before anything is squared."""


@dataclass(frozen=True, eq=False)
class Parts:
    """Moments of many parts at once: three arrays of one shape."""

    mean: Doubles
    m2: Doubles
    nonfinite: NDArray[np.int64]
    """How many of the part's values are NaN or infinite."""


def row_moments(matrix: Numbers) -> Parts:
    """The moments of every row. A row of equal values has M2 exactly 0 and that value as its mean.

    A row with values that are not finite has the mean that IEEE arithmetic gives (NaN or an infinity), and as M2 the
    sum of its squares, NaN or infinite.
    """
    rows, working = len(matrix), working_type(matrix.dtype)
    settled = _around_zero(matrix, working)
    if settled.any():
        lies_ready = matrix.dtype == working and matrix.flags.c_contiguous
        found, sound = _about(None, matrix if lies_ready else _apart(matrix, working.type(0), working))
        settled &= sound
    else:
        found = Parts(np.empty(rows), np.empty(rows), np.zeros(rows, np.int64))
    if not settled.all():
        _shifted(found, ~settled, matrix, working)
    return found


def _around_zero(matrix: Numbers, working: np.dtype[Any]) -> NDArray[np.bool_]:
    """Whether each row is worth a try about 0: of its first values the squared mean is at most 3 times the variance.

    With their number n, Σx = s and Σx² = q that is (s/n)² ≤ 3 (q/n - (s/n)²), or s² ≤ 3/4 n q. A row that is judged
    wrongly here takes longer, no more.
    """
    first = matrix[:, :FIRST].astype(working, order="C")
    total = np.vecdot(first, _ONES[working][: first.shape[1]])
    near: NDArray[np.bool_] = total * total <= 0.75 * first.shape[1] * np.vecdot(first, first)
    return near


def _about(shift: NDArray[Any] | None, apart: NDArray[Any]) -> tuple[Parts, NDArray[np.bool_]]:
    """The moments of rows that are this far apart from their shifts or from 0, and which of them are exact enough.

    Those whose mean square about the shift is at most twice the variance: the error of a float32 variance stays below
    1e-6. Of Gaussian rows hardly any is further off than that from its guess (4 standard errors).
    """
    rows, length = apart.shape
    first, second = _sums(apart)
    mean = first / length
    correction = first * mean
    m2 = second - correction
    sound = (m2 >= np.maximum(correction, _SMALLEST[apart.dtype] * length)) & (m2 < np.inf)
    return Parts(mean if shift is None else shift[:, 0] + mean, m2, np.zeros(rows, np.int64)), sound


def _shifted(found: Parts, which: NDArray[np.bool_], matrix: Numbers, working: np.dtype[Any]) -> None:
    """Put in place the moments of the rows marked by `which`, about a guess, or carefully where that does not do."""
    rows = matrix if which.all() else matrix[which]
    shift = _guess(rows, working)
    apart = _apart(rows, shift, working)
    better, sound = _about(shift, apart)
    if not sound.all():
        equal = better.m2 == 0
        equal[equal] = ~apart[equal].any(axis=1)
        poor = ~(sound | equal)
        better.mean[poor], better.m2[poor], better.nonfinite[poor] = _carefully(rows[poor])
    found.mean[which], found.m2[which], found.nonfinite[which] = better.mean, better.m2, better.nonfinite


def _apart(matrix: Numbers, shift: NDArray[Any], working: np.dtype[Any]) -> NDArray[Any]:
    """How far each value is from its row's shift, in this thread's scratch."""
    apart = scratch(matrix.shape, working)
    np.subtract(matrix, shift, out=apart, dtype=working)
    return apart


def _guess(matrix: Numbers, working: np.dtype[Any]) -> NDArray[Any]:
    """A number near each row's mean, and exactly the value where the row has only one. Shape (rows, 1).

    The step is odd so that it does not walk down one column of a picture.
    """
    few = matrix[:, :: (matrix.shape[1] // SAMPLED) | 1].astype(working)
    one = few[:, :1]
    guess: NDArray[Any] = one + np.add.reduce(few - one, axis=1, keepdims=True) / working.type(few.shape[1])
    return guess


def _sums(apart: NDArray[Any]) -> tuple[Doubles, Doubles]:
    """Σd and Σd² of each row, in float64 over pieces of about PIECE values."""
    rows, length = apart.shape
    pieces = -(-length // PIECE)
    piece = length // pieces
    taken = pieces * piece
    body = (apart if taken == length else apart[:, :taken]).reshape(rows, pieces, piece)
    both = np.empty((2, rows, pieces), apart.dtype)
    np.vecdot(body, _ONES[apart.dtype][:piece], out=both[0])
    np.vecdot(body, body, out=both[1])
    first, second = np.add.reduce(both.astype(np.float64), axis=2)
    if taken < length:
        rest = apart[:, taken:]
        first += rest.sum(axis=1, dtype=np.float64)
        second += np.vecdot(rest, rest)
    return first, second


def _carefully(matrix: Numbers) -> tuple[Doubles, Doubles, NDArray[np.int64]]:
    """The moments of every row in float64 from its own mean, safe from overflow and underflow on the way."""
    values = matrix.astype(np.float64)
    length = values.shape[1]
    nonfinite = length - np.count_nonzero(np.isfinite(values), axis=1)
    most = np.abs(values).max(axis=1, keepdims=True)
    factor = np.where(most > _LARGE, 1 / _POWER, np.where(most < _SMALL, _POWER, 1.0))
    values *= factor
    one = values[:, :1]
    shift = one + (values - one).sum(axis=1, keepdims=True) / length
    first, second = _sums(values - shift)
    mean = (shift[:, 0] + first / length) / factor[:, 0]
    m2 = (second - first * first / length) / factor[:, 0] / factor[:, 0]
    spoiled = nonfinite > 0
    mean[spoiled] = values[spoiled].sum(axis=1)
    m2[spoiled] = np.square(values[spoiled]).sum(axis=1)
    return mean, m2, nonfinite
