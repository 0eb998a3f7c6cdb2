"""The tables of the comparison: every pool with its statistics, as far as a page has room for them."""

from collections.abc import Sequence
from itertools import islice, product
from typing import NamedTuple

from app.core.methods import SPLITS
from app.recipe import Recipe
from app.run import Result
from app.web.links import Linking, link

MOST_ROWS, MOST_TOGETHER = 40, 96
"""Rows of a table on the page, and of the tables of all methods together; the CSV has all of them."""
MOST_LETTERS = 60_000
"""Of values that links carry in all these rows."""


class Row(NamedTuple):
    """A pool in a table: its name, its index, the link that pins a value of it, and its statistics."""

    name: str
    pool: str
    href: str
    pinned: bool
    mean: float
    variance: float
    nonfinite: int


def most_rows(recipe: Recipe, pools: Sequence[int]) -> int:
    """Rows that each table of a page has room for, where the methods have so many pools: short ones leave it to others.

    Each row has a link with the whole state in it, the values that are written in it too.
    """
    room = min(MOST_TOGETHER, MOST_LETTERS // len(recipe.values)) if recipe.values else MOST_TOGETHER
    for done, count in enumerate(sorted(pools)):
        left = len(pools) - done
        if count * left > room:
            return max(1, min(MOST_ROWS, room // left))
        room -= count
    return MOST_ROWS


def rows_of(recipe: Recipe, result: Result, most: int, to: Linking = link) -> list[Row]:
    """One row for each pool, in C order, as far as there is room for `most` of them."""
    kept = [
        (place, SPLITS[axis.role].one if recipe.shape[place] > parts else axis.one)
        for place, (axis, parts) in enumerate(zip(recipe.layout.axes, result.pools.parts, strict=True))
        if axis.letter not in result.method.reduced_axes(recipe.layout)
        or (axis.letter in result.method.split_axes(recipe.layout) and parts > 1)
    ]
    block = result.pools.block
    within = tuple(min(i, length - 1) for i, length in zip((1, 1, 0, 0), block, strict=False))
    found = result.statistics
    columns = (each.reshape(-1)[:most].tolist() for each in (found.mean, found.variance, found.nonfinite))
    pools = islice(product(*(range(low, high) for low, high in result.covered)), most)
    rows = []
    for pool, mean, variance, nonfinite in zip(pools, *columns, strict=True):
        pinned = pool == result.pool
        cell = tuple([p * length + i for p, length, i in zip(pool, block, within, strict=True)])
        name = " · ".join(f"{one} {pool[i]}" for i, one in kept) or "the whole tensor"
        href = to(recipe, cell=recipe.cell if pinned else cell)
        rows.append(Row(name, ",".join(map(str, pool)), href, pinned, mean, variance, nonfinite))
    return rows
