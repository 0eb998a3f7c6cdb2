"""oEmbed: how a page that has a figure is embedded, for systems that are given nothing but its address.

The specification is at https://oembed.com. The address is read against the public one and the pages that there are, and
never fetched.
"""

import re
from html import escape
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.core.errors import InputError, shown
from app.web.addresses import base_of
from app.web.embed_card import CARD_SIZE
from app.web.embed_query import EmbedOptions, read_embed, title_of, with_panel
from app.web.embed_sizes import WIDTH, height_of, height_of_pictures
from app.web.exhibits import COMPARE, Exhibit, keys, place_of
from app.web.pairs import QueryError, pairs_of
from app.web.payload import encode
from app.web.problems import Problem, declared
from app.web.settings import Settings
from app.web.short_links import meant

router = APIRouter()
FRAME = (
    # WordPress takes style out and leaves frameborder.
    '<iframe src="{address}" title="{title}" width="{width}" height="{height}" frameborder="0"'
    ' style="border:0;max-width:100%" loading="lazy" allow="fullscreen; clipboard-write"'
    ' referrerpolicy="strict-origin-when-cross-origin"></iframe>'
)
LENGTH = re.compile("[1-9][0-9]{0,5}")
PROVIDER = "Normaxis"
PARAMETERS = [
    {
        "name": "url",
        "in": "query",
        "required": True,
        "description": "The address of a page with a figure, or of an embedded one.",
        "schema": {"type": "string"},
    },
    *(
        {
            "name": name,
            "in": "query",
            "description": f"The most that the frame is {what}.",
            "schema": {"type": "integer"},
        }
        for name, what in (("maxwidth", "wide"), ("maxheight", "high"))
    ),
    {"name": "format", "in": "query", "description": "json.", "schema": {"type": "string", "enum": ["json"]}},
]


@router.get(
    "/oembed",
    summary="How the figure of a page is embedded (oEmbed 1.0, JSON, type rich)",
    responses=declared(400, 404, 405, 501, 503),
    openapi_extra={"parameters": PARAMETERS},
)
async def oembed(request: Request) -> Response:
    """The frame of the figure that the page at `url` shows. Arguments that nobody knows are ignored, as specified."""
    asked = request.query_params
    wanted = asked.get("format", "json")
    if wanted != "json":
        raise Problem(501, f"Got format={shown(wanted)}; expected json; try leaving it out.")
    addresses = asked.getlist("url")
    if len(addresses) != 1 or not addresses[0]:
        got = f"{len(addresses)} addresses" if len(addresses) > 1 else "no address"
        raise _wrong("url", f"Got {got}; expected url= once; try url={base_of(request)}/.")
    width, height = (_most(name, asked.getlist(name)) for name in ("maxwidth", "maxheight"))
    base, settings = base_of(request), request.app.state.settings
    body = await request.app.state.slots.run(lambda: answer(base, addresses[0], settings, width, height))
    return Response(encode(body), media_type="application/json")


def answer(base: str, address: str, settings: Settings, maxwidth: int | None, maxheight: int | None) -> dict[str, Any]:
    """The answer for an address; Problem 404 where it is not one of a page with a figure."""
    found, options = figure_at(base, address, settings)
    width = min(WIDTH, maxwidth or WIDTH)
    height = height_of_pictures(found.panels, width) if options.panel else height_of(found.key, width)
    height = min(height, maxheight or height)
    title = options.title or title_of(found, options.panel)
    frame = f"{base}/embed/{found.key}?{options.beside(found.query)}"
    html = FRAME.format(address=escape(frame), title=escape(title), width=width, height=height)
    wide, high = CARD_SIZE
    return {
        "version": "1.0",
        "type": "rich",
        "provider_name": PROVIDER,
        "provider_url": f"{base}/",
        "title": title,
        "html": html,
        "width": width,
        "height": height,
        "thumbnail_url": f"{base}/embed/{found.key}.card.png?{found.query}",
        "thumbnail_width": wide,
        "thumbnail_height": high,
        "cache_age": 86400,
    }


def figure_at(base: str, address: str, settings: Settings) -> tuple[Exhibit, EmbedOptions]:
    """The figure that the page at an address shows; Problem 404 where there is none."""
    nothing = Problem(404, f"Got {shown(address, 80)}; expected the address of a page with a figure; try {base}/.")
    if not address.isascii() or not address.isprintable() or "\\" in address:
        raise nothing
    try:
        parts = urlsplit(address)
    except ValueError:
        raise nothing from None
    path, query = parts.path or "/", parts.query
    if long := meant(path, query):
        path, _, query = long.partition("?")
    key = _key(path, query)
    if f"{parts.scheme}://{parts.netloc}".lower() != base.lower() or key is None:
        raise nothing
    try:
        return read_embed(key, with_panel(key, query, parts.fragment), settings)
    except (QueryError, InputError) as wrong:
        raise Problem(404, f"The address has no figure: {wrong}") from None


def _key(path: str, query: str) -> str | None:
    """The name of the exhibit that a page shows: of the comparison the view, where its query names one."""
    if path == "/":
        try:
            view = dict(pairs_of(query)).get("view", COMPARE)
        except QueryError:
            return None
        return view if view in keys() else COMPARE
    places = {place_of(key): key for key in keys() if place_of(key) != "/"}
    named = path.removeprefix("/embed/")
    return places.get(path) or (named if path.startswith("/embed/") and named in keys() else None)


def _most(name: str, given: list[str]) -> int | None:
    """A length of at least one pixel, None where nothing is said."""
    if not given:
        return None
    if len(given) > 1 or not LENGTH.fullmatch(given[0]):
        raise _wrong(name, f"Got {name}={shown(','.join(given))}; expected a whole number of pixels; try {name}=600.")
    return int(given[0])


def _wrong(parameter: str, detail: str) -> Problem:
    return Problem(400, detail, [{"parameter": parameter, "detail": detail}])
