"""Work in blocks on as many threads as there are cores.

The blocks are cut by the shape alone and each writes to a place of its own, so no result depends on the number of
threads or on which of them was first.
"""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import product
from math import prod
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Slices = tuple[slice, ...]
Block = TypeVar("Block")

BUFFER = 1024
"""Elements in NumPy's casting buffer. At its default of 8192 a column broadcast over shorter rows is copied through
that buffer, which makes a subtraction three times as long; from about 128 elements on it no longer slows a cast."""

LINE = 64
"""Bytes in a line of the cache, and in the widest load or store."""

_own = threading.local()


def cores() -> int:
    """How many threads can run at the same time: the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# No more than can run: a pool begins a thread for whatever it cannot hand over at once, and each keeps its scratch.
_helpers = ThreadPoolExecutor(max_workers=cores(), thread_name_prefix="blocks")


def cut(shape: Sequence[int], extents: Sequence[int]) -> list[Slices]:
    """The blocks of at most these extents that tile the shape, in C order."""
    lengths = zip(shape, extents, strict=True)
    return list(product(*([slice(low, min(low + step, n)) for low in range(0, n, step)] for n, step in lengths)))


def for_each(work: Callable[[Block], None], blocks: Sequence[Block], threads: int | None = None) -> None:
    """Call `work` once for every block, on this thread and on helpers. Floating-point warnings are silent inside.

    The calling thread works too: helpers that are busy elsewhere cost time but can never block. An exception, also that
    no thread can be started, is raised here once every thread has come to its end; blocks not begun by then never are.
    """
    remaining = iter(blocks)

    def stop() -> None:
        for _ in remaining:
            pass

    def drain() -> None:
        try:
            with np.errstate(all="ignore"):
                np.setbufsize(BUFFER)
                for block in remaining:
                    work(block)
        finally:
            stop()  # after an exception nobody goes on

    wanted = min(cores() if threads is None else threads, len(blocks)) - 1
    helping: list[Future[None]] = []
    try:
        for _ in range(wanted):
            helping.append(_helpers.submit(drain))
        drain()
    finally:
        stop()
        called = [helper for helper in helping if not helper.cancel()]
        wait(called)
        for helper in called:
            helper.result()


def fresh(shape: Sequence[int], dtype: np.dtype[Any]) -> NDArray[Any]:
    """An uninitialised array in C order that begins on a cache line.

    The system's own begin 16 bytes behind one, so that every wide load and store of a pass would touch two lines.
    """
    size = prod(shape) * dtype.itemsize
    memory = np.empty(size + LINE, np.uint8)
    return np.ndarray(tuple(shape), dtype, buffer=memory, offset=-memory.ctypes.data % LINE)


def scratch(shape: Sequence[int], dtype: np.dtype[Any], name: str = "") -> NDArray[Any]:
    """An uninitialised array that belongs to this thread until it asks for the next one of this name.

    Kept from call to call: taking fresh pages from the system would cost as much as the work that is done in them.
    """
    size = prod(shape) * dtype.itemsize
    kept: dict[str, NDArray[np.uint8]] = _own.__dict__
    if name not in kept or kept[name].size < size:
        kept[name] = fresh((size,), np.dtype(np.uint8))
    return np.ndarray(tuple(shape), dtype, buffer=kept[name])
