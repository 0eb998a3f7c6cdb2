"""The pages of the lessons: the list of them, each with its picture, and each lesson with its prediction and result."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.core.axes import layout_by_key
from app.core.methods import method_by_key
from app.figures.bare import bare
from app.figures.cube import cube_figure
from app.figures.projection import DEFAULT_TURN
from app.figures.svg import panel_svg, svg
from app.figures.svg_chart import is_chart
from app.lessons import LESSONS, Lesson
from app.recipe import THEMES
from app.web.embed_card import card_of
from app.web.files import offered
from app.web.lesson_query import PREDICT, SKIP, LessonState, parameters_of, read_lesson, write_lesson, written
from app.web.pages import FRESH, PLOTLY
from app.web.templating import render

router = APIRouter()


def lesson_of(slug: str) -> Lesson:
    """The lesson at an address; 404 where there is none."""
    lesson = next((each for each in LESSONS if each.slug == slug), None)
    if lesson is None:
        raise HTTPException(404)
    return lesson


@router.get("/lessons")
async def lessons(request: Request) -> Response:
    """The list."""

    def work() -> str:
        return render(request, "lessons.html", here="/lessons", cards=cards())

    return Response(await request.app.state.slots.run(work), headers=FRESH, media_type="text/html; charset=utf-8")


@router.get("/lessons/{slug}")
async def lesson(request: Request, slug: str) -> Response:
    """A lesson in the state that the query asks for."""
    chosen = lesson_of(slug)
    query: bytes = request.scope["query_string"]

    def work() -> str:
        return lesson_page(request, read_lesson(query, chosen))

    return Response(await request.app.state.slots.run(work), headers=FRESH, media_type="text/html; charset=utf-8")


@router.get("/lessons/{slug}/go")
async def go(request: Request, slug: str) -> Response:
    """From the form's fields to the canonical address: fields left empty mean the default."""
    chosen = lesson_of(slug)
    known = parameters_of(chosen)
    kept = {key: text.strip() for key, text in request.query_params.multi_items() if key in known and text.strip()}
    # Not read here: what is wrong with it is said by the page it leads to.
    query = urlencode(kept, safe=",")
    return RedirectResponse(f"/lessons/{slug}?{query}", 303)


def lesson_page(request: Request, state: LessonState) -> str:
    """The HTML of a lesson. The experiment runs only once a prediction was made, or skipped."""
    lesson = state.lesson
    shown = lesson.run(state.values) if state.prediction else None
    choices = {choice.key: choice for choice in lesson.prediction.choices}
    predicted = choices.get(state.prediction or "")
    place = LESSONS.index(lesson)
    query = write_lesson(state)
    return render(
        request,
        "lesson.html",
        card=card_of(request, lesson.slug, query, f"/lessons/{lesson.slug}?{query}", lesson.question),
        here="/lessons",
        theme=state.theme,
        themes=[(theme, f"/lessons/{lesson.slug}?{write_lesson(state, theme=theme)}") for theme in THEMES],
        lesson=lesson,
        number=number_of(lesson),
        values=state.values,
        fields=fields_of(state),
        query=query,
        share=f"/share/{lesson.slug}?{write_lesson(state, **{PREDICT: None})}",
        figure_files=offered(shown.panels, tensor=False) if shown else [],
        shown=shown,
        drawn={panel.ident: panel_svg(panel) for panel in shown.panels} if shown else {},
        charts={panel.ident: panel.figure for panel in shown.panels if is_chart(panel.figure)} if shown else {},
        plotly=PLOTLY,
        predicted=predicted,
        right=choices[shown.right] if shown else None,
        skip=f"/lessons/{lesson.slug}?{write_lesson(state, **{PREDICT: SKIP})}",
        before=LESSONS[place - 1] if place else None,
        after=LESSONS[place + 1] if place + 1 < len(LESSONS) else None,
    )


def fields_of(state: LessonState) -> list[dict[str, Any]]:
    """The controls as the form shows them."""
    return [_field(state, control) for control in state.lesson.controls]


def _field(state: LessonState, control: Any) -> dict[str, Any]:
    """A control as the form shows it."""
    value = state.values[control.key]
    options = [(written(each), label, each == value) for each, label in control.choices]
    return {"control": control, "value": written(value), "options": options}


@dataclass(frozen=True)
class Card:
    """An entry of the list: its number in the course, where it leads, and its picture as SVG."""

    number: int
    address: str
    title: str
    question: str
    picture: str


ELSEWHERE = (
    (
        11,
        "/axes",
        "All sixteen choices of axes",
        "Any subset of N, C, H and W can be averaged over. Which of them have names, and what do the others do?",
    ),
    (
        12,
        "/?view=layernorms",
        "Layer norm is three things",
        "Over an image, over each token, over each position: which one do people mean by layer norm?",
    ),
)
"""Entries of the course that are pages of their own: number, address, title, question."""


@cache
def cards() -> tuple[Card, ...]:
    """The whole course in order. The pictures are drawn once."""
    found = [Card(0, f"/lessons/{each.slug}", each.title, each.question, _thumbnail(each)) for each in LESSONS]
    for number, address, title, question in ELSEWHERE:
        found.insert(number - 1, Card(0, address, title, question, _cubes(number)))
    return tuple(replace(card, number=place) for place, card in enumerate(found, 1))


def number_of(lesson: Lesson) -> int:
    """The number of a lesson in the course."""
    place = LESSONS.index(lesson) + 1
    for number, *_ in ELSEWHERE:
        place += number <= place
    return place


def _thumbnail(lesson: Lesson) -> str:
    """The lesson's first picture, at its defaults, without the words, which would be too small to read."""
    figure = lesson.run(lesson.defaults).panels[0].figure
    return _small(bare(figure), f"card-{lesson.slug}")


def _cubes(number: int) -> str:
    """A cube with a pool that the page is about."""
    layout, shape = layout_by_key("image"), (4, 3, 4, 4)
    key = {11: "reduce:NW", 12: "layer"}[number]
    pools = method_by_key(key, layout, "methods").pools(layout, shape)
    window = tuple((0, length) for length in shape)
    return _small(
        cube_figure(layout, shape, pools, window, (1, 1, 1, 1), DEFAULT_TURN, labelled=False), f"card-{number}"
    )


def _small(figure: dict[str, Any], ident: str) -> str:
    return svg(figure, title="", description="", ident=ident)
