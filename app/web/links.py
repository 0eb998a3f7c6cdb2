"""The links of the comparison: each is the state as it is, with one part of it changed."""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from app.core.axes import Layout, Role
from app.core.methods import METHODS, REDUCE
from app.recipe import Recipe
from app.run import Outcome
from app.web.parameters import ELEVATIONS, MOST_METHODS
from app.web.query import write_query

TURN_STEP = 15
"""Degrees of one step; static/js/keys.js turns by as many."""


def link(recipe: Recipe, **changes: object) -> str:
    """The address of the same page with some parts of the state changed."""
    return f"/?{write_query(recipe, **changes)}"


Linking = Callable[..., str]
"""As `link`: from a recipe, and the parts to be changed, to an address."""


def turns(recipe: Recipe, to: Linking = link) -> dict[str, str]:
    """The links that turn all cubes by one step."""
    azimuth, elevation = recipe.turn
    lowest, highest = ELEVATIONS
    return {
        "left": to(recipe, turn=((azimuth - TURN_STEP) % 360, elevation)),
        "right": to(recipe, turn=((azimuth + TURN_STEP) % 360, elevation)),
        "up": to(recipe, turn=(azimuth, min(elevation + TURN_STEP, highest))),
        "down": to(recipe, turn=(azimuth, max(elevation - TURN_STEP, lowest))),
        "reset": to(recipe, turn=None),
    }


def toggles(recipe: Recipe, key: str, others: tuple[str, ...]) -> list[dict[str, Any]]:
    """For each axis, the link that reduces it or keeps it instead."""
    chosen = key.removeprefix(REDUCE)
    found = []
    for axis in recipe.layout.axes:
        turned = chosen.replace(axis.letter, "") if axis.letter in chosen else chosen + axis.letter
        wanted = REDUCE + "".join(letter for letter in recipe.layout.letters if letter in turned)
        href = None if wanted in others else link(recipe, methods=_replaced(recipe.methods, key, wanted))
        found.append({"axis": axis, "on": axis.letter in chosen, "href": href})
    return found


def _replaced(methods: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if key == old else key for key in methods)


def additions(recipe: Recipe) -> list[tuple[str, str, str]]:
    """What can be added beside the cubes that are there: short label, name and link."""
    if len(recipe.methods) >= MOST_METHODS:
        return []
    wanted = [
        (method.label.removesuffix(" norm").removesuffix(" batch"), method.label, method.key)
        for method in METHODS
        if method.key not in recipe.methods
    ]
    free = next((key for key in _subsets(recipe.layout) if key not in recipe.methods), None)
    wanted += [("Any axes", "a cube over any axes", free)] if free else []
    return [(label, name, link(recipe, methods=(*recipe.methods, key))) for label, name, key in wanted]


def _subsets(layout: Layout) -> list[str]:
    """Custom choices in the order in which they are offered: one axis alone first, the channels before the others."""
    first = sorted(layout.axes, key=lambda axis: axis.role is not Role.CHANNEL)
    return [REDUCE + axis.letter for axis in first] + [REDUCE + layout.letters, REDUCE]


def neighbour(outcome: Outcome, step: int, to: Linking = link) -> str:
    """The link to the next or previous pool of the first method, at the same place within the pool."""
    result = outcome.results[0]
    parts, block = result.pools.parts, result.pools.block
    following = (int(np.ravel_multi_index(result.pool, parts)) + step) % prod(parts)
    pool = np.unravel_index(following, parts)
    cell = tuple(int(p) * b + i % b for p, b, i in zip(pool, block, outcome.recipe.cell, strict=True))
    return to(outcome.recipe, cell=cell)
