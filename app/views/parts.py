"""What several views ask of an outcome: the output of a method on a part of the tensor, and its pool."""

from collections.abc import Callable, Iterator
from itertools import islice, product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.normalize import Place
from app.core.parts import covering, normalized_part, part_of
from app.core.pools import Box
from app.describe import counted
from app.figures.numbers import DIGITS
from app.run import Outcome, Result
from app.views.view import Table

Numbered = tuple[str, float]
"""A row of a table: where a value is, and the value."""
Every = Callable[[], Iterator[Numbered]]

SLAB = 2**19
"""Values that are worked on at once."""
MOST_ROWS = 24
"""Rows of a table twin on the page."""
MOST_IN_FILE = 2**16
"""Rows of a table in the CSV, for each picture."""


def learned(outcome: Outcome, result: Result) -> tuple[float, float]:
    """Scale and offset of a method; one that does not centre has no offset."""
    return outcome.recipe.scale, outcome.recipe.offset if result.method.centers else 0.0


def after(outcome: Outcome, result: Result | None, box: Box, *, output: bool) -> NDArray[Any]:
    """The values of a box: as they are (no method), standardized, or with scale and offset."""
    if result is None:
        return part_of(outcome.tensor, box)
    scale, offset = learned(outcome, result) if output else (1.0, 0.0)
    centers = result.method.centers
    found, covered = covering(outcome.tensor, result.pools, result.statistics, result.covered, box, centers=centers)
    return normalized_part(
        outcome.tensor,
        result.pools,
        found,
        covered,
        box,
        epsilon=outcome.recipe.epsilon,
        place=Place(outcome.recipe.epsilon_place),
        scale=scale,
        offset=offset,
    )


def identifier(key: str) -> str:
    """A method's key as part of an HTML id."""
    return key.replace(":", "-")


def area_means(values: NDArray[Any], steps: tuple[int, ...]) -> NDArray[np.float64]:
    """Means over blocks of `steps` places along the last axes; the last block of an axis may be a smaller one."""
    found = values
    with np.errstate(invalid="ignore"):
        for axis, step in zip(range(found.ndim - len(steps), found.ndim), steps, strict=True):
            if step == 1:
                continue
            starts = np.arange(0, found.shape[axis], step)
            counts = np.diff(np.append(starts, found.shape[axis]))
            sums = np.add.reduceat(found, starts, axis=axis, dtype=np.float64)
            found = sums / counts.reshape([-1 if each == axis else 1 for each in range(found.ndim)])
    return np.asarray(found, np.float64)


def slabs(box: Box, axis: int, multiple: int) -> list[Box]:
    """The box in slices of about SLAB values along an axis, each a multiple of so many places but the last."""
    low, high = box[axis]
    others = prod(end - start for place, (start, end) in enumerate(box) if place != axis)
    step = max(1, SLAB // (others * multiple)) * multiple
    return [(*box[:axis], (at, min(at + step, high)), *box[axis + 1 :]) for at in range(low, high, step)]


def pixel_sentence(steps: tuple[int, ...], what: str = "values") -> str:
    """What one drawn pixel is, where it is not one value."""
    if set(steps) <= {1}:
        return ""
    sizes = " × ".join(map(str, steps))
    return f"One drawn pixel is the mean of {sizes} {what}."


def strongest(*parts: NDArray[np.float64]) -> float:
    """The largest size of all finite numbers, 0 where there are none."""
    finite = [each if np.isfinite(each).all() else each[np.isfinite(each)] for each in parts]
    return max((float(np.abs(each).max()) for each in finite if each.size), default=0.0)


def numbered(values: NDArray[Any], box: Box) -> Iterator[Numbered]:
    """The values of a box in C order, each after its index in the tensor: "0,2,1,3"."""
    cells = product(*(range(low, high) for low, high in box))
    return ((",".join(map(str, cell)), float(value)) for cell, value in zip(cells, values.flat, strict=True))


def table_of(
    head: tuple[str, ...], shown: tuple[Numbered, ...], total: int, every: Every, digits: int = DIGITS
) -> Table:
    """A table of so many rows: the first ones, for the page, and what makes every one, for the CSV."""
    return Table(head, shown, min(total, MOST_IN_FILE) - len(shown), lambda: islice(every(), MOST_IN_FILE), digits)


def file_sentence(total: int) -> str:
    """Which rows the CSV has, where it does not have all."""
    if total <= MOST_IN_FILE:
        return ""
    return f"The CSV has the first {counted(MOST_IN_FILE, 'row', 'rows')} of {counted(total, 'in all', 'in all')}."
