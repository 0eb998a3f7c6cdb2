"""The moments of tensors that come piece by piece along their first axis, and never are in memory as a whole.

A pool that lies within a block is finished with it. One that goes on in the next block is kept as its moments so far,
and merged with those of its further values (Chan et al. 1983). So what is held is one block, and one unfinished row of
pools for each tiling.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from app.core.moments import Moments, merged
from app.core.pools import Pools

Block = TypeVar("Block", bound=Any)
"""An array of any kind that has a shape and can be sliced along its first axis."""


@dataclass(frozen=True)
class Finished:
    """Moments of whole pools of tiling `which`: those from `first` on along the first axis of its statistics."""

    which: int
    first: int
    moments: Moments


def streamed(
    tilings: Sequence[Pools],
    blocks: Iterable[Block],
    measure: Callable[[Block, Sequence[Pools]], Sequence[Moments]],
) -> Iterator[Finished]:
    """The moments of every pool of each tiling, in order for each of them, as soon as they are known.

    The tilings are of one shape. The blocks follow one another along its first axis; `measure` gives the moments of
    tilings of a part of a block. Equal to `moments` of the whole tensor but for the order of summation. ValueError
    where the blocks are not of the tilings' shape together.
    """
    shape = tilings[0].shape
    unfinished: dict[int, Moments] = {}
    start = 0
    for block in blocks:
        end = start + block.shape[0]
        if end > shape[0] or block.shape[1:] != shape[1:]:
            raise ValueError(f"a block of shape {block.shape} from {start} on, of a tensor of shape {shape}")
        for (low, high, parts), asked in _pieces(tilings, start, end):
            own = [Pools((high - low, *shape[1:]), (parts, *tilings[which].parts[1:])) for which in asked]
            for which, found in zip(asked, measure(block[low - start : high - start], own), strict=True):
                span = tilings[which].block[0]
                if low % span:
                    found = merged(unfinished.pop(which), found)
                if high % span:
                    unfinished[which] = found
                else:
                    yield Finished(which, low // span, found)
        start = end
    if start != shape[0]:
        raise ValueError(f"{start} places along the first axis; expected {shape[0]}")


def _pieces(tilings: Sequence[Pools], start: int, end: int) -> list[tuple[tuple[int, int, int], list[int]]]:
    """The parts of a block that are measured at once, from where to where in how many pools, and for which tilings.

    For each tiling: what ends a pool begun before, then whole pools, then what begins one that goes on.
    """
    found: dict[tuple[int, int, int], list[int]] = {}
    for which, tiling in enumerate(tilings):
        span = tiling.block[0]
        inner = min(end, -(-start // span) * span)
        outer = max(inner, end // span * span)
        for low, high in ((start, inner), (inner, outer), (outer, end)):
            if low < high:
                found.setdefault((low, high, max(1, (high - low) // span)), []).append(which)
    return sorted(found.items())
