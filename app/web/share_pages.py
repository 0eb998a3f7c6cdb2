"""PAGES: the pages that no frame of another site shows, each as its link: one entry for each, read by its own rules."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi import Request

from app.quiz import kind_by_key
from app.recipe import THEMES
from app.web.addresses import host_of
from app.web.lecture_query import LectureState, read_lecture
from app.web.quiz_query import QuizState, SheetState, read_quiz, read_sheet, write_quiz, write_sheet
from app.web.short_links import QUIZ, shortened


@dataclass(frozen=True)
class Seen:
    """A page in the state that was asked for.

    `noun` says what is shared, `page` is its canonical path and query, `link` the shortest that leads there, both from
    the root on. `others` are further addresses that one may have meant, each under its name.
    """

    noun: str
    title: str
    page: str
    link: str
    theme: str
    others: tuple[tuple[str, str], ...] = ()


Page = Callable[[Request, bytes], Seen]
"""How a page reads a query. QueryError and CourseError as on the page itself."""


def _quiz(_: Request, query: bytes) -> Seen:
    # An answer is not handed on: whoever gets the question shall find it.
    state = replace(read_quiz(query), answer=None, alone=False)
    made, said = state.set, write_quiz(state)
    start = write_quiz(QuizState(made, theme=state.theme))
    kind = kind_by_key(state.question.kind).label
    sheet = ("The same questions on paper", f"/quiz/sheet?{write_sheet(SheetState(made))}")
    first = () if said == start else (("The whole set, from its first question", shortened(QUIZ, start)),)
    title = f"Question {state.number} of {made.count}: {kind}"
    return Seen("question", title, f"/quiz?{said}", shortened(QUIZ, said), state.theme, (*first, sheet))


def _sheet(_: Request, query: bytes) -> Seen:
    state = read_sheet(query)
    page = f"/quiz/sheet?{write_sheet(state)}"
    count = state.set.count
    title = f"{count} {'question' if count == 1 else 'questions'} on normalization"
    return Seen("sheet", title, page, page, state.theme)


def _lecture(request: Request, query: bytes) -> Seen:
    state = read_lecture(query, request.app.state.settings, host_of(request), ("step", "theme", "course"))
    page = state.at("/lecture")
    first = () if state.number == 1 else (("The lecture from its beginning", state.at("/lecture", number=1)),)
    others = (
        *first,
        ("The page of this step alone", state.course.steps[state.number - 1].address),
        ("The handout", state.at("/lecture/handout", theme=None, number=1)),
    )
    title = f"{state.course.title}, step {state.number} of {len(state.course.steps)}"
    return Seen("step", title, page, page, state.theme or THEMES[0], others)


def _handout(request: Request, query: bytes) -> Seen:
    state = read_lecture(query, request.app.state.settings, host_of(request), ("theme", "notes", "course"))
    return _as_it_is(state, "handout", f"{state.course.title}: handout", "/lecture/handout")


def _own(request: Request, query: bytes) -> Seen:
    state = read_lecture(query, request.app.state.settings, host_of(request), ("theme", "course"))
    return _as_it_is(state, "page", "A lecture of one’s own", "/lecture/own")


def _plain(path: str, title: str) -> Page:
    """A page whose query is the palette alone."""

    def read(request: Request, query: bytes) -> Seen:
        state = read_lecture(query, request.app.state.settings, host_of(request), ("theme",))
        return _as_it_is(state, "page", title, path)

    return read


def _as_it_is(state: LectureState, noun: str, title: str, path: str) -> Seen:
    page = state.at(path)
    return Seen(noun, title, page, page, state.theme or THEMES[0])


PAGES = {
    QUIZ: _quiz,
    "sheet": _sheet,
    "lecture": _lecture,
    "handout": _handout,
    "own-lecture": _own,
    "teach": _plain("/teach", "Teaching with Normaxis"),
    "hosting": _plain("/hosting", "Hosting Normaxis"),
    "lessons": _plain("/lessons", "Normalization, lesson by lesson"),
}
"""Every such page by the name it is shared under."""
