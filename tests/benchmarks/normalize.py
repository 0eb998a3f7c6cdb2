"""The whole output of each method, statistics included, beside PyTorch's call that gives the same.

The target is 1.0 of PyTorch's time. Batch and instance normalization keep to it. Layer and group normalization do not:
there PyTorch normalizes a pool while it is in the cache, and fuses multiplying and adding, while NumPy makes a pass for
each of three to five operations.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.core.moments import moments
from app.core.normalize import Place, normalize
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
    for peer in methods:
        jobs[peer.key] = lambda peer=peer: output(x, peer)
        if peer.torch:
            np.testing.assert_allclose(output(x, peer), peer.torch().numpy(), CLOSE, CLOSE)
            jobs[f"PyTorch {peer.key}"] = peer.torch
    times = in_turns(jobs, 2 if tiny else 30)
    rows = [times_row(name, times[name], times["copy"], times.get(f"PyTorch {name}")) for name in jobs]
    sizes = " × ".join(map(str, x.shape))
    return table(f"Output of {sizes}", ["", "best ms", "median ms", "to copy", "to PyTorch"], rows)


def output(x: NDArray[np.float32], peer: Peer) -> NDArray[np.float32]:
    """Statistics, and the normalized tensor with scale and offset."""
    (found,) = moments(x, [peer.pools])
    return normalize(
        x,
        peer.pools,
        found.mean,
        found.variance,
        epsilon=EPSILON,
        place=Place.VARIANCE,
        scale=peer.scale,
        offset=peer.offset,
    )
