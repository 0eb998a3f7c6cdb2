"""Where the steps of a lecture lead: an address of this site as the exhibit it shows, its page, frame and picture.

Which addresses can be shown, and how, is decided here and nowhere else.
"""

from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from urllib.parse import urlsplit

from app.core.errors import InputError, shown
from app.lecture import CourseError
from app.lessons import LESSON_BY_SLUG
from app.recipe import THEMES
from app.views.code import CODE
from app.web.embed_query import PANEL, EmbedOptions, read_embed
from app.web.exhibits import AXES, COMPARE
from app.web.lesson_query import PREDICT, SKIP, read_lesson, write_lesson
from app.web.pairs import QueryError
from app.web.query import read_query, write_query
from app.web.quiz_query import read_quiz, write_quiz
from app.web.settings import Settings
from app.web.short_links import meant

PAGES = {"/": COMPARE, "/axes": AXES} | {f"/lessons/{slug}": slug for slug in LESSON_BY_SLUG}
"""The pages with a figure that a step can show, and the exhibit that each stands for where its state names no view."""
QUIZ = "/quiz"
"""The page of questions, which a step shows without what surrounds the question."""
TEXT = CODE.key
EXAMPLE = "/?shape=4,3,4,4"
SHOWN = EmbedOptions(hide=("title", "table"), fill=True)
"""The exhibit alone, and the link to its page for who wants to change it."""
CHOSEN = EmbedOptions(hide=("title", "controls", "table"), fill=True)
"""Of a lesson only those pictures that the address names behind `#panel-`, as large as there is room."""
SHORT = "/s/"


@dataclass(frozen=True)
class Place:
    """What a step shows: the name of the exhibit, or quiz, and the addresses of page, frame and picture, from the root.

    On the page of a lesson what the step shows is seen at once, without a prediction.

    `room` is what the picture needs on paper: that of one drawing, of some, or the whole width of a page.
    """

    key: str
    page: str
    frame: str
    picture: str
    room: str = "one"


def local(address: str, host: str, settings: Settings) -> str:
    """The address from the root on, as it was written.

    Raises CourseError where it is not on this host, no page that a step can show, or in a state that there is not.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        raise CourseError([InputError("", shown(address), "an address of this site", EXAMPLE)]) from None
    if parts.netloc and parts.netloc.lower() != host.lower():
        expected = "an address of this site: only its own pages can be shown"
        raise CourseError([InputError("", f"an address at {shown(parts.netloc)}", expected, EXAMPLE)])
    path, query = parts.path or "/", parts.query
    if path.startswith(SHORT) and (long := meant(path, query)) is not None:
        path, _, query = long.partition("?")
    if path not in (*PAGES, QUIZ):
        expected = "/, /axes, /quiz, one of the lessons, such as /lessons/noise, or a short link to one of these"
        near = [*get_close_matches(path, (*PAGES, QUIZ), 1), EXAMPLE][0]
        raise CourseError([InputError("", f"the page {shown(path)}", expected, near)])
    found = f"{path}?{query}" if query else path
    if path.startswith("/lessons/") and parts.fragment.startswith(PANEL):
        found += f"#{parts.fragment}"
    try:
        place_of(found, THEMES[0], settings)
    except QueryError as wrong:
        raise CourseError(wrong.errors) from None
    return found


@lru_cache(maxsize=512)
def place_of(address: str, theme: str, settings: Settings) -> Place:
    """What an address from the root on shows, in a palette. QueryError where its query cannot be read."""
    parts = urlsplit(address)
    path, query, panel = parts.path, parts.query, parts.fragment.removeprefix(PANEL)
    if path == QUIZ:
        return _question(address, theme)
    key = PAGES[path]
    lesson = LESSON_BY_SLUG.get(key)
    if lesson is not None:
        state = read_lesson(query, lesson)
        seen = write_lesson(state, **{PREDICT: state.prediction or SKIP, "theme": theme})
        options = CHOSEN if panel else SHOWN
        options = replace(options, panel=tuple(panel.split(",")) if panel else ())
        if panel:
            read_embed(key, options.beside(seen), settings)  # whether there are such pictures
        there = f"{path}?{write_lesson(state, **{PREDICT: state.prediction or SKIP})}"
        return Place(
            key,
            f"{there}#{parts.fragment}" if panel else there,
            f"/embed/{key}?{options.beside(seen)}",
            picture(key, EmbedOptions(panel=options.panel, paper=True).beside(write_lesson(state, theme=None))),
        )
    recipe = read_query(query, settings).recipe
    if path == "/" and recipe.view:
        key = recipe.view
    frame = f"/embed/{key}?{SHOWN.beside(write_query(recipe, theme=theme))}"
    drawing = picture(key, EmbedOptions(paper=True).beside(write_query(recipe, theme=None)))
    some = "one" if key == COMPARE and len(recipe.methods) == 1 else "some"
    return Place(key, address, frame, drawing, "page" if key == AXES else some)


def _question(address: str, theme: str) -> Place:
    """A question: asked again where its address holds an answer, as the class is to find it."""
    state = replace(read_quiz(urlsplit(address).query), answer=None, alone=True, theme=theme)
    drawing = write_quiz(replace(state, alone=False, theme=THEMES[0]))
    return Place("quiz", address, f"{QUIZ}?{write_quiz(state)}", f"{QUIZ}/question.svg?{drawing}")


def picture(key: str, query: str) -> str:
    """The address of an exhibit as one SVG; a view that is text alone has the cubes instead."""
    return f"/embed/{COMPARE if key == TEXT else key}.svg?{query}"
