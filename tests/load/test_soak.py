"""The soak runs, small; and each of its checks can fail."""

import asyncio
import base64
import json
import os
import random
import signal
import socket
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.load import accidents, served, soak, watched
from tests.load.__main__ import main
from tests.load.accidents import REFUSED, Place, Raw, Wrong, sends_what_is_wrong
from tests.load.asker import Asked, Asker, Ledger
from tests.load.client import Reply
from tests.load.served import logged, server, stopped, until
from tests.load.soak import BURST, Plan, Soak
from tests.load.told import by_minute, told
from tests.load.visits import VISITS, right
from tests.load.watched import Bound, Held, Sample, bounds, growth, windows

pytestmark = pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes through /proc")
FAST = Plan(minutes=0.2, readers=4, bursts=3.0, kills=1.5)


def place_of(address: str) -> Place:
    host, port = address.removeprefix("http://").split(":")
    return Place(host, int(port))


def test_some_seconds_of_it_find_nothing(monkeypatch, capsys) -> None:
    monkeypatch.setattr("tests.load.__main__.soak", lambda plan: soak.soak(replace(FAST, minutes=plan.minutes)))
    code = main(["--soak", "0.2"])
    said = capsys.readouterr().out
    assert code == 0, said
    assert "0 breaches" in said and "process killed" in said and "burst" in said and "minute" in said
    assert ", 0 told to come back" not in said


def test_every_visit_is_answered_rightly(address) -> None:
    """Each kind some times over, so that a wrong address among them is found here."""
    ledger = Ledger()

    async def all_of_them() -> None:
        asker = Asker(place_of(address), ledger, random.Random(3))
        for _, visit in VISITS:
            for _ in range(4):
                await visit(asker)
        await asker.close()

    asyncio.run(all_of_them())
    assert ledger.seen.failures == []
    assert len(ledger.answers) > 40


class Scripted:
    """A server that gives the answers it is given, one after the other; an empty one is the end of the connection."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while self.answers and await reader.readuntil(b"\r\n\r\n"):
                answer = self.answers.pop(0)
                if not answer:
                    break
                writer.write(answer)
                await writer.drain()
                if self.answers[:1] == [b""]:
                    break
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


def answer(status: int, body: str = "", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + f"\r\n\r\n{body}").encode()


def asked_of(answers: list[bytes], *asked: Asked, ledger: Ledger | None = None) -> tuple[list[Reply | None], Ledger]:
    """What an asker makes of these answers."""
    ledger = ledger or Ledger()

    async def ask() -> list[Reply | None]:
        listening = await asyncio.start_server(Scripted(*answers), "127.0.0.1", 0)
        asker = Asker(Place("127.0.0.1", listening.sockets[0].getsockname()[1]), ledger, random.Random(0))
        found = await asker.all("it", asked)
        await asker.close()
        listening.close()
        return found

    return asyncio.run(ask()), ledger


PAGE = Asked("/a")


def test_another_status_other_bytes_and_another_tag_are_noticed() -> None:
    _, ledger = asked_of([answer(404)], PAGE)
    assert ledger.seen.failures == ["GET /a: 404, expected (200,)"]
    for other in (Reply(200, {"etag": "1"}, b"b"), Reply(200, {"etag": "2"}, b"a"), Reply(303, {"etag": "1"}, b"a")):
        ledger = Ledger()
        for _ in range(2):
            ledger.compare(PAGE, Reply(200, {"etag": "1"}, b"a"))
        assert ledger.seen.failures == [] and ledger.compared == 1
        ledger.compare(PAGE, other)
        assert len(ledger.seen.failures) == 1


def test_an_answer_without_a_length_goes_to_the_end_of_its_connection() -> None:
    got, ledger = asked_of([b"HTTP/1.1 500 X\r\n\r\nno more", b"", answer(200)], PAGE)
    assert got == [None] and ledger.seen.failures == ["GET /a: 500, expected (200,)"]


def test_a_tag_that_is_known_has_to_be_answered_so(monkeypatch) -> None:
    monkeypatch.setattr("tests.load.asker.KNOWN", 1.0)
    right_one = [answer(200, "a", etag='"1"'), b'HTTP/1.1 304 X\r\netag: "1"\r\n\r\n']
    assert asked_of(right_one, PAGE, PAGE)[1].seen.failures == []
    wrong_one = [answer(200, "a", etag='"1"'), answer(200, "a", etag='"1"')]
    assert "200 where 304 was expected" in asked_of(wrong_one, PAGE, PAGE)[1].seen.failures[0]


def test_who_is_told_to_come_back_does_and_has_to_be_told_when() -> None:
    [reply], ledger = asked_of([answer(503, retry_after="1"), answer(200)], PAGE)
    assert reply is not None and ledger.told_to_wait == 1 and ledger.seen.failures == []
    for words in ({}, {"retry_after": "0"}, {"retry_after": "soon"}, {"retry_after": "9999"}):
        _, ledger = asked_of([answer(503, **words)], PAGE)
        assert "503" in ledger.seen.failures[0]


def test_a_lost_answer_is_one_unless_a_process_was_ended_meanwhile() -> None:
    [reply], ledger = asked_of([b"HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\nabc", b""], PAGE)
    assert reply is None and "lost" in ledger.seen.failures[0]
    ended = Ledger(ended=[float("inf")])
    [reply], ledger = asked_of([b"", answer(200)], PAGE, ledger=ended)
    assert reply is not None and ledger.cut_off == 1 and ledger.seen.failures == []


def test_an_answer_that_comes_too_late_is_not_taken_for_the_next_one(monkeypatch) -> None:
    monkeypatch.setattr("tests.load.asker.PATIENCE", 0.3)
    late = b"HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\nabc"
    found, ledger = asked_of([late, answer(200, "next")], PAGE, Asked("/b"))
    assert found[0] is None and found[1] is not None and found[1].body == b"next"
    assert len(ledger.seen.failures) == 1


def test_wrong_numbers_are_noticed() -> None:
    given = np.random.default_rng(0).normal(size=(2, 3, 2, 2)).astype(np.float32)
    tensor = {"shape": [2, 3, 2, 2], "dtype": "float32", "data": ""}
    wide = given.astype(float)
    exact = (wide - wide.mean((2, 3), keepdims=True)) / np.sqrt(wide.var((2, 3), keepdims=True) + 1e-5)
    for output, good in ((exact, True), (exact * 1.001, False)):
        tensor["data"] = base64.b64encode(output.astype(np.float32).tobytes()).decode()
        assert right(json.dumps({"output": tensor}), given, (2, 3)) is good


def test_an_accident_with_another_answer_is_noticed(address, monkeypatch) -> None:
    place, chance = place_of(address), random.Random(0)
    monkeypatch.setattr(
        accidents, "REFUSED", {"a page": (b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404)}
    )
    with pytest.raises(Wrong, match="404 was expected"):
        asyncio.run(sends_what_is_wrong(place, chance))
    monkeypatch.setattr(accidents, "REFUSED", {"none": REFUSED["an address that is none"]})
    asyncio.run(sends_what_is_wrong(place, chance))

    async def too_early() -> None:
        async with Raw(place) as line:
            await line.get("/nowhere")
            await line.told(404, 5.0, least=5.0)

    with pytest.raises(Wrong, match="already"):
        asyncio.run(too_early())

    found = Soak(place, os.getpid(), FAST)

    async def wrong(*_: object) -> None:
        raise Wrong("so")

    asyncio.run(found.happen(wrong, chance))
    found.ledger.ended.append(float("inf"))
    asyncio.run(found.happen(wrong, chance))
    assert found.breaches == ["wrong: Wrong so"] and found.ledger.cut_off == 1


def test_a_burst_that_nobody_notices_is_one(address) -> None:
    """The server of the tests has a queue that is longer than a burst."""
    found = Soak(place_of(address), os.getpid(), Plan(minutes=1.0 / 60, bursts=0.2))
    asyncio.run(found.bursts())
    assert found.accidents["burst"] >= 1 and BURST > 2 * 18
    assert set(found.breaches) == {"bursts beyond the queue, and nobody was ever told to come back"}


def samples(memory: float, files: float = 0, threads: float = 0) -> list[Sample]:
    """Half an hour of two processes, with so much more of each at the end than in the beginning."""
    found = []
    for seconds in range(0, 1800, 2):
        part = seconds / 1800
        one = Held(int(100e6 + part * memory), int(20 + part * files), int(8 + part * threads))
        found.append(Sample(float(seconds), {1: Held(80_000_000, 5, 1), 2: one, 3 + seconds // 600: one}))
    return found


def test_growth_is_noticed_and_only_growth() -> None:
    early, late = windows(samples(0))
    assert (early[0].seconds, late[0].seconds, late[-1].seconds) == pytest.approx((300, 1500, 1798), abs=2)
    for grown, names in (
        (samples(0), []),
        (samples(4e6), []),
        (samples(24e6), ["MB of all processes"]),
        (samples(60e6), ["MB of all processes", "MB of the one never killed"]),
        (samples(0, files=60), ["open files of all", "open files of the one never killed"]),
        (samples(0, threads=9), ["threads of all"]),
    ):
        assert [each.name for each in bounds(2) if not growth(each, grown)[2]] == names
    assert growth(Bound("x", lambda each: each.seconds, 0.0, 1e9), samples(0))[2]
    assert len(by_minute(samples(0))) == 30


def test_a_soak_that_grew_says_so() -> None:
    found = Soak(Place("", 0), 0, Plan(), samples=samples(60e6), eldest=2)
    wrong = [words for words, within in found.growths() if not within]
    assert len(wrong) == 2 and "MB of all processes: 30" in wrong[0]
    assert "2 breaches:" in told(found, wrong)


@pytest.mark.parametrize(
    "line",
    [
        "Traceback (most recent call last):",
        '{"request":"a","fault":"frames"}',
        '{"request":"a","status":500}',
        '{"level":"error","message":"Exception in ASGI application"}',
        "A process ended by itself (status 9); another one takes its place.",
    ],
)
def test_what_a_log_must_not_hold_is_noticed(line) -> None:
    usual = [
        "Normaxis is at http://x",
        '{"request":"a","status":503}',
        '{"level":"warning","message":"' + served.SAID[0] + '"}',
    ]
    assert logged(usual, 0) == []
    assert len(logged([*usual, line], 0)) == 1
    assert len(logged(usual, 1)) == 1


def test_what_is_left_when_all_have_gone_is_noticed_and_a_server_that_does_not_stop(tmp_path, monkeypatch) -> None:
    async def held_back(place: Place, process: int) -> list[str]:
        await until(lambda: len(watched.children(process)) == 2, 6)
        await asyncio.sleep(2)
        found = Soak(place, process, FAST)
        before = watched.look(process, found.began)
        held = []
        for _ in range(20):  # one after the other, so that those whom a busy process leaves come to the other one
            held.append(socket.create_connection(place))
            held[-1].sendall(f"GET {accidents.RUN}2 HTTP/1.1\r\nHost: {place.host}\r\n\r\n".encode())
            await asyncio.sleep(0.1)
        await found.rest(before)
        for each in held:
            each.close()
        return found.breaches

    with server(tmp_path) as (place, process, _):
        for each in (served, soak):
            monkeypatch.setattr(each, "SOON", 0.5)
        wrong = "; ".join(asyncio.run(held_back(place, process.pid)))
        for words in ("files when all have gone", "not in_flight 1", "no place for a training"):
            assert words in wrong
        stuck = watched.children(process.pid)[0]
        os.kill(stuck, signal.SIGSTOP)
        try:
            told_so = asyncio.run(stopped(place, process))
        finally:
            os.kill(stuck, signal.SIGCONT)
        assert "not stopped within 0.5 s" in told_so and f"the process {stuck} is still there" in told_so


def test_a_killed_process_that_nobody_replaces_is_noticed(monkeypatch) -> None:
    monkeypatch.setattr(soak, "SOON", 0.3)
    found = Soak(Place("", 0), os.getpid(), Plan(minutes=0.7 / 60, kills=0.1))
    with subprocess.Popen(["sleep", "60"]) as child:
        asyncio.run(found.kills())
        assert child.wait() == -signal.SIGKILL
    assert "a process that was killed is not replaced" in found.breaches
    assert len(found.ledger.ended) == found.accidents["process killed"] >= 1
