"""Bounds on what one request may take: the bytes of its body, and a slot to compute in."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request

from app.web.problems import Problem, of_body

Answer = TypeVar("Answer")


class Slots:
    """As many computations at once as there are slots; a bounded number may wait; the next one is told to come back.

    Without it, every request would get a thread of the server's pool of 40, and 40 tensors would be in memory at once.
    """

    def __init__(self, slots: int, queue: int) -> None:
        self._slots = slots
        self._queue = queue
        self._limiter: CapacityLimiter | None = None

    async def run(self, work: Callable[[], Answer]) -> Answer:
        """The work's result, from a thread; Problem 503 where the queue is full."""
        if self._limiter is None:  # belongs to the event loop, so it is made inside one
            self._limiter = CapacityLimiter(self._slots)
        if self._limiter.statistics().tasks_waiting >= self._queue:
            raise Problem(503, "All slots are busy; try again in a second.", headers={"Retry-After": "1"})
        return await to_thread.run_sync(work, limiter=self._limiter)


async def read_body(request: Request, limit: int) -> bytes:
    """The body, counted while it is read, so that a missing or false Content-Length changes nothing.

    Of one that is too large, as much again is read and thrown away: most clients look for an answer only when they
    have sent everything. One that says it is larger still is refused at once.
    """
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > 2 * limit:
        raise _too_large(int(length), limit)
    taken, got = bytearray(), 0
    async for chunk in request.stream():
        got += len(chunk)
        if got > 2 * limit:
            break
        if got > limit:
            taken.clear()
        else:
            taken += chunk
    if got > limit:
        raise _too_large(got, limit)
    return bytes(taken)


def _too_large(got: int, limit: int) -> Problem:
    detail = f"Got a body of {got:,} bytes or more; expected at most {limit:,}; try fewer samples or float16 values."
    return of_body(413, detail)
