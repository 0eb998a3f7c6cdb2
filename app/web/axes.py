"""The page of all axes: the lattice of the subsets of a layout's axes, and the splits that lie between its points."""

from math import comb
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.core.axes import LAYOUTS, Layout
from app.core.conventions import convention_by_key
from app.core.methods import REDUCE
from app.describe import as_in_training, cell_name, counted, window_sentence
from app.figures.cube import cube_figure
from app.figures.numbers import telling
from app.figures.small import SmallCubes
from app.figures.svg import svg
from app.lattice import Choice, Divided, Lattice, lattice
from app.recipe import DEFAULT_METHODS, THEMES, Recipe
from app.sources import SOURCES
from app.web.asking import asking, page_of
from app.web.embed_card import card_of
from app.web.exhibits import AXES, axes_sentence
from app.web.files import FILES
from app.web.links import Linking, link
from app.web.parameters import MOST_METHODS
from app.web.query import write_query
from app.web.templating import render

router = APIRouter()
WORDS = {2: "Two", 4: "Four", 8: "Eight", 16: "Sixteen", 32: "Thirty-two"}
FEWEST_COLUMNS = 4
BAND, UNIT = 40, 100
"""Height of the lines between two ranks, and the width of a node, in units of their drawing."""
SYMBOLS = {"groups": "G", "virtual": "V"}


@router.api_route("/axes", methods=["GET", "POST"])
async def axes(request: Request) -> Response:
    """The page of all axes for the state in the query; a posted body brings values that are too many for an address."""
    asked = await asking(request)

    def work() -> str:
        found = asked()
        return page(request, lattice(found.recipe, found.tensor))

    return await page_of(request, work)


def page(request: Request, found: Lattice) -> str:
    """The HTML of the page."""
    recipe = found.recipe
    layout = recipe.layout
    cubes = SmallCubes(layout, recipe.shape, found.window, recipe.cell, recipe.turn)
    divided = [_divided(found, each, cubes) for each in found.divided]
    whole = found.ranks[0][0].pools
    return render(
        request,
        "axes.html",
        here="/axes",
        card=card_of(request, AXES, write_query(recipe), here(recipe), axes_sentence(recipe)),
        theme=recipe.theme,
        themes=[(theme, here(recipe, theme=theme)) for theme in THEMES],
        recipe=recipe,
        layout=layout,
        symbols=convention_by_key(recipe.convention).symbols,
        layouts=[(each, _elsewhere(recipe, each)) for each in LAYOUTS],
        source=next((source.label for source in SOURCES if source.key == recipe.source), "Your own numbers"),
        counts=[counted(n, axis.one, axis.many) for axis, n in zip(layout.axes, recipe.shape, strict=True)],
        how_many=WORDS[2**layout.rank],
        all_named=all(choice.name for rank in found.ranks for choice in rank),
        value=float(found.tensor[recipe.cell]),
        digits=telling(found.shared_digits),
        cell_name=cell_name(layout, recipe.cell),
        walks=walks(recipe),
        window=window_sentence(layout, recipe.shape, found.window),
        training=as_in_training(recipe.mode),
        legend=svg(
            cube_figure(layout, recipe.shape, whole, found.window, recipe.cell, recipe.turn),
            title="The tensor and the pinned value",
            description=f"Pinned: {cell_name(layout, recipe.cell)}.",
            ident="legend",
        ),
        shared=cubes.shared,
        **lattice_of(found, cubes),
        divided=divided,
        state=write_query(recipe),
        share=f"/share/axes?{write_query(recipe)}",
        figure_files=[file for file in FILES if file.offered],
        compare=link(recipe),
    )


def lattice_of(found: Lattice, cubes: SmallCubes) -> dict[str, Any]:
    """What the drawing of the lattice says: how wide it is, and for each rank its numbers, its nodes and its lines."""
    columns = max(FEWEST_COLUMNS, *(len(rank) for rank in found.ranks))
    nodes = [[_node(found, choice, cubes) for choice in rank] for rank in found.ranks]
    lines = [_lines(found, k, columns) for k in range(len(nodes))]
    return {"columns": columns, "ranks": list(zip(_counts(found.recipe.layout), nodes, lines, strict=True))}


def here(recipe: Recipe, **changes: object) -> str:
    """The address of this page with some parts of the state changed."""
    return f"/axes?{write_query(recipe, **changes)}"


def _counts(layout: Layout) -> list[dict[str, Any]]:
    return [
        {"axes": "axis" if k == 1 else "axes", "reduced": k, "subsets": comb(layout.rank, k)}
        for k in range(layout.rank + 1)
    ]


def _node(found: Lattice, choice: Choice, cubes: SmallCubes, **changes: object) -> dict[str, Any]:
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


def _divided(found: Lattice, each: Divided, cubes: SmallCubes) -> dict[str, Any]:
    parameter = each.split.parameter
    ends = [division.choice.name for division in (each.divisions[0], each.divisions[-1])]
    return {
        "label": each.method.label,
        "source": each.method.source,
        "split": each.split,
        "symbol": SYMBOLS[parameter],
        "ends": [name.label if name else "" for name in ends],
        "left_out": each.left_out,
        "nodes": [
            _node(found, division.choice, cubes, **{parameter: division.parts})
            | {"parts": division.parts, "compared": False}
            for division in each.divisions
        ],
    }


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


def walks(recipe: Recipe, to: Linking = here) -> list[dict[str, Any]]:
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


def _elsewhere(recipe: Recipe, layout: Layout) -> str:
    """This page for another layout: what means nothing there is left to its defaults."""
    if layout.key == recipe.layout_key:
        return here(recipe)
    known = {source.key for source in SOURCES if layout.key in source.layouts}
    named = tuple(key for key in recipe.methods if not key.startswith(REDUCE))
    gone = dict.fromkeys(("shape", "cell", "values", "groups", "virtual"))
    source = recipe.source if recipe.source in known else None
    return here(recipe, layout=layout.key, source=source, methods=named or DEFAULT_METHODS, **gone)
