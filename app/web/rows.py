"""The tables of the comparison: every pool with its statistics, as far as a page has room for them."""

from dataclasses import dataclass

import numpy as np

from app.core.methods import SPLITS
from app.recipe import Recipe
from app.run import Result
from app.web.links import Linking, link

MOST_ROWS = 40
"""Rows of a table on the page; the CSV has all of them."""


@dataclass(frozen=True)
class Row:
    """A pool in a table: its name, its index, the link that pins a value of it, and its statistics."""

    name: str
    pool: str
    href: str
    pinned: bool
    mean: float
    variance: float
    nonfinite: int


def rows_of(recipe: Recipe, result: Result, to: Linking = link) -> list[Row]:
    """One row for each pool, in C order."""
    kept = [
        (place, SPLITS[axis.role].one if recipe.shape[place] > parts else axis.one)
        for place, (axis, parts) in enumerate(zip(recipe.layout.axes, result.pools.parts, strict=True))
        if axis.letter not in result.method.reduced_axes(recipe.layout)
        or (axis.letter in result.method.split_axes(recipe.layout) and parts > 1)
    ]
    start = [low for low, _ in result.covered]
    found = result.statistics
    mean, variance, nonfinite = found.mean, found.variance, found.nonfinite
    rows = []
    for count, place in enumerate(np.ndindex(mean.shape)):
        if count == MOST_ROWS:
            break
        pool = tuple(low + i for low, i in zip(start, place, strict=True))
        box = result.pools.box(pool)
        cell = tuple(low + min(i, high - low - 1) for (low, high), i in zip(box, (1, 1, 0, 0), strict=False))
        name = " · ".join(f"{one} {pool[i]}" for i, one in kept)
        rows.append(
            Row(
                name or "the whole tensor",
                ",".join(map(str, pool)),
                to(recipe, cell=recipe.cell if pool == result.pool else cell),
                pool == result.pool,
                float(mean[place]),
                float(variance[place]),
                int(nonfinite[place]),
            )
        )
    return rows
