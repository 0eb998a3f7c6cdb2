"""The lecture: its page for the class, the speaker's window, the handout, and what they show. Nothing is kept."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.lecture import COURSE, Step, write_course
from app.recipe import THEMES
from app.web.addresses import base_of, only_here
from app.web.asking import FRESH, HTML
from app.web.lecture_own import with_state
from app.web.lecture_places import place_of
from app.web.lecture_query import LectureState
from app.web.qr import MOST_CODED, code_of
from app.web.templating import render

router = APIRouter()
LECTURE, SPEAKER, HANDOUT, OWN = "/lecture", "/lecture/speaker", "/lecture/handout", "/lecture/own"
STAGE_THEME, PAGE_THEME = "projector", "auto"
"""The palette of what the class looks at, and of all else, where the address names none."""
KNOWN = {str(number): step for number, step in enumerate(COURSE.steps, 1)}


@router.get("/lecture")
async def lecture(request: Request) -> Response:
    """The step that the query asks for, as the class sees it."""
    return await _shown(request, "lecture.html", ("step", "theme", "course"), STAGE_THEME)


@router.get("/lecture/speaker")
async def speaker(request: Request) -> Response:
    """The same step as the speaker sees it: with notes, and with the next one."""
    return await _shown(request, "lecture-speaker.html", ("step", "theme", "course"), PAGE_THEME)


@router.get("/lecture/handout")
async def handout(request: Request) -> Response:
    """All steps on paper."""
    return await _shown(request, "lecture-handout.html", ("theme", "notes", "course"), PAGE_THEME)


@router.get("/lecture/course.txt")
async def course_text(request: Request) -> Response:
    """The course as the text that makes it, to be changed and brought back."""

    def work(state: LectureState) -> Response:
        headers = {"Content-Disposition": 'attachment; filename="normaxis-lecture.txt"'}
        return Response(write_course(state.course), headers=headers, media_type="text/plain; charset=utf-8")

    return await with_state(request, ("course",), work)


@router.get("/lecture/qr.svg")
async def code(request: Request) -> Response:
    """The QR code of the address that students open for a step."""

    def work(state: LectureState) -> Response:
        return code_of(_students(request, state), "course")

    return await with_state(request, ("step", "course"), work)


@router.get("/lecture/{number}")
async def step(number: str) -> Response:
    """A step of the built-in course by its number: an address that is short enough to be typed from a slide."""
    if number not in KNOWN:
        raise HTTPException(404)
    return RedirectResponse(KNOWN[number].address, 303)


async def _shown(request: Request, template: str, wanted: tuple[str, ...], theme: str) -> Response:
    """One of the pages that show steps."""

    def work(state: LectureState) -> Response:
        context = _context(request, state, state.theme or theme)
        return Response(render(request, template, **context), headers=FRESH, media_type=HTML)

    return await with_state(request, wanted, work)


def _context(request: Request, state: LectureState, theme: str) -> dict[str, Any]:
    """What the templates of the lecture use: the course, all its steps, the present one, and where else one can go."""
    steps = [_step(request, state, number, step, theme) for number, step in enumerate(state.course.steps, 1)]
    at, path = state.number, request.url.path
    return {
        "here": LECTURE,
        "theme": theme,
        "themes": [(each, state.at(path, theme=each)) for each in THEMES],
        "course": state.course,
        "steps": steps,
        "step": steps[at - 1],
        "following": steps[at] if at < len(steps) else None,
        "before": state.at(path, number=at - 1) if at > 1 else None,
        "after": state.at(path, number=at + 1) if at < len(steps) else None,
        "first": state.at(path, number=1),
        "last": state.at(path, number=len(steps)),
        "lecture": state.at(LECTURE, notes=False),
        "speaker": state.at(SPEAKER, theme=None, notes=False),
        "handout": state.at(HANDOUT, theme=None, number=1, notes=False),
        "with_notes": state.at(HANDOUT, number=1, notes=True),
        "without_notes": state.at(HANDOUT, number=1, notes=False),
        "notes": state.notes,
        "own": state.at(OWN, theme=None, number=1, notes=False),
        "text": state.at("/lecture/course.txt", theme=None, number=1, notes=False),
        "share": state.at("/share/handout", number=1) if path == HANDOUT else state.at("/share/lecture", notes=False),
        "built_in": state.packed is None,
        "base": base_of(request),
        "only_here": only_here(base_of(request)),
        # What the scripts are given. What differs between steps only by their number they make themselves.
        "island": {
            "channel": f"normaxis-lecture-{state.packed or 'chapter'}",
            "steps": [
                {key: each[key] for key in ("sentence", "notes", "page", "frame", "picture", "students", "coded")}
                for each in steps
            ],
        },
    }


def _step(request: Request, state: LectureState, number: int, step: Step, theme: str) -> dict[str, Any]:
    place = place_of(step.address, theme, request.app.state.settings)
    at = LectureState(state.course, state.packed, number)
    students = _students(request, at)
    return {
        "number": number,
        "sentence": step.sentence,
        "notes": step.notes.splitlines(),
        "page": place.page,
        "frame": place.frame,
        "picture": place.picture,
        "room": place.room,
        "lecture": at.at(LECTURE),
        "students": students,
        "coded": len(students) <= MOST_CODED,
        "code": at.at("/lecture/qr.svg"),
    }


def _students(request: Request, state: LectureState) -> str:
    """The absolute address that opens a step on a student's phone: by its number where the course is built in."""
    short = f"/lecture/{state.number}"
    return base_of(request) + (short if state.packed is None else state.course.steps[state.number - 1].address)
