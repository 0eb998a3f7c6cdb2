"""The lessons over the JSON API: the registry, and what one experiment gives for the settings in the query."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.lessons import LESSON_BY_SLUG, LESSONS, Control, Prediction
from app.web.api import answered, described_parameter
from app.web.asking import json_of
from app.web.lesson_query import LessonState, parameters_of, read_lesson
from app.web.lessons import lesson_of
from app.web.payload import panel_plain
from app.web.problems import declared

router = APIRouter(prefix="/api/v1")
Slug = Annotated[str, Path(description="The lesson.", json_schema_extra={"enum": [*LESSON_BY_SLUG]})]


def _parameters() -> list[dict[str, Any]]:
    """What the query of some lesson may have, each key once: which lesson has which, /lessons says."""
    found: dict[str, dict[str, Any]] = {}
    of: dict[str, list[str]] = {}
    for lesson in LESSONS:
        for parameter in parameters_of(lesson).values():
            found.setdefault(parameter.key, described_parameter(parameter))
            of.setdefault(parameter.key, []).append(lesson.slug)
    for key, each in found.items():
        each["schema"] = {"type": "string", "minLength": 1}  # choices differ from lesson to lesson
        each["description"] = f"Of {', '.join(of[key])}." if len(of[key]) < len(LESSONS) else "Of every lesson."
    return list(found.values())


@router.get("/lessons", summary="The registry of lessons", responses=declared(405))
async def lessons() -> Response:
    """Every lesson with its controls, in the order of the course."""
    listed = [
        {
            "slug": lesson.slug,
            "title": lesson.title,
            "question": lesson.question,
            "claim": lesson.claim,
            "controls": [_control(control) for control in lesson.controls],
            "prediction": _question(lesson.prediction),
            "further": [_question(each) for each in lesson.further],
        }
        for lesson in LESSONS
    ]
    return answered({"lessons": listed})


@router.get(
    "/lessons/{slug}",
    summary="Run the experiment of a lesson",
    responses=declared(404, 405, 422, 503),
    openapi_extra={"parameters": _parameters()},
)
async def lesson(request: Request, slug: Slug) -> Response:
    """Pictures with their tables, what was measured, which prediction it bears out, and whether the claim held."""
    chosen = lesson_of(slug)
    return await json_of(request, lambda: _answer(read_lesson(request.scope["query_string"], chosen)))


def _answer(state: LessonState) -> dict[str, Any]:
    lesson, shown = state.lesson, state.lesson.run(state.values)
    return {
        "slug": lesson.slug,
        "title": lesson.title,
        "values": state.values,
        **({"prediction": state.prediction} if state.prediction else {}),
        "further": {
            each.key: {"prediction": state.predictions.get(each.key), "right": shown.answer(each).key}
            for each in lesson.further
        },
        "panels": [panel_plain(panel) for panel in shown.panels],
        "measured": shown.measured,
        "right": shown.right,
        "holds": bool(shown.holds),
        "claim": lesson.claim,
    }


def _question(prediction: Prediction) -> dict[str, Any]:
    """A question and what can be predicted; `key` is its place in the query."""
    choices = [{"key": each.key, "text": each.text} for each in prediction.choices]
    return {"key": prediction.key, "question": prediction.question, "choices": choices}


def _control(control: Control) -> dict[str, Any]:
    """A control: numbers have ends, the others have choices."""
    allowed: dict[str, Any] = (
        {"choices": [{"value": value, "label": label} for value, label in control.choices]}
        if control.choices
        else {"low": control.low, "high": control.high}
    )
    words = {"label": control.label, "unit": control.unit, "meaning": control.meaning}
    return {"key": control.key, **words, "default": control.default, **allowed}
