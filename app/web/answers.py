"""Answers are functions of the address: each is made once, kept as the bytes that are sent, and named by an entity tag.

Every GET goes through here, pages, API and files alike; no route knows of it. Of a request only the scheme, the host,
the path and the query reach the route, and whether a person or a program asks, so that an answer cannot depend on
anything else. Who asks for the same while it is being made waits for that one; who goes away is not waited for, and
when all have gone, making it ends: its place in the queue is free at once, its slot when the step under way has ended.

An answer of 200 is kept, within a bound in bytes, unless it says `Cache-Control: no-store`. Refusals never are.
"""

import asyncio
import re
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.compression import LINE_BY_LINE, Compression, accepted, compressed, plain, worth_it
from app.web.conditional import ANY, coded, named
from app.web.pairs import MOST_PAIRS
from app.web.store import Store

ALONE = re.compile(rf"/static/.*|/(?:livez|healthz|readyz|metrics)|{LINE_BY_LINE.pattern}", re.DOTALL)
"""Addresses whose answers are ready as they are, or another one each time, or come line by line."""
LASTING = b"public, max-age=3600, stale-while-revalidate=86400"
"""Data and files: for an hour a cache in front need not ask, for a day it may answer first and ask afterwards."""
FRESH = b"no-cache"
"""Pages may be kept too, but are asked for each time, which costs a 304: they name files of this very version."""
Headers = list[tuple[bytes, bytes]]


class Question(NamedTuple):
    """All that an answer of 200 depends on, besides the code. Keys of the query stand in the order of the alphabet."""

    scheme: str
    host: bytes
    path: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    """An answer as it is sent: the headers of the whole and, where `body` is kept in gzip, those of the compressed."""

    status: int
    headers: Headers
    zipped: Headers | None
    body: bytes
    tag: bytes
    kept: bool
    route: str


class Flight:
    """An answer that is being made, and how many wait for it."""

    def __init__(self, task: asyncio.Task[Answer]) -> None:
        self.task = task
        self.waiting = 0


class Answers:
    """ASGI middleware: see above. `version` stands for the code and the settings that answers are made with."""

    def __init__(self, app: ASGIApp, version: str, store: Store[Question, Answer]) -> None:
        self.app = app
        self.alone = Compression(app)
        self.version = version
        self.store = store
        self._flights: dict[tuple[Question, bool], Flight] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        question = question_of(scope)
        if question is None:
            await self.alone(scope, receive, send)
            noted(scope)["route"] = route_of(scope)
            return
        asked = dict(scope["headers"])
        known = asked.get(b"if-none-match", b"")
        answer = self.store.get(question)
        tag = answer.tag if answer else self.tag(question)
        if known and (same := named(known, tag)):
            # Only an answer of 200 is given a tag, and never another one this tag: there is nothing to compute.
            await self._unchanged(scope, send, same, answer)
            return
        answer = answer or await self._made(question, scope, receive)
        if answer is None:
            return
        noted(scope)["route"] = answer.route
        zipped = answer.zipped is not None and "gzip" in accepted(asked.get(b"accept-encoding", b"").decode("latin-1"))
        if answer.kept and known.strip() == ANY:
            await self._unchanged(scope, send, coded(tag) if zipped else tag, answer)
            return
        body = answer.body if zipped or answer.zipped is None else await plain(answer.body)
        headers = answer.zipped if zipped else answer.headers
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def tag(self, question: Question) -> bytes:
        """The strong entity tag of the answer to a question, without a coding; another one for any other answer."""
        return b'"%s"' % sha256(f"{self.version}{tuple(question)!r}".encode()).hexdigest()[:32].encode()

    async def _unchanged(self, scope: Scope, send: Send, tag: bytes, answer: Answer | None) -> None:
        """304: what the reader has is what there is. `answer` where it is at hand, for what it says of its lifetime."""
        self.store.counts.unchanged += 1
        noted(scope)["route"] = answer.route if answer else "(kept by the reader)"
        policy = dict(answer.headers)[b"cache-control"] if answer else lifetime(scope["path"])
        headers = [(b"etag", tag), (b"cache-control", policy)]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _made(self, question: Question, scope: Scope, receive: Receive) -> Answer | None:
        """The answer, made now or by whoever asked first; None where the reader has gone."""
        person = b"text/html" in dict(scope["headers"]).get(b"accept", b"")
        key = (question, person)
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = Flight(asyncio.create_task(self._make(question, scope, person)))
            flight.task.add_done_callback(lambda _: self._land(key, flight))
        else:
            self.store.counts.joined += 1
        flight.waiting += 1
        left = asyncio.create_task(gone(receive))
        try:
            await asyncio.wait((flight.task, left), return_when=asyncio.FIRST_COMPLETED)
            return flight.task.result() if flight.task.done() else None
        finally:
            left.cancel()
            flight.waiting -= 1
            if flight.waiting == 0 and not flight.task.done():
                self._land(key, flight)  # who asks from now on starts anew
                flight.task.cancel()

    def _land(self, key: tuple[Question, bool], flight: Flight) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    async def _make(self, question: Question, scope: Scope, person: bool) -> Answer:
        accept = b"text/html" if person else b"*/*"
        headers = [(b"host", question.host), (b"accept", accept)]
        inside: Scope = {**scope, "headers": headers, "client": None, "state": {}}
        started: Message = {}
        chunks: list[bytes] = []

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.update(message)
            else:
                chunks.append(message.get("body", b""))

        await self.app(inside, _Nothing(), send)
        body, status = b"".join(chunks), started["status"]
        base = [(name, value) for name, value in started["headers"] if name != b"content-length"]
        said = dict(base)
        kept = status == 200 and b"no-store" not in said.get(b"cache-control", b"")
        if kept and b"cache-control" not in said:
            base.append((b"cache-control", lifetime(question.path)))
        tag = self.tag(question)
        whole = [*base, *([(b"etag", tag)] if kept else []), (b"content-length", b"%d" % len(body))]
        zipped = None
        if worth_it(said.get(b"content-type", b""), len(body)):
            body = await compressed(body)
            zipped = [*base, *([(b"etag", coded(tag))] if kept else []), (b"content-length", b"%d" % len(body))]
            zipped.append((b"content-encoding", b"gzip"))
        answer = Answer(status, whole, zipped, body, tag, kept, route_of(inside))
        if kept:
            self.store.put(question, answer, len(body) + len(scope["query_string"]))  # it is kept as the key
        return answer


class _Nothing:
    """What a route hears from a reader that only asks: that there is no body, and then nothing any more."""

    def __init__(self) -> None:
        self._said = False

    async def __call__(self) -> Message:
        if self._said:
            await asyncio.get_running_loop().create_future()
        self._said = True
        return {"type": "http.request", "body": b"", "more_body": False}


def question_of(scope: Scope) -> Question | None:
    """What a request asks for; None where it is not one whose answer is made here."""
    if scope["method"] != "GET" or ALONE.fullmatch(scope["path"]):
        return None
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    try:
        pairs = parse_qsl(
            scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_PAIRS, errors="replace"
        )
    except ValueError:  # too many; the route says so
        return None
    pairs.sort(key=itemgetter(0))  # a key that is given twice keeps the order of its values
    return Question(scope["scheme"], host, scope.get("root_path", "") + scope["path"], tuple(pairs))


def lifetime(path: str) -> bytes:
    """The Cache-Control of what is at an address and says nothing else: data and files last, pages are fresh."""
    return LASTING if path.startswith(("/api/", "/oembed")) or "." in path.rpartition("/")[2] else FRESH


async def gone(receive: Receive) -> None:
    """Returns when the reader has gone away."""
    ended = False
    while (message := await receive())["type"] != "http.disconnect":
        if ended:  # a server that says the same again and again tells us nothing
            await asyncio.get_running_loop().create_future()
        ended = not message.get("more_body", False)


def route_of(scope: Scope) -> str:
    """The template of the address that answered, as `/lessons/{slug}`; one word for all addresses that lead nowhere."""
    if scope["path"].startswith("/static/"):
        return "/static"
    return getattr(scope.get("route"), "path", "(none)")


def noted(scope: Scope) -> dict[str, Any]:
    """What those outside are told of a request, as its route."""
    notes: dict[str, Any] = scope.setdefault("state", {})
    return notes
