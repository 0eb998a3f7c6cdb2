"""The whole output of each method, statistics included, beside PyTorch's call that gives the same.

The target is 1.0 of PyTorch's time. Batch and instance normalization keep to it. Layer and group normalization do not:
both read the tensor once and write it once, but PyTorch fuses what NumPy does in passes of one operation each: the sum,
the sum of squares, multiply, add, and for layer norm, whose parameters vary within a pool, multiply and add once more.
Each pass takes about half a millisecond of one core from the cache; the first and the third wait for memory besides. On
one thread these passes alone take longer than PyTorch's call (2.9 ms against 2.6 for group norm, 4.0 against 2.7 for
layer norm), so nothing that is left out around them reaches it. The rest is the interpreter, which two threads cannot
use at once. The limit of physics is the copy: each value read once and written once.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.core.normalize import Place
from app.core.own import normalize_by_own
from tests.benchmarks.moments import SHAPE, TINY
from tests.benchmarks.peers import EPSILON, Peer, peers, values
from tests.benchmarks.timing import in_turns, table, times_row

CLOSE = 2e-4


def report(tiny: bool) -> str:
    """The table."""
    x = values(TINY if tiny else SHAPE)
    copied = np.empty_like(x)
    methods = peers(x)
    jobs: dict[str, Callable[[], object]] = {"copy": lambda: np.copyto(copied, x)}
    jobs |= {peer.key: lambda peer=peer: output(x, peer) for peer in methods}
    # All of PyTorch's come last: for about a millisecond after each its threads wait for the next one on all cores.
    for peer in methods:
        if peer.torch:
            np.testing.assert_allclose(output(x, peer), peer.torch().numpy(), CLOSE, CLOSE)
            jobs[f"PyTorch {peer.key}"] = peer.torch
    times = in_turns(jobs, 2 if tiny else 30)
    rows = [times_row(name, times[name], times["copy"], times.get(f"PyTorch {name}")) for name in jobs]
    sizes = " × ".join(map(str, x.shape))
    return table(f"Output of {sizes}", ["", "best ms", "median ms", "to copy", "to PyTorch"], rows)


def output(x: NDArray[np.float32], peer: Peer) -> NDArray[np.float32]:
    """Statistics, and the normalized tensor with scale and offset."""
    _, y = normalize_by_own(x, peer.pools, epsilon=EPSILON, place=Place.VARIANCE, scale=peer.scale, offset=peer.offset)
    return y
