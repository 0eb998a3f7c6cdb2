"""Gaussian values with a mean and a spread of their own for each sample and for each channel."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.core.axes import Layout, Role
from app.core.pools import Index
from app.sources.filling import Slices, fill
from app.sources.source import FAR, Source, Tensor

MEANS = 1.5
"""Means of samples, and of channels, lie between minus this and this."""
SPREADS = 2.0
"""Spreads lie between one over this and this, before samples' and channels' are multiplied."""


def make(layout: Layout, shape: Index, seed: int) -> Tensor:
    """float32: x = mean of the sample + mean of the channel + spread of the sample · spread of the channel · z."""
    return _made(layout, shape, seed, 0)


def draw(layout: Layout, shape: Index, seed: int, count: int) -> Iterator[Tensor]:
    """Other samples; every channel keeps its mean and its spread."""
    for number in range(1, count + 1):
        yield _made(layout, shape, seed, number)


def _made(layout: Layout, shape: Index, seed: int, number: int) -> Tensor:
    """The tensor of this seed for number 0, further batches of it for others."""
    samples, channels = shape[0], shape[layout.letters.index("C")]
    generator = np.random.default_rng([seed, 0, 0])
    of_sample = _means(generator, samples), _spreads(generator, samples)
    of_channel = _means(generator, channels), _spreads(generator, channels)
    if number:
        other = np.random.default_rng([seed, number, 1])
        of_sample = _means(other, samples), _spreads(other, samples)
        seed += number * FAR
    tensor = np.empty(shape, np.float32)
    if layout.axes[-1].role is Role.SPACE:
        # A row is one plane of one channel of one sample.
        rows = tensor.reshape(samples * channels, -1)
        mean = np.add.outer(of_sample[0], of_channel[0]).reshape(-1, 1)
        spread = np.multiply.outer(of_sample[1], of_channel[1]).reshape(-1, 1)
        fill(rows, lambda out, at, random: _scaled(out, random, mean[at[0]], spread[at[0]]), seed)
        return tensor
    # Channels come last: a row is one token (or the only one) of one sample.
    rows = tensor.reshape(-1, channels)
    tokens = len(rows) // samples

    def fill_rows(out: NDArray[np.float32], at: Slices, random: np.random.Generator) -> None:
        sample = np.arange(at[0].start, at[0].stop)[:, None] // tokens
        mean = of_sample[0][sample] + of_channel[0][at[1]]
        spread = of_sample[1][sample] * of_channel[1][at[1]]
        _scaled(out, random, mean, spread)

    fill(rows, fill_rows, seed)
    return tensor


def _scaled(
    out: NDArray[np.float32], random: np.random.Generator, mean: NDArray[np.float32], spread: NDArray[np.float32]
) -> None:
    random.standard_normal(dtype=np.float32, out=out)
    out *= spread
    out += mean


def _evenly(generator: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Numbers from −1 to 1 at equal distances, in random order: however few there are, they differ."""
    return generator.permutation((np.arange(count) + 0.5) / count * 2 - 1)


def _means(generator: np.random.Generator, count: int) -> NDArray[np.float32]:
    return (MEANS * _evenly(generator, count)).astype(np.float32)


def _spreads(generator: np.random.Generator, count: int) -> NDArray[np.float32]:
    return (SPREADS ** _evenly(generator, count)).astype(np.float32)


GAUSSIAN = Source(
    "gaussian",
    "Gaussian values",
    "Random values; each sample and each channel has a mean and a spread of its own.",
    make,
    draw=draw,
)
