"""Training of small networks on real digits, with and without normalization: learning rates, batch sizes.

Stochastic gradient descent without momentum on softmax cross-entropy, at a constant rate. Runs differ in norm, rate and
batch size only: the same seed gives them the same data split, the same weights and, for equal batch sizes, the same
batches. A run whose loss is no longer finite has diverged; it ends there, and its last loss says how. Networks and
data: `classifiers`; what shifts in a step: `shaking`. The numbers do not depend on which other runs there are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, isfinite, nan

import numpy as np
from numpy.typing import NDArray

from app.core.precision import Doubles
from app.experiments import network
from app.experiments.classifiers import NONE, SHAKEN, Classifier, Data, evaluate, split
from app.experiments.network import Array
from app.experiments.shaking import at_step, hidden, shift

PROBE = 256
"""Pictures of the training set on which it is measured how the inputs of the layers shift in a step."""
NORMS = (NONE, "batch", "layer", "group", SHAKEN)
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


@dataclass(frozen=True)
class Run:
    """One training: `norm` is as `Classifier` has it (instance norm needs the convolution network).

    `depth` and `virtual` are those of the settings where they are None.
    """

    norm: str
    rate: float
    batch: int = 32
    depth: int | None = None
    virtual: int | None = None


def grid(
    norms: Iterable[str] = NORMS, rates: Iterable[float] = RATES, batches: Iterable[int] = (32,)
) -> tuple[Run, ...]:
    """Every combination."""
    norms, rates, batches = tuple(norms), tuple(rates), tuple(batches)
    return tuple(Run(norm, rate, batch) for norm in norms for batch in batches for rate in rates)


def scaled(norms: Iterable[str], batches: Iterable[int], rate: float = 0.1, at: int = 32) -> tuple[Run, ...]:
    """Batch sizes with the rate in proportion (Goyal et al. 2017), as Wu & He 2018 compare them."""
    batches = tuple(batches)
    return tuple(Run(norm, rate * batch / at, batch) for norm in norms for batch in batches)


@dataclass(frozen=True)
class Settings:
    """What is trained, and how long. Each run gives a record after its first step and `records` more, evenly spaced.

    `held_out` pictures are kept for the test. `whole`: at each record all training pictures are tested too.
    """

    runs: tuple[Run, ...] = grid()
    kind: str = "dense"
    depth: int = 4
    width: int = 64
    groups: int = 8
    virtual: int | None = None
    epochs: float = 8
    records: int = 24
    held_out: int = 360
    seed: int = 0
    whole: bool = False


@dataclass(frozen=True)
class Record:
    """The state of one run: loss and accuracy over the batches since the last record, and on the test pictures.

    shift: how far the last step moved the means of the hidden units, as `shaking.shift` has it; NaN where there are
    no units but channels.
    train_loss, train_accuracy: on all training pictures, in the way of a test; NaN unless the settings ask for them.
    """

    run: int
    step: int
    steps: int
    epoch: float
    loss: float
    accuracy: float
    test_loss: float
    test_accuracy: float
    shift: float
    diverged: bool
    train_loss: float = nan
    train_accuracy: float = nan

    @property
    def last(self) -> bool:
        """Whether this run has come to its end."""
        return self.diverged or self.step == self.steps


def train(pictures: Array, labels: NDArray[np.int64], settings: Settings) -> Iterator[Record]:
    """All runs side by side, each a few steps at a time. Stop by asking for no more records."""
    data = split(pictures, labels, settings.kind, settings.held_out, settings.seed)
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
    built = Classifier(
        run.norm,
        settings.kind,
        run.depth or settings.depth,
        settings.width,
        settings.groups,
        run.virtual or settings.virtual,
        settings.seed,
    ).layers()
    dense = settings.kind == "dense"
    weights = network.initial(built, np.random.default_rng([settings.seed, 1]), np.float32)
    random = np.random.default_rng([settings.seed, 2, run.batch])
    batches = max(1, len(data.labels) // run.batch)
    steps = max(1, ceil(settings.epochs * batches))
    ends = {1, *(ceil(steps * (i + 1) / settings.records) for i in range(settings.records))}
    losses, right = list[float](), list[float]()
    for step, chosen in zip(range(1, steps + 1), drawn(len(data.labels), run.batch, random), strict=False):
        built = at_step(built, step)
        with np.errstate(all="ignore"):
            before = hidden(at_step(built, step - 1), weights, data.inputs[:PROBE]) if dense and step in ends else []
            logits, memories = network.forward(built, weights, data.inputs[chosen])
            loss, slope = network.cross_entropy(logits, data.labels[chosen])
            losses.append(loss)
            right.append(float((logits.argmax(axis=1) == data.labels[chosen]).mean()))
            if isfinite(loss):
                network.descend(weights, network.backward(built, weights, memories, slope)[1], run.rate)
        if not isfinite(loss):
            yield Record(number, step, steps, step / batches, loss, float(np.mean(right)), nan, nan, nan, True)
            return
        if step in ends:
            with np.errstate(all="ignore"):
                moved = shift(before, hidden(built, weights, data.inputs[:PROBE])) if dense else nan
            averages = float(np.mean(losses)), float(np.mean(right))
            test = evaluate(built, weights, data)
            whole = evaluate(built, weights, data.learned_by_heart()) if settings.whole else (nan, nan)
            yield Record(number, step, steps, step / batches, *averages, *test, moved, False, *whole)
            losses, right = [], []


def drawn(count: int, batch: int, random: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Which examples make each batch, without end: each epoch in a new order, without what is left over."""
    while True:
        order = random.permutation(count)
        for place in range(max(1, count // batch)):
            yield order[place * batch : (place + 1) * batch]


@dataclass(frozen=True, eq=False)
class Curve:
    """All records of one run as arrays, one number for each record; the step at which it diverged, or None."""

    run: Run
    steps: NDArray[np.int64]
    epochs: Doubles
    losses: Doubles
    accuracies: Doubles
    test_losses: Doubles
    test_accuracies: Doubles
    shifts: Doubles
    train_losses: Doubles
    train_accuracies: Doubles
    diverged_at: int | None


def curves(settings: Settings, records: Iterable[Record]) -> tuple[Curve, ...]:
    """The records sorted by run: of a whole training, or of as much of it as there is."""
    of_run: list[list[Record]] = [[] for _ in settings.runs]
    for record in records:
        of_run[record.run].append(record)
    return tuple(_curve(run, own) for run, own in zip(settings.runs, of_run, strict=True))


def _curve(run: Run, records: list[Record]) -> Curve:
    return Curve(
        run,
        np.array([each.step for each in records], np.int64),
        np.array([each.epoch for each in records]),
        np.array([each.loss for each in records]),
        np.array([each.accuracy for each in records]),
        np.array([each.test_loss for each in records]),
        np.array([each.test_accuracy for each in records]),
        np.array([each.shift for each in records]),
        np.array([each.train_loss for each in records]),
        np.array([each.train_accuracy for each in records]),
        records[-1].step if records and records[-1].diverged else None,
    )
