"""Someone who asks until there is an answer, and compares it with all that was answered to the same before."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from time import monotonic, perf_counter

from tests.load.client import Line, Reply, Seen

PATIENCE = 120.0
"""Seconds in which there has to be an answer, the times of waiting as told included."""
LONGEST_WAIT = 30
"""The most seconds that anyone may be told to wait."""
KNOWN = 0.3
"""The part of the requests whose answer is known that are asked with its tag, as a browser does."""
ONLY_HEAD = 0.04
MOST_KEPT = 40_000
"""Answers that are remembered, to be compared with later ones."""


@dataclass(frozen=True)
class Asked:
    """A request, and the statuses that are right answers to it. `twins` where equal requests have equal answers."""

    path: str
    statuses: tuple[int, ...] = (200,)
    method: str = "GET"
    body: bytes = b""
    kind: str = ""
    html: bool = True
    twins: bool = True

    @property
    def headers(self) -> dict[str, str]:
        kind = {"Content-Type": self.kind} if self.kind else {}
        return {"Accept": "text/html" if self.html else "*/*", "Accept-Encoding": "gzip", **kind}


@dataclass
class Ledger:
    """What all who ask know together: what was answered so far, when a process was ended, and what happened."""

    seen: Seen = field(default_factory=Seen)
    answers: dict[Asked, tuple[int, str, str]] = field(default_factory=dict)
    ended: list[float] = field(default_factory=list)
    compared: int = 0
    unchanged: int = 0
    told_to_wait: int = 0
    cut_off: int = 0

    def wrong(self, asked: Asked, words: str) -> None:
        self.seen.failures.append(f"{asked.method} {asked.path[:120]}: {words}")

    def compare(self, asked: Asked, reply: Reply) -> None:
        """Whether this is what was answered before: status, tag and bytes."""
        got = (reply.status, reply.headers.get("etag", ""), sha256(reply.body).hexdigest())
        if (before := self.answers.get(asked)) is not None:
            self.compared += 1
            if before != got:
                self.wrong(asked, f"{got} where it was {before}")
        elif len(self.answers) < MOST_KEPT:
            self.answers[asked] = got


class Asker:
    """One reader with one connection."""

    def __init__(self, place: tuple[str, int], ledger: Ledger, chance: random.Random) -> None:
        self.ledger = ledger
        self.chance = chance
        self.address = f"http://{place[0]}:{place[1]}"
        self._line = Line(*place)

    async def ask(self, name: str, asked: Asked) -> Reply | None:
        """The right answer; None, and a failure, where there is none."""
        method, headers, tag = asked.method, dict(asked.headers), ""
        if asked.method == "GET" and asked in self.ledger.answers:
            if self.chance.random() < KNOWN:
                headers["If-None-Match"] = tag = self.ledger.answers[asked][1]
            elif self.chance.random() < ONLY_HEAD:
                method = "HEAD"
        began = perf_counter()
        try:
            reply = await self._until_answered(method, asked, headers)
        except (OSError, TimeoutError) as error:
            self.ledger.wrong(asked, f"lost: {type(error).__name__} {error}")
            await self.close()  # what may come of it still must not be taken for the next answer
            return None
        self.ledger.seen.took(name, perf_counter() - began)
        if tag:
            self.ledger.unchanged += 1
            if reply.status != 304 or reply.headers.get("etag") != tag:
                self.ledger.wrong(asked, f"{reply.status} where 304 was expected")
            return None
        if reply.status not in asked.statuses:
            self.ledger.wrong(asked, f"{reply.status}, expected {asked.statuses}")
            return None
        if method == "HEAD":
            return None
        if asked.twins:
            self.ledger.compare(asked, reply)
        return reply

    async def all(self, name: str, asked: Sequence[Asked]) -> list[Reply | None]:
        return [await self.ask(name, each) for each in asked]

    async def _until_answered(self, method: str, asked: Asked, headers: dict[str, str]) -> Reply:
        """Any answer but 503, which has to say when to come back; who is cut off by a process's end asks again."""
        async with asyncio.timeout(PATIENCE):
            while True:
                began = monotonic()
                try:
                    reply = await self._line.ask(method, asked.path, headers, asked.body)
                except OSError:
                    if not any(each > began - 1 for each in self.ledger.ended):
                        raise
                    self.ledger.cut_off += 1
                    await self._line.close()
                    continue
                seen = self.ledger.seen
                seen.statuses[reply.status] = seen.statuses.get(reply.status, 0) + 1
                seen.bytes += len(reply.body)
                if reply.status != 503:
                    return reply
                wait = reply.headers.get("retry-after", "")
                if not (wait.isdigit() and 0 < int(wait) <= LONGEST_WAIT):
                    self.ledger.wrong(asked, f"503 with Retry-After {wait!r}")
                    return reply
                self.ledger.told_to_wait += 1
                await self._line.close()
                await asyncio.sleep(int(wait) * self.chance.uniform(1, 1.5))

    async def close(self) -> None:
        with suppress(OSError):
            await self._line.close()
