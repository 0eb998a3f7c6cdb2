"""The lattice of all choices of axes as its page and a frame show it: ranks of nodes, lines between them, ways on."""

from math import comb
from typing import Any

from app.core.axes import Layout
from app.core.conventions import convention_by_key
from app.describe import as_in_training, cell_name, window_sentence
from app.figures.numbers import telling
from app.figures.small import SmallCubes
from app.lattice import Choice, Lattice
from app.recipe import Recipe
from app.web.links import Linking, link
from app.web.parameters import MOST_METHODS

FEWEST_COLUMNS = 4
BAND, UNIT = 40, 100
"""Height of the lines between two ranks, and the width of a node, in units of their drawing."""


def of_lattice(found: Lattice, to: Linking) -> dict[str, Any]:
    """What the templates say: the pinned value and the ways to move it, and of each rank numbers, nodes and lines."""
    recipe, layout, cubes = found.recipe, found.recipe.layout, cubes_of(found)
    columns = max(FEWEST_COLUMNS, *(len(rank) for rank in found.ranks))
    nodes = [[node_of(found, choice, cubes) for choice in rank] for rank in found.ranks]
    lines = [_lines(found, k, columns) for k in range(len(nodes))]
    return {
        "recipe": recipe,
        "layout": layout,
        "symbols": convention_by_key(recipe.convention).symbols,
        "value": float(found.tensor[recipe.cell]),
        "digits": telling(found.shared_digits),
        "cell_name": cell_name(layout, recipe.cell),
        "window": window_sentence(layout, recipe.shape, found.window),
        "training": as_in_training(recipe.mode),
        "walks": _walks(recipe, to),
        "shared": cubes.shared,
        "columns": columns,
        "ranks": list(zip(_counts(layout), nodes, lines, strict=True)),
    }


def cubes_of(found: Lattice) -> SmallCubes:
    """The small cubes of the lattice's tensor."""
    recipe = found.recipe
    return SmallCubes(recipe.layout, recipe.shape, found.window, recipe.cell, recipe.turn)


def _counts(layout: Layout) -> list[dict[str, Any]]:
    return [
        {"axes": "axis" if k == 1 else "axes", "reduced": k, "subsets": comb(layout.rank, k)}
        for k in range(layout.rank + 1)
    ]


def node_of(found: Lattice, choice: Choice, cubes: SmallCubes, **changes: object) -> dict[str, Any]:
    """What stands at a point: its names, its numbers, its cube, and the link that opens it beside the others."""
    recipe, steps, key = found.recipe, choice.arithmetic, choice.method.key
    return {
        "key": key,
        "letters": choice.letters,
        "name": choice.name,
        "compared": key in recipe.methods,
        "href": link(recipe, methods=beside(recipe.methods, key), **changes),
        "pools": choice.pools.count,
        "pool_size": choice.pools.size,
        "statistics_shape": choice.pools.parts,
        "parameter_shape": convention_by_key(recipe.convention).parameter_shape(
            choice.method, recipe.layout, recipe.shape
        ),
        "steps": steps,
        "digits": telling(found.shared_digits),
        "cube": cubes.cube(choice.pools),
    }


def beside(methods: tuple[str, ...], key: str) -> tuple[str, ...]:
    """The methods with one more; where there is no place left it takes that of the last."""
    if key in methods:
        return methods
    return (*methods[: MOST_METHODS - 1], key)


def _lines(found: Lattice, rank: int, columns: int) -> dict[str, Any] | None:
    """The lines from a rank to the next: one for each axis that can be reduced in addition, as paths over all columns.

    `named` joins two points that have names; `others` all the rest.
    """
    if rank + 1 == len(found.ranks):
        return None
    upper, lower = found.ranks[rank], found.ranks[rank + 1]
    paths: dict[str, list[str]] = {"named": [], "others": []}
    for i, above in enumerate(upper):
        for j, below in enumerate(lower):
            if set(above.letters) < set(below.letters):
                kind = "named" if above.name and below.name else "others"
                start, end = (_middle(k, len(row), columns) for k, row in ((i, upper), (j, lower)))
                paths[kind].append(f"M{start:g},0L{end:g},{BAND}")
    return {"width": columns * UNIT, "height": BAND} | {kind: "".join(each) for kind, each in paths.items()}


def _middle(place: int, of: int, columns: int) -> float:
    """Where the middle of a node is that stands in a centred row."""
    return UNIT * (columns / 2 + place - (of - 1) / 2)


def _walks(recipe: Recipe, to: Linking) -> list[dict[str, Any]]:
    """For each axis, the links that move the pinned value one place back and forth."""
    found = []
    for k, (axis, length) in enumerate(zip(recipe.layout.axes, recipe.shape, strict=True)):
        place = recipe.cell[k]
        moved = [
            to(recipe, cell=(*recipe.cell[:k], at, *recipe.cell[k + 1 :])) if 0 <= at < length else None
            for at in (place - 1, place + 1)
        ]
        found.append({"axis": axis, "place": place, "back": moved[0], "forth": moved[1]})
    return found
