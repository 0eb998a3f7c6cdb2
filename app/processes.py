"""Several processes on one port, as Python computes on one core at a time: one that looks on, and those that serve."""

import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

PAUSE = 0.5
"""Seconds before a process that ended by itself is replaced, so that one that cannot start does not keep us busy."""


def share(count: int, serve: Callable[[], int]) -> int:
    """Have so many processes serve until this one is told to stop; each is told then, and waited for.

    `serve` runs in each of them and gives its exit code. One that ends by itself, as for want of memory, is replaced.
    """
    serving: set[int] = set()
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        for process in serving:
            os.kill(process, signal.SIGTERM)

    told = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        while not stopping or serving:
            while not stopping and len(serving) < count:
                serving.add(_begin(serve))
            process, status = os.wait()
            serving.discard(process)
            if not stopping:
                print(f"A process ended by itself (status {status}); another one takes its place.", file=sys.stderr)
                time.sleep(PAUSE)
    finally:
        for number, before in told.items():
            signal.signal(number, before)
    return 0


def _begin(serve: Callable[[], int]) -> int:
    """The number of a new process that serves and never returns here."""
    # A signal between the two steps must not find a child with its parent's way of stopping.
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTERM, signal.SIGINT))
    process = os.fork()
    if process == 0:
        code = 1
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all; the one that looks on passes it on
            signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM, signal.SIGINT))
            code = serve()
        finally:
            sys.stdout.flush()
            os._exit(code)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM, signal.SIGINT))
    return process
