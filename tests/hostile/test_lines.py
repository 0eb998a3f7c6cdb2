"""Requests as bytes on a line: what is no request, what two readers could read differently, what asks for elsewhere.

Slow and stalled ones, heads that are too long, chunks that are none: tests/web/test_deadlines.py.
"""

import json

import pytest

from tests.web.test_deadlines import Line, place

__all__ = ["place"]

POST = b"POST /api/v1/normalize HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
GET = b"GET /livez HTTP/1.1\r\nHost: x\r\n"
SECOND = b"GET /api/v1/views HTTP/1.1\r\nHost: x\r\n\r\n"
REFUSED = {
    "length and chunks": (POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SECOND, 400),
    "chunks and length": (POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + SECOND, 400),
    "two codings": (POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 400),
    "another coding": (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
    "a length with a sign": (POST + b"Content-Length: +5\r\n\r\nhello", 400),
    "lengths that differ": (POST + b"Content-Length: 5, 6\r\n\r\nhello", 400),
    "a chunk below zero": (POST + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n", 400),
    "a chunk without end": (POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 21 + b"\r\nhello\r\n", 400),
    "a blank before the colon": (GET + b"X-A : b\r\n\r\n", 400),
    "two hosts": (GET + b"Host: y\r\n\r\n", 400),
    "letters beyond ASCII": ("GET /?seed=١ HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 400),
    "a bare carriage return": (GET + b"X-A: b\rX-B: c\r\n\r\n", 400),
    "HTTP/0.9": (b"GET /\r\n\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "HTTP/3": (b"GET /livez HTTP/3.0\r\nHost: x\r\n\r\n", 505),
}
ANSWERED = {
    # RFC 9112, 5.2: the lines may be read as one.
    "a folded line": (GET + b"X-A: b\r\n c\r\n", 200),
    "another protocol": (GET + b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n", 200),
    "TRACE": (b"TRACE / HTTP/1.1\r\nHost: x\r\n", 405),
    "CONNECT": (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n", 404),
    "a whole address": (b"GET http://evil.example/axes/ HTTP/1.1\r\nHost: x\r\n", 404),
    "no address": (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n", 404),
    "an end of line in an address": (b"GET /?seed=1%0d%0aX-Evil:%201 HTTP/1.1\r\nHost: x\r\n", 422),
    "a host with markup": (b'GET /axes/ HTTP/1.1\r\nAccept: text/html\r\nHost: evil"><script>\r\n', 404),
}


@pytest.mark.parametrize(("sent", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_what_can_be_read_in_two_ways_is_refused_and_nothing_after_it_is_read(place, sent, status, capfd) -> None:
    line = Line(place)
    line.socket.sendall(sent)
    line.refused(status)
    assert "fault" not in "".join(capfd.readouterr())


def test_only_the_first_is_answered(place) -> None:
    line = Line(place)
    line.socket.sendall(REFUSED["length and chunks"][0])
    got, _ = line.end()
    assert got.count(b"HTTP/1.1 ") == 1 and json.loads(got.partition(b"\r\n\r\n")[2])["status"] == 400


@pytest.mark.parametrize(("sent", "status"), ANSWERED.values(), ids=ANSWERED.keys())
def test_what_is_odd_is_answered_and_leads_nowhere(place, sent, status) -> None:
    line = Line(place)
    line.socket.sendall(sent + b"Connection: close\r\n\r\n")
    got, _ = line.end()
    head, _, body = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), head
    assert b"evil" not in head.lower() and b"<script>" not in body and b"\r\nlocation:" not in head.lower()


def test_a_body_far_too_large_is_refused_before_it_is_asked_for(place) -> None:
    line = Line(place)
    line.socket.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 999999999999\r\n\r\n")
    assert line.end()[0].startswith(b"HTTP/1.1 413 ")
