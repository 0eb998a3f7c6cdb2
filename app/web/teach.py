"""The teacher's page: goals, plans, wrong ideas, hosting, embedding. Plain HTML."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.lecture import COURSE, IDEAS, PLANS, Course, Plan, write_course
from app.lecture.packed import pack
from app.recipe import THEMES
from app.web.addresses import base_of
from app.web.lecture_places import place_of
from app.web.lecture_query import LectureState
from app.web.plain_page import plain_page
from app.web.settings import Settings
from app.web.share import examples

router = APIRouter()


@router.get("/teach")
async def teach(request: Request) -> Response:
    """The page; its query is the palette alone."""

    def said() -> dict[str, Any]:
        settings = request.app.state.settings
        return {
            "plans": [_plan(plan, settings) for plan in PLANS],
            "ideas": IDEAS,
            "examples": examples(base_of(request), settings),
            "length": len(COURSE.steps),
        }

    return await plain_page(request, "teach.html", said)


def _plan(plan: Plan, settings: Settings) -> dict[str, Any]:
    """A plan as the page shows it: minute by minute, with the address that gives it as a lecture."""
    begin, parts = 0, []
    for part in plan.parts:
        steps = [(step.sentence, place_of(step.address, THEMES[0], settings).page) for step in part.steps]
        parts.append({"begin": begin, "end": begin + part.minutes, "doing": part.doing, "steps": steps})
        begin += part.minutes
    whole = plan.steps == COURSE.steps
    course = COURSE if whole else Course(plan.title, plan.steps)
    state = LectureState(course, None if whole else pack(write_course(course)))
    return {
        "minutes": plan.minutes,
        "title": plan.title,
        "parts": parts,
        "lecture": state.at("/lecture"),
        "handout": state.at("/lecture/handout"),
    }
