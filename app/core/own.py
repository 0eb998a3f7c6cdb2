"""The output of a method with the statistics of the very values it normalizes: training, and all that has no batch.

Where the values of a pool lie side by side in memory and `moments` takes them as a whole, its statistics are taken and
its output is written while it is in the cache: one trip through memory instead of two. All others are measured first.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.core.blocks import cut, for_each, fresh
from app.core.moments import BLOCK as WHOLE
from app.core.moments import SMALL, Moments, moments
from app.core.normalize import BLOCK, Place, denominator, extents, normalize
from app.core.pools import Pools
from app.core.precision import Numbers, output_type, working_type
from app.core.rows import row_moments
from app.core.steps import steps_after


def normalize_by_own(
    x: Numbers,
    pools: Pools,
    *,
    centers: bool = True,
    epsilon: float,
    place: Place,
    scale: ArrayLike | None = None,
    offset: ArrayLike | None = None,
    threads: int | None = None,
) -> tuple[Moments, NDArray[Any]]:
    """The statistics of every pool, and the output with them: those of `moments` and `normalize`, to the last bit.

    centers: whether the mean is subtracted; if not, the moments are those about 0. All else as in `normalize`.
    """
    if x.size <= SMALL or pools.size > WHOLE or not _side_by_side(pools):
        (found,) = moments(x, [pools], threads=threads)
        found = found if centers else found.about_zero()
        return found, normalize(
            x,
            pools,
            found.mean,
            found.variance,
            epsilon=epsilon,
            place=place,
            scale=scale,
            offset=offset,
            threads=threads,
        )
    out = fresh(x.shape, output_type(x.dtype))
    steps = steps_after(pools, scale, offset, working_type(x.dtype))
    split, result = x.reshape(pools.split_shape), out.reshape(pools.split_shape)
    blocks = cut(split.shape, extents(split.shape, BLOCK))
    runs: dict[int, Moments] = {}

    def work(number: int) -> None:
        block = blocks[number]
        values = split[block]
        rows = row_moments(values.reshape(-1, pools.size))
        here = Moments(pools.size, rows.mean, rows.m2, rows.nonfinite)
        here = runs[number] = here if centers else here.about_zero()
        shape = [1 if axis % 2 else length for axis, length in enumerate(values.shape)]
        below = denominator(here.variance, epsilon, place)
        steps.write(values, block, here.mean.reshape(shape), below.reshape(shape), result[block])

    for_each(work, range(len(blocks)), threads)
    return _in_order([runs[number] for number in range(len(blocks))], pools), out


def _in_order(runs: Sequence[Moments], pools: Pools) -> Moments:
    """The moments of all pools from those of runs of them, in C order."""
    mean, m2, nonfinite = (
        np.concatenate([getattr(run, name) for run in runs]).reshape(pools.parts)
        for name in ("mean", "m2", "nonfinite")
    )
    return Moments(pools.size, mean, m2, nonfinite)


def _side_by_side(pools: Pools) -> bool:
    """Whether each pool is one run of the values in C order: nothing is kept behind the first axis that is reduced."""
    reduced = [block > 1 for block in pools.block]
    kept = [parts > 1 for parts in pools.parts]
    return True not in reduced or not any(kept[reduced.index(True) + 1 :])
