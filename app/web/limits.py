"""Bounds on what one request may take: the bytes of its body, and a slot to compute in."""

from collections.abc import Callable
from functools import partial
from threading import Lock
from time import monotonic, perf_counter
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from starlette.types import Scope

from app.web.memory import Memory, of_machine
from app.web.problems import Problem, of_body

Answer = TypeVar("Answer")
LONGEST_WAIT = 30
"""The most seconds that anyone is told to wait before asking again."""
RECENT = 0.2
"""How much the time of the last computation counts in what is taken for the usual one."""


class Slots:
    """As many computations at once as there are slots; a bounded number may wait; the next one is told to come back.

    Without it, every request would get a thread of the server's pool of 40, and 40 tensors would be in memory at once.
    Who goes away while waiting leaves the queue; a computation that has begun keeps its slot until it ends, because
    its thread does.
    """

    def __init__(self, slots: int, queue: int, memory: Memory | None = None) -> None:
        self.slots = slots
        self.memory = memory or Memory(of_machine())
        self.queue = queue
        self.done = 0
        self.refused = 0
        self.seconds = 0.0
        self._usual = 0.0
        self._counting = Lock()
        self._promised = 0.0
        self._limiter: CapacityLimiter | None = None

    @property
    def busy(self) -> int:
        """Computations that run."""
        return self._limiter.statistics().borrowed_tokens if self._limiter else 0

    @property
    def waiting(self) -> int:
        """Computations that wait for a slot."""
        return self._limiter.statistics().tasks_waiting if self._limiter else 0

    @property
    def full(self) -> bool:
        """Whether the next one would be told to come back."""
        return self.waiting >= self.queue

    def retry_after(self) -> int:
        """Seconds after which one more may come back: when those who wait now will have been served, if their
        computations are as usual, and then those who were told so before. All at once they would find it full again.
        """
        now, each = monotonic(), self._usual / self.slots
        turn = max(now + self.waiting * each, self._promised)
        self._promised = min(turn + each, now + LONGEST_WAIT)
        return min(LONGEST_WAIT, 1 + int(turn - now))

    async def run(self, work: Callable[[], Answer]) -> Answer:
        """The work's result, from a thread; Problem 503 where the queue is full."""
        if self._limiter is None:  # belongs to the event loop, so it is made inside one
            self._limiter = CapacityLimiter(self.slots)
        if self.full:
            self.refused += 1
            seconds = self.retry_after()
            when = "in a second" if seconds == 1 else f"in {seconds} seconds"
            words = f"All slots are busy, and {self.waiting} computations wait; try again {when}."
            raise Problem(503, words, headers={"Retry-After": str(seconds)})
        return await to_thread.run_sync(self._timed, work, limiter=self._limiter)

    def _timed(self, work: Callable[[], Answer]) -> Answer:
        start = perf_counter()
        try:
            with self.memory.at_work():
                return work()
        finally:
            taken = perf_counter() - start
            with self._counting:
                self.done += 1
                self.seconds += taken
                self._usual += RECENT * (taken - self._usual)


class Bodies:
    """The bodies that are held just now, bounded together: a crowd that posts is told to come back."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0

    def take(self, count: int) -> None:
        """So many bytes more; Problem 503 where they are too many."""
        if self.held + count > self.most:
            words = f"{self.held:,} bytes of posted values are being worked on; try again in a few seconds."
            raise Problem(503, words, headers={"Retry-After": "3"})
        self.held += count

    def leave(self, count: int) -> None:
        """So many bytes less."""
        self.held -= count


async def read_body(request: Request, limit: int) -> bytes:
    """The body, counted while it is read, so that a missing or false Content-Length changes nothing.

    Of one that is too large, as much again is read and thrown away: most clients look for an answer only when they
    have sent everything. One that says it is larger still is refused at once.
    """
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > 2 * limit:
        raise _too_large(int(length), limit)
    bodies: Bodies | None = request.app.state.bodies if "app" in request.scope else None
    taken, got = bytearray(), 0
    async for chunk in request.stream():
        got += len(chunk)
        if bodies and got <= limit:
            bodies.take(len(chunk))
            at_end(request.scope).append(partial(bodies.leave, len(chunk)))
        if got > 2 * limit:
            break
        if got > limit:
            taken.clear()
        else:
            taken += chunk
    if got > limit:
        raise _too_large(got, limit)
    return bytes(taken)


def at_end(scope: Scope) -> list[Callable[[], None]]:
    """What is done when a request is over, however it ends."""
    found: list[Callable[[], None]] = scope.setdefault("state", {}).setdefault("at_end", [])
    return found


def _too_large(got: int, limit: int) -> Problem:
    detail = f"Got a body of {got:,} bytes or more; expected at most {limit:,}; try fewer samples or float16 values."
    return of_body(413, detail)
