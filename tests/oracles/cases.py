"""What PyTorch and this project are both asked. Values come from integer arithmetic, the same on every machine."""

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
SHAPES = {"image": (3, 6, 4, 3), "sequence": (3, 5, 6), "features": (9, 6)}
"""NCHW, NTC and NC, with 6 channels each."""
CHANNELS = 6
MOMENTUM = 0.1
TINY = float(np.finfo(np.float32).eps)
"""What PyTorch's RMS norm takes for ε where none is given, for float32."""


@dataclass(frozen=True)
class Case:
    """A method on values of about this mean and deviation. `frozen` is test time, with statistics of other data."""

    method: str
    layout: str
    dtype: str
    epsilon: float
    affine: bool
    groups: int | None = None
    """Groups of channels; for ghost batch norm the virtual batches."""
    frozen: bool = False
    mean: float = 0.5
    deviation: float = 2.0

    @property
    def name(self) -> str:
        parts = [self.method, *([str(self.groups)] if self.groups else []), *(["frozen"] if self.frozen else [])]
        values = [f"{self.mean:g}±{self.deviation:g}"] if (self.mean, self.deviation) != (0.5, 2.0) else []
        scaled = ["affine"] if self.affine else []
        return "-".join([*parts, self.layout, self.dtype, f"{self.epsilon:.3g}", *scaled, *values])

    @property
    def shape(self) -> tuple[int, ...]:
        return SHAPES[self.layout]

    @property
    def per_position(self) -> bool:
        """Whether there is a scale for each normalized position, and not one for each channel."""
        return self.method in ("layer", "rms")

    @property
    def parameter_shape(self) -> tuple[int, ...]:
        return self.shape[1:] if self.per_position and self.layout == "image" else (CHANNELS,)

    def x(self) -> Array:
        """The tensor. Each channel and sample has a mean of its own, so that no two sets of axes give the same."""
        around = spread(self.shape, 1) + 0.25 * np.arange(prod(self.shape)).reshape(self.shape) / prod(self.shape)
        return (self.mean + self.deviation * around).astype(self.dtype)

    def scale(self) -> Array | None:
        return (1.5 + spread(self.parameter_shape, 2)).astype(self.dtype) if self.affine else None

    def offset(self) -> Array | None:
        shift = self.affine and self.method != "rms"
        return spread(self.parameter_shape, 3).astype(self.dtype) if shift else None

    def running(self) -> tuple[Array, Array]:
        """A mean and a variance for each channel, from earlier data."""
        return spread((CHANNELS,), 4).astype(self.dtype), (2 + spread((CHANNELS,), 5)).astype(self.dtype)


def spread(shape: tuple[int, ...], seed: int) -> NDArray[np.float64]:
    """Numbers from -1 to 1, multiples of 2^-16, from the integer hash of Murmur 3."""
    bits = np.arange(prod(shape), dtype=np.uint64) + np.uint64(seed * 0x9E3779B9)
    for factor in (0x85EBCA6B, 0xC2B2AE35):
        bits = ((bits ^ (bits >> np.uint64(15))) * np.uint64(factor)) & np.uint64(0xFFFFFFFF)
    return ((bits >> np.uint64(15)).astype(np.float64) / 2**16 - 1).reshape(shape)


VARIANTS = (("float32", 1e-5, True), ("float32", 1e-3, False), ("float64", 1e-5, False), ("float64", 1e-12, True))
ASKED = (("batch", None), ("layer", None), ("instance", None), ("rms", None), ("group", 2), ("group", 3), ("ghost", 3))
CASES = (
    *(
        Case(method, layout, *variant, groups=groups)
        for method, groups in ASKED
        for layout in SHAPES
        for variant in VARIANTS
        if (method, layout) != ("instance", "features")  # one value per pool, which PyTorch refuses
    ),
    *(Case("batch", layout, *variant, frozen=True) for layout in SHAPES for variant in VARIANTS[1:]),
    *(Case("group", "image", "float32", 1e-5, True, groups=groups) for groups in (1, CHANNELS)),
    *(Case("rms", layout, "float32", TINY, False) for layout in SHAPES),
    # Far from 0, where a careless variance loses its digits; and constant, where only ε is left.
    *(
        Case(method, "image", "float64", 1e-5, False, mean=1e4, deviation=0.5)
        for method in ("batch", "layer", "instance")
    ),
    *(Case(method, "image", "float32", 1e-5, True, mean=3.0, deviation=0.0) for method in ("batch", "layer", "rms")),
)
