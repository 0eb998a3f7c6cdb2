"""What every answer carries: the policy that nothing leaves the machine, and HEAD wherever there is GET.

The API is open to pages of other hosts: it reads no cookies and keeps nothing.
"""

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Plotly writes style attributes and an empty style element; the hash is that of the empty string.
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        f"style-src-elem 'self' {EMPTY_STYLE}",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
    ]
)
EVERYONE = "*"
OPEN = ("/api/", "/static/", "/embed/", "/embed-host.js", "/oembed")
"""What pages of other hosts may read. A frame without an origin of its own reads even its own host so."""
HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "content-type",
    "Access-Control-Max-Age": "86400",
}
"""The answer to a browser that asks for a page of another host what it may send."""
STAY = (b"strict-transport-security", b"max-age=31536000")
"""A browser that came over HTTPS comes over HTTPS for a year. Only where somebody in front speaks HTTPS."""
NOT_KEPT = (b"cache-control", b"no-store")
"""Of what does not say how long it may be kept: refusals, redirections, answers to what was posted."""


class CommonHeaders:
    """ASGI middleware: adds the headers above, answers HEAD as GET without the body, and OPTIONS of the API."""

    def __init__(self, app: ASGIApp, tls: bool = False, embed_ancestors: str = EVERYONE) -> None:
        self.app = app
        self._common = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
        self._common += [NOT_KEPT, *([STAY] if tls else [])]
        # The policy's own star lets no page in that has no host: one opened from a disk, one inside a sandbox.
        everyone = embed_ancestors == EVERYONE
        framed = POLICY if everyone else f"{POLICY}; frame-ancestors {embed_ancestors}"
        self._framed = [(b"content-security-policy", framed.encode()), *self._common[1:]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = self._completed(scope["path"], message["headers"])
                message = {**message, "headers": headers}
            elif head:
                message = {**message, "body": b""}
            await send(message)

        if scope["method"] == "OPTIONS" and scope["path"].startswith("/api/"):
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, send_on)
            return
        await self.app({**scope, "method": "GET"} if head else scope, receive, send_on)

    def _completed(self, path: str, given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The headers of an answer and those above that it does not have."""
        common = self._framed if path.startswith("/embed/") else self._common
        headers = list(given)
        present = {name for name, _ in headers}
        headers += [each for each in common if each[0] not in present]
        if b"vary" in present:
            MutableHeaders(raw=headers).add_vary_header("Accept-Encoding")
        else:
            headers.append((b"vary", b"Accept-Encoding"))
        if path.startswith(OPEN):
            changed = MutableHeaders(raw=headers)
            changed["Access-Control-Allow-Origin"] = "*"
            changed["Cross-Origin-Resource-Policy"] = "cross-origin"
        return headers
