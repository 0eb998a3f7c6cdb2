"""Moments of all four methods in one pass over the tensor.

The targets, for 32 × 64 × 56 × 56 values of float32: at most 0.2 of the time of PyTorch's four calls (which normalize
too: PyTorch has no call for the statistics alone), and at most 3 times that of copying the tensor once.
"""

from collections.abc import Callable, Iterable

import numpy as np

from app.core.moments import moments
from tests.benchmarks.peers import peers, values
from tests.benchmarks.timing import in_turns, table, times_row

SHAPE, TINY = (32, 64, 56, 56), (2, 4, 5, 6)


def report(tiny: bool) -> str:
    """The table."""
    x = values(TINY if tiny else SHAPE)
    copied = np.empty_like(x)
    methods = peers(x)
    calls = {peer.key: peer.torch for peer in methods if peer.torch}
    jobs: dict[str, Callable[[], object]] = {
        "copy": lambda: np.copyto(copied, x),
        "all four": lambda: moments(x, [peer.pools for peer in methods]),
    }
    jobs |= {peer.key: lambda pools=peer.pools: moments(x, [pools]) for peer in methods}
    jobs |= {f"PyTorch {key}": call for key, call in calls.items()}
    if calls:
        jobs["PyTorch all four"] = lambda: one_by_one(calls.values())
    times = in_turns(jobs, 2 if tiny else 30)
    rows = [times_row(name, times[name], times["copy"], times.get(f"PyTorch {name}")) for name in jobs]
    sizes = " × ".join(map(str, x.shape))
    return table(f"Moments of {sizes}", ["", "best ms", "median ms", "to copy", "to PyTorch"], rows)


def one_by_one(calls: Iterable[Callable[[], object]]) -> None:
    """Make the calls; no result is kept while the next one is made."""
    for call in calls:
        call()
