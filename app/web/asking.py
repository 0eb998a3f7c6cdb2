"""From a request to an answer made in a slot: what was asked for, what was posted with it, and what is said to it."""

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.web.bodies import tensor_body
from app.web.limits import read_body
from app.web.payload import encode
from app.web.query import Asked, Tensor, read_query

HTML = "text/html; charset=utf-8"
FRESH = {"Cache-Control": "no-cache"}
"""Of pages, posted ones too: one can go back to them without posting again."""


async def asking(request: Request) -> Callable[[], Asked]:
    """The reader of the state in the query, with the values in the body where something was posted.

    The body itself is taken in here, as that waits for the sender; the reader is work, and belongs into a slot.
    """
    settings = request.app.state.settings
    query: bytes = request.scope["query_string"]
    values = await posting(request) if request.method == "POST" else None
    return lambda: read_query(query, settings, values() if values else None)


async def posting(request: Request) -> Callable[[], Tensor]:
    """The reader of the values in a body, which is taken in here."""
    settings = request.app.state.settings
    body = await read_body(request, settings.most_body_bytes)
    kind = request.headers.get("content-type", "")
    return lambda: tensor_body(body, kind, settings.most_values)


async def page_of(request: Request, made: Callable[[], str]) -> Response:
    """A page that is made in a slot."""
    return Response(await request.app.state.slots.run(made), headers=FRESH, media_type=HTML)


async def json_of(request: Request, made: Callable[[], Any]) -> Response:
    """JSON that is made in a slot."""
    body = await request.app.state.slots.run(lambda: encode(made()))
    return Response(body, media_type="application/json")
