"""Activations: the photographs through one random convolution and a ReLU, as in the first layer of a network."""

import numpy as np
from numpy.typing import NDArray

from app.core.axes import Layout
from app.core.pools import Index
from app.sources import photographs
from app.sources.filling import BLOCK, Slices, fill
from app.sources.source import Source, Tensor

KERNEL = 3
MOST_CHANNELS = 1024
COLOURS = 3


def make(layout: Layout, shape: Index, seed: int) -> Tensor:
    """float32, relu(w ∗ x): 3×3 kernels over the three colours, edges repeated, no bias.

    The weights are Gaussian with variance 2 / 27 (He et al. 2015, "Delving deep into rectifiers"); `seed` chooses them,
    the order of the photographs stays as listed.
    """
    samples, channels, height, width = shape
    pictures = photographs.make(layout, (samples, COLOURS, height, width), 0)
    edge = KERNEL // 2
    padded = np.pad(pictures, ((0, 0), (0, 0), (edge, edge), (edge, edge)), mode="edge")
    taps = COLOURS * KERNEL * KERNEL
    weights = np.random.default_rng([seed, 1]).standard_normal((channels, taps)) * np.sqrt(2 / taps)
    weights = weights.astype(np.float32)
    tensor = np.empty(shape, np.float32)
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
    layouts=photographs.PHOTOGRAPHS.layouts,
    limits=photographs.PHOTOGRAPHS.limits | {"C": (1, MOST_CHANNELS)},
    limited_by=f"{photographs.PHOTOGRAPHS.limited_by}, and the convolution has at most {MOST_CHANNELS} outputs",
)
