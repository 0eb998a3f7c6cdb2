"""HTTP/1.1 with deadlines: those who send too slowly, or do not take what they asked for, hold nothing for long.

The server below waits for ever for a request that comes a letter a second, for a body that stops, and for a reader
that does not read. Each has its deadline here; so have connections over which nothing was ever said.
"""

import asyncio
import json
import socket
import struct
import sys
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.web.together import Together

HEAD_SECONDS = 10.0
"""From the first letter of a request, or from the beginning of the connection, to the end of its headers."""
LOOK_SECONDS = 20.0
"""Between two looks at how far a body has come, or how much of an answer was taken."""
BYTES_A_SECOND = 4096
"""How fast both have to be between two looks; readers far away on a slow line still are."""
MOST_HEAD = 32 * 1024
"""Bytes of a request's first line and headers together. A whole address of pasted numbers has up to 13 kB."""
WORDS = {
    400: "Got a request that is not HTTP/1.1; expected one that is; try a browser, or curl.",
    408: "The rest of the request did not come in time; try again, on a line that is fast enough.",
    505: "Got a request in another version of HTTP; expected HTTP/1.1; try a browser, or curl.",
    431: f"Got more than {MOST_HEAD:,} bytes of address and headers; expected at most so many; try posting the values.",
}
VERSIONS = (b"1.0", b"1.1")


class StrictConnection(h11.Connection):
    """The reader of requests, which takes no other version, and none that says in two ways where its body ends.

    Someone in front may believe the other way, and take what follows for another reader's request (RFC 9112, 6.1).
    """

    def next_event(self) -> Any:
        event = super().next_event()
        if isinstance(event, h11.Request):
            if event.http_version not in VERSIONS:
                raise h11.RemoteProtocolError("another version of HTTP", error_status_hint=505)
            if {b"content-length", b"transfer-encoding"} <= {name for name, _ in event.headers}:
                raise h11.RemoteProtocolError("two lengths of one body", error_status_hint=400)
        return event


class PatientProtocol(H11Protocol):
    """The server's protocol with these deadlines, and its refusals in the form that all others have."""

    _deadline: asyncio.TimerHandle | None = None
    _writing: asyncio.TimerHandle | None = None
    _head = 0
    _received = 0

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conn = StrictConnection(h11.SERVER, self.config.h11_max_incomplete_event_size or MOST_HEAD)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(Together(transport, self.loop))  # type: ignore[arg-type]
        self._until(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._no_deadline()
        self._stop_watching()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Hands the bytes on, those of a head in pieces that are counted: below, only what is incomplete is."""
        at = 0
        while at < len(data) and not self.transport.is_closing():
            of_head = self.conn.their_state is h11.IDLE
            piece = data[at : at + MOST_HEAD - self._head] if of_head else data[at:]
            at += len(piece)
            super().data_received(piece)
            if self.conn.their_state is h11.IDLE:
                self._head += len(piece)
                if self._deadline is None:  # most heads come whole, and need none
                    self._until(HEAD_SECONDS)
                if self._head >= MOST_HEAD:
                    self._refuse(431)
            else:
                self._head = 0
                self._took(len(piece), of_head)

    def _took(self, count: int, first: bool) -> None:
        """Counts what came of a body."""
        if self.conn.their_state is not h11.SEND_BODY:
            self._no_deadline()
            return
        if first:
            self._received = 0
            self._until(LOOK_SECONDS)
        self._received += count

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.conn.their_state is not h11.SEND_BODY:
            self._no_deadline()

    def send_400_response(self, msg: str) -> None:
        """Refuses what is no request; called while the error that says why is being handled."""
        error = sys.exc_info()[1]
        self._refuse(getattr(error, "error_status_hint", 400))

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_watching()

    def _until(self, seconds: float) -> None:
        self._no_deadline()
        self._deadline = self.loop.call_later(seconds, self._late)

    def _no_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _late(self) -> None:
        """What should have come has not: a body that is coming has more time, all others are told and left."""
        self._deadline = None
        if self.transport.is_closing():
            return
        if self.conn.their_state is h11.SEND_BODY and self._received >= LOOK_SECONDS * BYTES_A_SECOND:
            self._received = 0
            self._until(LOOK_SECONDS)
            return
        if self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]:
            self.timeout_keep_alive_handler()  # nobody has said anything
            return
        self._refuse(408)

    def _refuse(self, status: int) -> None:
        """A refusal in words and the end of the connection; only the end where an answer has begun."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.close()
            return
        status = status if status in WORDS else 400
        phrase = HTTPStatus(status).phrase
        told = {"type": "about:blank", "title": phrase, "status": status, "detail": WORDS[status], "errors": []}
        body = json.dumps(told).encode()
        headers = [
            ("content-type", "application/problem+json"),
            ("content-length", str(len(body))),
            ("cache-control", "no-store"),
            ("connection", "close"),
        ]
        events: list[Any] = [
            h11.Response(status_code=status, headers=headers, reason=phrase.encode()),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ]
        for event in events:
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
        if self.cycle is not None and not self.cycle.response_complete:
            # The application may be at work on it already; for it, the reader has gone.
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _watch(self) -> None:
        self._stop_watching()
        left = self.transport.get_write_buffer_size()
        self._writing = self.loop.call_later(LOOK_SECONDS, self._not_read, left)

    def _stop_watching(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None

    def _not_read(self, before: int) -> None:
        """Ends a connection whose reader took too little; looks again later at one that takes its time."""
        self._writing = None
        if before - self.transport.get_write_buffer_size() < LOOK_SECONDS * BYTES_A_SECOND:
            # The system would go on offering what it holds already.
            connection = self.transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
        else:
            self._watch()
