"""Times of jobs that take turns, so that whatever else the machine does is shared by all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from types import ModuleType

Job = Callable[[], object]


@dataclass(frozen=True)
class Times:
    """Seconds of one job: the fastest round and the median of all rounds."""

    best: float
    median: float


def in_turns(jobs: Mapping[str, Job], rounds: int) -> dict[str, Times]:
    """Every job once in each round, after one round that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds + 1):
        for name, job in jobs.items():
            start = perf_counter()
            job()
            taken[name].append(perf_counter() - start)
    return {name: Times(min(seconds[1:]), median(seconds[1:])) for name, seconds in taken.items()}


def times_row(name: str, times: Times, *others: Times | None) -> list[str]:
    """A line of a table: name, best and median in milliseconds, and the ratio of the best to the best of each other."""
    ratios = [f"{times.best / other.best:.2f}" if other else "" for other in others]
    return [name, f"{times.best * 1e3:.2f}", f"{times.median * 1e3:.2f}", *ratios]


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A plain table: the first column to the left, all others to the right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    text = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    for i, line in enumerate(lines):
        text[i] = line[0].ljust(widths[0]) + text[i][widths[0] :]
    return "\n".join([title, *text, ""])


def pytorch() -> ModuleType | None:
    """PyTorch where it is installed. It is no dependency: `pip install torch==2.13.0` in an environment of your own."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_grad_enabled(False)
    return torch
