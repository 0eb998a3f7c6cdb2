"""Count, mean and sum of squared deviations of every pool, for several methods at once, in one pass over the tensor.

Pools of different methods overlap, but they are all unions of smaller boxes: of the pools that cut every axis wherever
one of the methods does. The tensor is read once to get the moments of those, and moments merge exactly (Chan, Golub &
LeVeque 1983): with n, mean and M2 of the parts,

    mean = Σ n_i mean_i / n        M2 = Σ M2_i + Σ n_i (mean_i - mean)²
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import lcm, prod

import numpy as np
from numpy.typing import NDArray

from app.core.blocks import Slices, cut, for_each
from app.core.pools import Box, Index, Pools
from app.core.precision import Doubles, Numbers
from app.core.rows import row_moments

BLOCK = 3 * 2**17
"""Values in a block: enough that a thread seldom waits for the interpreter, few enough to stay in the cache."""
RUN = 2048
"""Values along kept axes in a block while there are reduced axes further out: bounds the memory for partial results."""
FEW = 4096
"""So many pools are no burden for any tensor."""


@dataclass(frozen=True, eq=False)
class Moments:
    """What is known of each pool. The arrays have the statistics' shape, or that of the box of pools asked for.

    count: values per pool; mean; m2: sum of squared deviations from the mean; nonfinite: how many of the pool's values
    are NaN or infinite (its mean is then NaN or infinite, its m2 NaN). Units: those of the values, m2 their square.
    """

    count: int
    mean: Doubles
    m2: Doubles
    nonfinite: NDArray[np.int64]

    @property
    def variance(self) -> Doubles:
        """The biased variance, over n: what every normalization divides by."""
        return self.m2 / self.count

    @property
    def unbiased(self) -> Doubles:
        """The variance over n - 1; NaN for pools of one value."""
        return self.m2 / (self.count - 1) if self.count > 1 else np.full_like(self.m2, np.nan)

    def about_zero(self) -> "Moments":
        """Moments about 0 in place of the mean: mean 0, and the mean square as the variance (for RMS norm)."""
        with np.errstate(all="ignore"):
            return replace(self, mean=np.zeros_like(self.mean), m2=self.m2 + self.count * self.mean * self.mean)


def moments(
    x: Numbers, pools: Sequence[Pools], within: Sequence[Box | None] | None = None, threads: int | None = None
) -> list[Moments]:
    """The moments of every pool of each tiling, in float64, in one pass where the tilings allow it.

    x has the shape that every tiling names. `within[i]` is a box of pool indices: only those pools of tiling i are
    computed; None asks for all of them. The result does not depend on the number of threads, by default the cores.
    """
    found: list[Moments | None] = [None] * len(pools)
    whole: list[int] = []
    for i, tiling in enumerate(pools):
        if tiling.shape != x.shape:
            raise ValueError(f"pools of a tensor of shape {tiling.shape} asked of one of shape {x.shape}")
        box = None if within is None else within[i]
        if box is None or box == tuple((0, parts) for parts in tiling.parts):
            whole.append(i)
        else:
            hull = x[tuple(slice(low, high) for low, high in tiling.hull(box))]
            found[i] = _measured(hull, Pools(hull.shape, tuple(high - low for low, high in box)), threads)
    for together, members in _families([pools[i] for i in whole]):
        fine = _measured(x, together, threads)
        for member in members:
            found[whole[member]] = _coarser(fine, together, pools[whole[member]])
    return [each for each in found if each is not None]


def merged(a: Moments, b: Moments) -> Moments:
    """The moments of the values of both, pool by pool: of a data set whose batches are measured one after another."""
    counts = np.array([a.count, b.count]).reshape(2, *[1] * a.mean.ndim)
    parts = (np.stack(pair) for pair in ((a.mean, b.mean), (a.m2, b.m2), (a.nonfinite, b.nonfinite)))
    mean, m2, nonfinite = _union(counts, *parts, axes=(0,))
    return Moments(a.count + b.count, mean, m2, nonfinite)


def _families(pools: Sequence[Pools]) -> list[tuple[Pools, list[int]]]:
    """The tilings sorted into families that share one pass, each with the coarsest tiling that refines them all."""
    families: list[tuple[Pools, list[int]]] = []
    for i, tiling in enumerate(pools):
        for place, (together, members) in enumerate(families):
            joint = Pools(tiling.shape, tuple(map(lcm, tiling.parts, together.parts)))
            if joint.count <= max(FEW, prod(tiling.shape) // 32, tiling.count, together.count):
                families[place] = (joint, [*members, i])
                break
        else:
            families.append((tiling, [i]))
    return families


def _measured(x: Numbers, pools: Pools, threads: int | None) -> Moments:
    """One tiling, block by block: every block gives the moments of its part of each pool that it meets."""
    shape = pools.split_shape
    split = x.reshape(shape)
    extents = _extents(shape)
    reduced = pools.split_reduced
    kept = tuple(axis for axis in range(len(shape)) if axis not in reduced)
    order = kept + reduced
    partial = tuple(
        -(-n // step) if axis in reduced else n for axis, (n, step) in enumerate(zip(shape, extents, strict=True))
    )
    mean, m2, nonfinite = np.empty(partial), np.empty(partial), np.empty(partial, np.int64)

    def work(block: Slices) -> None:
        values = split[block].transpose(order)
        rows = values.reshape(prod(values.shape[: len(kept)]), -1)
        place = tuple(
            slice(cut.start // step, cut.start // step + 1) if axis in reduced else cut
            for axis, (cut, step) in enumerate(zip(block, extents, strict=True))
        )
        for target, result in zip((mean, m2, nonfinite), row_moments(rows), strict=True):
            there = target[place].transpose(order)
            there[...] = result.reshape(there.shape)

    for_each(work, cut(shape, extents), threads)
    counts = np.ones([1] * len(shape), np.int64)
    for axis in reduced:
        lengths = [min(extents[axis], shape[axis] - start) for start in range(0, shape[axis], extents[axis])]
        counts = counts * np.array(lengths).reshape([-1 if other == axis else 1 for other in range(len(shape))])
    return Moments(pools.size, *(each.reshape(pools.parts) for each in _union(counts, mean, m2, nonfinite, reduced)))


def _extents(shape: Index) -> Index:
    """The shape of a block of a tensor whose even axes are kept and whose odd axes are reduced.

    Reduced runs are taken whole as far as they fit. Kept axes share what is left, but not more than RUN places while
    something is still to be reduced further out: each place costs a partial result in every block.
    """
    extents = []
    left, run = BLOCK, RUN
    for axis in reversed(range(len(shape))):
        kept = axis % 2 == 0
        outer = prod(shape[other] for other in range(1, axis, 2)) > 1
        extent = max(1, min(shape[axis], left, run if kept and outer else left))
        left //= extent
        run = run // extent if kept else run
        extents.append(extent)
    return tuple(reversed(extents))


def _coarser(fine: Moments, together: Pools, pools: Pools) -> Moments:
    """The moments of larger pools from those of the smaller ones that tile them."""
    if together.parts == pools.parts:
        return fine
    nested = Pools(together.parts, pools.parts)
    parts = (each.reshape(nested.split_shape) for each in (fine.mean, fine.m2, fine.nonfinite))
    mean, m2, nonfinite = _union(np.array(fine.count), *parts, axes=nested.split_reduced)
    return Moments(pools.size, mean, m2, nonfinite)


def _union(
    counts: NDArray[np.int64], mean: Doubles, m2: Doubles, nonfinite: NDArray[np.int64], axes: Index
) -> tuple[Doubles, Doubles, NDArray[np.int64]]:
    """Mean, M2 and non-finite values of the unions along the axes. Equal means stay as they are, to the last bit."""
    if all(mean.shape[axis] == 1 for axis in axes):
        return mean.squeeze(axes), m2.squeeze(axes), nonfinite.squeeze(axes)
    with np.errstate(all="ignore"):
        weights = counts / np.broadcast_to(counts, mean.shape).sum(axis=axes, keepdims=True)
        first = mean[tuple(slice(1) if axis in axes else slice(None) for axis in range(mean.ndim))]
        centre = first + (weights * (mean - first)).sum(axis=axes, keepdims=True)
        total = m2.sum(axis=axes) + (counts * (mean - centre) ** 2).sum(axis=axes)
        spoiled = nonfinite.sum(axis=axes)
        centre = centre.squeeze(axes)
        if spoiled.any():
            centre = np.where(spoiled > 0, (weights * mean).sum(axis=axes), centre)
    return centre, total, spoiled
