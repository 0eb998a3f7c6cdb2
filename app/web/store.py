"""What has been answered, kept within a bound in bytes: what was not asked for longest goes first."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")
OWN_BYTES = 2000
"""What an entry takes beside its body: its key, its headers and the objects around them, measured as about so much."""
LARGEST_PART = 8
"""One entry takes at most this part of the bound, so that no single one drives out all others."""


@dataclass
class Counts:
    """What happened so far: entries found, looked for in vain, and driven out; and how those who asked were served.

    `joined` waited for what somebody else had asked for, `unchanged` were told that what they have is what there is.
    """

    found: int = 0
    missing: int = 0
    driven_out: int = 0
    joined: int = 0
    unchanged: int = 0


class Store(Generic[Key, Value]):
    """Values by key, for any number of threads.

    `bound` is in bytes, for all entries together and what they take beside their bodies.
    """

    def __init__(self, bound: int) -> None:
        self.bound = bound
        self.bytes = 0
        self.counts = Counts()
        self._entries: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key) -> Value | None:
        """The value, which is now the one that was asked for last; None where there is none."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                self.counts.missing += 1
                return None
            self.counts.found += 1
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keeps a value whose body takes `size` bytes, unless that is too large a part of the bound."""
        size += OWN_BYTES
        if size > self.bound // LARGEST_PART:
            return
        with self._lock:
            if (before := self._entries.pop(key, None)) is not None:
                self.bytes -= before[1]
            self._entries[key] = (value, size)
            self.bytes += size
            while self.bytes > self.bound:
                _, (_, freed) = self._entries.popitem(last=False)
                self.bytes -= freed
                self.counts.driven_out += 1
