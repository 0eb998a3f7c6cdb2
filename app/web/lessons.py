"""The pages of the lessons: the list of them, each with its picture, and each lesson with its prediction and result."""

from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.figures.bare import bare
from app.figures.svg import svg
from app.lessons import LESSON_BY_SLUG, LESSONS, Choice, Lesson, Prediction, Shown
from app.recipe import THEMES
from app.web.asking import page_of
from app.web.assets import PLOTLY
from app.web.charts import charts_of, drawings_of
from app.web.embed_card import card_of
from app.web.files import offered
from app.web.lesson_query import PREDICT, SKIP, LessonState, fields_of, parameters_of, read_lesson, write_lesson
from app.web.pairs import joined
from app.web.plain_page import plain_page
from app.web.templating import render

router = APIRouter()


def lesson_of(slug: str) -> Lesson:
    """The lesson at an address; 404 where there is none."""
    lesson = LESSON_BY_SLUG.get(slug)
    if lesson is None:
        raise HTTPException(404)
    return lesson


@router.get("/lessons")
async def lessons(request: Request) -> Response:
    """The list; its query is the palette alone."""
    return await plain_page(request, "lessons.html", lambda: {"cards": cards()})


@router.get("/lessons/{slug}")
async def lesson(request: Request, slug: str) -> Response:
    """A lesson in the state that the query asks for."""
    chosen = lesson_of(slug)
    return await page_of(request, lambda: lesson_page(request, read_lesson(request.scope["query_string"], chosen)))


@router.get("/lessons/{slug}/go")
async def go(request: Request, slug: str) -> Response:
    """From the form's fields to the canonical address. A field that was emptied is passed on as it is."""
    chosen = lesson_of(slug)
    known = parameters_of(chosen)
    kept = {key: text.strip() for key, text in request.query_params.multi_items() if key in known}
    # Not read here: what is wrong with it, and that there is nothing, is said by the page it leads to.
    query = joined(kept.items())
    return RedirectResponse(f"/lessons/{slug}?{query}", 303)


@dataclass(frozen=True)
class Verdict:
    """A question, the choice that was made (None: none), and the one that the numbers bear out.

    `waits` is whether it may still be predicted, so that its answer is not told; `skip` is the address that tells it.
    """

    prediction: Prediction
    made: Choice | None
    right: Choice
    waits: bool
    skip: str

    @property
    def ident(self) -> str:
        """The id of its place on the page."""
        return "verdict" if self.prediction.key == PREDICT else f"verdict-{self.prediction.key}"

    @property
    def reply(self) -> str:
        """What is said to the choice that was made."""
        if self.made is None:
            return ""
        return self.made.reply if self.made != self.right or self.made.held is None else self.made.held


def lesson_page(request: Request, state: LessonState) -> str:
    """The HTML of a lesson. The experiment runs only once a prediction was made, or skipped."""
    lesson = state.lesson
    shown = lesson.run(state.values) if state.prediction else None
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
        number=place + 1,
        values=state.values,
        fields=fields_of(state),
        query=query,
        share=f"/share/{lesson.slug}?{write_lesson(state, **{PREDICT: None})}",
        figure_files=offered(shown.panels, tensor=False) if shown else [],
        shown=shown,
        drawn=drawings_of(shown.panels) if shown else {},
        charts=charts_of(shown.panels) if shown else {},
        plotly=PLOTLY,
        predictions=state.predictions,
        verdicts=verdicts(state, shown) if shown else [],
        skip=f"/lessons/{lesson.slug}?{write_lesson(state, **{PREDICT: SKIP})}",
        before=LESSONS[place - 1] if place else None,
        after=LESSONS[place + 1] if place + 1 < len(LESSONS) else None,
    )


def verdicts(state: LessonState, shown: Shown) -> list[Verdict]:
    """What came of each prediction, the main one first."""
    found = []
    everything = state.prediction == SKIP
    for each in state.lesson.predictions:
        said = state.predictions.get(each.key)
        made = next((choice for choice in each.choices if choice.key == said), None)
        skip = f"/lessons/{state.lesson.slug}?{write_lesson(state, **{each.key: SKIP})}"
        found.append(Verdict(each, made, shown.answer(each), said is None and not everything, skip))
    return found


@dataclass(frozen=True)
class Card:
    """An entry of the list: its number in the course, where it leads, and its picture as SVG."""

    number: int
    address: str
    title: str
    question: str
    picture: str


@cache
def cards() -> tuple[Card, ...]:
    """The whole course in order. The pictures are drawn once."""
    return tuple(
        Card(number, f"/lessons/{each.slug}", each.title, each.question, _thumbnail(each))
        for number, each in enumerate(LESSONS, 1)
    )


def _thumbnail(lesson: Lesson) -> str:
    """The lesson's first picture, at its defaults, without the words, which would be too small to read."""
    figure = lesson.run(lesson.defaults).panels[0].figure
    return svg(bare(figure), title="", description="", ident=f"card-{lesson.slug}")
