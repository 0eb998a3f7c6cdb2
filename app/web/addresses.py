"""Whole addresses: what stands before the path of a link, or of a QR code, that is to be used elsewhere."""

import re
from urllib.parse import urlsplit

from fastapi import Request

HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
LOOPBACK = re.compile(r"localhost|0\.0\.0\.0|127\.[0-9.]+|::1")


def base_of(request: Request) -> str:
    """Scheme and host of the public address, without a slash at the end.

    The setting decides where there is one: behind a proxy the request does not know what the reader's browser sees.
    Else the request does; where its Host header is none, the address the server listens on.
    """
    public: str = request.app.state.settings.public_url
    if public:
        return public
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
