"""The quiz: /quiz asks one question at a time, /quiz/sheet has a set of them for paper."""

from dataclasses import replace

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
from app.web.asking import page_of
from app.web.charts import drawings_of
from app.web.links import link
from app.web.pairs import joined
from app.web.quiz_query import (
    NO_KINDS,
    QuizState,
    SheetState,
    judged,
    read_quiz,
    read_sheet,
    write_quiz,
    write_sheet,
)
from app.web.templating import render

router = APIRouter()


@router.get("/quiz")
async def quiz(request: Request) -> Response:
    """The question that the query asks for, and what is said to the answer where there is one."""
    return await page_of(request, lambda: quiz_page(request, read_quiz(request.scope["query_string"])))


@router.get("/quiz/sheet")
async def sheet(request: Request) -> Response:
    """A set of questions on one page, to be printed."""
    return await page_of(request, lambda: sheet_page(request, read_sheet(request.scope["query_string"])))


@router.get("/quiz/question.svg")
async def drawing(request: Request) -> Response:
    """The pictures of a question as one SVG, with the question over them: for notes and handouts."""
    query: bytes = request.scope["query_string"]

    def work() -> str:
        state = read_quiz(query)
        question = state.question
        return panels_sheet(question.prompt, question.panels, palette_of(state.theme), headline=question.prompt).svg

    return Response(await request.app.state.slots.run(work), media_type="image/svg+xml")


@router.get("/quiz/go")
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
    return RedirectResponse(f"{page}?{joined((key, said[key]) for key in keys if key in said)}", 303)


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
        drawn=drawings_of(panels),
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
