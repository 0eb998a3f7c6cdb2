"""The embedded page: one figure without the chrome, for a frame in somebody else's page."""

import re
from dataclasses import replace
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.core.conventions import convention_by_key
from app.describe import as_in_training, cell_name, window_sentence
from app.figures.numbers import telling
from app.figures.small import SmallCubes
from app.figures.svg import panel_svg
from app.lattice import Lattice
from app.recipe import COLOURS, Recipe
from app.run import Outcome
from app.views import view_by_key
from app.web.addresses import base_of
from app.web.answers import LASTING
from app.web.asking import page_of
from app.web.assets import PLOTLY, Assets
from app.web.axes import lattice_of, walks
from app.web.charts import charts_of
from app.web.columns import columns_of, table_of
from app.web.embed_card import card_of
from app.web.embed_query import EmbedOptions, read_embed
from app.web.exhibits import Exhibit, keys, place_of
from app.web.lessons import fields_of
from app.web.links import Linking, neighbour, turns
from app.web.pages import MOST_STATISTICS
from app.web.payload import Plain, compared
from app.web.problems import of_figure
from app.web.query import write_query
from app.web.templating import render

router = APIRouter()
HOST_SCRIPT = "js/embed-host.js"
OUTWARD = re.compile(r'<a (?P<before>[^>]*\bhref=")(?P<path>/(?!embed/)[^"]*)"')
"""A link in HTML that leads out of the embedded page."""


@router.get("/embed/{key}")
async def embed(request: Request, key: str) -> Response:
    """The figure of a name in the state that the query asks for."""
    settings = request.app.state.settings
    query: bytes = request.scope["query_string"]
    if key not in keys():
        raise of_figure(key)
    return await page_of(request, lambda: embedded(request, *read_embed(key, query, settings)))


@router.get("/static/embed-host.js")
@router.get("/embed-host.js")
async def host_script(request: Request) -> Response:
    """The script for pages that hold figures, at an address that outlives changes of it."""
    assets: Assets = request.app.state.assets
    return assets.answer(request, HOST_SCRIPT, {"Cache-Control": LASTING.decode()})


def embedded(request: Request, found: Exhibit, options: EmbedOptions) -> str:
    """The HTML of the embedded page."""
    page = render(
        request,
        template_of(found),
        theme=found.theme,
        card=card_of(request, found.key, found.query, found.page, found.description),
        exhibit=found,
        options=options,
        title=options.title or found.title,
        place=place_of(found.key),
        charts=charts_of(found.panels),
        plotly=PLOTLY,
        embedded=True,
        **context_of(found, options),
    )
    return outward(page, base_of(request))


def template_of(found: Exhibit) -> str:
    """The template of the figure's kind."""
    if isinstance(found.subject, Outcome):
        return "embed_view.html" if found.seen else "embed_cubes.html"
    return "embed_axes.html" if isinstance(found.subject, Lattice) else "embed_lesson.html"


def context_of(found: Exhibit, options: EmbedOptions) -> dict[str, Any]:
    """What the template of the figure's kind says, with links that stay in the frame."""
    viewed = {"view": found.key} if found.seen else {}

    def to(recipe: Recipe, **changes: object) -> str:
        return f"/embed/{found.key}?{options.beside(write_query(recipe, **(viewed | changes)))}"

    subject = found.subject
    if isinstance(subject, Outcome):
        said = of_outcome(subject, to)
        more = of_view(found, subject.recipe, to) if found.seen else of_cubes(subject, said["payload"], to)
        return said | more
    if isinstance(subject, Lattice):
        return of_axes(subject, to)
    state, result = subject
    drawn = {panel.ident: panel_svg(panel) for panel in found.panels}
    result = replace(result, panels=found.panels)
    return {"lesson": state.lesson, "shown": result, "fields": fields_of(state), "drawn": drawn}


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


def of_cubes(outcome: Outcome, payload: Plain, to: Linking) -> dict[str, Any]:
    """What the cubes say: a column for each method, its table, and the ways to turn them."""
    tables = [table_of(outcome, result, to) for result in outcome.results]
    return {"columns": columns_of(outcome, payload), "tables": tables, "turns": turns(outcome.recipe, to)}


def of_view(found: Exhibit, recipe: Recipe, to: Linking) -> dict[str, Any]:
    """What a view says, by the names of its template."""
    return {
        "seen": found.seen,
        "view": view_by_key(found.key),
        "columns": recipe.methods,
        "drawn": {panel.ident: panel_svg(panel) for panel in found.panels},
        "colours": [(key, to(recipe, colours=None if key == COLOURS[0] else key)) for key in COLOURS],
        "link": lambda **changes: to(recipe, **changes),
        "pinning": lambda cell: to(recipe, cell=cell),
        "links": {name: to(recipe, **changes) for name, changes in found.seen.get("links", {}).items()},
        "only": {key: write_query(recipe, methods=(key,)) for key in recipe.methods},
        "state": write_query(recipe),
        "default_framework": Recipe.framework,
    }


def of_axes(found: Lattice, to: Linking) -> dict[str, Any]:
    """What the lattice of all choices of axes says."""
    recipe = found.recipe
    cubes = SmallCubes(recipe.layout, recipe.shape, found.window, recipe.cell, recipe.turn)
    return lattice_of(found, cubes) | {
        "recipe": recipe,
        "layout": recipe.layout,
        "symbols": convention_by_key(recipe.convention).symbols,
        "value": float(found.tensor[recipe.cell]),
        "digits": telling(found.shared_digits),
        "cell_name": cell_name(recipe.layout, recipe.cell),
        "window": window_sentence(recipe.layout, recipe.shape, found.window),
        "training": as_in_training(recipe.mode),
        "walks": walks(recipe, to),
        "shared": cubes.shared,
    }


def outward(page: str, base: str) -> str:
    """The page with every link that leads out of it whole, and opening a window of its own.

    In a frame such a link would show a page that may not be framed.
    """
    return OUTWARD.sub(
        lambda link: f'<a target="_blank" rel="noopener" {link["before"]}{escape(base)}{link["path"]}"', page
    )
