"""Lectures of one's own: from a text to an address that holds it, or to what is wrong with it. Nothing is kept."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.core.errors import InputError
from app.lecture import Course, CourseError, Step, write_course
from app.lecture.packed import pack, unpack
from app.lecture.text import MOST_CHARACTERS, MOST_STEPS
from app.recipe import THEMES
from app.web.addresses import host_of
from app.web.asking import FRESH, HTML
from app.web.lecture_query import LectureState, own_course, read_lecture
from app.web.limits import read_body
from app.web.pairs import QueryError
from app.web.problem_answers import wants_page
from app.web.problems import of_body, of_query
from app.web.templating import render

router = APIRouter()
MOST_FORM_BYTES = 12 * MOST_CHARACTERS
"""A letter takes up to twelve bytes in a form."""
FORM = "application/x-www-form-urlencoded"
EXAMPLE = write_course(
    Course(
        "Which values share a mean?",
        (
            Step(
                "/?shape=4,3,4,4&methods=batch,layer",
                "What do the blue values have in common?",
                "Let them guess first.",
            ),
            Step("/lessons/noise", "The same example, another batch.", "Ask: does the batch size matter?\nThen show."),
        ),
    )
)


@router.get("/lecture/own")
async def own(request: Request) -> Response:
    """How a lecture of one's own is written, with a field for its text; a course in the query stands in it."""

    def work(state: LectureState) -> Response:
        return _page(request, "" if state.packed is None else write_course(state.course), state)

    return await with_state(request, ("theme", "course"), work)


@router.post("/lecture/own")
async def own_posted(request: Request) -> Response:
    """From a text to the address that holds it, or to what is wrong with it."""
    body = await read_body(request, MOST_FORM_BYTES)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (FORM, "text/plain"):
        raise of_body(415, f"Got the type “{kind or 'none'}”; expected {FORM} or text/plain; try the form.")
    text = body.decode("utf-8", "replace")
    if kind == FORM:
        text = dict(parse_qsl(text, keep_blank_values=True, errors="replace")).get("text", "")

    def work() -> Response:
        try:
            course = own_course(text, request.app.state.settings, host_of(request))
            return RedirectResponse(LectureState(course, pack(write_course(course))).at("/lecture"), 303)
        except CourseError as wrong:
            return refused(request, wrong, text)
        except InputError as wrong:
            return refused(request, CourseError([wrong]), text)

    answer: Response = await request.app.state.slots.run(work)
    return answer


async def with_state(request: Request, wanted: tuple[str, ...], work: Callable[[LectureState], Response]) -> Response:
    """What `work` answers for the state in the query, which takes the keys that are wanted.

    Where a course of one's own cannot be shown, the answer is the page on which it can be put right.
    """
    query: bytes = request.scope["query_string"]

    def whole() -> Response:
        try:
            state = read_lecture(query, request.app.state.settings, host_of(request), wanted)
        except CourseError as wrong:
            return refused(request, wrong, unpack(request.query_params["course"]))
        return work(state)

    answer: Response = await request.app.state.slots.run(whole)
    return answer


def refused(request: Request, wrong: CourseError, text: str) -> Response:
    """What is wrong with a teacher's text: beside the text on the page where it can be put right, or as a problem."""
    if wants_page(request):
        return _page(request, text, errors=wrong.errors)
    raise of_query(QueryError(wrong.errors, None))


def _page(
    request: Request, text: str, state: LectureState | None = None, errors: tuple[InputError, ...] = ()
) -> Response:
    page = render(
        request,
        "lecture-own.html",
        here="/lecture",
        theme=(state.theme if state else None) or THEMES[0],
        share=state.at("/share/own-lecture") if state else "",
        text=text,
        errors=[(error.parameter, str(error)) for error in errors],
        example=EXAMPLE,
        most_steps=MOST_STEPS,
    )
    return Response(page, 422 if errors else 200, FRESH, HTML)
