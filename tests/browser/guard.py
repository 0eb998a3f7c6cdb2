"""Watches pages for what nobody looks at: the console, errors of scripts, failed requests, requests that leave."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

INSIDE = ("data", "blob", "about")
"""Schemes of addresses that never leave the page."""

ABORTED = "net::ERR_ABORTED"
"""Not a failure: the page itself left a question for a newer one, or a link led to a download."""


class Guard:
    """Collects what went wrong in the contexts it watches. What a test expects has to happen, and is then forgiven."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.seen: list[str] = []
        self.expected: list[str] = []
        self._watched: list[BrowserContext] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self._note(f"script: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        self._watched.append(context)

    def expect(self, pattern: str) -> None:
        """Something like this is meant to be seen, once or more."""
        self.expected.append(pattern)

    def leave(self) -> None:
        """Hears what the pages still have to say, and listens no more: closing them may break a request off."""
        for context in self._watched:
            for page in context.pages:
                page.evaluate("0")
        self._watched.clear()

    def check(self) -> None:
        """AssertionError for what was seen and not expected, or expected and not seen."""
        surprising = [line for line in self.seen if not any(re.search(each, line) for each in self.expected)]
        assert not surprising, "\n".join(surprising)
        missing = [each for each in self.expected if not any(re.search(each, line) for line in self.seen)]
        assert not missing, f"expected and not seen: {missing}; seen: {self.seen}"

    def _note(self, line: str) -> None:
        if self._watched:
            self.seen.append(line)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._note(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.netloc != self.host and parts.scheme not in INSIDE:
            self._note(f"left for {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != ABORTED:
            self._note(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"{response.status}: {response.url}")
