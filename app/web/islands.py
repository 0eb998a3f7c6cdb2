"""What a page carries for its scripts alone: in it where that is little, else at an address of its own.

Numbers do not get smaller by being compressed, and who reads the page without pointing at anything needs none of these.
So the page names an address, `/islands/<name>?<state>`, and hands over what is there, as it does with its pictures; who
does not have it any more makes it again.
"""

from math import prod
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.recipe import OWN, Recipe
from app.views import VIEWS, view_by_key
from app.web.asking import FRESH
from app.web.charts import charts_of
from app.web.contexts import MOST_STATISTICS
from app.web.payload import Plain, compared, encode
from app.web.query import read_query, write_query

router = APIRouter()
OUTCOME, CHARTS = "outcome", "charts"
MOST_INSIDE = 8_000
"""Letters of values and statistics that a page carries inside."""
MOST_COLUMNS = 3
"""With more methods beside each other the page itself is long enough."""
LETTERS = 38
"""Of the mean and the variance of a pool."""


@router.get("/islands/{name}")
async def island(request: Request, name: str) -> Response:
    """What the page of the state in the query has for its scripts: the outcome, or the charts of its view."""
    settings, slots = request.app.state.settings, request.app.state.slots
    query: bytes = request.scope["query_string"]
    if name not in (OUTCOME, CHARTS):
        raise HTTPException(404)

    def work() -> bytes:
        asked = read_query(query, settings)
        found: list[bytes] | None = request.app.state.pictures.get(_key(name, asked.recipe))
        if found is not None:
            return found[0]
        outcome = asked.outcome()
        if name == OUTCOME:
            return encode(compared(outcome, MOST_STATISTICS))
        return encode(charts_of(view_by_key(asked.recipe.view or VIEWS[0].key).make(outcome)["panels"]))

    return Response(await slots.run(work), headers=FRESH, media_type="application/json")


def elsewhere(request: Request, name: str, value: Plain, recipe: Recipe) -> str:
    """The address of what a page has for its scripts; empty where the page is to carry it.

    Values that were posted have no address.
    """
    posted = recipe.source == OWN and not recipe.values
    if posted or (name == OUTCOME and _small(value, len(recipe.values or ""))):
        return ""
    key, body = _key(name, recipe), encode(value)
    request.app.state.pictures.put(key, [body], len(body))
    return f"/islands/{key}"


def _small(payload: Plain, pasted: int) -> bool:
    """Whether a page has room for the outcome, beside links that carry so many letters of values."""
    methods: list[Any] = payload["methods"]
    pools = sum(prod(each["statistics"]["shape"]) for each in methods)
    letters = len(payload["window"]["values"]["bdata"]) + LETTERS * pools
    return len(methods) <= MOST_COLUMNS and letters + pasted <= MOST_INSIDE


def _key(name: str, recipe: Recipe) -> str:
    """The name, and the state without what changes nothing in it."""
    return f"{name}?{write_query(recipe, theme=None)}"
