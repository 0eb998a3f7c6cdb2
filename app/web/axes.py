"""The page of all axes: the lattice of the subsets of a layout's axes, and the splits that lie between its points."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.core.axes import LAYOUTS, Layout
from app.core.methods import REDUCE
from app.describe import cell_name, counted
from app.figures.cube import cube_figure
from app.figures.svg import svg
from app.lattice import Divided, Lattice, lattice
from app.recipe import DEFAULT_METHODS, THEMES, Recipe
from app.sources import SOURCES
from app.web.asking import asking, page_of
from app.web.embed_card import card_of
from app.web.exhibits import AXES, axes_sentence
from app.web.files import FILES
from app.web.links import link
from app.web.query import write_query
from app.web.ranks import cubes_of, node_of, of_lattice
from app.web.templating import render

router = APIRouter()
WORDS = {2: "Two", 4: "Four", 8: "Eight", 16: "Sixteen", 32: "Thirty-two"}
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
    recipe, layout = found.recipe, found.recipe.layout
    whole = found.ranks[0][0].pools
    return render(
        request,
        "axes.html",
        here="/axes",
        card=card_of(request, AXES, write_query(recipe), here(recipe), axes_sentence(recipe)),
        theme=recipe.theme,
        themes=[(theme, here(recipe, theme=theme)) for theme in THEMES],
        layouts=[(each, _elsewhere(recipe, each)) for each in LAYOUTS],
        source=next((source.label for source in SOURCES if source.key == recipe.source), "Your own numbers"),
        counts=[counted(n, axis.one, axis.many) for axis, n in zip(layout.axes, recipe.shape, strict=True)],
        how_many=WORDS[2**layout.rank],
        all_named=all(choice.name for rank in found.ranks for choice in rank),
        legend=svg(
            cube_figure(layout, recipe.shape, whole, found.window, recipe.cell, recipe.turn),
            title="The tensor and the pinned value",
            description=f"Pinned: {cell_name(layout, recipe.cell)}.",
            ident="legend",
        ),
        **of_lattice(found, here),
        divided=[_divided(found, each) for each in found.divided],
        state=write_query(recipe),
        share=f"/share/axes?{write_query(recipe)}",
        figure_files=[file for file in FILES if file.offered],
        compare=link(recipe),
    )


def here(recipe: Recipe, **changes: object) -> str:
    """The address of this page with some parts of the state changed."""
    return f"/axes?{write_query(recipe, **changes)}"


def _divided(found: Lattice, each: Divided) -> dict[str, Any]:
    """A method that splits an axis: what stands between two points of the lattice."""
    parameter = each.split.parameter
    ends = [division.choice.name for division in (each.divisions[0], each.divisions[-1])]
    return {
        "label": each.method.label,
        "source": each.method.source,
        "split": each.split,
        "what": found.recipe.layout.axis(*each.method.split_axes(found.recipe.layout)).many,
        "symbol": SYMBOLS[parameter],
        "ends": [name.label if name else "" for name in ends],
        "left_out": each.left_out,
        "nodes": [
            node_of(found, division.choice, cubes_of(found), **{parameter: division.parts})
            | {"parts": division.parts, "compared": False}
            for division in each.divisions
        ],
    }


def _elsewhere(recipe: Recipe, layout: Layout) -> str:
    """This page for another layout: what means nothing there is left to its defaults."""
    if layout.key == recipe.layout_key:
        return here(recipe)
    known = {source.key for source in SOURCES if layout.key in source.layouts}
    named = tuple(key for key in recipe.methods if not key.startswith(REDUCE))
    gone = dict.fromkeys(("shape", "cell", "values", "groups", "virtual"))
    source = recipe.source if recipe.source in known else None
    return here(recipe, layout=layout.key, source=source, methods=named or DEFAULT_METHODS, **gone)
