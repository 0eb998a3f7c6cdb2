"""What a choice of pools erases and what it keeps, as claims about the planes of a tensor.

A plane holds all values of one sample and one channel. After a method that centres,

    the plane means M average 0, and M² + D² (D the planes' deviations) average 1, ε aside, over every set of planes
    that a pool takes together, whatever it does inside of planes

because each pool's values have mean 0 and mean square 1, and the planes' values are shared out among pools of one size.
So differences of that average are erased along the axes that pools keep apart, and no other difference is.
"""

from dataclasses import dataclass

from app.core.axes import Layout
from app.core.pools import Pools
from app.core.precision import Doubles


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


def averaged(planes: Doubles, held: Kept) -> Doubles:
    """Averages over the planes that a pool takes together, of a matrix (samples, channels) that holds whole pools."""
    samples, channels = held.together
    n, c = planes.shape
    found: Doubles = planes.reshape(n // samples, samples, c // channels, channels).mean(axis=(1, 3))
    return found
