"""Planes: all values of one sample and one channel, and what is measured on each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.axes import Layout, Role
from app.core.moments import moments
from app.core.pools import Pools
from app.core.precision import Doubles, Numbers


@dataclass(frozen=True, eq=False)
class Planes:
    """Mean and standard deviation of each plane, (samples, channels) each, and whether all its values are finite."""

    mean: Doubles
    deviation: Doubles
    finite: NDArray[np.bool_]


def planes_of(x: Numbers, layout: Layout) -> Planes:
    """The planes of a tensor. Where a plane is one value, that value is its mean, and its deviation is 0."""
    matrix = (x.shape[layout.letters.index("N")], x.shape[layout.letters.index("C")])
    if x.size == matrix[0] * matrix[1]:
        values = np.asarray(x, np.float64).reshape(matrix)
        finite = np.isfinite(values)
        return Planes(values, np.where(finite, 0.0, np.nan), finite)
    kept = (Role.BATCH, Role.CHANNEL)
    parts = tuple(n if axis.role in kept else 1 for axis, n in zip(layout.axes, x.shape, strict=True))
    (found,) = moments(x, [Pools(x.shape, parts)])
    with np.errstate(invalid="ignore"):
        deviation = np.sqrt(found.variance)
    return Planes(found.mean.reshape(matrix), deviation.reshape(matrix), found.nonfinite.reshape(matrix) == 0)
