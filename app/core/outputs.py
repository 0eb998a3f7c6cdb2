"""The output of a method block by block, for what looks at every value once: nothing of the tensor's size is held."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from numpy.typing import NDArray

from app.core.blocks import cut
from app.core.histogram import Each
from app.core.moments import Moments, moments
from app.core.normalize import Place, each_block
from app.core.pools import Box, Index, Pools
from app.core.precision import Numbers

MOST_POOLS = 2**18
"""Pools whose statistics are held at once, where they are not known yet."""


@dataclass(frozen=True)
class Recalibration:
    """What follows the statistics: ε and its place, one scale and one offset for all values."""

    epsilon: float
    place: Place
    scale: float = 1.0
    offset: float = 0.0

    @property
    def arguments(self) -> dict[str, Any]:
        """As `normalize` takes them; a scale of 1 and an offset of 0 are no operations."""
        scale = None if self.scale == 1 else self.scale
        offset = None if self.offset == 0 else self.offset
        return {"epsilon": self.epsilon, "place": self.place, "scale": scale, "offset": offset}


def outputs(x: Numbers, pools: Pools, found: Moments, how: Recalibration) -> Each:
    """The blocks of the output with these statistics of every pool: those of `normalize`, to the last bit."""
    return partial(each_block, x=x, pools=pools, mean=found.mean, variance=found.variance, **how.arguments)


def own_outputs(x: Numbers, pools: Pools, centers: bool, how: Recalibration) -> Each:
    """The same with the tensor's own statistics, found for some pools at a time: for pools too many to hold."""

    def each(use: Callable[[NDArray[Any]], None]) -> None:
        for block in cut(pools.parts, _extents(pools.parts)):
            part, own = within(x, pools, tuple((one.start, one.stop) for one in block))
            (found,) = moments(part, [own])
            outputs(part, own, found if centers else found.about_zero(), how)(use)

    return each


def within(x: Numbers, pools: Pools, box: Box) -> tuple[Numbers, Pools]:
    """The values of a box of pools, and their pools."""
    part = x[tuple(slice(low, high) for low, high in pools.hull(box))]
    return part, Pools(part.shape, tuple(high - low for low, high in box))


def _extents(parts: Index) -> Index:
    extents: list[int] = []
    left = MOST_POOLS
    for length in reversed(parts):
        extents.append(max(1, min(length, left)))
        left //= extents[-1]
    return tuple(reversed(extents))
