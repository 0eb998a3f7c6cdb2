"""What a choice of pools erases and what it keeps, as claims about the planes of a tensor.

A plane holds all values of one sample and one channel. After a method that centres,

    the plane means M average 0, and M² + D² (D the planes' deviations) average 1, ε aside, over every set of planes
    that a pool takes together, whatever it does inside of planes

because each pool's values have mean 0 and mean square 1, and the planes' values are shared out among pools of one size.
So differences of that average are erased along the axes that pools keep apart, and no other difference is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.axes import Layout, Role
from app.core.moments import Moments, moments
from app.core.parts import covering, normalized_part
from app.core.pools import Box, Pools
from app.core.normalize import Place
from app.core.precision import Doubles, Numbers

SLAB = 2**22
"""Values of the output that are held at once while its planes are measured."""


@dataclass(frozen=True)
class Kept:
    """The claims. Letters are axes of the matrix of planes, N and C.

    erased: axes along which averages of the plane means over the pooled planes no longer differ.
    survives: axes along which plane means and deviations still differ.
    together: how many samples and channels a pool takes together: the extent of the averages.
    constant: each value is a pool of its own, so all of them become 0, or for a method that does not centre ±1.
    """

    erased: tuple[str, ...]
    survives: tuple[str, ...]
    together: tuple[int, int]
    constant: bool
    centers: bool

    @property
    def flat(self) -> bool:
        """Whether every plane's mean is 0, and every plane's deviation 1 (or 0 where all values are)."""
        return self.centers and self.together == (1, 1)


def kept(layout: Layout, pools: Pools, centers: bool = True) -> Kept:
    """What holds for these pools whatever the values are, as long as no pool is constant."""
    places = (layout.letters.index("N"), layout.letters.index("C"))
    samples, channels = (pools.block[place] for place in places)
    return Kept(
        erased=tuple(layout.letters[place] for place in places if pools.parts[place] > 1),
        survives=tuple(layout.letters[place] for place in places if pools.block[place] > 1),
        together=(samples, channels),
        constant=pools.size == 1,
        centers=centers,
    )


@dataclass(frozen=True, eq=False)
class Planes:
    """Mean and standard deviation of each plane, (N, C) each, and how many values of each are not finite."""

    mean: Doubles
    deviation: Doubles
    nonfinite: NDArray[np.int64]


def planes_of(x: Numbers, layout: Layout) -> Planes:
    """The planes of a tensor."""
    (found,) = moments(x, [_planes(layout, x.shape)])
    return _as_planes(found, layout, x.shape)


def planes_of_output(
    x: Numbers,
    layout: Layout,
    pools: Pools,
    statistics: Moments,
    covered: Box,
    *,
    centers: bool,
    epsilon: float,
    place: Place,
    scale: float = 1.0,
    offset: float = 0.0,
) -> Planes:
    """The planes of a method's output, measured on it a few samples at a time: the output is never held as a whole."""
    batch = layout.letters.index("N")
    samples = x.shape[batch]
    step = max(1, SLAB * samples // x.size)
    found = []
    for low in range(0, samples, step):
        box = tuple((low, min(low + step, n)) if axis == batch else (0, n) for axis, n in enumerate(x.shape))
        near, held = covering(x, pools, statistics, covered, box, centers=centers)
        options = {"epsilon": epsilon, "place": place, "scale": scale, "offset": offset}
        found.append(planes_of(normalized_part(x, pools, near, held, box, **options), layout))
    return Planes(*(np.concatenate([getattr(each, name) for each in found]) for name in Planes.__dataclass_fields__))


def _planes(layout: Layout, shape: tuple[int, ...]) -> Pools:
    kept_roles = (Role.BATCH, Role.CHANNEL)
    return Pools(shape, tuple(n if axis.role in kept_roles else 1 for axis, n in zip(layout.axes, shape, strict=True)))


def _as_planes(found: Moments, layout: Layout, shape: tuple[int, ...]) -> Planes:
    matrix = (shape[layout.letters.index("N")], shape[layout.letters.index("C")])
    with np.errstate(invalid="ignore"):
        deviation = np.sqrt(found.variance)
    return Planes(found.mean.reshape(matrix), deviation.reshape(matrix), found.nonfinite.reshape(matrix))
