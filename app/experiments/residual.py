"""Residual networks with batch norm in training: which share each block has in what leaves the last one.

    stem     h ← relu(norm(h W))                        64 features to the width
    block    h ← h + f(h)      f(h) = norm(relu(norm(h W₁)) W₂)
    head     Linear 10

The last norm of a block has a scale γ and an offset δ for each unit, so over the batch the mean square of f(h) is the
mean of γ² + δ² over the units, whatever the weights. With γ = 1 and δ = 0 each block adds one unit; with γ = 0 none,
and the network begins as its stem and its head (Goyal et al. 2017, section 5.1).

    share of a block      mean square of f(h) / (mean square of h + mean square of f(h))
    effective depth       the sum of the shares

A layer of a plain network replaces all that came in: its share is 1, and K of them have the effective depth K. The
stem's relu leaves half a unit, so with γ = 1 the share of block k is 1 / (k + 1/2) at the start.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, isfinite, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.axes import layout_by_key
from app.core.methods import METHODS
from app.core.precision import Doubles
from app.core.running import Running
from app.experiments import network
from app.experiments.classifiers import CLASSES, Data, split
from app.experiments.network import Array, Layer, Linear, Memory, Network, Rectifier, Weights
from app.experiments.normalization import Normalization, statistics
from app.experiments.training import drawn

Parts = list[Network]
"""The stem, every block, the head."""
Frozen = list[list[Running | None]]


@dataclass(frozen=True)
class Run:
    """One training: γ of the last norm in each block before the first step, how many blocks, and the rate."""

    start: float = 1.0
    blocks: int = 8
    rate: float = 0.1


@dataclass(frozen=True)
class Settings:
    """What is trained, and how long. Each run gives a record before its first step and `records` more."""

    runs: tuple[Run, ...] = (Run(),)
    width: int = 64
    batch: int = 32
    epochs: int = 8
    records: int = 8
    held_out: int = 360
    seed: int = 0


@dataclass(frozen=True)
class Record:
    """The state of one run after some steps.

    scales, shares: for each block the mean of |γ| over its units, and its share, over all training pictures. loss and
    accuracy are on the training pictures; like those of the test they are taken with the statistics of all training
    pictures. A run whose loss is no longer finite has diverged: it learns no more, and its numbers are NaN.
    """

    run: int
    step: int
    scales: tuple[float, ...]
    shares: tuple[float, ...]
    loss: float
    accuracy: float
    test_accuracy: float


def parts(blocks: int, width: int) -> Parts:
    """The layers: those of one block stand there once for each block."""
    norm = Normalization(METHODS[0], layout_by_key("features"), (width,))
    block: list[Layer] = [Linear(width, width), norm, Rectifier(), Linear(width, width), norm]
    return [[Linear(64, width), norm, Rectifier()], *([block] * blocks), [Linear(width, CLASSES, gain=1.0)]]


def initial(built: Parts, start: float, seed: int = 0, dtype: type[np.floating[Any]] = np.float32) -> list[Weights]:
    """Parameters to begin with, by part; `start` is γ of the last norm in each block."""
    random = np.random.default_rng([seed, 1])
    weights = [network.initial(each, random, dtype) for each in built]
    for block in weights[1:-1]:
        block[-1][0] *= dtype(start)
    return weights


def forward(
    built: Parts, weights: list[Weights], x: Array, frozen: Frozen | None = None
) -> tuple[Array, list[list[Memory]], list[tuple[float, float]]]:
    """Logits, memories by part, and for each block the mean squares of what came in and of what it adds."""
    h, memory = network.forward(built[0], weights[0], x, frozen[0] if frozen else None)
    memories, squares = [memory], []
    for k in range(1, len(built) - 1):
        added, memory = network.forward(built[k], weights[k], h, frozen[k] if frozen else None)
        squares.append((float(np.square(h).mean()), float(np.square(added).mean())))
        h = h + added
        memories.append(memory)
    logits, memory = network.forward(built[-1], weights[-1], h)
    return logits, [*memories, memory], squares


def backward(
    built: Parts, weights: list[Weights], memories: list[list[Memory]], dy: Array
) -> tuple[Array, list[Weights]]:
    """From ∂L/∂logits: ∂L/∂input, and the gradients of all parameters, by part. Around a block the gradient passes."""
    dh, own = network.backward(built[-1], weights[-1], memories[-1], dy)
    gradients = [own]
    for k in range(len(built) - 2, 0, -1):
        through, own = network.backward(built[k], weights[k], memories[k], dh)
        dh = dh + through
        gradients.append(own)
    dx, own = network.backward(built[0], weights[0], memories[0], dh)
    return dx, [own, *gradients[::-1]]


def train(pictures: Array, labels: NDArray[np.int64], settings: Settings) -> Iterator[Record]:
    """All runs side by side: the state of each before its first step, then of each after the next steps, and so on."""
    data = split(pictures, labels, "dense", settings.held_out, settings.seed)
    running = [_steps(number, run, data, settings) for number, run in enumerate(settings.runs)]
    for _ in range(settings.records + 1):
        yield from (next(each) for each in running)


def _steps(number: int, run: Run, data: Data, settings: Settings) -> Iterator[Record]:
    built = parts(run.blocks, settings.width)
    weights = initial(built, run.start, settings.seed)
    steps = settings.epochs * (len(data.labels) // settings.batch)
    ends = {ceil(steps * (i + 1) / settings.records) for i in range(settings.records)}
    batches = drawn(len(data.labels), settings.batch, np.random.default_rng([settings.seed, 2, settings.batch]))
    yield _record(number, 0, built, weights, data)
    lost = False
    for step, chosen in zip(range(1, steps + 1), batches, strict=False):
        if not lost:
            with np.errstate(all="ignore"):
                lost = not _step(built, weights, data.inputs[chosen], data.labels[chosen], run.rate)
        if step in ends:
            yield _record(number, step, built, weights, data)


def _step(built: Parts, weights: list[Weights], x: Array, labels: NDArray[np.int64], rate: float) -> bool:
    """One step down, in place, unless the loss is no longer finite; whether it was."""
    logits, memories, _ = forward(built, weights, x)
    loss, slope = network.cross_entropy(logits, labels)
    if isfinite(loss):
        for part, gradients in zip(weights, backward(built, weights, memories, slope)[1], strict=True):
            network.descend(part, gradients, rate)
    return isfinite(loss)


def _record(number: int, step: int, built: Parts, weights: list[Weights], data: Data) -> Record:
    with np.errstate(all="ignore"):
        logits, memories, squares = forward(built, weights, data.inputs)
        loss, _ = network.cross_entropy(logits, data.labels)
        frozen = [statistics(part, memory) for part, memory in zip(built, memories, strict=True)]
        tested, _, _ = forward(built, weights, data.test_inputs, frozen)
    scales: list[Doubles] = [np.abs(block[-1][0]).astype(np.float64) for block in weights[1:-1]]
    return Record(
        number,
        step,
        tuple(float(each.mean()) for each in scales),
        tuple(added / (came + added) for came, added in squares),
        loss,
        float((logits.argmax(axis=1) == data.labels).mean()) if isfinite(loss) else nan,
        float((tested.argmax(axis=1) == data.test_labels).mean()) if isfinite(loss) else nan,
    )
