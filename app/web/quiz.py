"""The quiz: /quiz asks one question at a time, /quiz/sheet has a set of them for paper, /api/v1/quiz for programs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.exports.panel_files import panels_sheet
from app.figures.panel import Panel
from app.figures.svg import panel_svg
from app.figures.themed import palette_of
from app.quiz import LEVELS, MOST, MOST_SEED, QUESTIONS, Question, QuizSet, kind_by_key
from app.quiz.judge import SKIP, Verdict, read_marks, write_marks
from app.quiz.maps import MarkMaps, mark_maps
from app.recipe import THEMES
from app.web.api import KEPT, answered, described_parameter, tools
from app.web.links import link
from app.web.pages import FRESH
from app.web.payload import encode, panel_plain
from app.web.problems import declared
from app.web.quiz_query import (
    NO_KINDS,
    QUIZ_PARAMETERS,
    QuizState,
    SheetState,
    judged,
    read_quiz,
    read_sheet,
    write_quiz,
    write_sheet,
)
from app.web.templating import render

pages = APIRouter()
router = APIRouter(prefix="/api/v1")
HTML = "text/html; charset=utf-8"


@pages.get("/quiz")
async def quiz(request: Request) -> Response:
    """The question that the query asks for, and what is said to the answer where there is one."""
    return await _page(request, lambda query: quiz_page(request, read_quiz(query)))


@pages.get("/quiz/sheet")
async def sheet(request: Request) -> Response:
    """A set of questions on one page, to be printed."""
    return await _page(request, lambda query: sheet_page(request, read_sheet(query)))


@pages.get("/quiz/question.svg")
async def drawing(request: Request) -> Response:
    """The pictures of a question as one SVG, with the question over them: for notes and handouts."""
    query: bytes = request.scope["query_string"]

    def work() -> str:
        state = read_quiz(query)
        question = state.question
        return panels_sheet(question.prompt, question.panels, palette_of(state.theme), headline=question.prompt).svg

    return Response(await request.app.state.slots.run(work), headers=KEPT, media_type="image/svg+xml")


async def _page(request: Request, made: Callable[[bytes], str]) -> Response:
    """What is made of the query, as HTML."""
    query: bytes = request.scope["query_string"]
    return Response(await request.app.state.slots.run(lambda: made(query)), headers=FRESH, media_type=HTML)


@pages.get("/quiz/go")
async def go(request: Request) -> Response:
    """From the fields of a form to the canonical address. What is wrong with them is said by the page it leads to."""
    fields = [(key, text.strip()) for key, text in request.query_params.multi_items() if text.strip()]
    said = dict(fields)
    kinds = [text for key, text in fields if key == "kind"]
    marks = [text for key, text in fields if key == "mark"]
    if marks:
        said["answer"] = _marks(marks)
    if kinds or "to" in said:
        said["kinds"] = ",".join(kinds) or NO_KINDS
    page = "/quiz/sheet" if said.get("to") == "sheet" else "/quiz"
    keys = ("seed", "kinds", "level", "count", "number", "answer", "answers", "theme", "alone")
    return RedirectResponse(f"{page}?{urlencode({key: said[key] for key in keys if key in said}, safe=',')}", 303)


@router.get("/quiz/kinds", summary="The registry of kinds of questions", responses=declared(405))
async def kinds() -> Response:
    """Every kind of question and every level."""
    return answered(
        {
            "kinds": [{"key": kind.key, "label": kind.label, "summary": kind.summary} for kind in QUESTIONS],
            "levels": [{"number": level.number, "label": level.label} for level in LEVELS],
        },
        KEPT,
    )


@router.get(
    "/quiz",
    summary="A question of a set, and what is said to an answer",
    responses=declared(405, 422, 503),
    openapi_extra={"parameters": [described_parameter(parameter) for parameter in QUIZ_PARAMETERS]},
)
async def asked(request: Request) -> Response:
    """The question; with `answer` also whether it holds, which one does, and why."""
    _, slots = tools(request)
    query: bytes = request.scope["query_string"]

    def work() -> bytes:
        return encode(_told(read_quiz(query)))

    return Response(await slots.run(work), headers=KEPT, media_type="application/json")


def quiz_page(request: Request, state: QuizState) -> str:
    """The HTML of a question."""
    question, verdict = judged(state)
    panels = (*question.panels, *(question.shown if verdict else ()))
    made, number = state.set, state.number
    alone = replace(state, answer=None)
    return render(
        request,
        "quiz.html",
        here="/quiz",
        theme=state.theme,
        themes=[(theme, here(state, theme=theme)) for theme in THEMES],
        share="" if state.alone else f"/share/quiz?{write_quiz(alone)}",
        alone=state.alone,
        made=made,
        kind=kind_by_key(question.kind),
        number=number,
        question=question,
        verdict=verdict,
        answer=state.answer,
        right=_right(question),
        marks=_maps(question, state.answer, verdict),
        drawn={panel.ident: panel_svg(panel) for panel in panels},
        comparison=link(question.recipe),
        key=write_quiz(replace(alone, theme=THEMES[0], alone=False)),
        again=here(alone),
        skip=here(state, answer=SKIP),
        before=here(alone, number=number - 1) if number > 1 else "",
        after=here(alone, number=number + 1) if number < made.count else "",
        at_end=number == made.count,
        own=write_quiz(QuizState(made)),
        other=here(replace(alone, set=replace(made, seed=_next_seed(made)), number=1)),
        kinds=[(kind, kind.key in made.kinds) for kind in QUESTIONS],
        levels=LEVELS,
        most=MOST,
        link=here(replace(alone, number=1)),
        sheet=f"/quiz/sheet?{write_sheet(SheetState(made, theme=state.theme))}",
    )


def sheet_page(request: Request, state: SheetState) -> str:
    """The HTML of a set of questions, each with its pictures; after them the answers, where asked for."""
    made = state.set
    questions = []
    for number in range(1, made.count + 1):
        question = made.question(number)
        panels = [_numbered(panel, number) for panel in question.panels]
        questions.append(
            {
                "number": number,
                "question": question,
                "right": _right(question),
                "pictures": [(panel.title, panel_svg(panel)) for panel in panels],
                "marks": _maps(question, None, None),
                "solved": _solved(question),
            }
        )
    start = QuizState(made, theme=state.theme)
    return render(
        request,
        "quiz_sheet.html",
        here="/quiz",
        theme=state.theme,
        themes=[(theme, f"/quiz/sheet?{write_sheet(state, theme=theme)}") for theme in THEMES],
        share=f"/share/sheet?{write_sheet(state)}",
        made=made,
        level=LEVELS[made.level - 1],
        answers=state.answers,
        questions=questions,
        link=here(start),
        other=f"/quiz/sheet?{write_sheet(replace(state, answers=not state.answers))}",
    )


def here(state: QuizState, **changes: object) -> str:
    """The address of the page with some parts of the state changed."""
    return f"/quiz?{write_quiz(state, **changes)}"


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


def _right(question: Question) -> str:
    """The right choice in words; nothing where there is none to choose."""
    return next((choice.text for choice in question.choices if choice.key == question.right), "")


def _maps(question: Question, answer: str | None, verdict: Verdict | None) -> MarkMaps | None:
    if question.marks is None:
        return None
    if answer is None or verdict is None:
        return mark_maps(question.marks)
    # Whoever skipped marked nothing, and is shown the pool.
    return _solved(question) if answer == SKIP else mark_maps(question.marks, read_marks(question.marks, answer))


def _solved(question: Question) -> MarkMaps | None:
    return None if question.marks is None else mark_maps(question.marks, question.marks.right)


def _marks(texts: list[str]) -> str:
    """Marked places as the query writes them; texts that are none are handed on, to be refused in words."""
    if all(text.isascii() and text.isdigit() and len(text) <= 6 for text in texts):
        return write_marks(frozenset(map(int, texts)))
    return ",".join(texts)


def _numbered(panel: Panel, number: int) -> Panel:
    """The panel under an id of its own, where several questions stand on one page."""
    return replace(panel, ident=f"q{number}-{panel.ident}")


def _next_seed(made: QuizSet) -> int:
    return (made.seed + 1) % (MOST_SEED + 1)
