"""Fill a large array in blocks, on as many threads as there are cores, with the same values for any number of them.

Every block has a random generator of its own, seeded with the seed and the number of the block; where blocks begin
depends on the shape alone. So neither the number of threads nor the order in which they come changes a value.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.core.blocks import for_each

BLOCK = 2**16
"""Values in a block: 256 kB of float32, so that the passes over one block stay in the cache of a core."""

Slices = tuple[slice, slice]
Value = TypeVar("Value", bound=np.floating[Any])


def fill(
    rows: NDArray[Value],
    fill_block: Callable[[NDArray[Value], Slices, np.random.Generator], None],
    seed: int,
    threads: int | None = None,
) -> None:
    """Call fill_block(rows[block], block, generator) for every block of a two-dimensional array, in any order.

    `threads` None means one for each core this process may use.
    """

    def work(numbered: tuple[int, Slices]) -> None:
        number, block = numbered
        generator = np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, number])))
        fill_block(rows[block], block, generator)

    for_each(work, list(enumerate(_blocks(*rows.shape))), threads)


def _blocks(height: int, width: int) -> Iterator[Slices]:
    """Blocks of whole rows; where one row is longer than a block, pieces of it."""
    columns = min(width, BLOCK)
    lines = max(1, BLOCK // columns)
    for top, left in product(range(0, height, lines), range(0, width, columns)):
        yield slice(top, min(top + lines, height)), slice(left, min(left + columns, width))
