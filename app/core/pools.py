"""Pools: which values share one mean and one variance.

The observation that keeps everything else short: every method cuts each axis into equal parts. A reduced axis is one
part, a kept axis has as many parts as places, a channel axis in G groups has G parts. So the numbers of parts are the
shape of the statistics, a pool is a box, and the boxes tile the tensor. Nothing more is needed to know any pool.
"""

from dataclasses import dataclass
from functools import cached_property
from math import prod

Index = tuple[int, ...]
Range = tuple[int, int]
"""Half-open: the first index of the range, and the first index after it."""
Box = tuple[Range, ...]
"""One half-open range for each axis of the tensor."""


@dataclass(frozen=True)
class Pools:
    """The tiling of a tensor of this shape into pools, `parts[i]` equal parts along axis i."""

    shape: Index
    parts: Index

    def __post_init__(self) -> None:
        if len(self.shape) != len(self.parts) or any(n % p for n, p in zip(self.shape, self.parts, strict=True)):
            raise ValueError(f"parts {self.parts} do not tile the shape {self.shape}")

    @cached_property
    def block(self) -> Index:
        """The shape of one pool."""
        return tuple(n // p for n, p in zip(self.shape, self.parts, strict=True))

    @property
    def count(self) -> int:
        """How many pools there are: the product of the statistics' shape."""
        return prod(self.parts)

    @property
    def size(self) -> int:
        """How many values each pool has."""
        return prod(self.block)

    @property
    def split_shape(self) -> Index:
        """The tensor's shape with every axis split in (part, place within the part): rank doubles."""
        return tuple(length for pair in zip(self.parts, self.block, strict=True) for length in pair)

    @property
    def split_reduced(self) -> Index:
        """The axes of `split_shape` that a statistic is taken over: every place within a part."""
        return tuple(range(1, 2 * len(self.shape), 2))

    def pool_of(self, cell: Index) -> Index:
        """The pool that a value belongs to, as an index into the statistics."""
        return tuple(i // b for i, b in zip(cell, self.block, strict=True))

    def box(self, pool: Index) -> Box:
        """The values of a pool, as one half-open range for each axis of the tensor."""
        return tuple((p * b, (p + 1) * b) for p, b in zip(pool, self.block, strict=True))

    def meeting(self, window: Box) -> Box:
        """The pools that have a value in the window: a box of indices into the statistics."""
        return tuple((low // b, (high - 1) // b + 1) for (low, high), b in zip(window, self.block, strict=True))

    def hull(self, pools: Box) -> Box:
        """The values of a box of pools."""
        return tuple((low * b, high * b) for (low, high), b in zip(pools, self.block, strict=True))
