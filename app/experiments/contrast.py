"""Change the contrast, brightness or colour of one picture in a batch: which normalization notices, and in whom.

    x₀ ← contrast · x₀ + brightness,     numbers, or one number for each channel (a cast of colour)

Instance norm forgets any such change of a picture's channels, layer norm a change that all channels share; neither
lets one picture touch another. Batch norm keeps the picture's own contrast, and mixes it into all others (Ulyanov et
al. 2016). ε aside: the statement is exact for ε = 0.

Adaptive instance norm (Huang & Belongie 2017) puts the channel statistics of another picture in place of those that
instance norm removes: σ(style) · (x - μ(x)) / σ(x) + μ(style).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.axes import layout_by_key
from app.core.methods import METHODS
from app.core.normalize import Place, denominator
from app.core.precision import Doubles
from app.experiments.normalization import Normalization

KEYS = ("batch", "layer", "instance")
Pictures = NDArray[Any]


@dataclass(frozen=True)
class Change:
    """What is done to one picture: a factor and a summand, or one for each channel."""

    key: str
    label: str
    contrast: float | tuple[float, ...] = 1.0
    brightness: float | tuple[float, ...] = 0.0


CHANGES = (
    Change("contrast", "Half the contrast", contrast=0.5),
    Change("brightness", "Brighter", brightness=0.3),
    Change("both", "Paler", contrast=0.4, brightness=0.5),
    Change("colour", "A warm cast", contrast=(1.0, 0.8, 0.5), brightness=(0.1, 0.0, -0.05)),
)


@dataclass(frozen=True)
class Settings:
    """Which picture is changed, and how."""

    picture: int = 0
    change: Change = CHANGES[0]
    methods: tuple[str, ...] = KEYS
    epsilon: float = 1e-5


@dataclass(frozen=True, eq=False)
class Outputs:
    """One method on both batches, (N, C, H, W).

    own, others: the largest change of an output value of the changed picture, and of all others (0 if none).
    """

    method: str
    before: Doubles
    after: Doubles
    own: float
    others: float


@dataclass(frozen=True, eq=False)
class Result:
    """The changed batch (N, C, H, W), not clipped, and what each method makes of both."""

    pictures: Doubles
    changed: Doubles
    outputs: tuple[Outputs, ...]


def compare(pictures: Pictures, settings: Settings) -> Result:
    """pictures: (N, C, H, W)."""
    before = np.asarray(pictures, np.float64)
    after = before.copy()
    factor, summand = (np.reshape(each, (-1, 1, 1)) for each in (settings.change.contrast, settings.change.brightness))
    after[settings.picture] = factor * after[settings.picture] + summand
    others = np.arange(len(before)) != settings.picture
    found = []
    for key in settings.methods:
        (method,) = (each for each in METHODS if each.key == key)
        layer = Normalization(method, layout_by_key("image"), before.shape[1:], epsilon=settings.epsilon, learns=False)
        first, second = (np.asarray(layer.forward([], x)[0]) for x in (before, after))
        moved = np.abs(second - first)
        found.append(Outputs(key, first, second, float(moved[~others].max()), float(moved[others].max(initial=0.0))))
    return Result(before, after, tuple(found))


def adaptive(content: Pictures, style: Pictures, epsilon: float = 1e-5) -> Doubles:
    """(C, H, W): the content with the channel means and deviations of the style (C, any height, any width)."""
    content, style = np.asarray(content, np.float64), np.asarray(style, np.float64)
    mean, other_mean = (each.mean(axis=(1, 2), keepdims=True) for each in (content, style))
    variance, other_variance = (each.var(axis=(1, 2), keepdims=True) for each in (content, style))
    below = denominator(variance, epsilon, Place.VARIANCE)
    return np.asarray(np.sqrt(other_variance) * (content - mean) / below + other_mean)
