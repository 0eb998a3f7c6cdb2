"""Which floating type the values are worked on in, and which one the output has.

Statistics always end in float64. The long passes over the tensor run in the narrowest type that holds each value
exactly, because they are bound by memory: float32 for float16, float32 and integers of up to 16 bits.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
"""Values of a tensor: float16, float32, float64, integers or booleans, in any memory order."""
Doubles = NDArray[np.float64]


@cache
def working_type(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """float32 where that holds every value of the type exactly, float64 for all other real numbers."""
    if dtype.kind not in "fiub":
        raise TypeError(f"got values of type {dtype}; expected real numbers")
    exact = dtype.itemsize < 4 or dtype.newbyteorder("=") == np.dtype(np.float32)
    return np.dtype(np.float32 if exact else np.float64)


def output_type(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The input's own floating type in native byte order; for integers the type that they are worked on in."""
    return dtype.newbyteorder("=") if dtype.kind == "f" and dtype.itemsize <= 8 else working_type(dtype)
