"""Heavy-tailed values: a few of them weigh more in a variance than all others together."""

import numpy as np
from numpy.typing import NDArray

from app.core.axes import Layout
from app.core.pools import Index
from app.sources.filling import Slices, fill
from app.sources.source import Source, Tensor

HALF = np.float32(0.5)
HALF_STEP = np.float32(2.0**-25)
"""Half the distance of the uniform numbers, which are whole multiples of 2⁻²⁴: keeps them off 0 and 1."""


def make(layout: Layout, shape: Index, seed: int) -> Tensor:
    """float32 from Student's t with 2 degrees of freedom, by the inverse of its distribution function.

    From u, uniform between 0 and 1: t = (2u − 1) / √(2u(1 − u)) (Shaw 2006, "Sampling Student's T distribution").
    """
    tensor = np.empty(shape, np.float32)
    fill(tensor.reshape(1, -1), _student, seed)
    return tensor


def _student(out: NDArray[np.float32], at: Slices, random: np.random.Generator) -> None:
    random.random(dtype=np.float32, out=out)
    # u(1 − u) = (½ − |s|)(½ + |s|) with s = u − ½, where each step before the product is exact, far out too.
    out -= HALF - HALF_STEP
    size = np.abs(out)
    product = (HALF - size) * (HALF + size)
    out *= np.float32(np.sqrt(2))
    out /= np.sqrt(product, out=product)


HEAVY = Source(
    "heavy",
    "Heavy-tailed values",
    "Student’s t with 2 degrees of freedom: a few values decide the variance of their pool.",
    make,
)
