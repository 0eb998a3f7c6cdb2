"""The n-th allocation, read of a file or start of a thread fails: the answer says so, and the next request is answered.

For every address there is, n grows from 1 until the request is answered in spite of it: by the Fibonacci numbers, or
with NORMAXIS_EVERY_FAULT=1 by one.
"""

import asyncio
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app import __main__ as command
from app.core import blocks
from app.web.app import create_app
from app.web.settings import Settings
from tests.hostile.failing import Nth, allocation, drawing, processes, reading, threading_
from tests.web.addresses import every_address
from tests.web.asgi import Got, Reader

Fault = Callable[[int], AbstractContextManager[Nth]]
EVERY = os.environ.get("NORMAXIS_EVERY_FAULT") == "1"
SETTINGS = Settings(cache_bytes=0, log=False)
LISTS = b"[[1,2,3],[4,5,7]]"
JSON, TABLE = {"content-type": "application/json"}, {"content-type": "text/csv"}
POSTS = {
    "POST /": ("/?methods=batch&view=matrix", TABLE, b"1,2\n3,5\n"),
    "POST /api/v1/compare": ("/api/v1/compare", JSON, LISTS),
    "POST /api/v1/normalize": ("/api/v1/normalize", JSON, b'{"tensor":{"values":[[1,2],[3,5]]},"method":"batch"}'),
    "POST /export": ("/export/steps.npz", TABLE, b"1,2\n3,5\n"),
    "POST /embed": ("/embed/compare.svg", JSON, LISTS),
    "POST /lecture/own": ("/lecture/own", {"content-type": "text/plain"}, b"Mine\n\n/?seed=1\nSee.\n"),
}
LONG = ("/lessons",)
"""Its picture cards take seconds, once; what they call, every lesson's own address calls too."""
PAGE = {"accept": "text/html"}


def growing() -> Iterator[int]:
    """1, 2, 3, 5, 8, 13 …, or every number."""
    last, n = 1, 1
    while True:
        yield n
        last, n = (n, n + 1) if EVERY else (n, n + last)


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(SETTINGS)


def requests(app: FastAPI) -> dict[str, Callable[[], Reader]]:
    """One of each kind, pages as a browser asks for them and data as a program does."""
    made: dict[str, Callable[[], Reader]] = {}
    for template, path in every_address(TestClient(app)).items():
        if template not in LONG:
            made[template] = lambda path=path: Reader(path, headers=PAGE)  # type: ignore[misc]
    for name, (path, kind, body) in POSTS.items():
        made[name] = lambda path=path, kind=kind, body=body: Reader(path, "POST", kind, body)  # type: ignore[misc]
    made["stored"] = lambda: Reader("/api/v1/lessons/learning-rates")
    made["photographs"] = lambda: Reader("/export/tensor.npz?source=photographs&shape=2,3,4,4")
    made["alone"] = lambda: Reader("/embed/distribution.html")
    made["picture"] = lambda: Reader("/embed/matrix.png")
    return made


def refused_well(name: str, n: int, got: Got) -> None:
    """503 in words, with when to come back, as a page or as a document, under the policy of every answer."""
    assert got.status == 503, f"{name}, {n}: {got.status}"
    assert int(got.headers[b"retry-after"]) > 0 and b"no-store" in got.headers[b"cache-control"], name
    assert b"default-src 'none'" in got.headers[b"content-security-policy"], name
    if got.headers[b"content-type"] == b"application/problem+json":
        told = json.loads(got.body)
        assert told["status"] == 503 and "try " in told["detail"], name
    else:
        assert got.headers[b"content-type"].startswith(b"text/html") and b"Traceback" not in got.body, name


def nothing_held(app: FastAPI) -> None:
    """Slots, memory, bodies and places are all given back."""
    state = app.state
    assert (state.slots.busy, state.slots.waiting, state.slots.memory.taken, state.bodies.held) == (0, 0, 0, 0)
    assert state.places.free == 2


async def tried(app: FastAPI, name: str, ask: Callable[[], Reader], fault: Fault) -> int:
    """How often it failed; each time the next request has to be answered."""
    app.state.slots._limiter = None  # of another event loop
    count = 0
    for n in growing():
        app.state.checked = False
        with fault(n) as nth:
            got = await ask().of(app)
        if not nth.failed:
            assert got.status in (200, 303), f"{name}: {got.status}"
            return count
        count += 1
        if got.status in (200, 303):  # done without, as without a hand that helps
            continue
        refused_well(name, n, got)
        nothing_held(app)
        again = await ask().of(app)
        assert again.status in (200, 303), f"{name} after {n}: {again.status}"
    raise AssertionError("numbers end")


READS = {"/", "/lessons/{slug}", "/hosting/{name}", "/readyz", "/quiz", "alone", "photographs", "stored"}
"""Of the requests, some that have to read something: a template, a file that is shown, values, a finished training."""


@pytest.mark.parametrize(("fault", "least"), [(allocation, 100), (reading, 60)])
def test_the_answer_says_so_and_the_next_one_is_right(app, fault, least, capsys) -> None:
    failed = {name: asyncio.run(tried(app, name, ask, fault)) for name, ask in requests(app).items()}
    print(failed)
    assert sum(failed.values()) >= least
    if fault is reading:
        assert {name for name in READS if not failed[name]} == set()
        # Static files are read once, before anything is answered.
        assert failed["/static/{version}/{name:path}"] == failed["/favicon.ico"] == 0


def test_without_another_process_for_a_picture(app, capsys) -> None:
    for path in ("/embed/matrix.png", "/embed/noise@2x.png", "/embed/compare.card.png"):
        assert asyncio.run(tried(app, path, lambda path=path: Reader(path), processes)) == 1


@pytest.mark.parametrize(
    ("script", "status"),
    [
        ("import os; os.kill(os.getpid(), 9)", 503),
        ("import os; os.abort()", 503),
        ("raise OSError(5, 'Input/output error')", 503),
        ("raise PermissionError(13, 'a font')", 503),
        ("raise MemoryError", 503),
        ("raise ZeroDivisionError", 500),
    ],
)
def test_a_picture_whose_process_ends_is_refused_and_the_next_one_drawn(app, script, status, capsys) -> None:
    app.state.slots._limiter = None

    async def test() -> None:
        with drawing(script):
            got = await Reader("/embed/matrix.png").of(app)
        if status == 503:
            refused_well(script, 1, got)
        assert got.status == status and b"font" not in got.body
        nothing_held(app)
        again = await Reader("/embed/matrix.png").of(app)
        assert again.status == 200 and again.body.startswith(b"\x89PNG")

    asyncio.run(test())


class Serves(Exception):
    """The server would have begun to listen."""


def test_a_start_without_a_file_says_which(monkeypatch, capsys) -> None:
    def listen(*_: object) -> None:
        raise Serves

    monkeypatch.setattr(command, "listen", listen)
    failed = 0
    for n in growing():
        with reading(n) as nth:
            try:
                code = command.main([])
            except Serves:
                break
        assert nth.failed and code == command.USAGE_ERROR
        assert re.fullmatch(r"\[Errno 5\] Input/output error: '/.+\.\w+'\n", capsys.readouterr().err)
        failed += 1
    assert not nth.failed and failed > 5


@pytest.mark.parametrize(
    "path", ["/?shape=8,16,32,32&source=gaussian", "/export/statistics.csv?shape=8,16,32,32&source=gaussian"]
)
def test_without_threads_too(path, capsys) -> None:
    for n in range(1, 20):
        app = create_app(SETTINGS)

        async def test(app: FastAPI = app, n: int = n) -> bool:
            with threading_(n) as nth:
                got = await Reader(path).of(app)
            if nth.failed:
                refused_well(path, n, got)
                nothing_held(app)
                got = await Reader(path).of(app)
            assert got.status == 200
            return nth.failed

        if not asyncio.run(test()):
            assert n > 2
            return
    raise AssertionError("there is no end of threads")


def test_a_training_that_cannot_begin_leaves_its_place(app) -> None:
    """What is streamed cannot be taken back: the line breaks off, so that nobody takes it for the whole."""
    app.state.slots._limiter = None

    async def test(fault: Fault, n: int) -> bool:
        app.state.places._limiter = None
        with fault(n) as nth:
            reader = Reader("/lessons/learning-rates/run?seed=3")
            broken = asyncio.create_task(reader.of(app))
            await asyncio.sleep(0.3)
            reader.leave()
            with pytest.raises((MemoryError, OSError, RuntimeError)):
                await broken
        return nth.failed

    for fault, n in ((allocation, 1), (allocation, 40), (reading, 1), (reading, 2)):
        assert asyncio.run(test(fault, n))
        nothing_held(app)


def test_helpers_are_waited_for_and_do_not_go_on() -> None:
    done = []

    def work(block: int) -> None:
        if block == 3:
            raise MemoryError
        time.sleep(0.001)
        done.append(block)

    with pytest.raises(MemoryError):
        blocks.for_each(work, range(1000), threads=2)
    count = len(done)
    blocks.for_each(done.append, [10_001], threads=1)
    assert len(done) == count + 1 < 999


def test_a_fault_that_is_ours_is_no_lack(app, monkeypatch, capsys) -> None:
    monkeypatch.setattr("app.web.api.compared", lambda *_: 1 / 0)
    app.state.slots._limiter = None
    got = asyncio.run(Reader("/api/v1/compare?seed=9").of(app))
    assert got.status == 500 and b"ZeroDivision" not in got.body
    with pytest.raises(AssertionError):
        refused_well("it", 1, got)
