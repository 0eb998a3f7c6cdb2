"""What is done to each value of a block to get its output: at most subtract, multiply, add, and scale and offset.

    y = (x - mean) / denominator · scale + offset

The mean is rounded to the working type, or to 0 where it is NEAR, and what it lost goes into the number added at the
end: float32 values far from 0 come out as exact as their pool's mean, and those around 0 take two operations. Scale and
offset go into the same two numbers, unless they vary within pools: then they are applied on their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.core.blocks import Slices, scratch
from app.core.pools import Index, Pools
from app.core.precision import Doubles, Numbers

NEAR = 2
"""A mean of at most so many denominators is not subtracted on its own: less than two bits pay for a pass."""
FEW = 4096
"""So many numbers, one for each pool and channel, are no burden for any tensor."""

Step = tuple[Callable[..., NDArray[Any]], NDArray[Any]]
"""An operation and its second operand."""


@dataclass(frozen=True, eq=False)
class Steps:
    """What follows the statistics, ready for any block of the split shape.

    scale and offset have the split shape, with length 1 wherever they do not vary; None changes nothing. folded: they
    go into the numbers of the pools.
    """

    scale: NDArray[Any] | None
    offset: NDArray[Any] | None
    folded: bool
    working: np.dtype[Any]

    def on(self, values: Numbers, block: Slices, mean: Doubles, below: Doubles, out: NDArray[Any]) -> NDArray[Any]:
        """The output for the values of a block, in `out`, which has the working type.

        mean and below, the denominators of the block's pools, broadcast against it.
        """
        for apply, operand in self._of(block, mean, below):
            values = apply(values, operand, out=out, dtype=out.dtype)
        return out

    def write(self, values: Numbers, block: Slices, mean: Doubles, below: Doubles, target: NDArray[Any]) -> None:
        """The same, put in `target`, of any type."""
        if target.dtype == self.working:
            self.on(values, block, mean, below, target)
        else:
            target[...] = self.on(values, block, mean, below, scratch(target.shape, self.working))

    def _of(self, block: Slices, mean: Doubles, below: Doubles) -> list[Step]:
        """The steps; what would change no value is left out where that is cheap to know."""
        scale, offset = (None if each is None else part(each, block) for each in (self.scale, self.offset))
        close = np.abs(mean) <= NEAR * below
        steps: list[Step] = []
        lost = mean
        if not close.all():
            near = np.where(close, 0.0, mean).astype(self.working)
            lost = np.where((below == 0) | ~np.isfinite(near), 0.0, mean - near)
            steps.append((np.subtract, near))
        factor = (1 / below if scale is None or not self.folded else scale / below).astype(self.working)
        term = np.where(lost == 0, 0.0, lost * factor)
        term = -term if offset is None or not self.folded else offset - term
        steps.append((np.multiply, factor))
        if term.any():
            steps.append((np.add, term.astype(self.working)))
        if not self.folded:
            steps += [(np.multiply, scale)] if scale is not None else []
            steps += [(np.add, offset)] if offset is not None else []
        return steps


def steps_after(pools: Pools, scale: ArrayLike | None, offset: ArrayLike | None, working: np.dtype[Any]) -> Steps:
    """The steps of a whole tensor. ValueError where scale or offset do not broadcast against it."""
    given = [None if each is None else _split(np.asarray(each), pools) for each in (scale, offset)]
    shapes = [each.shape for each in given if each is not None]
    folded = prod(np.broadcast_shapes(_shape(pools), *shapes)) <= max(FEW, prod(pools.shape) // 16)
    kind = np.dtype(np.float64) if folded else working
    with np.errstate(all="ignore"):
        gain, shift = (None if each is None else each.astype(kind, copy=False) for each in given)
    return Steps(_unless(gain, 1), _unless(shift, 0), folded, working)


def _unless(parameter: NDArray[Any] | None, none: float) -> NDArray[Any] | None:
    """The parameter, or None where it changes nothing."""
    return None if parameter is None or (parameter.flat[0] == none and (parameter == none).all()) else parameter


def by_pools(statistic: ArrayLike, pools: Pools) -> Doubles:
    """One number for each pool, in a shape that broadcasts against the split shape."""
    return np.broadcast_to(np.asarray(statistic, np.float64), pools.parts).reshape(_shape(pools))


def _shape(pools: Pools) -> Index:
    return tuple(length for parts in pools.parts for length in (parts, 1))


def part(operand: NDArray[Any], block: Sequence[slice]) -> NDArray[Any]:
    """What belongs to a block of the shape against which the operand broadcasts."""
    return operand[tuple([slice(None) if n == 1 else here for n, here in zip(operand.shape, block, strict=True)])]


def _split(values: NDArray[Any], pools: Pools) -> NDArray[Any]:
    """A scale or an offset in the split shape, with length 1 wherever it does not vary."""
    lengths = (1,) * (len(pools.shape) - values.ndim) + values.shape
    if np.broadcast_shapes(lengths, pools.shape) != pools.shape:
        raise ValueError(f"a parameter of shape {values.shape} does not broadcast against {pools.shape}")
    pairs = zip(lengths, pools.parts, pools.block, strict=True)
    return values.reshape([length for n, parts, block in pairs for length in ((1, 1) if n == 1 else (parts, block))])
