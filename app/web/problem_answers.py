"""How a refusal is answered: as a document for programs, as a page in the same words for people."""

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from app.core.errors import InputError, shown
from app.web.pairs import QueryError
from app.web.problem_page import in_words
from app.web.problems import MEDIA_TYPE, Problem, of_input, of_query


def wants_page(request: Request) -> bool:
    """Whether a person is asking: a browser says that it takes HTML, and the API never answers with a page."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def answer(request: Request, problem: Problem) -> Response:
    """The problem as a page or as a document; as a document, too, where the page itself cannot be made just now."""
    if wants_page(request):
        try:
            page = in_words(request, problem)
            by_itself = {"Refresh": problem.again} if problem.again and request.method == "GET" else {}
            return Response(page, problem.status, {**problem.headers, **by_itself}, "text/html; charset=utf-8")
        except Exception as error:
            if not lacking(error):
                raise
    return JSONResponse(problem.body(), problem.status, problem.headers, MEDIA_TYPE)


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
