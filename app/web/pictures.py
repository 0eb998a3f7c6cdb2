"""The pictures of a view by address, `/pictures/<number>.png?<state>`, where a page would be large with them inside.

A page hands its pictures over when it is made, so that they are at hand when the browser asks for them; who does not
have them any more makes all of the view's again.
"""

import re
from base64 import b64decode
from collections.abc import Iterable
from html import escape
from itertools import count

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.figures.svg import panel_svg
from app.recipe import OWN, Recipe
from app.views import VIEWS, view_by_key
from app.web.query import read_query, write_query

router = APIRouter()
MOST_INSIDE = 8_000
"""Letters of all pictures that a page carries inside; with more of them they have addresses."""
INSIDE = re.compile(r'href="data:image/png;base64,([0-9A-Za-z+/=]+)"')
PART_OF_KEPT = 8
"""Pictures that wait for a browser to ask take at most this part of what answers may take."""


@router.get("/pictures/{number}.png")
async def picture(request: Request, number: str) -> Response:
    """A picture of the view of the state in the query, counted from 0 in the order of the page."""
    settings, slots = request.app.state.settings, request.app.state.slots
    query: bytes = request.scope["query_string"]

    def work() -> list[bytes]:
        asked = read_query(query, settings)
        recipe = asked.recipe
        found: list[bytes] | None = request.app.state.pictures.get(_key(recipe))
        if found is None:
            view = view_by_key(recipe.view or VIEWS[0].key)
            found = pictures_in(panel_svg(panel) for panel in view.make(asked.outcome())["panels"])
            _keep(request, recipe, found)
        return found

    found = await slots.run(work)
    if not (number.isascii() and number.isdigit() and len(number) < 4 and int(number) < len(found)):
        raise HTTPException(404)
    return Response(found[int(number)], media_type="image/png")


def by_address(request: Request, drawn: dict[str, str], recipe: Recipe) -> dict[str, str]:
    """The drawings of a view, by name and in order, with addresses in the place of pictures where those are large.

    Values that were posted have no address, and their pictures stay where they are.
    """
    carried = recipe.source == OWN and not recipe.values
    if carried or sum(len(found) for each in drawn.values() for found in INSIDE.findall(each)) <= MOST_INSIDE:
        return drawn
    _keep(request, recipe, pictures_in(drawn.values()))
    numbers, state = count(), escape(_key(recipe))
    return {
        name: INSIDE.sub(lambda _: f'href="/pictures/{next(numbers)}.png?{state}"', each)
        for name, each in drawn.items()
    }


def pictures_in(drawings: Iterable[str]) -> list[bytes]:
    """The PNG files inside SVG drawings, in order."""
    return [b64decode(found) for each in drawings for found in INSIDE.findall(each)]


def _key(recipe: Recipe) -> str:
    """The state as far as pictures depend on it."""
    return write_query(recipe, turn=None, theme=None)


def _keep(request: Request, recipe: Recipe, found: list[bytes]) -> None:
    request.app.state.pictures.put(_key(recipe), found, sum(map(len, found)))
