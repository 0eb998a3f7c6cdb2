"""Activations: the photographs through one random convolution and a ReLU, as in the first layer of a network."""

from collections.abc import Iterator, Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

from app.core.axes import Layout
from app.core.pools import Index
from app.sources import photographs
from app.sources.filling import BLOCK, Slices, fill
from app.sources.source import FAR, Source, Tensor

KERNEL = 3
MOST_CHANNELS = 1024
COLOURS = 3
MOST_KEPT = 2**24
"""So many values of all eight pictures are kept while batches of them are drawn."""


def make(layout: Layout, shape: Index, seed: int) -> Tensor:
    """float32, relu(w ∗ x): 3×3 kernels over the three colours, edges repeated, no bias.

    The weights are Gaussian with variance 2 / 27 (He et al. 2015, "Delving deep into rectifiers"); `seed` chooses them,
    the order of the photographs stays as listed.
    """
    return _seen(photographs.order(0)[: shape[0]], shape, seed)


def draw(layout: Layout, shape: Index, seed: int, count: int) -> Iterator[Tensor]:
    """Other pictures through the same convolution."""
    pictures = len(photographs.PICTURES)
    few = pictures * prod(shape[1:]) <= MOST_KEPT
    every = _seen(range(pictures), shape, seed) if few else None
    for number in range(1, count + 1):
        chosen = photographs.order(seed + number * FAR)[: shape[0]]
        yield _seen(chosen, shape, seed) if every is None else every[list(chosen)]


def _seen(chosen: Sequence[int], shape: Index, seed: int) -> Tensor:
    """These pictures as the convolution of this seed sees them."""
    channels, height, width = shape[1:]
    pictures = photographs.averaged(chosen, (len(chosen), COLOURS, height, width))
    edge = KERNEL // 2
    padded = np.pad(pictures, ((0, 0), (0, 0), (edge, edge), (edge, edge)), mode="edge")
    taps = COLOURS * KERNEL * KERNEL
    weights = np.random.default_rng([seed, 1]).standard_normal((channels, taps)) * np.sqrt(2 / taps)
    weights = weights.astype(np.float32)
    tensor = np.empty((len(chosen), *shape[1:]), np.float32)
    for sample, picture in zip(tensor, padded, strict=True):
        _convolve(sample.reshape(channels, -1), _shifted(picture, height, width), weights)
    return tensor


def _shifted(picture: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    """(tap, row·column): the picture as each of the kernel's weights sees it."""
    windows = np.lib.stride_tricks.sliding_window_view(picture, (height, width), axis=(1, 2))
    return windows.reshape(-1, height * width)


def _convolve(out: NDArray[np.float32], seen: NDArray[np.float32], weights: NDArray[np.float32]) -> None:
    """out[channel, place] = relu(Σ weights[channel, tap] · seen[tap, place]), summed tap by tap.

    A matrix product would do the same, but may add in another order on another number of threads.
    """

    def sum_taps(block: NDArray[np.float32], at: Slices, random: np.random.Generator) -> None:
        channels, places = at
        step = max(1, BLOCK // 4 // block.shape[1])
        for low in range(0, block.shape[0], step):
            part = block[low : low + step]
            chosen = weights[channels][low : low + step]
            np.multiply(chosen[:, :1], seen[0, places], out=part)
            product = np.empty_like(part)
            for tap in range(1, len(seen)):
                np.multiply(chosen[:, tap : tap + 1], seen[tap, places], out=product)
                part += product
            np.maximum(part, 0, out=part)

    fill(out, sum_taps, seed=0)


ACTIVATIONS = Source(
    "activations",
    "Activations",
    "The photographs through a random 3×3 convolution and a ReLU, as inside a network.",
    make,
    draw=draw,
    layouts=photographs.PHOTOGRAPHS.layouts,
    limits=photographs.PHOTOGRAPHS.limits | {"C": (1, MOST_CHANNELS)},
    limited_by=f"{photographs.PHOTOGRAPHS.limited_by}, and the convolution has at most {MOST_CHANNELS} outputs",
)
