"""What the templates of the comparison say of cubes and views, on the page and in a frame alike."""

from collections.abc import Mapping
from typing import Any

from app.core.conventions import convention_by_key
from app.describe import cell_name, window_sentence
from app.recipe import COLOURS, Recipe
from app.run import Outcome
from app.views import View
from app.web.links import Linking, neighbour
from app.web.payload import compared
from app.web.query import write_query

MOST_STATISTICS = 40
"""Pools whose statistics a page carries for its scripts even where they do not meet the window."""


def of_outcome(outcome: Outcome, to: Linking) -> dict[str, Any]:
    """What cubes and views both say: the pinned value, and the ways to another one."""
    recipe = outcome.recipe
    return {
        "recipe": recipe,
        "layout": recipe.layout,
        "convention": convention_by_key(recipe.convention),
        "value": float(outcome.tensor[recipe.cell]),
        "cell_name": cell_name(recipe.layout, recipe.cell),
        "window": window_sentence(recipe.layout, recipe.shape, outcome.window),
        "nonfinite": outcome.nonfinite,
        "count": outcome.tensor.size,
        "back": neighbour(outcome, -1, to),
        "forward": neighbour(outcome, 1, to),
        "payload": compared(outcome, MOST_STATISTICS),
    }


def of_view(view: View, seen: Mapping[str, Any], recipe: Recipe, to: Linking) -> dict[str, Any]:
    """What a view says; `seen` is what it was made of, by the names of its own template."""
    return {
        "view": view,
        "seen": seen,
        "colours": [(key, to(recipe, colours=None if key == COLOURS[0] else key)) for key in COLOURS],
        "link": lambda **changes: to(recipe, **changes),
        "pinning": lambda cell: to(recipe, cell=cell),
        "links": {name: to(recipe, **changes) for name, changes in seen.get("links", {}).items()},
        "only": {key: write_query(recipe, methods=(key,)) for key in recipe.methods},
        "state": write_query(recipe),
        "default_framework": Recipe.framework,
    }
