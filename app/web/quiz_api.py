"""The quiz over the JSON API: the registries, and one question of a set with what is said to an answer."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.quiz import LEVELS, QUESTIONS
from app.quiz.judge import write_marks
from app.web.api import answered, described_parameter
from app.web.asking import json_of
from app.web.links import link
from app.web.payload import panel_plain
from app.web.problems import declared
from app.web.quiz import here
from app.web.quiz_query import QUIZ_PARAMETERS, QuizState, judged, read_quiz

router = APIRouter(prefix="/api/v1")


@router.get("/quiz/kinds", summary="The registry of kinds of questions", responses=declared(405))
async def kinds() -> Response:
    """Every kind of question and every level."""
    return answered(
        {
            "kinds": [{"key": kind.key, "label": kind.label, "summary": kind.summary} for kind in QUESTIONS],
            "levels": [{"number": level.number, "label": level.label} for level in LEVELS],
        }
    )


@router.get(
    "/quiz",
    summary="A question of a set, and what is said to an answer",
    responses=declared(405, 422, 503),
    openapi_extra={"parameters": [described_parameter(parameter) for parameter in QUIZ_PARAMETERS]},
)
async def asked(request: Request) -> Response:
    """The question; with `answer` also whether it holds, which one does, and why."""
    return await json_of(request, lambda: _told(read_quiz(request.scope["query_string"])))


def _told(state: QuizState) -> dict[str, Any]:
    question, verdict = judged(state)
    made, marks = state.set, question.marks
    told: dict[str, Any] = {
        "set": {"seed": made.seed, "kinds": made.kinds, "level": made.level, "count": made.count},
        "number": state.number,
        "kind": question.kind,
        "prompt": question.prompt,
        "given": question.given,
        "panels": [panel_plain(panel) for panel in question.panels],
        "choices": [{"key": choice.key, "text": choice.text} for choice in question.choices],
        "marks": None
        if marks is None
        else {"layout": marks.layout.key, "shape": marks.shape, "cell": marks.cell, "start": marks.start},
        "page": here(replace(state, answer=None)),
    }
    if verdict is None:
        return told
    return told | {
        "result": {
            "answer": state.answer,
            "right": verdict.right,
            "reply": verdict.reply,
            "correct": question.right if marks is None else write_marks(marks.right),
            "missed": verdict.missed,
            "extra": verdict.extra,
            "because": question.because,
            "panels": [panel_plain(panel) for panel in question.shown],
            "comparison": link(question.recipe),
            "lesson": {"title": question.lesson[0], "address": question.lesson[1]},
        }
    }
