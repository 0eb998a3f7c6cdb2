"""The output of a method on a part of a tensor, with the statistics of the whole: no more is computed than is shown."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.moments import Moments, moments
from app.core.normalize import Place, normalize
from app.core.pools import Box, Pools
from app.core.precision import Numbers


def part_of(x: Numbers, box: Box) -> Numbers:
    """The values in a box, as a view."""
    return x[tuple(slice(low, high) for low, high in box)]


def normalized_part(
    x: Numbers,
    pools: Pools,
    statistics: Moments,
    covered: Box,
    box: Box,
    *,
    epsilon: float,
    place: Place,
    scale: float = 1.0,
    offset: float = 0.0,
) -> NDArray[Any]:
    """What `normalize` gives for the values in a box.

    `statistics` are those of the pools in `covered`; it has to hold every pool that meets the box. A box may cut
    pools: each of its places along an axis that pools cut is given the statistics of the pool it lies in.
    """
    mean, variance = (_spread(each, pools, covered, box) for each in (statistics.mean, statistics.variance))
    part = np.ascontiguousarray(part_of(x, box))
    return normalize(
        part,
        Pools(part.shape, mean.shape),
        mean,
        variance,
        epsilon=epsilon,
        place=place,
        scale=None if scale == 1 else scale,
        offset=None if offset == 0 else offset,
    )


def covering(
    x: Numbers, pools: Pools, statistics: Moments, covered: Box, box: Box, *, centers: bool
) -> tuple[Moments, Box]:
    """Statistics that hold every pool meeting the box: those at hand, or computed now where they do not."""
    wanted = pools.meeting(box)
    if all(low <= start and end <= high for (low, high), (start, end) in zip(covered, wanted, strict=True)):
        return statistics, covered
    if pools.size == 1:
        values = np.asarray(part_of(x, box), np.float64)
        infinite = ~np.isfinite(values)
        found = Moments(1, values, np.where(infinite, values * values, 0.0), infinite.astype(np.int64))
    else:
        (found,) = moments(x, [pools], [wanted])
    return (found if centers else found.about_zero()), wanted


def _spread(values: NDArray[np.float64], pools: Pools, covered: Box, box: Box) -> NDArray[np.float64]:
    """A statistic for every place of the box along the axes that pools cut, and once along the others."""
    places = [
        np.arange(low, high) // block - first if parts > 1 else np.zeros(1, np.int64)
        for (low, high), block, parts, (first, _) in zip(box, pools.block, pools.parts, covered, strict=True)
    ]
    return values[np.ix_(*places)]
