"""Activations: the photographs through one random convolution and a ReLU, as in the first layer of a network."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.axes import Layout
from app.core.blocks import Slices, cut, for_each
from app.core.pools import Index
from app.sources import photographs
from app.sources.source import FAR, Source, Tensor

KERNEL = 3
MOST_CHANNELS = 1024
COLOURS = 3
PIXEL_STEPS, WEIGHT_STEPS, LARGEST_WEIGHT = 2**8, 2**10, 2
"""Pixels are whole multiples of 1/256, weights of 1/1024 and at most 2: so every sum of their 27 products is a whole
multiple of 2⁻¹⁸ below 2⁶, which float32 holds exactly, and no order of adding, thread or machine changes a value."""
TOGETHER, PLACES = 8, 1024
"""Channels and places in one matrix product: small enough that it does not start threads of its own."""
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
    pictures = _rounded(photographs.averaged(chosen, (len(chosen), COLOURS, height, width)), PIXEL_STEPS)
    edge = KERNEL // 2
    padded = np.pad(pictures, ((0, 0), (0, 0), (edge, edge), (edge, edge)), mode="edge")
    taps = COLOURS * KERNEL * KERNEL
    weights = np.random.default_rng([seed, 1]).standard_normal((channels, taps)) * np.sqrt(2 / taps)
    weights = _rounded(np.clip(weights, -LARGEST_WEIGHT, LARGEST_WEIGHT), WEIGHT_STEPS)
    tensor = np.empty((len(chosen), *shape[1:]), np.float32)
    for sample, picture in zip(tensor, padded, strict=True):
        _convolve(sample.reshape(channels, -1), _shifted(picture, height, width), weights)
    return tensor


def _rounded(values: NDArray[np.floating[Any]], steps: int) -> NDArray[np.float32]:
    """The nearest whole multiples of 1 / steps."""
    return np.asarray(np.rint(values * steps) / steps, np.float32)


def _shifted(picture: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    """(tap, row·column): the picture as each of the kernel's weights sees it."""
    windows = np.lib.stride_tricks.sliding_window_view(picture, (height, width), axis=(1, 2))
    return windows.reshape(-1, height * width)


def _convolve(out: NDArray[np.float32], seen: NDArray[np.float32], weights: NDArray[np.float32]) -> None:
    """out[channel, place] = relu(Σ weights[channel, tap] · seen[tap, place])."""

    def work(block: Slices) -> None:
        channels, places = block
        part = out[block]
        np.matmul(weights[channels], seen[:, places], out=part)
        np.maximum(part, 0, out=part)

    for_each(work, cut(out.shape, (TOGETHER, PLACES)))


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
