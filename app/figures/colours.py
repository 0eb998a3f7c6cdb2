"""Scales of colour: which colour stands for which value.

A diverging scale says how far from 0 and to which side: purple below, orange above (PuOr, told apart by all common
kinds of colour blindness), and no colour at all at 0. The middle is not painted but transparent, so it is the paper:
white in print and in light themes, dark in dark ones. One picture serves them all.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.figures.palette import VALUE_HIGH, VALUE_LOW, VALUE_NONE, VALUE_SIZE
from app.figures.png import Bytes

STEPS = 63
"""Colours to each side of 0: as many as can be told apart, and a quarter less to load than 127."""
LAST = 2 * STEPS
"""The last entry of a palette that stands for a number."""
NOT_FINITE = 255
"""The entry of the palette for NaN and infinities: an opaque grey, which no number has."""


@dataclass(frozen=True)
class Scale:
    """From values to entries of a palette: 0 is entry `zero`, and `limit` lies `steps` entries further."""

    limit: float
    zero: int
    steps: int
    palette: Bytes
    """(256, 4): red, green, blue, opacity."""

    def indices(self, values: ArrayLike) -> Bytes:
        """The entry for each value. Beyond the limit there is no further colour."""
        numbers = np.asarray(values, np.float64)
        finite = np.isfinite(numbers)
        whole = bool(finite.all())
        share = (numbers if whole else np.where(finite, numbers, 0)) / (self.limit or 1.0)
        share = np.minimum(np.maximum(share, -1 if self.zero else 0), 1)  # np.clip takes twice as long
        entries = np.rint(self.zero + self.steps * share).astype(np.uint8)
        return entries if whole else np.where(finite, entries, np.uint8(NOT_FINITE))


def diverging(limit: float) -> Scale:
    """From −limit (purple) through 0 (paper) to limit (orange)."""
    return Scale(limit, STEPS, STEPS, _two_sided())


def sequential(limit: float) -> Scale:
    """From 0 (paper) to limit (ink): for sizes, which have no side."""
    return Scale(limit, 0, LAST, _one_sided())


@cache
def _two_sided() -> Bytes:
    palette = np.zeros((256, 4), np.uint8)
    palette[: LAST + 1, 3] = np.rint(255 * np.abs(np.arange(LAST + 1) - STEPS) / STEPS)
    palette[:STEPS, :3] = _rgb(VALUE_LOW)
    palette[STEPS : LAST + 1, :3] = _rgb(VALUE_HIGH)
    return _finished(palette)


@cache
def _one_sided() -> Bytes:
    palette = np.zeros((256, 4), np.uint8)
    palette[: LAST + 1, 3] = np.rint(255 * np.arange(LAST + 1) / LAST)
    palette[: LAST + 1, :3] = _rgb(VALUE_SIZE)
    return _finished(palette)


def _finished(palette: Bytes) -> Bytes:
    palette[NOT_FINITE] = [*_rgb(VALUE_NONE), 255]
    palette.flags.writeable = False
    return palette


def greys(values: ArrayLike, black: float, white: float) -> Bytes:
    """Brightness 0 to 255 on the line from `black` to `white`; beyond its ends as at them, and 0 for NaN."""
    numbers = np.nan_to_num((np.asarray(values, np.float64) - black) / (white - black), nan=0.0)
    grey: NDArray[np.float64] = np.rint(255 * np.clip(numbers, 0, 1))
    return grey.astype(np.uint8)


def _rgb(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
