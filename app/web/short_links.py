"""Short links: what makes the numbers may be left out of them, because the link says which defaults it was written for.

A canonical query names what makes its numbers even where that is the default, so that it outlives a change of defaults.
A short link keeps that promise in another way: its version names a table of defaults that never changes. Other defaults
are a further version; the tables of old ones stay.
"""

from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.lessons import LESSON_BY_SLUG
from app.views import VIEWS
from app.web.exhibits import keys, place_of
from app.web.pairs import joined

router = APIRouter()

VERSIONS = {
    "1": {
        "layout": "image",
        "shape": "4,3,4,4",
        "source": "photographs",
        "seed": "0",
        "methods": "batch,layer,instance",
        "epsilon": "1e-5",
        "epsilon_place": "variance",
        "cell": "1,1,0,0",
    },
}
"""The defaults that links were written for, by their version. Never change one of these: links are out there."""
QUIZ = "quiz"
"""The page of questions, which short links know beside the figures."""
OF_QUIZ = {
    "1": {
        "seed": "0",
        "kinds": "pools,means,parameters,method,neighbour,mode",
        "level": "1",
        "count": "10",
    },
}
"""The defaults of questions that links were written for, by their version. Never change one of these either."""
NEWEST = "1"
VIEW_KEYS = {view.key for view in VIEWS}


@router.get("/s/{version}/{key}")
async def short(request: Request, version: str, key: str) -> Response:
    """From a short link to the page it means."""
    # Not read here: what is wrong with it is said by the page it leads to.
    found = meant(f"/s/{version}/{key}", request.scope["query_string"].decode("latin-1"))
    if found is None:
        raise HTTPException(404)
    return RedirectResponse(found, 303)


def meant(path: str, query: str) -> str | None:
    """The address, from the root on, of the page that a short link means; None where the path is that of none."""
    parts = path.split("/")
    if len(parts) != 4 or parts[:2] != ["", "s"]:
        return None
    version, key = parts[2:]
    return lengthened(version, key, query) if version in VERSIONS and key in (*keys(), QUIZ) else None


def shortened(key: str, query: str) -> str:
    """The short link, from the root on, to the page of a figure in the state of a canonical query.

    A lesson writes out the settings of its own experiment, and its address stays as it is.
    """
    if key in LESSON_BY_SLUG:
        return f"{place_of(key)}?{query}"
    known = _defaults(NEWEST, key)
    said = parse_qsl(query, keep_blank_values=True)
    told = [(name, text) for name, text in said if known.get(name) != text and not (name == "view" and key == text)]
    return f"/s/{NEWEST}/{key}" + (f"?{joined(told)}" if told else "")


def lengthened(version: str, key: str, query: str) -> str:
    """The address of the page that a short link means."""
    if key in LESSON_BY_SLUG:
        return f"{place_of(key)}?{query}"
    said = parse_qsl(query, keep_blank_values=True)
    told = [(name, text) for name, text in _defaults(version, key).items() if name not in dict(said)] + said
    if key in VIEW_KEYS:
        told.append(("view", key))
    return f"{'/quiz' if key == QUIZ else place_of(key)}?{joined(told)}"


def _defaults(version: str, key: str) -> dict[str, str]:
    return (OF_QUIZ if key == QUIZ else VERSIONS)[version]
