"""As much of a browser as a server sees: a few connections that stay open, and a cache that knows entity tags."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field

CONNECTIONS = 4
"""A browser opens up to six to one host; four make the same traffic."""
PATIENCE = 30.0
"""Seconds after which an answer that has not come is a failure."""
MOST_TRIES = 4
"""How often static/js/request.js asks before it tells the reader that the server is busy."""
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*['"](\./[^'"]+|\.\./[^'"]+)['"]""")
FILE = re.compile(r'(?:href|src|data-plotly)="(/static/[^"]+)"')


@dataclass
class Reply:
    """An answer: its status, the headers that matter, its bytes as they were sent."""

    status: int
    headers: dict[str, str]
    body: bytes


class HalfAnswer(OSError):
    """An answer that began and did not end: no browser asks again by itself then."""


class Line:
    """One connection, opened when it is needed. One request at a time."""

    def __init__(self, host: str, port: int) -> None:
        self.place = (host, port)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, headers: dict[str, str]) -> Reply:
        """The answer to a GET; see `ask`."""
        return await self.ask("GET", path, headers)

    async def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Reply:
        """The answer; OSError where there is none, or half of one.

        A connection that rested meanwhile and was closed before the first letter of the answer is opened anew, once.
        """
        rested = self._streams is not None
        try:
            return await self._ask(method, path, headers, body)
        except (OSError, asyncio.IncompleteReadError) as error:
            await self.close()
            if isinstance(error, HalfAnswer) or not rested:
                raise OSError(f"no answer to {path}") from error
        try:
            return await self._ask(method, path, headers, body)
        except asyncio.IncompleteReadError as error:
            raise OSError(f"no answer to {path}") from error

    async def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self.place)
        reader, writer = self._streams
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.place[0]}:{self.place[1]}"]
        lines += [f"Content-Length: {len(body)}"] if body else []
        lines += [f"{name}: {value}" for name, value in ({"Accept-Encoding": "gzip, br"} | headers).items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        except asyncio.IncompleteReadError as error:
            if error.partial:
                raise HalfAnswer(path) from error
            raise
        told = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        bare = head[0].split()[1] == "304" or method == "HEAD"
        length = 0 if bare else int(told.get("content-length", -1))
        try:
            got = await (reader.readexactly(length) if length >= 0 else reader.read())
        except (OSError, asyncio.IncompleteReadError) as error:
            raise HalfAnswer(path) from error
        if length < 0 or told.get("connection") == "close":
            await self.close()
        return Reply(int(head[0].split()[1]), told, got)

    async def close(self) -> None:
        streams, self._streams = self._streams, None
        if streams is not None:
            streams[1].close()
            with suppress(OSError):
                await streams[1].wait_closed()


@dataclass
class Seen:
    """What all browsers together went through: seconds by kind of step, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    bytes: int = 0

    def took(self, kind: str, seconds: float) -> None:
        self.seconds.setdefault(kind, []).append(seconds)


class Browser:
    """Opens pages with their files, and asks for further states as the scripts of the page do."""

    def __init__(self, host: str, port: int, seen: Seen) -> None:
        self.seen = seen
        self._lines: asyncio.Queue[Line] = asyncio.Queue()
        for _ in range(CONNECTIONS):
            self._lines.put_nowait(Line(host, port))
        self._tags: dict[str, str] = {}

    async def ask(self, path: str, html: bool = True) -> bytes:
        """An answer that helps: asked for again where the server says so. What does not come is a failure."""
        line = await self._lines.get()
        headers = {"Accept": "text/html" if html else "*/*"}
        if path in self._tags:
            headers["If-None-Match"] = self._tags[path]
        try:
            for tries in range(1, MOST_TRIES + 1):
                async with asyncio.timeout(PATIENCE):
                    reply = await line.get(path, headers)
                self.seen.statuses[reply.status] = self.seen.statuses.get(reply.status, 0) + 1
                self.seen.bytes += len(reply.body)
                if reply.status == 503 and tries < MOST_TRIES:
                    await asyncio.sleep(float(reply.headers.get("retry-after", "1")))
                    continue
                if reply.status not in (200, 304):
                    self.seen.failures.append(f"{reply.status} {path}")
                elif html and "etag" in reply.headers:
                    self._tags[path] = reply.headers["etag"]
                return reply.body
        except (OSError, TimeoutError) as error:
            self.seen.failures.append(f"{type(error).__name__} {path}")
            await line.close()
        finally:
            self._lines.put_nowait(line)
        return b""

    async def open(self, path: str, files: list[str]) -> None:
        """A page and all that it loads."""
        await self.ask(path)
        await asyncio.gather(*(self.ask(file, html=False) for file in files))

    async def close(self) -> None:
        while not self._lines.empty():
            await self._lines.get_nowait().close()
