"""One line of JSON for each request, without anything about the reader: no address, no query, no browser's name."""

import logging
import re
import sys
from datetime import UTC, datetime
from secrets import token_hex
from time import perf_counter
from typing import Any, TextIO

from pydantic_core import to_json
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.limits import at_end
from app.web.metrics import Metrics

REQUEST_ID = re.compile(rb"[A-Za-z0-9-]{8,64}")
HEADER = b"x-request-id"
LEFT = 499
"""The status in log and metrics, as others have it, of those who went away before there was an answer."""


class Log:
    """Lines of JSON on a stream; on None only faults are written, to where errors go."""

    def __init__(self, stream: TextIO | None) -> None:
        self.stream = stream

    def request(self, **told: Any) -> None:
        """A request that was answered."""
        if self.stream is not None:
            self._write(self.stream, told)

    def fault(self, request: str, frames: str) -> None:
        """Something nobody expected, in the answer to a request."""
        self._write(self.stream or sys.stderr, {"request": request, "fault": frames})

    def message(self, level: str, words: str) -> None:
        """Something the server has to say that belongs to no request."""
        self._write(self.stream or sys.stderr, {"level": level, "message": words})

    def _write(self, stream: TextIO, told: dict[str, Any]) -> None:
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        stream.write(to_json({"time": time} | told).decode() + "\n")
        stream.flush()


class OfServer(logging.Handler):
    """Hands what the server below says to the log. Its traces of exceptions are left out: Faults has told of them."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        self._log.message(record.levelname.lower(), record.getMessage().strip())


class Observed:
    """ASGI middleware: gives each request an id, which the answer carries, counts it and writes its line."""

    def __init__(self, app: ASGIApp, log: Log, metrics: Metrics) -> None:
        self.app = app
        self.log = log
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == HEADER), b"")
        ident = given if REQUEST_ID.fullmatch(given) else token_hex(8).encode()
        notes = scope.setdefault("state", {})
        notes["request"] = ident.decode()
        status, size, start = LEFT, 0, perf_counter()

        async def send_on(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], (HEADER, ident)]}
            else:
                size += len(message.get("body", b""))
            await send(message)

        self.metrics.in_flight += 1
        try:
            await self.app(scope, receive, send_on)
        finally:
            for undo in at_end(scope):
                undo()
            seconds = perf_counter() - start
            route = notes.get("route", "(none)")
            self.metrics.in_flight -= 1
            self.metrics.add(route, status, seconds)
            self.log.request(
                request=notes["request"],
                method=scope["method"],
                route=route,
                status=status,
                milliseconds=round(seconds * 1e3, 2),
                bytes=size,
            )
