"""Count, mean and sum of squared deviations of every pool, for several methods at once, in one pass over the tensor.

Pools of different methods overlap, but they are all unions of smaller boxes: of the pools that cut every axis wherever
one of the methods does. The tensor is read once to get the moments of those, and moments merge exactly (Chan, Golub &
LeVeque 1983): with n, mean and M2 of the parts,

    mean = Σ n_i mean_i / n        M2 = Σ M2_i + Σ n_i (mean_i - mean)²

How exact the numbers are, against rational arithmetic on the values as they are stored, for any number of values up to
2^26 and with u = 2^-52, σ the exact standard deviation and A the largest absolute value of the tensor:

    variance within r σ² + 8uA σ + (4uA)²        mean within r σ + 4uA

where r = 1e-6 if the values are worked on in float32 (float16, float32 and integers of up to 16 bits in tensors of more
than SMALL values), and r = 1e-12 if in float64 (all others). Pools of equal values have M2 exactly 0 and that value as
their mean. Results below 2^-1022 have the digits that subnormal numbers have. Where a sum of squares is beyond float64
(values from about 1e154 on) the variance is infinite, as in NumPy, and every output 0, as of PyTorch's batch norm (its
layer norm gives NaN); the mean is right all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import lcm, prod

import numpy as np
from numpy.typing import NDArray

from app.core.blocks import Slices, cut, for_each
from app.core.pools import Box, Index, Pools
from app.core.precision import Doubles, Numbers
from app.core.rows import Parts, row_moments

SMALL = 2**18
"""Tensors of so few values are worked on in float64: the time is not felt, and the last digits are right too."""
BLOCK = 2**20
"""Values in a block: enough that threads seldom wait for the interpreter, few enough to stay in the shared cache."""
RUN = 2048
"""Values along kept axes in a block while there are reduced axes further out: bounds the memory for partial results."""
SPARSE = 32
"""One partial result for so many values is no burden."""
FEW = 4096
"""Nor are so many partial results, for any tensor."""


@dataclass(frozen=True, eq=False)
class Moments:
    """What is known of each pool. The arrays have the statistics' shape, or that of the box of pools asked for.

    count: values per pool; mean; m2: sum of squared deviations from the mean; nonfinite: how many of the pool's values
    are NaN or infinite. Its mean is then NaN or infinite, its m2 the sum of squares, infinite where there is no NaN.
    Units: those of the values, m2 their square.
    """

    count: int
    mean: Doubles
    m2: Doubles
    nonfinite: NDArray[np.int64]

    @property
    def variance(self) -> Doubles:
        """The biased variance, over n: what every normalization divides by."""
        return self._about_mean / self.count

    @property
    def unbiased(self) -> Doubles:
        """The variance over n - 1; NaN for pools of one value."""
        return self._about_mean / (self.count - 1) if self.count > 1 else np.full_like(self.m2, np.nan)

    @property
    def _about_mean(self) -> Doubles:
        """m2, NaN where there is no mean to deviate from."""
        return np.where(np.isfinite(self.mean), self.m2, np.nan)

    def about_zero(self) -> "Moments":
        """Moments about 0 in place of the mean: mean 0, and the mean square as the variance (for RMS norm)."""
        with np.errstate(all="ignore"):
            squares = np.where(np.isfinite(self.mean), self.m2 + self.count * self.mean * self.mean, self.m2)
            return replace(self, mean=np.zeros_like(self.mean), m2=squares)


def moments(
    x: Numbers, pools: Sequence[Pools], within: Sequence[Box | None] | None = None, threads: int | None = None
) -> list[Moments]:
    """The moments of every pool of each tiling, in float64, in one pass where the tilings allow it.

    x has the shape that every tiling names. `within[i]` is a box of pool indices: only those pools of tiling i are
    computed; None asks for all of them. The result does not depend on the number of threads, by default the cores.
    """
    if x.size <= SMALL:
        x = np.asarray(x, dtype=np.float64)
    found: dict[int, Moments] = {}
    whole: list[int] = []
    for i, tiling in enumerate(pools):
        if tiling.shape != x.shape:
            raise ValueError(f"pools of a tensor of shape {tiling.shape} asked of one of shape {x.shape}")
        box = within[i] if within is not None else None
        if box is None or box == tuple((0, parts) for parts in tiling.parts):
            whole.append(i)
        else:
            hull = x[tuple(slice(low, high) for low, high in tiling.hull(box))]
            (found[i],) = _together(hull, [Pools(hull.shape, tuple(high - low for low, high in box))], threads)
    for family in _families({i: pools[i] for i in whole}):
        found |= zip(family, _together(x, [pools[i] for i in family], threads), strict=True)
    return [found[i] for i in range(len(pools))]


def merged(a: Moments, b: Moments) -> Moments:
    """The moments of the values of both, pool by pool: of a data set whose batches are measured one after another."""
    counts = np.array([a.count, b.count]).reshape(2, *[1] * a.mean.ndim)
    both = Parts(np.stack([a.mean, b.mean]), np.stack([a.m2, b.m2]), np.stack([a.nonfinite, b.nonfinite]))
    return _moments(a.count + b.count, union(both, counts, (0,)), a.mean.shape)


def _moments(count: int, parts: Parts, shape: Index) -> Moments:
    return Moments(count, parts.mean.reshape(shape), parts.m2.reshape(shape), parts.nonfinite.reshape(shape))


def _families(pools: dict[int, Pools]) -> list[list[int]]:
    """The tilings (by their keys) that share one pass, because not too many small pools refine them all."""
    families: list[tuple[Pools, list[int]]] = []
    for key, tiling in pools.items():
        for place, (together, members) in enumerate(families):
            joint = _refining([tiling, together])
            if joint.count <= max(FEW, prod(tiling.shape) // SPARSE, tiling.count, together.count):
                families[place] = (joint, [*members, key])
                break
        else:
            families.append((tiling, [key]))
    return [members for _, members in families]


def _refining(pools: Sequence[Pools]) -> Pools:
    """The coarsest tiling whose pools lie within one pool of each of these."""
    return Pools(pools[0].shape, tuple(lcm(*parts) for parts in zip(*(each.parts for each in pools), strict=True)))


def _together(x: Numbers, pools: Sequence[Pools], threads: int | None) -> list[Moments]:
    """Several tilings in one pass."""
    fine = _unbroken(_refining(pools))
    found = _measured(x, fine, threads)
    return [found if tiling == fine else _coarser(found, Pools(fine.parts, tiling.parts)) for tiling in pools]


def _unbroken(pools: Pools) -> Pools:
    """The pools cut until their values lie side by side in memory, if the pieces do not get too small by that."""
    parts: list[int] = []
    kept = False
    for length, cuts in zip(reversed(pools.shape), reversed(pools.parts), strict=True):
        parts.append(length if kept else cuts)
        kept = kept or cuts > 1
    cut_up = Pools(pools.shape, tuple(reversed(parts)))
    return cut_up if cut_up.count <= max(prod(pools.shape) // SPARSE, pools.count) else pools


def _measured(x: Numbers, pools: Pools, threads: int | None) -> Moments:
    """One tiling, block by block: every block gives the moments of its part of each pool that it meets."""
    shape, reduced = pools.split_shape, pools.split_reduced
    order = tuple(axis - 1 for axis in reduced) + reduced
    split = x.reshape(shape)
    extents = _extents(shape)
    steps = tuple(extent if axis in reduced else 1 for axis, extent in enumerate(extents))
    partial = tuple(-(-length // step) for length, step in zip(shape, steps, strict=True))
    parts = Parts(np.empty(partial), np.empty(partial), np.empty(partial, np.int64))

    def work(block: Slices) -> None:
        values = split[block].transpose(order)
        rows = row_moments(values.reshape(prod(values.shape[: len(reduced)]), -1))
        place = tuple(slice(one.start // step, -(-one.stop // step)) for one, step in zip(block, steps, strict=True))
        for target, found in ((parts.mean, rows.mean), (parts.m2, rows.m2), (parts.nonfinite, rows.nonfinite)):
            there = target[place].transpose(order)
            there[...] = found.reshape(there.shape)

    for_each(work, cut(shape, extents), threads)
    counts = np.ones((), np.int64)
    for axis, (length, step) in enumerate(zip(shape, steps, strict=True)):
        along = [min(step, length - low) for low in range(0, length, step)] if axis in reduced else [1]
        counts = np.multiply.outer(counts, along)
    return _moments(pools.size, union(parts, counts, reduced), pools.parts)


def _extents(shape: Index) -> Index:
    """The shape of a block of a tensor whose even axes are kept and whose odd axes are reduced.

    Reduced runs are taken whole as far as they fit. Kept axes share what is left, but not more than RUN places while
    something is still to be reduced further out: each place costs a partial result in every block. Where an axis has
    to be cut, it is in an even number of like parts, so that two threads end at the same time.
    """
    extents: list[int] = []
    left, run = BLOCK, RUN
    for axis in reversed(range(len(shape))):
        kept, more = axis % 2 == 0, prod(shape[1:axis:2]) > 1
        most = max(1, min(shape[axis], left, run if kept and more else left))
        cuts = -(-shape[axis] // most)
        extents.append(-(-shape[axis] // (cuts + cuts % 2)) if cuts > 1 else most)
        left //= extents[-1]
        run //= extents[-1] if kept else 1
    return tuple(reversed(extents))


def _coarser(fine: Moments, nested: Pools) -> Moments:
    """The moments of larger pools from those of the smaller ones that tile them: `nested` are pools of pools."""
    shape, reduced = nested.split_shape, nested.split_reduced
    parts = Parts(fine.mean.reshape(shape), fine.m2.reshape(shape), fine.nonfinite.reshape(shape))
    return _moments(fine.count * nested.size, union(parts, np.array(fine.count), reduced), nested.parts)


def union(parts: Parts, counts: NDArray[np.int64], axes: Index) -> Parts:
    """The moments of unions along the axes; the axes stay, with length 1. Equal means stay as they are to the last bit.

    counts: how many values each part has; broadcasts against the parts.
    """
    if all(parts.mean.shape[axis] == 1 for axis in axes):
        return parts
    with np.errstate(all="ignore"):
        weights = counts / np.broadcast_to(counts, parts.mean.shape).sum(axis=axes, keepdims=True)
        first = parts.mean[tuple(slice(1) if axis in axes else slice(None) for axis in range(parts.mean.ndim))]
        mean = first + (weights * (parts.mean - first)).sum(axis=axes, keepdims=True)
        between = (counts * (parts.mean - mean) ** 2).sum(axis=axes, keepdims=True)
        nonfinite = parts.nonfinite.sum(axis=axes, keepdims=True)
        if nonfinite.any():
            between = np.where(nonfinite > 0, 0.0, between)
            mean = np.where(nonfinite > 0, (weights * parts.mean).sum(axis=axes, keepdims=True), mean)
    return Parts(mean, parts.m2.sum(axis=axes, keepdims=True) + between, nonfinite)
