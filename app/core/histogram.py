"""Histograms of all values of a tensor, and of what a method makes of them, counted in blocks on all cores.

The bins are those of np.histogram: half-open, the last one closed. Where a value falls is guessed from its distance to
the first edge, which is exact unless the value lies within rounding of an edge; those few are compared with the edges
themselves. So every count is what np.histogram gives for the same edges, at a tenth of its time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.blocks import Slices, cut, for_each
from app.core.normalize import extents
from app.core.precision import Doubles, Numbers

PIECE = 2**15
"""Values counted at once: their places stay in the cache of a core."""
EVEN = 1e-3
"""How far edges may be from evenly spaced, in widths of a bin: for those that rounding moved, far from 0."""
DOUBTFUL = 2.0**-6
"""Where rounding in float32 would leave a larger part of a bin in doubt, float64 is worked in."""
Each = Callable[[Callable[[NDArray[Any]], None]], None]
"""Calls what it is given with every block of some values, on any threads."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """Counts of values by bins: n counts between n + 1 edges, and what has no bin."""

    edges: Doubles
    counts: NDArray[np.int64]
    below: int = 0
    above: int = 0
    nonfinite: int = 0
    """Values that are NaN or infinite; they are neither below nor above."""

    @property
    def total(self) -> int:
        """All values that were counted."""
        return int(self.counts.sum()) + self.below + self.above + self.nonfinite


def histogram(x: Numbers, edges: Doubles, threads: int | None = None) -> Histogram:
    """The histogram of every value of x, of any shape and memory order. See `count`."""
    return count(values_of(x, threads), edges)


def values_of(x: Numbers, threads: int | None = None) -> Each:
    """The values of a tensor, block by block."""

    def each(use: Callable[[NDArray[Any]], None]) -> None:
        def work(block: Slices) -> None:
            use(x[block])

        for_each(work, cut(x.shape, extents(x.shape)), threads)

    return each


def count(each: Each, edges: Doubles) -> Histogram:
    """Count the blocks that `each` gives.

    edges: n + 1 rising and evenly spaced numbers, n at least 1; ValueError for others. Memory: a few blocks.
    """
    edges = np.asarray(edges, np.float64)
    bins = len(edges) - 1
    width = (edges[-1] - edges[0]) / max(bins, 1)
    if not (width > 0 and np.isfinite(width)):
        raise ValueError("the edges of a histogram have to rise")
    uneven = float(np.abs((edges - edges[0]) / width - np.arange(bins + 1)).max())
    if uneven > EVEN:
        raise ValueError("the edges of a histogram have to be evenly spaced")
    parts: list[NDArray[np.int64]] = []

    def work(block: NDArray[Any]) -> None:
        values = block.reshape(-1)
        parts.extend(_counted(values[low : low + PIECE], edges, uneven) for low in range(0, values.size, PIECE))

    each(work)
    found = np.zeros(bins + 3, np.int64)
    for part in parts:
        found += part
    below, above, nonfinite = (int(number) for number in found[bins:])
    return Histogram(edges, found[:bins], below, above, nonfinite)


def _counted(values: NDArray[Any], edges: Doubles, uneven: float) -> NDArray[np.int64]:
    """n counts of the bins, then the values below, above, and not finite."""
    bins = len(edges) - 1
    width = (edges[-1] - edges[0]) / bins
    far = (abs(edges[0]) + abs(edges[-1])) / width + bins
    narrow = values.dtype.itemsize <= 4 and values.dtype.kind == "f" and 4 * 2.0**-23 * far < DOUBTFUL
    kind = np.float32 if narrow else np.float64
    doubt = 4 * float(np.finfo(kind).eps) * far + uneven
    place: NDArray[Any] = np.subtract(values, kind(edges[0]), dtype=kind)
    place *= kind(1 / width)
    found = np.zeros(bins + 3, np.int64)
    # NaN makes both comparisons false.
    if not (place.min() >= -doubt and place.max() <= bins + doubt):
        return _sorted_out(values, edges, found)
    naive = place.astype(np.intp)
    found[: bins + 1] = np.bincount(naive, minlength=bins + 1)
    nearest = np.rint(place)
    place -= nearest
    near = np.flatnonzero(np.abs(place, out=place) <= doubt)
    if near.size:
        found[: bins + 1] -= np.bincount(naive[near], minlength=bins + 1)
        found += _sorted_out(values[near], edges, np.zeros_like(found))
    return found


def _sorted_out(values: NDArray[Any], edges: Doubles, found: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same by comparing with the edges: for values near them, outside of them, and not finite."""
    bins = len(edges) - 1
    exact = values.astype(np.float64)
    finite = np.isfinite(exact)
    found[bins + 2] = exact.size - np.count_nonzero(finite)
    exact = exact[finite]
    place = np.searchsorted(edges, exact, side="right") - 1
    place[exact == edges[-1]] = bins - 1
    found[bins] = np.count_nonzero(place < 0)
    found[bins + 1] = np.count_nonzero(place >= bins)
    found[:bins] = np.bincount(place[(place >= 0) & (place < bins)], minlength=bins)
    return found
