"""One shape for every refusal: problem+json (RFC 9457) for programs, a page in the same words for people."""

import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from app.core.errors import InputError, listed, shown
from app.lessons import LESSONS
from app.recipe import THEMES
from app.web.exhibits import keys, nearest_key
from app.web.pairs import QueryError
from app.web.templating import SITE, render

MEDIA_TYPE = "application/problem+json"
STATEFUL = (
    "/",
    "/axes",
    "/quiz",
    "/quiz/sheet",
    "/lecture",
    "/lecture/speaker",
    "/lecture/handout",
    "/teach",
    "/hosting",
)
"""The pages that are made from the query; so is each lesson, and each page that shares a figure."""
EMBED = "/embed/"
LESSON = re.compile(r"/(?:lessons|share)/[^/]+")
SHARE = "/share/"
PAGES = {path: name for name, path, _ in SITE} | {
    "/hosting": "Hosting",
    **{f"/lessons/{lesson.slug}": lesson.title for lesson in LESSONS},
    **{f"{SHARE}{key}": f"Share {key}" for key in keys()},
}
"""What a page is called that one may have meant, by its address."""


TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""Names of statuses as the standard has them now; older Pythons have older ones."""
HEADINGS = {
    400: "That was no request that can be read",
    404: "There is nothing at this address",
    405: "This address is not for that",
    413: "That is more than is taken here",
    415: "Values of that kind are not read here",
    500: "Something went wrong on our side",
    503: "Busy just now",
}
"""What a page of a refusal says first; what cannot be computed as asked has a heading of its own."""


@dataclass
class Problem(Exception):
    """A refusal: the status, what happened in one sentence, and each error with its parameter or pointer."""

    status: int
    detail: str
    errors: list[dict[str, str]] = field(default_factory=list)
    nearest: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return TITLES.get(self.status) or HTTPStatus(self.status).phrase

    @property
    def again(self) -> str | None:
        """Seconds after which the same may be asked again, where that helps."""
        return self.headers.get("Retry-After")

    def body(self) -> dict[str, Any]:
        """The members of the problem document."""
        told = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail}
        return told | {"errors": self.errors}


def of_query(error: QueryError) -> Problem:
    """What is wrong with a query, one entry for each parameter, with the nearest valid query."""
    errors = [{"parameter": each.parameter, "detail": str(each)} for each in error.errors]
    return Problem(422, str(error), errors, nearest=error.nearest)


def of_input(error: InputError, pointer: str | None = None) -> Problem:
    """What is wrong with one thing given: a member of a body where there is a pointer (RFC 6901) to it."""
    place = {"parameter": error.parameter} if pointer is None else {"pointer": pointer}
    return Problem(422, str(error), [place | {"detail": str(error)}])


def of_body(status: int, detail: str, pointer: str = "") -> Problem:
    """What is wrong with a body: with all of it, which the empty pointer says, or with the member at the pointer."""
    return Problem(status, detail, [{"pointer": pointer, "detail": detail}])


def of_figure(key: str) -> Problem:
    """There is no figure of this name."""
    return Problem(
        404, f"Got the figure {shown(key)}; expected one of {listed(keys())}; try {nearest_key(key)}.", nearest=""
    )


def wants_page(request: Request) -> bool:
    """Whether a person is asking: a browser says that it takes HTML, and the API never answers with a page."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def answer(request: Request, problem: Problem) -> Response:
    """The problem as a page or as a document; as a document, too, where the page itself cannot be made just now."""
    if wants_page(request):
        try:
            page = _in_words(request, problem)
            by_itself = {"Refresh": problem.again} if problem.again and request.method == "GET" else {}
            return Response(page, problem.status, {**problem.headers, **by_itself}, "text/html; charset=utf-8")
        except Exception as error:
            if not lacking(error):
                raise
    return JSONResponse(problem.body(), problem.status, problem.headers, MEDIA_TYPE)


def _in_words(request: Request, problem: Problem) -> str:
    """The page of a problem."""
    theme = request.query_params.get("theme", "")
    palette = {"theme": theme} if theme in THEMES else {}
    asked, path = request.url.path, _page(request, problem.status)
    lost = problem.status == 404 and problem.nearest is None
    return render(
        request,
        "embed_problem.html" if path.startswith(EMBED) else "problem.html",
        problem=replace(problem, errors=[{"parameter": "", **each} for each in problem.errors]),
        heading=_heading(problem, asked, path),
        path=path,
        meant=_meant(asked) if lost else None,
        pages=[(name, page) for name, page, _ in SITE] if lost else [],
        of_lesson=asked.startswith(("/lessons/", "/quiz")),
        of_lecture=asked.startswith(("/lecture", "/teach", "/hosting")),
        **palette,
    )


def _heading(problem: Problem, asked: str, path: str) -> str:
    """What the page says first, and what it is called."""
    if path.startswith(EMBED) and problem.status in (404, 422):
        return "There is no such figure" if problem.status == 404 else "This figure cannot be drawn as asked"
    if problem.status != 422:
        return HEADINGS.get(problem.status, problem.title)
    done = {
        "run": ("/lessons/", "/quiz"),
        "shown": ("/lecture", "/teach", "/hosting"),
        "shared": (SHARE,),
    }
    verb = next((verb for verb, starts in done.items() if asked.startswith(starts)), "normalized")
    return f"That cannot be {verb} as asked"


def _meant(asked: str) -> tuple[str, str] | None:
    """Name and address of the page whose address is most like the one asked for, if one is."""
    near = get_close_matches(asked.rstrip("/").lower(), PAGES, 1)
    return (PAGES[near[0]], near[0]) if near else None


async def on_problem(request: Request, error: Exception) -> Response:
    """Answer for our refusals and the framework's; anything else is a fault of ours, told without details."""
    match error:
        case Problem():
            problem = error
        case QueryError():
            problem = of_query(error)
        case InputError():
            problem = of_input(error)
        case HTTPException(status_code=405):
            allowed = ", ".join(allowed_methods(request))
            words = f"Got {request.method}; expected one of the methods this address knows; try {allowed}."
            problem = Problem(405, words, headers={"Allow": allowed})
        case HTTPException():
            problem = Problem(error.status_code, _sentence(request, error), headers=dict(error.headers or {}))
        case MemoryError():
            problem = Problem(
                503, "There is not enough memory for this just now; try a smaller tensor.", headers={"Retry-After": "2"}
            )
        case _ if lacking(error):
            problem = Problem(
                503,
                "The machine has no room for this just now; try again in a few seconds.",
                headers={"Retry-After": "5"},
            )
        case _:
            problem = Problem(
                500, "Something went wrong on our side; nothing of yours is lost. Try again, or a smaller tensor."
            )
    return answer(request, problem)


def lacking(error: Exception) -> bool:
    """Whether the system refused something that it may give later: a file that cannot be read, a thread, memory."""
    return isinstance(error, MemoryError | OSError) or (
        isinstance(error, RuntimeError) and "start new thread" in str(error)
    )


def _page(request: Request, status: int) -> str:
    """The page that the nearest state is shown on: the one asked for, if it is there and is shown for a state."""
    path = request.url.path
    if path.startswith(EMBED):
        name = path.removeprefix(EMBED)
        known = re.split("[.@]", name)[0] in keys()  # what follows is the ending of a file
        return path if known else f"{EMBED}{nearest_key(name)}"
    if path.startswith(SHARE) and status == 404:
        return f"{SHARE}{nearest_key(path.removeprefix(SHARE).partition('/')[0])}"
    lesson = LESSON.match(path)
    return lesson[0] if lesson else path if path in STATEFUL else STATEFUL[0]


def allowed_methods(request: Request) -> list[str]:
    """The methods of the address, of all its routes together; HEAD goes with GET, OPTIONS with the API."""
    routes = request.app.routes
    known = [
        method
        for method in ("GET", "POST")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]
    known += ["HEAD"] if "GET" in known else []
    known += ["OPTIONS"] if request.url.path.startswith("/api/") else []
    return sorted(known)


def _sentence(request: Request, error: HTTPException) -> str:
    if error.status_code == 404 and wants_page(request):
        return f"There is no page {shown(request.url.path, 80)}."
    if error.status_code == 404:
        return "There is no such page. Try the comparison at “/”, or the API at “/api/v1/openapi.json”."
    return str(error.detail)


HANDLED: tuple[type[Exception], ...] = (Problem, QueryError, InputError, HTTPException, MemoryError, Exception)

DECLARED = {
    400: "The request cannot be read.",
    404: "No such address.",
    405: "The address does not know this HTTP method.",
    413: "The body or the tensor is over the limit that the answer names.",
    415: "The body is of a kind that is not taken.",
    422: "Something asked for cannot be done: what was got, what was expected, what to try.",
    501: "The format of the answer is not offered.",
    503: "All slots are busy; ask again after Retry-After seconds.",
}


def declared(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may refuse with these statuses."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": DECLARED[status], "content": {MEDIA_TYPE: {"schema": schema}}} for status in statuses
    }


PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "parameter": {"type": "string"},
                    "pointer": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
