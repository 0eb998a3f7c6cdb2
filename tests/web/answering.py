"""Answers around an application that does nothing but count."""

import asyncio
from collections.abc import Callable

from starlette.types import Receive, Scope, Send

from app.web.answers import Answers
from app.web.store import Store
from tests.web.asgi import Got, Reader


class Made:
    """An application that counts what it is asked for; each answer waits for `go`."""

    def __init__(self, status: int = 200, headers: tuple[tuple[bytes, bytes], ...] = (), size: int = 2000) -> None:
        self.scopes: list[Scope] = []
        self.cancelled = 0
        self.go = asyncio.Event()
        self.go.set()
        self.status, self.headers, self.size = status, headers, size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        headers = [(b"content-type", b"text/plain"), *self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"a" * self.size})


def answers(made: Made, version: str = "1", bound: int = 10**6) -> Answers:
    return Answers(made, version, Store(bound))


def running(test: Callable[[], object]) -> None:
    asyncio.run(test())  # type: ignore[arg-type]


async def ask(app: Answers, target: str = "/x?a=1", **headers: str) -> Got:
    return await Reader(target, headers={name.replace("_", "-"): value for name, value in headers.items()}).of(app)
