"""The address under which a reader reaches this site, as absolute links and QR codes need it."""

import re
from urllib.parse import urlsplit

from fastapi import Request

HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
LOOPBACK = re.compile(r"localhost|0\.0\.0\.0|127\.[0-9.]+|::1")


def base_of(request: Request) -> str:
    """Scheme and host, without a slash at the end: those of the request.

    Where its Host header is none, the address the server listens on.
    """
    if HOST.fullmatch(request.headers.get("host", "")):
        return f"{request.url.scheme}://{request.headers['host']}"
    host, port = request.scope.get("server") or ("localhost", None)
    return f"{request.scope['scheme']}://{host}" + (f":{port}" if port else "")


def host_of(request: Request) -> str:
    """The host of that address, with its port."""
    return urlsplit(base_of(request)).netloc


def only_here(base: str) -> bool:
    """Whether an address leads to whichever machine it is opened on, so that a phone finds nothing there."""
    return bool(LOOPBACK.fullmatch(urlsplit(base).hostname or ""))
