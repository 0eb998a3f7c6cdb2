"""Experiments that run before one's eyes: `/lessons/<slug>/run` answers line by line while it computes (NDJSON).

A line is what was just measured, `{"record": …}`, or how things stand, `{"done", "said", "pictures", "cells",
"verdicts", "measured", "claim"}`, so that every word on the page tells of the run that is on it; the last one also has
`tables` and `charts`. A visitor who goes away stops the computation, between two of its steps.
"""

from collections.abc import AsyncIterator, Iterator
from time import monotonic
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from app.lessons import Progress
from app.web.charts import drawings_of
from app.web.lesson_query import LessonState, read_lesson
from app.web.lessons import lesson_of, verdicts
from app.web.payload import encode
from app.web.problems import Problem
from app.web.templating import environment

router = APIRouter()
AT_ONCE = 2
"""Runs at once in one process. They have their own places, so that no page waits for a run."""
RETRY_AFTER = 15
CHUNK = 0.08
"""Seconds of computation between two looks at whether anyone still listens."""
DRAWN_EVERY = 0.4
"""Seconds between two drawings."""
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Places:
    """So many runs at once; the next one is told to come back."""

    def __init__(self, count: int) -> None:
        self.free = count
        self._count = count
        self._limiter: CapacityLimiter | None = None

    def take(self) -> None:
        """Takes a place; Problem 503 where there is none."""
        if self.free == 0:
            words = f"{self._count} trainings are under way, which is as many as run at once; try again in a moment."
            raise Problem(503, words, headers={"Retry-After": str(RETRY_AFTER)})
        self.free -= 1

    def leave(self) -> None:
        """Gives the place back."""
        self.free += 1

    @property
    def limiter(self) -> CapacityLimiter:
        """Threads for the runs alone; belongs to the event loop, so it is made inside one."""
        self._limiter = self._limiter or CapacityLimiter(self._count)
        return self._limiter


class LiveResponse(StreamingResponse):
    """A stream that gives its place back however it ends, also where the visitor left before it began."""

    def __init__(self, lines: AsyncIterator[bytes], places: Places) -> None:
        super().__init__(lines, headers=HEADERS, media_type="application/x-ndjson")
        self._places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._places.leave()


@router.get("/lessons/{slug}/run")
async def run(request: Request, slug: str) -> Response:
    """The experiment of the state in the query, from its first step on."""
    lesson = lesson_of(slug)
    if lesson.live is None:
        raise HTTPException(404)
    state = read_lesson(request.scope["query_string"], lesson)
    places: Places = request.app.state.places
    steps = lesson.live(state.values)
    places.take()
    return LiveResponse(_lines(state, steps, places.limiter), places)


async def _lines(state: LessonState, steps: Iterator[Progress], limiter: CapacityLimiter) -> AsyncIterator[bytes]:
    drawn, most, more = float("-inf"), 0.0, True
    while more:
        now = monotonic()
        found, more = await to_thread.run_sync(_chunk, steps, now + most, limiter=limiter)
        most = CHUNK  # the first step comes alone, so that it is seen at once
        for each in found:
            yield encode({"record": each.record}) + b"\n"
        if found and (not more or now - drawn >= DRAWN_EVERY):
            drawn = now
            yield await to_thread.run_sync(_standing, state, found[-1], limiter=limiter)


def _chunk(steps: Iterator[Progress], until: float) -> tuple[list[Progress], bool]:
    """The next steps, and whether there may be more."""
    found: list[Progress] = []
    for step in steps:
        found.append(step)
        if step.done >= 1:
            return found, False
        if monotonic() >= until:
            return found, True
    return found, False


def _standing(state: LessonState, progress: Progress) -> bytes:
    """How things stand, drawn and said."""
    shown, over = progress.shown(), progress.done >= 1
    words: Any = environment().get_template("_lesson.html").module
    told: dict[str, Any] = {
        "done": progress.done,
        "said": progress.said,
        "pictures": drawings_of(shown.panels),
        "cells": shown.extra["cells"],
        "verdicts": str(words.told(verdicts(state, shown)) if over else words.waiting()),
        "measured": str(words.sentences(shown.measured)),
        "claim": str(words.claimed(state.lesson, shown)) if over else "",
    }
    if over:
        macros: Any = environment().get_template("_panel.html").module
        told["tables"] = {panel.ident: str(macros.twin(panel)) for panel in shown.panels if panel.table}
        told["charts"] = {panel.ident: panel.figure for panel in shown.panels}
    return encode(told) + b"\n"
