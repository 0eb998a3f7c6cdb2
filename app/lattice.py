"""lattice(recipe) -> Lattice: the pinned value under every choice of axes, and under every split of an axis.

Only the pinned value's own pools are measured: over all subsets of the axes these are Π(1 + length) values, little more
than the tensor has, so that large tensors take one pass and no memory.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.core.axes import Role
from app.core.methods import METHODS, SPLITS, Method, Split, group_choices
from app.core.moments import moments
from app.core.names import Name, method_over, name_of, ranks
from app.core.normalize import Arithmetic, Place, arithmetic
from app.core.pools import Box, Pools
from app.core.shared_digits import shared_by
from app.core.window import window_around
from app.recipe import Recipe
from app.run import tensor_of

MOST_DIVISIONS = 8
"""Divisions of an axis that are shown; the first and the last are always among them."""


@dataclass(frozen=True)
class Choice:
    """A point of the lattice, or between two of them: the pools, and the pinned value's way through its own."""

    method: Method
    letters: tuple[str, ...]
    name: Name | None
    pools: Pools
    arithmetic: Arithmetic


@dataclass(frozen=True)
class Division:
    """A reduced axis in so many parts."""

    parts: int
    choice: Choice


@dataclass(frozen=True)
class Divided:
    """A method that splits an axis, from the point of the lattice where it is whole to that where it is kept."""

    method: Method
    split: Split
    divisions: tuple[Division, ...]
    left_out: int


@dataclass(frozen=True)
class Lattice:
    """All that the page of all axes shows."""

    recipe: Recipe
    tensor: NDArray[np.generic]
    window: Box
    ranks: tuple[tuple[Choice, ...], ...]
    divided: tuple[Divided, ...]

    @cached_property
    def shared_digits(self) -> int:
        """How many leading digits all values share: values and means are written with so many more."""
        return shared_by(self.tensor)


def lattice(recipe: Recipe, tensor: NDArray[np.generic] | None = None) -> Lattice:
    """Measure every choice. `tensor` brings the values where the source is the visitor's own.

    Raises InputError where a source cannot do what is asked.
    """
    layout, shape = recipe.layout, recipe.shape
    tensor = tensor_of(recipe, tensor)
    subsets = [(letters, method_over(letters, layout)) for rank in ranks(layout) for letters in rank]
    splitting = [(role, method) for method in METHODS for role in SPLITS if method.splits is role]
    divisions = [(role, method, parts) for role, method in splitting for parts in _divisions(recipe, role)[0]]
    tilings = [method.pools(layout, shape) for _, method in subsets]
    tilings += [_pools(recipe, role, method, parts) for role, method, parts in divisions]
    steps = iter(_measured(recipe, tensor, tilings))
    found = {
        letters: Choice(method, letters, name_of(letters, layout), pools, next(steps))
        for (letters, method), pools in zip(subsets, tilings, strict=False)
    }
    split: dict[Role, list[Division]] = {role: [] for role, _ in splitting}
    for (role, method, parts), pools in zip(divisions, tilings[len(subsets) :], strict=True):
        end = _end(recipe, role, method, parts)
        split[role].append(
            Division(
                parts, Choice(method, end or (), name_of(end, layout) if end is not None else None, pools, next(steps))
            )
        )
    return Lattice(
        recipe,
        tensor,
        window_around(layout, shape, recipe.cell),
        tuple(tuple(found[letters] for letters in rank) for rank in ranks(layout)),
        tuple(
            Divided(method, SPLITS[role], tuple(split[role]), _divisions(recipe, role)[1]) for role, method in splitting
        ),
    )


def _length(recipe: Recipe, role: Role) -> int:
    (letter,) = recipe.layout.with_role(role)
    return recipe.shape[recipe.layout.letters.index(letter)]


def _divisions(recipe: Recipe, role: Role) -> tuple[list[int], int]:
    """The numbers of parts that are shown, and how many are left out."""
    choices = group_choices(_length(recipe, role))
    shown = choices if len(choices) <= MOST_DIVISIONS else [*choices[: MOST_DIVISIONS - 1], choices[-1]]
    return shown, len(choices) - len(shown)


def _pools(recipe: Recipe, role: Role, method: Method, parts: int) -> Pools:
    return method.pools(recipe.layout, recipe.shape, **{SPLITS[role].parameter: parts})


def _end(recipe: Recipe, role: Role, method: Method, parts: int) -> tuple[str, ...] | None:
    """The axes that are reduced where the split axis is whole, or as good as kept; None between."""
    reduced = method.reduced_axes(recipe.layout)
    if parts == 1:
        return reduced
    kept = recipe.layout.with_role(role)
    return tuple(letter for letter in reduced if letter not in kept) if parts == _length(recipe, role) else None


def _measured(recipe: Recipe, tensor: NDArray[np.generic], tilings: list[Pools]) -> list[Arithmetic]:
    """The pinned value's arithmetic in each tiling, from the statistics of its own pool alone."""
    own = [tuple((place, place + 1) for place in pools.pool_of(recipe.cell)) for pools in tilings]
    return [
        arithmetic(
            float(tensor[recipe.cell]),
            float(found.mean.item()),
            float(found.variance.item()),
            epsilon=recipe.epsilon,
            place=Place(recipe.epsilon_place),
        )
        for found in moments(tensor, tilings, own)
    ]
