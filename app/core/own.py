"""The output of a method with the statistics of the very values it normalizes: training, and all that has no batch.

Where the values of a pool lie side by side in memory and `moments` takes them as a whole, its statistics are taken and
its output is written while it is in the cache: one trip through memory instead of two. All others are measured first.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.core.blocks import Slices, cut, for_each
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
    out = np.empty(x.shape, output_type(x.dtype))
    steps = steps_after(pools, scale, offset, working_type(x.dtype))
    split, result = x.reshape(pools.split_shape), out.reshape(pools.split_shape)
    whole = Moments(pools.size, np.empty(pools.parts), np.empty(pools.parts), np.empty(pools.parts, np.int64))

    def work(block: Slices) -> None:
        values = split[block]
        rows = row_moments(values.reshape(-1, pools.size))
        found = Moments(pools.size, rows.mean, rows.m2, rows.nonfinite)
        found = found if centers else found.about_zero()
        here = block[::2]
        for target, each in ((whole.mean, found.mean), (whole.m2, found.m2), (whole.nonfinite, found.nonfinite)):
            target[here] = each.reshape(target[here].shape)
        shape = tuple(length for parts in whole.mean[here].shape for length in (parts, 1))
        below = denominator(found.variance, epsilon, place)
        steps.write(values, block, found.mean.reshape(shape), below.reshape(shape), result[block])

    for_each(work, cut(split.shape, extents(split.shape, BLOCK)), threads)
    return whole, out


def _side_by_side(pools: Pools) -> bool:
    """Whether each pool is one run of the values in C order: nothing is kept behind the first axis that is reduced."""
    reduced = [block > 1 for block in pools.block]
    kept = [parts > 1 for parts in pools.parts]
    return True not in reduced or not any(kept[reduced.index(True) + 1 :])
