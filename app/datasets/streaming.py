"""Statistics of a data set in this process: one block is read while the one before it is measured."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from numpy.typing import NDArray

from app.core.moments import moments
from app.core.pools import Pools
from app.core.stream import Finished, streamed
from app.datasets.dataset import BLOCK_BYTES, Dataset, sizes

Told = Callable[[int], object]
"""Called with how many places along the first axis are done."""


def silent(done: int) -> None:
    """Say nothing of how far the work is."""


def stream(
    dataset: Dataset, tilings: Sequence[Pools], told: Told = silent, block_bytes: int = BLOCK_BYTES
) -> Iterator[Finished]:
    """The moments of every pool of each tiling, as soon as they are known.

    Held at any time are two blocks, each of `block_bytes` or one stored stride, whichever is more. OSError where the
    data cannot be read.
    """
    return streamed(tilings, telling(blocks(dataset, block_bytes), told), moments)


def telling(parts: Iterable[Any], told: Told) -> Iterator[Any]:
    """The same parts. When the next one is asked for, `told` hears how far the ones before it reach."""
    done = 0
    for part in parts:
        yield part
        done += part.shape[0]
        told(done)


def blocks(dataset: Dataset, block_bytes: int = BLOCK_BYTES) -> Iterator[NDArray[Any]]:
    """The data set in blocks along its first axis, read one ahead."""
    ranges = sizes(dataset, block_bytes)
    with ThreadPoolExecutor(1, "reading") as reader:
        ahead = reader.submit(dataset.read, *next(ranges))
        for following in ranges:
            block = ahead.result()
            ahead = reader.submit(dataset.read, *following)
            yield block
        yield ahead.result()
