"""Whole addresses: what stands before the path of a link that is to be used elsewhere."""

from fastapi import Request


def base_of(request: Request) -> str:
    """Scheme and host of the public address, without a slash at the end.

    The setting decides where there is one: behind a proxy the request does not know what the reader's browser sees.
    """
    public: str = request.app.state.settings.public_url
    return public or str(request.base_url).rstrip("/")
