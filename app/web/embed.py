"""The embedded page: one figure without the chrome, for a frame in somebody else's page."""

from difflib import get_close_matches

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.core.errors import listed, shown
from app.figures.svg import panel_svg
from app.web.addresses import base_of
from app.web.embed_query import EmbedOptions, read_embed
from app.web.exhibits import Exhibit, keys
from app.web.pages import FRESH
from app.web.problems import Problem
from app.web.templating import render

router = APIRouter()


@router.get("/embed/{key}")
async def embed(request: Request, key: str) -> Response:
    """The figure of a name in the state that the query asks for."""
    settings, slots = request.app.state.settings, request.app.state.slots
    query: bytes = request.scope["query_string"]
    if key not in keys():
        near = get_close_matches(key, keys(), 1) or keys()[:1]
        raise Problem(404, f"Got {shown(key)}; expected a figure out of {listed(keys())}; try {near[0]}.")

    def work() -> str:
        return embedded(request, *read_embed(key, query, settings))

    return Response(await slots.run(work), headers=FRESH, media_type="text/html; charset=utf-8")


def embedded(request: Request, found: Exhibit, options: EmbedOptions) -> str:
    """The HTML of the embedded page."""
    return render(
        request,
        "embed.html",
        theme=found.theme,
        exhibit=found,
        options=options,
        title=options.title or found.title,
        address=base_of(request) + found.page,
        drawn={panel.ident: panel_svg(panel) for panel in found.panels},
    )
