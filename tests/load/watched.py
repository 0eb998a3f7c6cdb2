"""What a server holds while it is at work: memory, open files and threads of its processes, and whether they grow."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import monotonic
from typing import NamedTuple

PAGE = os.sysconf("SC_PAGE_SIZE")
START, RESIDENT = 18, 20
"""Places of two numbers in /proc/<process>/stat, counted from 0 behind the letter of the state."""


class Held(NamedTuple):
    """Bytes of memory, open files and threads."""

    memory: int
    files: int
    threads: int


@dataclass(frozen=True)
class Sample:
    """What each process held at a moment, in seconds since the beginning."""

    seconds: float
    held: dict[int, Held]

    def all(self) -> Held:
        return Held(*(sum(each) for each in zip(*self.held.values(), strict=True)))


@dataclass(frozen=True)
class Bound:
    """Something that has to stay as it is: at the end at most `part` of it and `more` beyond what it was."""

    name: str
    of: Callable[[Sample], float]
    part: float
    more: float
    unit: float = 1.0


def children(process: int) -> list[int]:
    """The processes that one has begun, the first one first."""
    began = {}
    for each in map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()):
        with suppress(OSError):  # it has just ended
            began[each] = _numbers(each)[START]
    return sorted(began, key=lambda each: (began[each], each))


def held(process: int) -> Held:
    """What a process holds now; OSError where it is gone."""
    numbers = _numbers(process)
    folder = Path(f"/proc/{process}")
    return Held(
        numbers[RESIDENT] * PAGE, sum(1 for _ in (folder / "fd").iterdir()), sum(1 for _ in (folder / "task").iterdir())
    )


def look(process: int, began: float) -> Sample:
    """What a process and those that it has begun hold now."""
    found = {}
    for each in (process, *children(process)):
        with suppress(OSError):
            found[each] = held(each)
    return Sample(monotonic() - began, found)


def windows(samples: Sequence[Sample]) -> tuple[list[Sample], list[Sample]]:
    """The second sixth of the time and the last one: of half an hour, the minutes from 5 to 10 and from 25 to 30."""
    end = samples[-1].seconds
    early = [each for each in samples if end / 6 <= each.seconds < end / 3]
    return early, [each for each in samples if each.seconds >= end * 5 / 6]


def growth(bound: Bound, samples: Sequence[Sample]) -> tuple[float, float, bool]:
    """The medians of both windows, and whether the later one is within the bound."""
    before, after = (median(map(bound.of, each)) for each in windows(samples))
    return before, after, after <= before * (1 + bound.part) + bound.more


def bounds(eldest: int) -> list[Bound]:
    """What has to stay as it is. `eldest` is the process that nobody ends, so that nothing is forgotten with it."""

    def of_eldest(sample: Sample) -> Held:
        return sample.held[eldest]

    megabyte = 1e6
    return [
        Bound("MB of all processes", lambda each: each.all().memory, 0.05, 16 * megabyte, megabyte),
        Bound("MB of the one never killed", lambda each: of_eldest(each).memory, 0.05, 12 * megabyte, megabyte),
        Bound("open files of all", lambda each: each.all().files, 0.2, 8),
        Bound("open files of the one never killed", lambda each: of_eldest(each).files, 0.2, 8),
        Bound("threads of all", lambda each: each.all().threads, 0.0, 4),
    ]


def _numbers(process: int) -> list[int]:
    """The numbers behind the name of a process, from its parent on; its state, a letter, is left out."""
    return list(map(int, Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1:]))
