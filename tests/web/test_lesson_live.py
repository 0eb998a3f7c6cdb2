"""Experiments that run while one looks: line by line, bounded, stopped when nobody listens, and nobody else waits."""

import json
from collections.abc import Iterator
from dataclasses import replace
from threading import Event

import anyio
import pytest
from starlette.testclient import TestClient

from app.lessons import LESSON_BY_SLUG, LESSONS, Lesson, Progress
from app.lessons.learning_rates import LEARNING_RATES
from app.web.app import create_app
from app.web.lesson_live import AT_ONCE, RETRY_AFTER, Places, _standing
from app.web.lesson_query import read_lesson
from app.web.problems import Problem
from app.web.settings import Settings

RUN = "/lessons/learning-rates/run"


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def short(monkeypatch) -> Lesson:
    """The lesson that runs live, cut to five steps."""
    [lesson] = [each for each in LESSONS if each.live]

    def live(values) -> Iterator[Progress]:
        for k, step in zip(range(5), lesson.live(values), strict=False):
            yield replace(step, done=(k + 1) / 5)

    made = replace(lesson, live=live)
    monkeypatch.setitem(LESSON_BY_SLUG, lesson.slug, made)
    return made


def test_it_answers_line_by_line(client, short) -> None:
    answer = client.get(f"{RUN}?seed=5", headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["cache-control"] == "no-store"
    assert "content-encoding" not in answer.headers
    told = lines(answer.text)
    assert [list(each) == ["record"] for each in told].count(True) == 5
    assert "record" in told[0]
    assert {"norm", "rate", "step", "loss", "test_accuracy", "diverged"} <= set(told[0]["record"])
    last = told[-1]
    assert last["done"] == 1 and "seed 5" in last["said"]
    words = {"verdicts", "measured", "claim"}
    assert set(last) == {"done", "said", "pictures", "cells", "tables", "charts"} | words
    assert all(svg.startswith("<svg") for svg in last["pictures"].values())
    assert all("<table" in table for table in last["tables"].values())
    assert set(last["charts"]) == set(last["pictures"])
    # Every word tells of this run and no longer of those that ship.
    assert "Seed 5, your own run" in last["measured"] and "Seeds 0, 1 and 2" not in last["measured"]
    assert last["verdicts"].count('class="verdict') == 2 and 'id="verdict"' in last["verdicts"]
    assert short.claim in last["claim"]
    one = lines(client.get(f"{RUN}?seed=5&predict=ten").text)[-1]["verdicts"]
    assert "Your prediction" in one and "Not predicted yet." in one and "What happens:" not in one.split("<p")[2]
    assert "Not predicted yet" not in lines(client.get(f"{RUN}?seed=5&predict=skip").text)[-1]["verdicts"]


def test_while_it_trains_nothing_is_said_about_the_predictions() -> None:
    state = read_lesson("seed=5&predict=ten", LEARNING_RATES)
    first = json.loads(_standing(state, next(LEARNING_RATES.live(state.values))))
    assert "comes at its end" in first["verdicts"] and "What happens" not in first["verdicts"]
    assert "Seed 5, your own run, so far" in first["measured"]
    assert first["claim"] == "" and "charts" not in first


def test_what_cannot_be_run(client) -> None:
    assert client.get("/lessons/noise/run").status_code == 404
    wrong = client.get(f"{RUN}?seed=-1")
    assert (wrong.status_code, wrong.headers["content-type"]) == (422, "application/problem+json")


def test_a_place_comes_back_after_each_run(client, short) -> None:
    for _ in range(AT_ONCE + 2):
        assert client.get(RUN).status_code == 200
    assert client.app.state.places.free == AT_ONCE


def test_beyond_the_places_one_is_told_to_come_back() -> None:
    with TestClient(create_app(Settings()), raise_server_exceptions=False) as made:
        for _ in range(AT_ONCE):
            made.app.state.places.take()
        told = made.get(RUN)
        assert (told.status_code, told.headers["retry-after"]) == (503, str(RETRY_AFTER))
        assert "try again" in told.json()["detail"]
        assert made.get("/lessons/learning-rates?predict=skip").status_code == 200
    with pytest.raises(Problem):
        Places(0).take()


def test_who_leaves_stops_the_run() -> None:
    """The connection is closed after the first lines: the place is free again, and no step is made any more."""
    app = create_app(Settings())
    left, sent = Event(), []

    async def receive():
        while not sent:
            await anyio.sleep(0.01)
        return {"type": "http.disconnect"}

    async def send(message) -> None:
        if message["type"] == "http.response.body":
            sent.append(message["body"])

    async def visit() -> None:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "path": RUN,
            "raw_path": RUN.encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "headers": [],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        with anyio.fail_after(5):
            await app(scope, receive, send)
        left.set()
        before = len(sent)
        await anyio.sleep(0.3)
        assert len(sent) == before

    anyio.run(visit)
    assert left.is_set()
    assert 0 < len(sent) < 200
    assert app.state.places.free == AT_ONCE
