"""stub until the embedded page is there"""

from functools import cache

from fastapi import Request
from starlette.applications import Starlette

from app.resources import STATIC
from app.web.assets import Assets
from app.web.embed_query import EmbedOptions
from app.web.exhibits import Exhibit
from app.web.settings import Settings


def standalone(request: Request, found: Exhibit, options: EmbedOptions) -> bytes:
    return b"<!doctype html>" * 20


@cache
def without_server(settings: Settings) -> Request:
    """A request that nobody made, for files that are written where nothing is served."""
    house = Starlette()
    house.state.settings, house.state.assets = settings, Assets(STATIC)
    place = {"scheme": "http", "server": ("127.0.0.1", 8000), "path": "/", "query_string": b"", "headers": []}
    return Request({"type": "http", "method": "GET", "app": house, **place})
