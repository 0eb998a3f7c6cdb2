"""Histograms of all values of a tensor, and of what a method makes of them, counted in blocks on all cores.

The bins are those of np.histogram: half-open, the last one closed. Where a value falls is guessed from its distance to
the first edge, which is exact unless the value lies within rounding of an edge; those few are compared with that edge
itself. So every count is what np.histogram gives for the same edges, at a tenth of its time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.blocks import Slices, cut, for_each, scratch
from app.core.normalize import HELD, extents
from app.core.precision import Doubles, Numbers

PIECE = 2**19
"""Values counted at once: enough that threads seldom wait for the interpreter, few enough to stay in the cache."""
MOST_BINS = 250
"""A bin, what lies below or above, and one number more have to fit 8 bits."""
MOST_DOUBT = 0.25
"""Only the nearest edge is compared with: no other one may be as near, in widths of a bin."""
EVEN = 1e-3
"""How far edges may be from evenly spaced, in widths of a bin: for those that rounding moved, far from 0."""
DOUBTFUL = 2.0**-6
"""Where rounding in float32 would leave a larger part of a bin in doubt, float64 is worked in."""
OFTEN = 2**-6
"""Where a larger part of the values lies on edges, they are likely to be equal."""
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

        for_each(work, cut(x.shape, extents(x.shape, HELD)), threads)

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
    far = (abs(edges[0]) + abs(edges[-1])) / width + bins + 1
    narrow = values.dtype.itemsize <= 4 and values.dtype.kind == "f" and 4 * 2.0**-23 * far < DOUBTFUL
    kind = np.float32 if narrow else np.float64
    doubt = 4 * float(np.finfo(kind).eps) * far + uneven
    if doubt > MOST_DOUBT or bins > MOST_BINS:
        return _compared(values, edges)
    # 1 at the first edge, bins + 1 at the last one, so that its whole part is 0 for what lies below.
    place = np.subtract(values, kind(edges[0] - width), out=scratch(values.shape, np.dtype(kind), "place"), dtype=kind)
    place *= kind(1 / width)
    low, high = place.min(), place.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        finite = np.isfinite(values)
        if not finite.all():
            found = _counted(values[finite], edges, uneven) if finite.any() else np.zeros(bins + 3, np.int64)
            found[bins + 2] = values.size - np.count_nonzero(finite)
            return found
    if low == high and values.size > 1 and (values == values[0]).all():
        return values.size * _counted(values[:1], edges, uneven)
    if not (low > 0.5 and high < bins + 1.5):
        np.clip(place, kind(0.5), kind(bins + 1.5), out=place)
    codes = scratch((values.size + values.size % 2,), np.dtype(np.uint8), "codes")
    np.copyto(codes[: values.size], place, casting="unsafe")
    codes[values.size :] = bins + 2
    # Two neighbours are one number of 16 bits: half as many to count, and each pair tells of both. They are made as
    # long as np.bincount wants them here, because there it would keep other threads from the interpreter.
    pairs = scratch((codes.size // 2,), np.dtype(np.intp), "pairs")
    pairs[:] = codes.view(np.uint16)
    counts = np.bincount(pairs, minlength=2**16).reshape(2**8, 2**8)[: bins + 3, : bins + 3]
    tally = (counts.sum(axis=0) + counts.sum(axis=1))[: bins + 2]
    nearest = np.rint(place, out=scratch(place.shape, place.dtype, "nearest"))
    place -= nearest
    near = np.abs(place, out=place) <= doubt
    many = np.count_nonzero(near)
    if many > values.size * OFTEN:
        # It is one value most of the time, as the zeros behind a ReLU: it is compared once.
        first = near.argmax()
        alike = values == values[first]
        here = _right(values[[first]], nearest[[first]], edges)
        tally[here] += np.count_nonzero(alike)
        tally[codes[first]] -= np.count_nonzero(alike)
        near &= ~alike
    if many:
        places = np.flatnonzero(near)
        right = _right(values[places], nearest[places], edges)
        tally += np.bincount(right, minlength=bins + 2) - np.bincount(codes[places], minlength=bins + 2)
    return np.array([*tally[1:-1], tally[0], tally[-1], 0], np.int64)


def _right(values: NDArray[Any], nearest: NDArray[Any], edges: Doubles) -> NDArray[np.intp]:
    """On which side of its nearest edge each value lies: the number of that edge, or one less."""
    edge = nearest.astype(np.intp)
    return edge - (values < _least(edges, values.dtype)[edge - 1])


def _least(edges: Doubles, dtype: np.dtype[Any]) -> NDArray[Any]:
    """The least number of the type on each edge or above it, and above the last one, which still has its bin."""
    kind = dtype if dtype.kind == "f" and dtype.itemsize < 8 else np.dtype(np.float64)
    with np.errstate(over="ignore"):
        least = edges.astype(kind)
        low = least < edges
        low[-1] = least[-1] <= edges[-1]
        return np.where(low, np.nextafter(least, kind.type(np.inf)), least)


def _compared(values: NDArray[Any], edges: Doubles) -> NDArray[np.int64]:
    """The same by comparing with the edges: where rounding leaves too much in doubt, and for very many bins."""
    bins = len(edges) - 1
    found = np.zeros(bins + 3, np.int64)
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
