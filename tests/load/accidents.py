"""ACCIDENTS: readers who go away, who are slow, who send what is wrong or too much, and what each is told."""

import asyncio
import json
import random
import re
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

from app.web.deadlines import HEAD_SECONDS, LOOK_SECONDS, MOST_HEAD

SLACK = 8.0
"""A busy machine may be late by so much."""
PATIENCE = 120.0
"""Seconds in which there has to be an answer to what is refused only when it is its turn, behind a burst."""
MOST_BODY = 2**20
"""Bytes of a body that the server of a soak takes."""
HEAVY = "/api/v1/compare?shape=16,32,48,48&source=gaussian&methods=batch,layer,instance&seed="
LARGE = "/export/tensor.npz?shape=16,64,48,48&source=gaussian&seed="
"""Some megabytes, more than a connection holds by itself."""
RUN = "/lessons/learning-rates/run?seed="


class Place(NamedTuple):
    host: str
    port: int


class Wrong(AssertionError):
    """An accident that was not answered as it has to be."""


Accident = Callable[[Place, random.Random], Awaitable[None]]


class Raw:
    """A connection by hand. `room` is how much of an answer the system takes before anybody reads."""

    def __init__(self, place: Place, room: int = 0) -> None:
        self.place, self.room = place, room
        self.loop = asyncio.get_running_loop()

    async def __aenter__(self) -> "Raw":
        self.socket = socket.socket()
        self.socket.setblocking(False)
        if self.room:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.room)
        self.began = monotonic()
        await self.loop.sock_connect(self.socket, self.place)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.socket.close()

    async def send(self, data: bytes | str) -> None:
        await self.loop.sock_sendall(self.socket, data.encode() if isinstance(data, str) else data)

    async def get(self, path: str) -> None:
        await self.send(f"GET {path} HTTP/1.1\r\nHost: {self.place.host}\r\nConnection: close\r\n\r\n")

    async def some(self, most: int = 65536) -> bytes:
        return await self.loop.sock_recv(self.socket, most)

    async def end(self, within: float) -> tuple[bytes, float]:
        """All that comes until the other side closes the connection, and when it did."""
        got = bytearray()
        with suppress(ConnectionResetError, BrokenPipeError):
            async with asyncio.timeout(within):
                while more := await self.some():
                    got += more
        return bytes(got), monotonic() - self.began

    def hang_up(self) -> None:
        """Ends the connection as a reader's machine does that is switched off."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    async def told(self, status: int, within: float, least: float = 0.0) -> None:
        """The refusal of a status in words, and the end of the connection, neither too late nor too early.

        Where everything is full, that comes first.
        """
        got, seconds = await self.end(within)
        head, _, body = got.partition(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 503 ") and least == 0 and b"\r\nretry-after: " in head.lower():
            return
        if not head.startswith(b"HTTP/1.1 %d " % status):
            raise Wrong(f"{got[:100]!r} after {seconds:.1f} s where {status} was expected")
        if b"application/problem+json" not in head or not json.loads(body)["detail"]:
            raise Wrong(f"{status} without words: {got[:100]!r}")
        if seconds < least:
            raise Wrong(f"{status} after {seconds:.1f} s already")


async def leaves_in_head(place: Place, chance: random.Random) -> None:
    async with Raw(place) as line:
        await line.send("GET /?seed=1 HTTP/1.1\r\nHost: x\r\nAcc"[: chance.randrange(1, 36)])
        await asyncio.sleep(chance.uniform(0, 0.1))
        line.hang_up()


async def leaves_before_answer(place: Place, chance: random.Random) -> None:
    async with Raw(place) as line:
        await line.get(f"{HEAVY}{chance.randrange(10**9)}")
        await asyncio.sleep(chance.uniform(0, 0.1))
        line.hang_up()


async def leaves_in_answer(place: Place, chance: random.Random) -> None:
    async with Raw(place, room=4096) as line:
        await line.get(f"{LARGE}{chance.randrange(3)}")
        with suppress(ConnectionResetError, TimeoutError):
            async with asyncio.timeout(SLACK):
                await line.some(1000)
        line.hang_up()


async def leaves_in_body(place: Place, chance: random.Random) -> None:
    async with Raw(place) as line:
        await line.send(post(f"Content-Length: {MOST_BODY}") + b"[" * chance.randrange(200_000))
        line.hang_up()


async def leaves_a_training(place: Place, chance: random.Random) -> None:
    """A run that is looked at for some lines; or that has to wait, and is told for how long."""
    async with Raw(place) as line:
        await line.get(f"{RUN}{chance.randrange(5)}")
        got = b""
        async with asyncio.timeout(60):
            while got.count(b"\n{") < chance.randrange(1, 6) and (more := await line.some()):
                got += more
        head = got.partition(b"\r\n\r\n")[0]
        line.hang_up()
    if head.startswith(b"HTTP/1.1 503 "):
        if not re.search(rb"(?i)\r\nretry-after: [1-9][0-9]?\r", head + b"\r"):
            raise Wrong(f"503 without a time to come back: {head!r}")
    elif not head.startswith(b"HTTP/1.1 200 "):
        raise Wrong(f"{head[:100]!r} where a training was expected")


async def says_nothing(place: Place, chance: random.Random) -> None:
    async with Raw(place) as line:
        got, seconds = await line.end(HEAD_SECONDS + SLACK)
        if got or seconds < HEAD_SECONDS * 0.9:
            raise Wrong(f"{got[:100]!r} after {seconds:.1f} s where only the end was expected")


async def stops_in_head(place: Place, chance: random.Random) -> None:
    async with Raw(place) as line:
        await line.send("GET /livez HTTP/1.1\r\nHost: x\r\n")
        await line.told(408, HEAD_SECONDS + SLACK, HEAD_SECONDS * 0.9)


async def sends_head_slowly(place: Place, chance: random.Random) -> None:
    async with Raw(place) as line:
        await line.send("GET /livez HTTP/1.1\r\nHost: x\r\nX: ")
        end = asyncio.create_task(line.told(408, HEAD_SECONDS + SLACK, HEAD_SECONDS * 0.9))
        while not end.done():
            with suppress(OSError):
                await line.send("a")
            await asyncio.wait([end], timeout=0.2)
        await end


async def stops_in_body(place: Place, chance: random.Random) -> None:
    async with Raw(place) as line:
        await line.send(post("Content-Length: 100000") + b"[" * chance.randrange(1, 1000))
        await line.told(408, 2 * LOOK_SECONDS + SLACK, LOOK_SECONDS * 0.9)


async def does_not_read(place: Place, chance: random.Random) -> None:
    """A large answer that nobody takes: the connection is ended, and so not all of it can be read afterwards."""
    async with Raw(place, room=4096) as line:
        await line.get(f"{LARGE}{chance.randrange(3)}")
        await asyncio.sleep(2 * LOOK_SECONDS + SLACK)
        got, _ = await line.end(SLACK)
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)\r", got)
        if length and len(got) >= int(length[1]) and not got.startswith(b"HTTP/1.1 503 "):
            raise Wrong(f"all {len(got)} bytes came to somebody who had not read them")


def post(more: str) -> bytes:
    head = "POST /api/v1/normalize HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}{more}\r\n\r\n".encode()


GET = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n"
CHUNK = b"10000\r\n" + b"[" * 0x10000 + b"\r\n"
ONCE = b"Connection: close\r\n\r\n"
REFUSED = {
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "headers too long": (GET + b"X: " + b"a" * MOST_HEAD + b"\r\n\r\n", 431),
    "two lengths": (post("Content-Length: 5\r\nTransfer-Encoding: chunked") + b"0\r\n\r\n", 400),
    "another host": (b"GET / HTTP/1.1\r\nHost: evil.example\r\n" + ONCE, 400),
    "TRACE": (GET.replace(b"GET", b"TRACE") + ONCE, 405),
    "DELETE": (GET.replace(b"GET", b"DELETE") + ONCE, 405),
    "far too large": (post(f"Connection: close\r\nContent-Length: {10**9}"), 413),
    "too large in chunks": (
        post("Connection: close\r\nTransfer-Encoding: chunked") + CHUNK * (MOST_BODY // 0x10000 + 2) + b"0\r\n\r\n",
        413,
    ),
    "an address that is none": (b"GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\n" + ONCE, 404),
    "a query that is none": (b"GET /?seed=x&seed=y&shape=7 HTTP/1.1\r\nHost: 127.0.0.1\r\n" + ONCE, 422),
    "a way out": (b"GET /static/x/../../app/run.py HTTP/1.1\r\nHost: 127.0.0.1\r\n" + ONCE, 404),
    "too many values": (b"GET /?shape=9999,9999,9999,9999 HTTP/1.1\r\nHost: 127.0.0.1\r\n" + ONCE, 422),
    "no JSON": (post("Connection: close\r\nContent-Length: 9") + b'{"tensor"', 400),
    "a tensor that is none": (post("Connection: close\r\nContent-Length: 2") + b"{}", 422),
    "oEmbed of others": (b"GET /oembed?url=http%3A%2F%2Fevil.example HTTP/1.1\r\nHost: 127.0.0.1\r\n" + ONCE, 404),
}


async def sends_what_is_wrong(place: Place, chance: random.Random) -> None:
    name = chance.choice(list(REFUSED))
    sent, status = REFUSED[name]
    async with Raw(place) as line:
        with suppress(ConnectionResetError, BrokenPipeError):
            await line.send(sent)
        try:
            await line.told(status, PATIENCE)
        except (Wrong, TimeoutError) as error:
            raise Wrong(f"{name}: {type(error).__name__} {error}") from error


QUICK: tuple[Accident, ...] = (
    leaves_in_head,
    leaves_before_answer,
    leaves_in_answer,
    leaves_in_body,
    leaves_a_training,
    sends_what_is_wrong,
    sends_what_is_wrong,
    sends_what_is_wrong,
)
SLOW: tuple[Accident, ...] = (says_nothing, stops_in_head, sends_head_slowly, stops_in_body, does_not_read)
SLOWEST = 2 * LOOK_SECONDS + 3 * SLACK
"""Seconds that the slow ones take at most."""
