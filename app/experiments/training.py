"""Training of small networks on real digits, with and without normalization: learning rates, batch sizes.

Stochastic gradient descent without momentum on softmax cross-entropy, a constant rate, all weights from He's
initialization. Runs differ in norm, rate and batch size only: the same seed gives them the same data split, the same
weights and, for equal batch sizes, the same batches. Batch norm is tested with the statistics of the whole training
set, frozen. A run whose loss is no longer finite has diverged; it ends there, and its last loss says how.

    dense         (Linear width, norm, relu) × depth, Linear 10              on 64 features
    convolution   conv 8, norm, relu, 2×2 mean, conv 16, norm, relu, 2×2 mean, Linear 10      on 1 × 8 × 8 images
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, isfinite, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.axes import layout_by_key
from app.core.methods import method_by_key
from app.experiments import network
from app.experiments.convolution import Averaging, Convolution, Flattening
from app.experiments.network import Array, Layer, Linear, Rectifier
from app.experiments.normalization import Normalization, statistics

CLASSES = 10
NONE = "none"
NORMS = (NONE, "batch", "layer", "group")
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


@dataclass(frozen=True)
class Run:
    """One training: `norm` is "none" or the key of a method (instance norm needs the convolution network)."""

    norm: str
    rate: float
    batch: int = 32


def grid(
    norms: Iterable[str] = NORMS, rates: Iterable[float] = RATES, batches: Iterable[int] = (32,)
) -> tuple[Run, ...]:
    """Every combination."""
    norms, rates = tuple(norms), tuple(rates)
    return tuple(Run(norm, rate, batch) for norm in norms for batch in batches for rate in rates)


def scaled(norms: Iterable[str], batches: Iterable[int], rate: float = 0.1, at: int = 32) -> tuple[Run, ...]:
    """Batch sizes with the rate in proportion (Goyal et al. 2017), as Wu & He 2018 compare them."""
    batches = tuple(batches)
    return tuple(Run(norm, rate * batch / at, batch) for norm in norms for batch in batches)


@dataclass(frozen=True)
class Settings:
    """What is trained, and how long. Each run gives a record after its first step and `records` more, evenly spaced.

    `held_out` pictures are kept for the test.
    """

    runs: tuple[Run, ...] = grid()
    kind: str = "dense"
    depth: int = 4
    width: int = 64
    groups: int = 8
    epochs: float = 8
    records: int = 24
    held_out: int = 360
    seed: int = 0


@dataclass(frozen=True)
class Record:
    """The state of one run: loss and accuracy over the batches since the last record, and on the test pictures."""

    run: int
    step: int
    steps: int
    epoch: float
    loss: float
    accuracy: float
    test_loss: float
    test_accuracy: float
    diverged: bool

    @property
    def last(self) -> bool:
        """Whether this run has come to its end."""
        return self.diverged or self.step == self.steps


@dataclass(frozen=True)
class Data:
    """Pictures and labels to train on and to test with."""

    inputs: Array
    labels: NDArray[np.int64]
    test_inputs: Array
    test_labels: NDArray[np.int64]


def split(pictures: Array, labels: NDArray[np.int64], settings: Settings) -> Data:
    """Shuffled by the seed and cut in two; pictures (N, 8, 8) become features, or images of one channel."""
    order = np.random.default_rng([settings.seed, 0]).permutation(len(labels))
    shape = (-1, 1, *pictures.shape[1:]) if settings.kind == "convolution" else (len(labels), -1)
    inputs = np.ascontiguousarray(pictures.reshape(shape)[order], dtype=np.float32)
    kept = len(labels) - settings.held_out
    return Data(inputs[:kept], labels[order][:kept], inputs[kept:], labels[order][kept:])


def layers(norm: str, settings: Settings) -> list[Layer]:
    """The network. Linear layers before a norm keep their bias, so that all networks have the same ones."""
    built: list[Layer] = []
    if settings.kind == "convolution":
        inputs, side = 1, 8
        for outputs in (8, 16):
            built += [Convolution(inputs, outputs), *_norm(norm, "image", (outputs, side, side), settings), Rectifier()]
            built.append(Averaging(2))
            inputs, side = outputs, side // 2
        return [*built, Flattening(), Linear(inputs * side * side, CLASSES, gain=1.0)]
    inputs = 64
    for _ in range(settings.depth):
        built += [Linear(inputs, settings.width), *_norm(norm, "features", (settings.width,), settings), Rectifier()]
        inputs = settings.width
    return [*built, Linear(inputs, CLASSES, gain=1.0)]


def _norm(key: str, layout_key: str, shape: tuple[int, ...], settings: Settings) -> list[Layer]:
    if key == NONE:
        return []
    layout = layout_by_key(layout_key)
    method = method_by_key(key, layout, "norm")
    if not method.reduced_axes(layout):
        raise ValueError(f"{method.label} has nothing to normalize over in {layout.label} networks")
    return [Normalization(method, layout, shape, settings.groups)]


def train(pictures: Array, labels: NDArray[np.int64], settings: Settings) -> Iterator[Record]:
    """All runs side by side, each a few steps at a time. Stop by asking for no more records."""
    data = split(pictures, labels, settings)
    running = [_steps(number, run, data, settings) for number, run in enumerate(settings.runs)]
    while running:
        going = []
        for one in running:
            record = next(one)
            yield record
            if not record.last:
                going.append(one)
        running = going


def _steps(number: int, run: Run, data: Data, settings: Settings) -> Iterator[Record]:
    built = layers(run.norm, settings)
    weights = network.initial(built, np.random.default_rng([settings.seed, 1]), np.float32)
    random = np.random.default_rng([settings.seed, 2, run.batch])
    batches = len(data.labels) // run.batch
    steps = max(1, ceil(settings.epochs * batches))
    ends = {1, *(ceil(steps * (i + 1) / settings.records) for i in range(settings.records))}
    losses, right = list[float](), list[float]()
    order = np.empty(0, np.int64)
    for step in range(1, steps + 1):
        if (place := (step - 1) % batches) == 0:
            order = random.permutation(len(data.labels))
        chosen = order[place * run.batch : (place + 1) * run.batch]
        with np.errstate(all="ignore"):
            logits, memories = network.forward(built, weights, data.inputs[chosen])
            loss, slope = network.cross_entropy(logits, data.labels[chosen])
            losses.append(loss)
            right.append(float((logits.argmax(axis=1) == data.labels[chosen]).mean()))
            if isfinite(loss):
                network.descend(weights, network.backward(built, weights, memories, slope)[1], run.rate)
        if not isfinite(loss):
            yield Record(number, step, steps, step / batches, loss, float(np.mean(right)), nan, nan, True)
            return
        if step in ends:
            test = evaluate(built, weights, data)
            yield Record(
                number, step, steps, step / batches, float(np.mean(losses)), float(np.mean(right)), *test, False
            )
            losses, right = [], []


def evaluate(built: list[Layer], weights: network.Weights, data: Data) -> tuple[float, float]:
    """Loss and accuracy on the test pictures, with the training set's statistics where a norm needs the batch."""
    with np.errstate(all="ignore"):
        frozen: list[Any] | None = None
        if any(isinstance(each, Normalization) and each.method.depends_on_batch(each.layout) for each in built):
            frozen = statistics(built, network.forward(built, weights, data.inputs)[1])
        logits, _ = network.forward(built, weights, data.test_inputs, frozen)
        loss, _ = network.cross_entropy(logits, data.test_labels)
    return loss, float((logits.argmax(axis=1) == data.test_labels).mean())
