"""A refusal as a page: what it says first, and which page it leads to instead."""

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import NamedTuple

from fastapi import Request

from app.lessons import LESSONS
from app.recipe import THEMES
from app.web.exhibits import keys, nearest_key
from app.web.problems import Problem
from app.web.templating import SITE, render

EMBED, SHARE = "/embed/", "/share/"
HOME = "/"
STATEFUL = (
    HOME,
    "/axes",
    "/quiz",
    "/quiz/sheet",
    "/lecture",
    "/lecture/speaker",
    "/lecture/handout",
    "/teach",
    "/hosting",
)
"""The pages that are made from the query; so is what ONE_OF matches."""
ONE_OF = re.compile(r"/(?:lessons|share)/[^/]+")
"""The page of one lesson, or one that shares a figure, at the beginning of all addresses below it."""
PAGES = {path: name for name, path, _ in SITE} | {
    "/hosting": "Hosting",
    **{f"/lessons/{lesson.slug}": lesson.title for lesson in LESSONS},
    **{f"{SHARE}{key}": f"Share {key}" for key in keys()},
}
"""What a page is called that one may have meant, by its address."""


class Room(NamedTuple):
    """Pages that are refused alike: what their addresses begin with, what cannot be done there, and a way out."""

    starts: tuple[str, ...]
    done: str
    address: str = HOME
    words: str = "To the comparison"


ROOMS = (
    Room(("/lessons/", "/quiz"), "run", "/lessons", "To the lessons"),
    Room(("/lecture", "/teach", "/hosting"), "shown", "/lecture", "To the lecture"),
    Room((SHARE,), "shared"),
    Room(("",), "normalized"),
)
"""The first one that an address is in; the last one takes all."""
HEADINGS = {
    400: "That was no request that can be read",
    404: "There is nothing at this address",
    405: "This address is not for that",
    413: "That is more than is taken here",
    415: "Values of that kind are not read here",
    500: "Something went wrong on our side",
    503: "Busy just now",
}
"""What a page of a refusal says first; what cannot be done as asked has a heading of its own."""


def in_words(request: Request, problem: Problem) -> str:
    """The HTML of the page, in the palette that was asked for; small where a frame asked."""
    theme = request.query_params.get("theme", "")
    palette = {"theme": theme} if theme in THEMES else {}
    asked = request.url.path
    path = _page(asked, problem.status)
    embedded = path.startswith(EMBED)
    room = next(each for each in ROOMS if asked.startswith(each.starts))
    lost = problem.status == 404 and problem.nearest is None
    return render(
        request,
        "embed_problem.html" if embedded else "problem.html",
        problem=replace(problem, errors=[{"parameter": "", **each} for each in problem.errors]),
        heading=_heading_in_frame(problem) if embedded else _heading(problem, room),
        path=path,
        meant=_meant(asked) if lost else None,
        pages=[(name, page) for name, page, _ in SITE] if lost else [],
        room=room,
        **palette,
    )


def _heading(problem: Problem, room: Room) -> str:
    """What the page says first, and what it is called."""
    if problem.status == 422:
        return f"That cannot be {room.done} as asked"
    return HEADINGS.get(problem.status, problem.title)


def _heading_in_frame(problem: Problem) -> str:
    """The same where a figure would stand."""
    of_figure = {404: "There is no such figure", 422: "This figure cannot be drawn as asked"}
    return (HEADINGS | of_figure).get(problem.status, problem.title)


def _meant(asked: str) -> tuple[str, str] | None:
    """Name and address of the page whose address is most like the one asked for, if one is."""
    near = get_close_matches(asked.rstrip("/").lower(), PAGES, 1)
    return (PAGES[near[0]], near[0]) if near else None


def _page(asked: str, status: int) -> str:
    """The page that the nearest state is shown on: the one asked for, if it is there and is shown for a state."""
    if asked.startswith(EMBED):
        name = asked.removeprefix(EMBED)
        known = re.split("[.@]", name)[0] in keys()  # what follows is the ending of a file
        return asked if known else f"{EMBED}{nearest_key(name)}"
    if asked.startswith(SHARE) and status == 404:
        return f"{SHARE}{nearest_key(asked.removeprefix(SHARE).partition('/')[0])}"
    one = ONE_OF.match(asked)
    return one[0] if one else asked if asked in STATEFUL else HOME
