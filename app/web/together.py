"""Headers and body of an answer leave as one piece: one call of the system, and one packet where they are short."""

import asyncio
from typing import Any

LARGE = 64 * 1024
"""Bytes that are not worth copying to be sent together with others."""


class Together:
    """A transport that sends what is written in one turn of the loop at once; in all else the one it stands before."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if len(data) > LARGE:
            self._send()
            self._transport.write(data)
        elif data:
            if not self._parts:
                self._loop.call_soon(self._send)
            self._parts.append(data)

    def close(self) -> None:
        self._send()
        self._transport.close()

    def abort(self) -> None:
        self._parts.clear()
        self._transport.abort()

    def _send(self) -> None:
        parts, self._parts = self._parts, []
        if parts and not self._transport.is_closing():
            self._transport.write(b"".join(parts))
