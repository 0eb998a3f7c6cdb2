"""The n-th call fails: of what takes memory, opens a file, starts a thread or another process."""

import builtins
import functools
import gc
import io
import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from app.core import blocks
from app.exports import raster
from app.resources import PACKAGE, STATIC, TEMPLATES
from app.web.lessons import cards

TAKING = ("empty", "zeros", "ones", "full", "empty_like", "zeros_like", "array", "asarray", "ascontiguousarray")
OURS = tuple(str(folder) for folder in (PACKAGE, STATIC, TEMPLATES))


class Nth:
    """Counts calls on all threads and raises in one of them. `n` is from 1; 0 fails never."""

    def __init__(self, n: int, error: Callable[[], Exception]) -> None:
        self.n = n
        self.failed = False
        self._error = error
        self._calls = itertools.count(1)

    def __call__(self) -> None:
        if next(self._calls) == self.n:
            self.failed = True
            raise self._error()

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, which fails where it is the n-th call."""

        @functools.wraps(function)
        def counted(*given: Any, **named: Any) -> Any:
            self()
            return function(*given, **named)

        return counted


@contextmanager
def allocation(n: int) -> Iterator[Nth]:
    """NumPy's makers of arrays, as the application calls them."""
    fault = Nth(n, lambda: MemoryError("Unable to allocate"))
    with pytest.MonkeyPatch.context() as patch:
        for name in TAKING:
            patch.setattr(np, name, fault.before(getattr(np, name)))
        patch.setattr(blocks, "_own", threading.local())  # nothing kept from before
        yield fault


@contextmanager
def reading(n: int) -> Iterator[Nth]:
    """Files of the application, none of which it has read before."""
    fault = Nth(n, lambda: OSError(5, "Input/output error"))

    def opening(plain: Callable[..., Any]) -> Callable[..., Any]:
        def counted(file: Any, *given: Any, **named: Any) -> Any:
            if str(file).startswith(OURS):
                try:
                    fault()
                except OSError as error:
                    error.filename = str(file)
                    raise
            return plain(file, *given, **named)

        return counted

    forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(io, "open", opening(io.open))
        patch.setattr(builtins, "open", opening(builtins.open))
        yield fault


@contextmanager
def threading_(n: int) -> Iterator[Nth]:
    """Threads, none of which waits from before."""
    fault = Nth(n, lambda: RuntimeError("can't start new thread"))
    fresh = blocks.ThreadPoolExecutor(32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading.Thread, "start", fault.before(threading.Thread.start))
        patch.setattr(blocks, "_helpers", fresh)
        patch.setattr(blocks, "cores", lambda: 4)
        yield fault
    fresh.shutdown()


@contextmanager
def processes(n: int) -> Iterator[Nth]:
    """Other processes, which draw pictures: the system has no room for one more."""
    fault = Nth(n, lambda: BlockingIOError(11, "Resource temporarily unavailable"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raster.subprocess, "run", fault.before(raster.subprocess.run))
        yield fault


@contextmanager
def drawing(script: str) -> Iterator[None]:
    """The process that draws pictures does something else, and so cannot."""
    with pytest.MonkeyPatch.context() as patch:
        plain = raster.subprocess.run

        def run(command: list[str], **named: Any) -> Any:
            return plain([*command[:2], "-c", script], **named)

        patch.setattr(raster.subprocess, "run", run)
        yield


def forget() -> None:
    """Empties every cache of the application's functions but the one that takes seconds to fill and reads no file."""
    for each in _caches():
        each.cache_clear()


@functools.cache
def _caches() -> list[Any]:
    """All there are once the application is imported."""
    kept = [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]
    return [each for each in kept if str(each.__module__).startswith("app.") and each != cards]
