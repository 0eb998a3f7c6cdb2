"""The embedded page: one figure without the chrome, for a frame in somebody else's page."""

import re
from dataclasses import replace
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.lattice import Lattice
from app.recipe import Recipe
from app.run import Outcome
from app.views import view_by_key
from app.web.addresses import base_of
from app.web.answers import LASTING
from app.web.asking import page_of
from app.web.assets import PLOTLY, Assets
from app.web.charts import charts_of, drawings_of
from app.web.columns import columns_of, table_of
from app.web.contexts import of_outcome, of_view
from app.web.embed_card import card_of
from app.web.embed_query import EmbedOptions, read_embed
from app.web.exhibits import Exhibit, keys, place_of
from app.web.lesson_query import fields_of
from app.web.links import turns
from app.web.problems import of_figure
from app.web.query import write_query
from app.web.ranks import of_lattice
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
    if isinstance(subject, Lattice):
        return of_lattice(subject, to)
    if isinstance(subject, Outcome):
        said = of_outcome(subject, to)
        if found.seen:
            return (
                said
                | of_view(view_by_key(found.key), found.seen, subject.recipe, to)
                | {"drawn": drawings_of(found.panels)}
            )
        return said | {
            "columns": columns_of(subject, said["payload"]),
            "tables": [table_of(subject, result, to) for result in subject.results],
            "turns": turns(subject.recipe, to),
        }
    state, result = subject
    return {
        "lesson": state.lesson,
        "shown": replace(result, panels=found.panels),
        "fields": fields_of(state),
        "drawn": drawings_of(found.panels),
    }


def outward(page: str, base: str) -> str:
    """The page with every link that leads out of it whole, and opening a window of its own.

    In a frame such a link would show a page that may not be framed.
    """
    return OUTWARD.sub(
        lambda link: f'<a target="_blank" rel="noopener" {link["before"]}{escape(base)}{link["path"]}"', page
    )
