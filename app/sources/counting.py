"""Counting numbers: values whose means one can check by hand."""

from math import prod

import numpy as np

from app.core.axes import Layout
from app.core.pools import Index
from app.sources.filling import Slices, fill
from app.sources.source import Source, Tensor

EXACT = 2**24
"""The first whole number after which float32 leaves some out."""


def make(layout: Layout, shape: Index, seed: int) -> Tensor:
    """0, 1, 2, … in C order, as `numpy.arange` counts; float32, or float64 where float32 would repeat numbers."""
    count = prod(shape)
    tensor = np.empty(shape, np.float32 if count <= EXACT else np.float64)
    fill(tensor.reshape(1, -1), _count, seed)
    return tensor


def _count(out: Tensor, at: Slices, random: np.random.Generator) -> None:
    out[:] = np.arange(at[1].start, at[1].stop, dtype=out.dtype)


COUNTING = Source(
    "counting",
    "Counting numbers",
    "0, 1, 2, … along the last axis first: every mean can be checked by hand.",
    make,
    seeded=False,
)
