"""Standardize, scale and shift: the output of every method, and each step of it for a single value.

    y = (x - mean) / denominator · scale + offset

with ε in the root, √(variance + ε) (Ioffe & Szegedy 2015, PyTorch, ONNX), or beside it, √variance + ε (Prince 2023).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.core.blocks import Slices, cut, for_each, fresh, scratch
from app.core.pools import Index, Pools
from app.core.precision import Doubles, Numbers, output_type, working_type
from app.core.steps import by_pools, part, steps_after

BLOCK = 2**21
"""Values in a block: enough that threads seldom wait for the interpreter, and few enough that what one pass leaves is
still in the shared cache for the next."""
HELD = 2**20
"""The same where blocks are handed on instead of written: for each thread one of them is held."""


class Place(StrEnum):
    """Where ε is added."""

    VARIANCE = "variance"
    DEVIATION = "deviation"


@dataclass(frozen=True)
class Arithmetic:
    """Every step from a value to its output, in float64."""

    value: float
    mean: float
    variance: float
    deviation: float
    centred: float
    denominator: float
    standardized: float
    scale: float
    offset: float
    output: float


def denominator(variance: ArrayLike, epsilon: float, place: Place) -> Doubles:
    """What the centred values are divided by: √(variance + ε), or √variance + ε."""
    variance = np.asarray(variance, np.float64)
    return np.sqrt(variance + epsilon) if place is Place.VARIANCE else np.sqrt(variance) + epsilon


def arithmetic(
    value: float,
    mean: float,
    variance: float,
    *,
    epsilon: float,
    place: Place,
    scale: float = 1.0,
    offset: float = 0.0,
) -> Arithmetic:
    """The steps for one value with the statistics of its pool. Division by 0 gives what IEEE arithmetic gives."""
    below = denominator(variance, epsilon, place)
    with np.errstate(all="ignore"):
        deviation = np.sqrt(np.float64(variance))
        centred = np.float64(value) - np.float64(mean)
        standardized = centred / below
        output = standardized * np.float64(scale) + np.float64(offset)
    steps = (value, mean, variance, deviation, centred, below, standardized, scale, offset, output)
    return Arithmetic(*(float(step) for step in steps))


def standardize(
    x: Numbers,
    pools: Pools,
    mean: ArrayLike,
    variance: ArrayLike,
    *,
    epsilon: float,
    place: Place,
    threads: int | None = None,
) -> NDArray[Any]:
    """(x - mean) / denominator, in x's shape: `normalize` without scale and offset."""
    return normalize(x, pools, mean, variance, epsilon=epsilon, place=place, threads=threads)


def normalize(
    x: Numbers,
    pools: Pools,
    mean: ArrayLike,
    variance: ArrayLike,
    *,
    epsilon: float,
    place: Place,
    scale: ArrayLike | None = None,
    offset: ArrayLike | None = None,
    threads: int | None = None,
) -> NDArray[Any]:
    """The output of a method, with its own statistics or frozen ones, in x's shape and C order.

    mean and variance have the statistics' shape (`pools.parts`); scale and offset broadcast against x. The type is
    x's floating type; float32 for booleans and integers of up to 16 bits; float64 for longer integers. A denominator
    of 0 gives NaN and infinities, as IEEE division does.
    """
    out = fresh(x.shape, output_type(x.dtype))
    steps = steps_after(pools, scale, offset, working_type(x.dtype))
    means, belows = by_pools(mean, pools), by_pools(denominator(variance, epsilon, place), pools)
    split, result = x.reshape(pools.split_shape), out.reshape(pools.split_shape)

    def work(block: Slices) -> None:
        steps.write(split[block], block, part(means, block), part(belows, block), result[block])

    for_each(work, cut(split.shape, extents(split.shape, BLOCK)), threads)
    return out


def each_block(
    use: Callable[[NDArray[Any]], None],
    x: Numbers,
    pools: Pools,
    mean: ArrayLike,
    variance: ArrayLike,
    *,
    epsilon: float,
    place: Place,
    scale: ArrayLike | None = None,
    offset: ArrayLike | None = None,
    threads: int | None = None,
) -> None:
    """Call `use` with every block of what `normalize` would return, without ever holding more than one for a thread.

    The values are those of `normalize` to the last bit. `use` is called on several threads at once, in any order, and
    must be done with the block when it returns.
    """
    working, kind = working_type(x.dtype), output_type(x.dtype)
    steps = steps_after(pools, scale, offset, working)
    means, belows = by_pools(mean, pools), by_pools(denominator(variance, epsilon, place), pools)
    split = x.reshape(pools.split_shape)

    def work(block: Slices) -> None:
        values = split[block]
        found = steps.on(values, block, part(means, block), part(belows, block), scratch(values.shape, working))
        use(found.astype(kind, copy=False))

    for_each(work, cut(split.shape, extents(split.shape, HELD)), threads)


def extents(shape: Index, most: int) -> Index:
    """Blocks of the last axes, of at most so many values, whole as far as they fit.

    Where an axis has to be cut, it is in an even number of like parts, so that two threads end at the same time.
    """
    found: list[int] = []
    left = most
    for length in reversed(shape):
        cuts = -(-length // max(1, min(length, left)))
        found.append(-(-length // (cuts + cuts % 2)) if cuts > 1 else length)
        left //= found[-1]
    return tuple(reversed(found))
