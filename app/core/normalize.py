"""Standardize, scale and shift: the output of every method, and each step of it for a single value.

    y = (x - mean) / denominator · scale + offset

with ε in the root, √(variance + ε) (Ioffe & Szegedy 2015, PyTorch, ONNX), or beside it, √variance + ε (Prince 2023).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.core.blocks import Slices, cut, for_each, scratch
from app.core.pools import Index, Pools
from app.core.precision import Doubles, Numbers, output_type, working_type

BLOCK = 2**19
"""Values in a block: it is written and then read twice or more, so it has to stay in the shared cache."""
NEAR = 2
"""A mean of at most so many denominators is not subtracted on its own: less than two bits pay for a pass."""
FEW = 4096
"""So many numbers, one for each pool and channel, are no burden for any tensor."""


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
    with np.errstate(invalid="ignore"):
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
    working = working_type(x.dtype)
    out = np.empty(x.shape, output_type(x.dtype))
    steps = _steps(x.size, pools, mean, denominator(variance, epsilon, place), scale, offset, working)
    shape = pools.split_shape
    split, result = x.reshape(shape), out.reshape(shape)
    direct = out.dtype == working

    def work(block: Slices) -> None:
        target = result[block]
        values = _stepped(split, block, steps, target if direct else scratch(target.shape, working))
        if values is not target:
            target[...] = values

    for_each(work, cut(shape, extents(shape)), threads)
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
    steps = _steps(x.size, pools, mean, denominator(variance, epsilon, place), scale, offset, working)
    split = x.reshape(pools.split_shape)

    def work(block: Slices) -> None:
        values = _stepped(split, block, steps, scratch(split[block].shape, working))
        use(values.astype(kind, copy=False))

    for_each(work, cut(split.shape, extents(split.shape)), threads)


def _stepped(split: Numbers, block: Slices, steps: "list[Step]", place: NDArray[Any]) -> NDArray[Any]:
    """The block after all steps, in `place`; the block itself where there are none."""
    values = split[block]
    for apply, operand, _ in steps:
        values = apply(values, _part(operand, block), out=place, dtype=place.dtype)
    return values


Step = tuple[Callable[..., NDArray[Any]], NDArray[Any], float]
"""An operation, its second operand, and the operand that would change nothing."""


def _steps(
    size: int,
    pools: Pools,
    mean: ArrayLike,
    below: Doubles,
    scale: ArrayLike | None,
    offset: ArrayLike | None,
    working: np.dtype[Any],
) -> list[Step]:
    """What is done to each value: subtract, multiply, add; with operands that broadcast against the split shape.

    The mean is rounded to the working type, or to 0 where it is NEAR, and what it lost goes into the number added at
    the end: float32 values far from 0 come out as exact as their pool's mean, and those around 0 take two operations.
    A scale that varies within pools is applied on its own.
    """
    by_pool = tuple(length for parts in pools.parts for length in (parts, 1))
    exact = np.broadcast_to(np.asarray(mean, np.float64), pools.parts).reshape(by_pool)
    below = np.broadcast_to(below, pools.parts).reshape(by_pool)
    gain, shift = (None if each is None else _split(each, pools) for each in (scale, offset))
    shapes = [each.shape for each in (gain, shift) if each is not None]
    fold = prod(np.broadcast_shapes(by_pool, *shapes)) <= max(FEW, size // 16)
    with np.errstate(all="ignore"):
        near = np.where(np.abs(exact) <= NEAR * below, 0.0, exact).astype(working)
        lost = np.where((below == 0) | ~np.isfinite(near), 0.0, exact - near)
        factor = (1 / below if gain is None or not fold else gain / below).astype(working)
        term = np.where(lost == 0, 0.0, -lost * factor)
        if fold and shift is not None:
            term = term + shift
        steps: list[Step] = [(np.subtract, near, 0), (np.multiply, factor, 1), (np.add, term, 0)]
        if not fold:
            steps += [(np.multiply, gain, 1)] if gain is not None else []
            steps += [(np.add, shift, 0)] if shift is not None else []
        return [(apply, operand.astype(working), none) for apply, operand, none in steps if np.any(operand != none)]


def _split(parameter: ArrayLike, pools: Pools) -> Doubles:
    """A scale or an offset in the split shape, with length 1 wherever it does not vary."""
    values = np.asarray(parameter, np.float64)
    lengths = (1,) * (len(pools.shape) - values.ndim) + values.shape
    if np.broadcast_shapes(lengths, pools.shape) != pools.shape:
        raise ValueError(f"a parameter of shape {values.shape} does not broadcast against {pools.shape}")
    pairs = zip(lengths, pools.parts, pools.block, strict=True)
    return values.reshape([part for n, parts, block in pairs for part in ((1, 1) if n == 1 else (parts, block))])


def extents(shape: Index) -> Index:
    """Blocks of the last axes, whole as far as they fit."""
    found: list[int] = []
    left = BLOCK
    for length in reversed(shape):
        found.append(max(1, min(length, left)))
        left //= found[-1]
    return tuple(reversed(found))


def _part(operand: NDArray[Any], block: Sequence[slice]) -> NDArray[Any]:
    return operand[tuple(slice(None) if n == 1 else here for n, here in zip(operand.shape, block, strict=True))]
