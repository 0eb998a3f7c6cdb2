"""One network, one input, the norm swapped: what stays the same, and what does not.

    conv 3×3 -> norm -> relu -> 2×2 mean -> conv 3×3 -> norm -> relu -> mean of each plane -> linear -> softmax

All weights come from one seed and are the same for every norm; every scale is 1, every offset and bias 0. So all
differences come from the choice of pools.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.axes import layout_by_key
from app.core.methods import method_by_key
from app.core.pools import Index
from app.core.precision import Doubles
from app.experiments import network
from app.experiments.convolution import Averaging, Convolution, Flattening
from app.experiments.network import Layer, Linear, Rectifier
from app.experiments.normalization import Normalization, statistics

NONE = "none"
FIRST = 1
"""The place of the first norm among the layers."""


@dataclass(frozen=True)
class Settings:
    """`norms`: "none" or keys of methods. The pictures are square, their side is even."""

    norms: tuple[str, ...] = (NONE, "batch", "layer", "instance", "group", "rms")
    channels: int = 8
    groups: int = 2
    classes: int = 10
    epsilon: float = 1e-5
    picture: int = 0
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Swapped:
    """The network with one norm.

    first (channels, H, W): the picture after the first norm; means, deviations (channels,): of its planes.
    logits, probabilities (classes,). pools, statistics_shape: of the first norm in training (0, () without one).
    weights: parameters of the layers that all networks share; added: scales and offsets.
    companions: the largest change of the logits when all other pictures are exchanged for their mirror images; alone:
    when the picture comes alone; contrast: when it is given half its contrast; each relative to the largest logit.
    frozen: the same for test time, where batch statistics are replaced by those of this batch's mirror image.
    """

    norm: str
    first: Doubles
    means: Doubles
    deviations: Doubles
    logits: Doubles
    probabilities: Doubles
    pools: int
    statistics_shape: Index
    weights: int
    added: int
    companions: float
    alone: float
    contrast: float
    frozen: float


def swap(pictures: NDArray[Any], settings: Settings) -> tuple[Swapped, ...]:
    """pictures: (N, C, H, W), one of which is looked at."""
    return tuple(_swapped(np.asarray(pictures, np.float64), settings, norm) for norm in settings.norms)


def _layers(norm: str, settings: Settings, shape: Index) -> tuple[list[Layer], list[int]]:
    """The layers, and for each the number of the random stream that its weights come from."""
    channels, (inputs, height, width) = settings.channels, shape
    image = layout_by_key("image")

    def normalized(count: int, part: int) -> Iterable[Layer]:
        if norm == NONE:
            return []
        method = method_by_key(norm, image, "norm")
        shape = (count, height // part, width // part)
        return [Normalization(method, image, shape, settings.groups, epsilon=settings.epsilon)]

    layers: list[Layer] = [Convolution(inputs, channels), *normalized(channels, 1), Rectifier(), Averaging(2)]
    layers += [Convolution(channels, channels), *normalized(channels, 2), Rectifier()]
    layers += [Averaging(height // 2), Flattening(), Linear(channels, settings.classes, gain=1.0)]
    streams, count = list[int](), 0
    for layer in layers:
        streams.append(count)
        count += isinstance(layer, Convolution | Linear)
    return layers, streams


def _swapped(x: Doubles, settings: Settings, norm: str) -> Swapped:
    layers, streams = _layers(norm, settings, x.shape[1:])
    weights = [
        layer.initial(np.random.default_rng([settings.seed, stream]))
        for layer, stream in zip(layers, streams, strict=True)
    ]
    one = settings.picture

    def logits(batch: Doubles, place: int = one, frozen: list[Any] | None = None) -> Doubles:
        return np.asarray(network.forward(layers, weights, batch, frozen)[0][place])

    y, memories = network.forward(layers, weights, x)
    base = y[one]
    mirrored = x[:, :, :, ::-1].copy()
    others, paler = mirrored.copy(), x.copy()
    others[one] = x[one]
    paler[one] = 0.5 * x[one]
    dependent = [isinstance(each, Normalization) and each.method.depends_on_batch(each.layout) for each in layers]
    known = statistics(layers, network.forward(layers, weights, mirrored)[1])
    frozen = [each if on else None for each, on in zip(known, dependent, strict=True)]

    def change(other: Doubles) -> float:
        return float(np.abs(other - base).max() / np.abs(base).max())

    first = network.forward(layers[: FIRST + (norm != NONE)], weights, x)[0][one]
    parts = memories[FIRST][-1].mean.shape if norm != NONE else ()
    exponentials = np.exp(base - base.max())
    learned = [sum(each.size for each in own) for own in weights]
    norms = [isinstance(each, Normalization) for each in layers]
    return Swapped(
        norm,
        first,
        first.mean(axis=(1, 2)),
        first.std(axis=(1, 2)),
        base,
        exponentials / exponentials.sum(),
        int(np.prod(parts)) if parts else 0,
        tuple(parts),
        sum(n for n, is_norm in zip(learned, norms, strict=True) if not is_norm),
        sum(n for n, is_norm in zip(learned, norms, strict=True) if is_norm),
        change(logits(others)),
        change(logits(x[one : one + 1], 0)),
        change(logits(paler)),
        change(logits(x, one, frozen)),
    )
