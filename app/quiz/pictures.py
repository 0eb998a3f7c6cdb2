"""The pictures of questions and answers: the cube with a pool lit up or with none, and values as maps."""

from collections.abc import Sequence
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from app.core.axes import Layout
from app.core.pools import Box, Index, Pools
from app.core.window import window_around
from app.describe import cell_name, pools_sentence
from app.figures.colours import Scale, diverging
from app.figures.cube import cube_figure
from app.figures.maps import Maps, maps_figure
from app.figures.numbers import number
from app.figures.panel import Panel, Table
from app.figures.paths import NOTHING
from app.figures.unfold import tensor_grid
from app.quiz.scene import Scene

Values = NDArray[np.float64]


def dark_cube(scene: Scene, *, selected: bool = False) -> Panel:
    """The tensor as a cube in which no pool is lit up; the scene's value is outlined where it is `selected`."""
    layout, shape = scene.layout, scene.shape
    window = window_around(layout, shape, scene.recipe.cell)
    figure = cube_figure(layout, shape, Pools(shape, shape), window, scene.recipe.cell)
    for drawn in figure["layout"]["shapes"]:
        if drawn["name"].startswith("pool" if selected else ("pool", "selection")):
            drawn["path"] = NOTHING
    sizes = ((axis.letter, axis.many, n) for axis, n in zip(layout.axes, shape, strict=True))
    return Panel("tensor", "The tensor", scene.given, figure, Table(("axis", "counts", "length"), tuple(sizes)))


def lit_cube(scene: Scene) -> Panel:
    """The cube with the pool of the scene's value, and the box of the pool along every axis as its table."""
    layout, cell, pools = scene.layout, scene.recipe.cell, scene.pools
    box = pools.box(pools.pool_of(cell))
    window = window_around(layout, scene.shape, cell)
    return Panel(
        "pool",
        f"One pool of {scene.name}",
        f"Lit up: {scene.where}, the pool of {cell_name(layout, cell)}.",
        cube_figure(layout, scene.shape, pools, window, cell),
        Table(
            ("axis", "counts", "from", "to", "of"),
            tuple(
                (axis.letter, axis.many, low, high - 1, n)
                for axis, (low, high), n in zip(layout.axes, box, scene.shape, strict=True)
            ),
        ),
        f"{pools_sentence(pools.count, pools.size, scene.method.centers)}.",
    )


def values_panel(
    ident: str, title: str, layout: Layout, values: Values, scale: Scale, *, box: Box | None = None, caption: str = ""
) -> Panel:
    """Every value of a small tensor as maps, and as a table; a box of values outlined where one is given."""
    shape = values.shape
    grid = tensor_grid(layout, shape, tuple((0, n) for n in shape), prod(shape))
    order = (*grid.outer, grid.down, grid.across)
    pixels = values.transpose(order).reshape(-1, *grid.cells)
    nowhere = tuple(-1 for _ in shape)
    reach = f"{number(float(values.min()))} to {number(float(values.max()))}"
    return Panel(
        ident,
        title,
        f"{title}: values from {reach}, in maps.",
        maps_figure(Maps(grid, pixels, scale, layout), box, nowhere),
        _table(layout, values),
        f"{caption or f'From {reach}.'} {_full(scale)}",
    )


def scale_of(*every: Values) -> Scale:
    """One scale of colours for all of these, so that they can be compared."""
    return diverging(max(float(np.abs(each).max()) for each in every))


def legend(before: Scale, after: Scale) -> str:
    """What the colours mean, where what comes in and what comes out have a scale each: outputs are mostly smaller."""
    return (
        f"Purple is below 0, orange above. What comes in has a scale of its own, with full colour at "
        f"±{_reach(before)}; what comes out has another one, at ±{_reach(after)}."
    )


def _full(scale: Scale) -> str:
    return f"Full colour at ±{_reach(scale)}."


def _reach(scale: Scale) -> str:
    """Three digits are as many as a colour can be told apart by."""
    return number(float(f"{scale.limit:.3g}"))


def _table(layout: Layout, values: Values) -> Table:
    """A row for every place along all axes but the last, whose values stand beside each other."""
    last = layout.letters[-1]
    head = (", ".join(layout.letters[:-1]), *(f"{last} {place}" for place in range(values.shape[-1])))
    places: Sequence[Index] = list(product(*(range(n) for n in values.shape[:-1])))
    return Table(head, tuple((",".join(map(str, place)), *map(float, values[place])) for place in places))
