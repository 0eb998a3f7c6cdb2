"""Names this server answers to, where it was told some: whoever asks for another one is refused."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.errors import listed, shown
from app.web.problem_answers import answer
from app.web.problems import Problem

PROBES = ("/livez", "/healthz", "/readyz")
"""Asked for by number rather than by name, from within."""


class Hosts:
    """ASGI middleware: 400 for a Host header that is none of the names; all are taken where there are no names."""

    def __init__(self, app: ASGIApp, known: tuple[str, ...]) -> None:
        self.app = app
        self.known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.known or scope["path"] in PROBES:
            await self.app(scope, receive, send)
            return
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
        if self.takes(host):
            await self.app(scope, receive, send)
            return
        words = f"Got the host {shown(host)}; expected {listed(list(self.known))}; try that name in the address."
        await answer(Request(scope), Problem(400, words))(scope, receive, send)

    def takes(self, host: str) -> bool:
        """Whether a Host header, with or without a port, is one of the names, or below one that begins with a dot."""
        name, mark, port = host.lower().rpartition(":")
        if not mark or not (port.isascii() and port.isdigit()):
            name = host.lower()
        return any(name == known or (known.startswith(".") and name.endswith(known)) for known in self.known)
