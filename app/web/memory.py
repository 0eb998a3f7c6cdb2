"""What a computation will need is estimated before any of it is taken: too much for ever is refused, for now waits.

A computation claims through the doors that it reads its question by, `read_query` and the readers of bodies, and has
given all back when it leaves its slot. Outside a slot, as on the command line, nothing is claimed.
"""

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ITSELF = 16 * 2**20
"""Bytes of an answer that do not grow with the tensor: figures, text, blocks that are being worked on."""
A_VALUE = 28
"""Bytes for each value: the tensor and what is made on the way. Measured: pages 6 to 14, training 16, pools of single
values 25."""
A_VALUE_COMPARED, MOST_COMPARED = 90, 2**20
"""Bytes more for each of so many values: the view of layer norms compares that many in full. Measured: 80."""
A_STEP = 72
"""Bytes for each value and method in a file of every step, which has three in double precision. Measured: 66."""
A_LETTER = 16
"""Bytes for each byte of posted text: numbers in lists are objects first, and then an array."""
LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""Where Linux says what a container may take."""
FEW = 2**30
"""Taken for the whole memory where nobody says how much there is."""
GIVEN_BACK_EVERY = 30.0
"""Seconds between two times at which free memory is given back."""

_here = threading.local()


def of_tensor(count: int) -> int:
    """Bytes that an answer about so many values takes at most."""
    return ITSELF + count * A_VALUE + min(count, MOST_COMPARED) * A_VALUE_COMPARED


def of_steps(count: int, methods: int) -> int:
    """Bytes that a file of every step takes at most while it is made."""
    return ITSELF + count * A_STEP * methods


def most_values(memory: int) -> int:
    """The values of the largest tensor that an answer fits into so many bytes with; at least a few."""
    left = memory - ITSELF
    few = left // (A_VALUE + A_VALUE_COMPARED)
    return max(2**12, few if few <= MOST_COMPARED else (left - MOST_COMPARED * A_VALUE_COMPARED) // A_VALUE)


@cache
def of_machine() -> int:
    """The bytes that this machine has, or this container."""
    found = [int(text) for path in LIMITS if path.exists() and (text := path.read_text().strip()).isdigit()]
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return min(found, default=FEW)


def give_back() -> bool:
    """Gives the system what the C library keeps of memory that nobody holds any more; False where it does not know how.

    Between what is kept, glibc collects free pieces of all sizes for hours: a server that holds 40 MB seemed to hold
    260 after ten minutes, and went on. Takes some milliseconds of one thread, and nobody waits for it.
    """
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library, or another system
        return False
    trim(0)
    return True


class Memory:
    """So many bytes for all computations together."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.taken = 0
        self._changed = threading.Condition()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """A computation in this thread: what it claims is its own until it ends."""
        _here.memory, _here.claimed = self, 0
        try:
            yield
        finally:
            self._give_back()
            _here.memory = None

    def claim(self, size: int) -> None:
        """Waits until there are so many bytes. One that needs more than all waits until it is alone."""
        self._give_back()  # who waits holds nothing, so that nobody waits for ever
        size = min(size, self.total)
        with self._changed:
            self._changed.wait_for(lambda: self.taken + size <= self.total)
            self.taken += size
            _here.claimed = size

    def _give_back(self) -> None:
        with self._changed:
            self.taken -= _here.claimed
            _here.claimed = 0
            self._changed.notify_all()


def claim(size: int) -> None:
    """Claims so many bytes for the computation in this thread, if that is more than it has already."""
    memory: Memory | None = getattr(_here, "memory", None)
    if memory is not None and size > _here.claimed:
        memory.claim(size)
