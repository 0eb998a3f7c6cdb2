"""Slow and stalled readers, by raw sockets: each is told or left in time, and nobody else notices."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection

import pytest
import uvicorn

from app.__main__ import listen
from app.web import deadlines
from app.web.app import create_app
from app.web.deadlines import MOST_HEAD, PatientProtocol
from app.web.settings import Settings

HEAD, LOOK = 0.4, 0.5
SLACK = 2.0
"""A busy machine may be late by so much."""
GET = b"GET /livez HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /api/v1/normalize HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[str, int]]:
    """A server with short deadlines, in a thread of this process."""
    with pytest.MonkeyPatch.context() as patch, listen("127.0.0.1", 0) as listening:
        patch.setattr(deadlines, "HEAD_SECONDS", HEAD)
        patch.setattr(deadlines, "LOOK_SECONDS", LOOK)
        config = uvicorn.Config(
            create_app(Settings(log=False)),
            http=PatientProtocol,
            h11_max_incomplete_event_size=MOST_HEAD,
            ws="none",
            log_config=None,
            log_level="critical",
            timeout_keep_alive=30,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: server.run(sockets=[listening]))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()
        server.should_exit = True
        thread.join(20)


class Line:
    """A connection, and what came over it until the other side closed it."""

    def __init__(self, place: tuple[str, int]) -> None:
        self.socket = socket.create_connection(place, timeout=20)
        self.began = time.monotonic()

    def end(self) -> tuple[bytes, float]:
        got = bytearray()
        try:
            while more := self.socket.recv(65536):
                got += more
        except ConnectionResetError:
            pass
        self.socket.close()
        return bytes(got), time.monotonic() - self.began

    def refused(self, status: int) -> float:
        got, seconds = self.end()
        head, _, body = got.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 %d " % status), got
        assert b"connection: close" in head.lower() and b"application/problem+json" in head
        told = json.loads(body)
        assert told["status"] == status and "; try " in told["detail"]
        return seconds

    def trickle(self, data: bytes, pause: float) -> None:
        """A letter at a time, until the other side has had enough."""
        for letter in data:
            try:
                self.socket.sendall(bytes([letter]))
            except OSError:
                return
            time.sleep(pause)


def test_a_connection_over_which_nothing_is_said_is_closed(place) -> None:
    got, seconds = Line(place).end()
    assert got == b"" and HEAD * 0.9 < seconds < HEAD + SLACK


def test_headers_that_stop_or_come_a_letter_at_a_time_are_not_waited_for(place) -> None:
    stalled = Line(place)
    stalled.socket.sendall(GET)
    assert HEAD * 0.9 < stalled.refused(408) < HEAD + SLACK
    slow = Line(place)
    threading.Thread(target=slow.trickle, args=(GET + b"X: " + b"a" * 200, 0.02), daemon=True).start()
    assert slow.refused(408) < HEAD + SLACK


def test_the_second_request_of_a_connection_has_the_same_deadline(place) -> None:
    line = Line(place)
    line.socket.sendall(GET + b"\r\n")
    got = b""
    while not got.endswith(b"ok\n"):
        got += line.socket.recv(65536)
    time.sleep(2 * HEAD)  # a reader may rest between two requests
    line.began = time.monotonic()
    line.socket.sendall(GET)
    assert HEAD * 0.9 < line.refused(408) < HEAD + SLACK


def test_a_body_that_stops_or_trickles_is_not_waited_for(place) -> None:
    stalled = Line(place)
    stalled.socket.sendall(POST + b"[" * 1000)
    assert stalled.refused(408) < 2 * LOOK + SLACK
    slow = Line(place)
    slow.socket.sendall(POST)
    threading.Thread(target=slow.trickle, args=(b"[" * 500, 0.02), daemon=True).start()
    assert slow.refused(408) < 2 * LOOK + SLACK


def test_a_body_that_takes_its_time_is_waited_for(place, monkeypatch) -> None:
    monkeypatch.setattr(deadlines, "BYTES_A_SECOND", 1000)
    line = Line(place)
    line.socket.sendall(POST)
    for _ in range(10):
        line.socket.sendall(b"[" * 10_000)
        time.sleep(LOOK / 4)
    head = line.socket.recv(65536)
    line.socket.close()
    assert head.startswith(b"HTTP/1.1 400") and b"nested too deeply" in head


def test_a_reader_who_does_not_read_is_left(place) -> None:
    line = Line(place)
    line.socket.sendall(b"GET /export/tensor.npz?shape=16,64,64,64&source=constant HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(6 * LOOK)
    got, _ = line.end()
    assert got.startswith(b"HTTP/1.1 200") and len(got) < 16_000_000


def test_a_reader_who_takes_their_time_gets_all(place, monkeypatch) -> None:
    monkeypatch.setattr(deadlines, "BYTES_A_SECOND", 1)
    line = Line(place)
    line.socket.sendall(
        b"GET /export/tensor.npz?shape=8,64,64,64&source=constant HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    got = bytearray()
    while more := line.socket.recv(2**20):
        got += more
        time.sleep(0.05)
    line.socket.close()
    head, _, body = bytes(got).partition(b"\r\n\r\n")
    assert b"content-length: %d\r\n" % len(body) in head + b"\r\n"


@pytest.mark.parametrize("size", [MOST_HEAD, 100_000, 5_000_000])
@pytest.mark.parametrize(("start", "end"), [(GET + b"X: ", b""), (b"GET /?values=", b" HTTP/1.1\r\nHost: x")])
def test_a_head_that_is_too_long_is_refused(place, size: int, start: bytes, end: bytes) -> None:
    line = Line(place)
    with suppress(OSError):  # refused before all of it was sent
        line.socket.sendall(start + b"1" * size + end + b"\r\n\r\n")
    got, seconds = line.end()
    assert got.startswith(b"HTTP/1.1 431 ") or (got == b"" and size > MOST_HEAD)
    assert seconds < SLACK


def test_a_head_of_almost_that_length_is_read(place) -> None:
    line = Line(place)
    line.socket.sendall(GET + b"Connection: close\r\nX: " + b"1" * (MOST_HEAD - 100) + b"\r\n\r\n")
    got, _ = line.end()
    assert got.startswith(b"HTTP/1.1 200 ")


def test_pasted_numbers_at_their_limit_fit_into_an_address(place) -> None:
    connection = HTTPConnection(*place)
    values = "%2C".join(["1"] * 2048)
    connection.request("GET", f"/api/v1/compare?values={values}&methods=layer", headers={"X": "a" * 4000})
    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /a\x00b HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_and_the_line_closed(place, sent: bytes) -> None:
    line = Line(place)
    line.socket.sendall(sent)
    got, seconds = line.end()
    assert seconds < SLACK
    assert got.startswith(b"HTTP/1.1 400 "), got


def test_others_are_answered_meanwhile(place) -> None:
    lines = [Line(place) for _ in range(50)]
    for line in lines:
        line.socket.sendall(b"GET / HT")
    began = time.monotonic()
    connection = HTTPConnection(*place)
    connection.request("GET", "/healthz")
    assert connection.getresponse().read() == b"ok\n"
    assert time.monotonic() - began < 0.2 + SLACK
    connection.close()
    for line in lines:
        line.socket.close()
