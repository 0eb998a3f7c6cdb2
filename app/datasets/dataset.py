"""What a data set is to those who take its statistics: a shape, a type, and blocks of it on demand."""

from collections.abc import Iterator
from math import prod
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

BLOCK_BYTES = 2**24
"""Bytes read at once: few enough to stay in a processor's cache until they are measured, enough for a disk."""


class Dataset(Protocol):
    """A tensor that is read along its first axis. It can be pickled, and is read from several threads at once."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Its lengths; rank 1 to 5, none of them 0."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of its values: real numbers."""

    @property
    def stride(self) -> int:
        """How many places along the first axis are stored together: reading fewer of them takes as long."""

    def read(self, first: int, last: int) -> NDArray[Any]:
        """The part from `first` up to, not with, `last` along the first axis. OSError where that cannot be read."""


def sizes(dataset: Dataset, most_bytes: int = BLOCK_BYTES) -> Iterator[tuple[int, int]]:
    """Ranges along the first axis that cover the data set, each of at most so many bytes or one stored stride."""
    each = prod(dataset.shape[1:]) * dataset.dtype.itemsize
    step = max(1, most_bytes // (each * dataset.stride)) * dataset.stride
    for first in range(0, dataset.shape[0], step):
        yield first, min(first + step, dataset.shape[0])
