"""One value everywhere: the case in which a variance is exactly zero and ε decides."""

import numpy as np

from app.core.axes import Layout
from app.core.pools import Index
from app.sources.source import Source, Tensor

VALUE = 0.7
"""Not a binary fraction, so that a careless variance would come out as not quite zero."""


def make(layout: Layout, shape: Index, seed: int) -> Tensor:
    """float32, 0.7 everywhere."""
    return np.full(shape, VALUE, np.float32)


CONSTANT = Source(
    "constant",
    "A constant",
    "0.7 everywhere: every variance is exactly 0, and only ε keeps the division possible.",
    make,
    seeded=False,
)
