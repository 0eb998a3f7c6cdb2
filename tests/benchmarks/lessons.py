"""Lessons, as pages: at their defaults, and with every control where it costs most.

The target is 200 ms for every lesson but the one that trains. Answers are not kept, and no two requests ask for the
same seed, so that nothing that was measured before could help. What costs most is found by moving each control to its
ends, one after the other.
"""

import asyncio
from collections.abc import Mapping
from itertools import count
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from app.lessons import LESSONS, Control, Lesson
from app.web.app import create_app
from app.web.lesson_query import MOST_LISTED, SKIP, written
from app.web.settings import Settings
from tests.benchmarks.requests import answer
from tests.benchmarks.timing import in_turns, table, times_row

SEED = "seed"


def report(tiny: bool) -> str:
    """The table."""
    app = create_app(Settings(cache_bytes=0, log=False))
    runner = asyncio.Runner()
    seeds = count()

    def get(lesson: Lesson, values: Mapping[str, Any]) -> bytes:
        fresh = {SEED: next(seeds)} if SEED in lesson.defaults else {}
        query = urlencode({key: written(value) for key, value in {**values, **fresh, "predict": SKIP}.items()})
        return runner.run(answer(app, f"/lessons/{lesson.slug}", query))

    def taken(lesson: Lesson, values: Mapping[str, Any]) -> float:
        start = perf_counter()
        get(lesson, values)
        return perf_counter() - start

    rows = []
    with runner:
        for lesson in LESSONS[:2] if tiny else LESSONS:
            worst: dict[str, Any] = {}
            for control in lesson.controls:
                if control.key != SEED:
                    ends = {value: taken(lesson, {**worst, control.key: value}) for value in outermost(control)}
                    worst[control.key] = max(ends, key=lambda value: ends[value])
            jobs = {"defaults": lambda lesson=lesson: get(lesson, {}), "worst": lambda of=(lesson, worst): get(*of)}
            times = in_turns(jobs, 1 if tiny else 5)
            size = len(get(lesson, worst))
            rows.append(
                [*times_row(lesson.slug, times["defaults"]), *times_row("", times["worst"])[1:], f"{size / 1e3:.1f}"]
            )
    head = ["", "best ms", "median ms", "worst case, best ms", "median ms", "kB (gzip)"]
    return table("Lessons: computed, drawn and compressed", head, rows)


def outermost(control: Control) -> list[Any]:
    """The values of a control that can cost most: its choices, or its ends."""
    if control.choices:
        return [value for value, _ in control.choices]
    if isinstance(control.default, tuple):
        return [tuple(float(k) for k in range(MOST_LISTED))]
    return [type(control.default)(control.low), type(control.default)(control.high)]
