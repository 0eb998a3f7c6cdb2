"""Content codings: which ones a client takes, and answers compressed for those that take gzip."""

import gzip
import re

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

SMALLEST = 1024
LARGE = 128 * 1024
"""Bytes from which on compressing is left to a thread, as it takes more than a millisecond."""
TEXT = (b"text/", b"application/json", b"application/problem+json", b"image/svg+xml")
LINE_BY_LINE = re.compile(r"/lessons/[^/]+/run", re.DOTALL)
"""Addresses whose answers leave as they are: lines that must not wait for each other."""
LEVEL = 4
"""A page takes 0.8 ms at this level and 1.2 ms at the usual 6, which would make it 5 % smaller."""


def accepted(header: str) -> set[str]:
    """The content codings that an Accept-Encoding header takes (RFC 9110, 12.5.3): those whose weight is above 0."""
    return {coding for coding, weight in map(_weighed, header.lower().split(",")) if weight > 0}


def _weighed(item: str) -> tuple[str, float]:
    """A coding and its weight, as in "gzip;q=0.5"; a weight that is no number refuses the coding."""
    coding, _, weight = (part.strip() for part in item.partition(";"))
    try:
        return coding, float(weight.removeprefix("q=")) if weight else 1.0
    except ValueError:
        return coding, 0.0


def worth_it(content_type: bytes, size: int) -> bool:
    """Whether an answer is text, and long enough to become shorter."""
    return size >= SMALLEST and content_type.startswith(TEXT)


async def compressed(body: bytes) -> bytes:
    """The body in gzip: the same bytes whenever it is made."""
    if len(body) < LARGE:
        return gzip.compress(body, LEVEL, mtime=0)
    return await to_thread.run_sync(lambda: gzip.compress(body, LEVEL, mtime=0))


async def plain(body: bytes) -> bytes:
    """The body of one in gzip."""
    return gzip.decompress(body) if len(body) < LARGE else await to_thread.run_sync(gzip.decompress, body)


class Compression:
    """ASGI middleware: gzip for what is not kept: answers to what was posted, and what is another one each time.

    The framework's middleware looks for the word gzip in the header and would compress for "gzip;q=0" too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.plain = app
        self.gzip = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        compress = scope["type"] == "http" and not LINE_BY_LINE.fullmatch(scope["path"])
        if compress and "gzip" in accepted(Headers(scope=scope).get("accept-encoding", "")):
            await self.gzip(scope, receive, send)
        else:
            await self.plain(scope, receive, send)
