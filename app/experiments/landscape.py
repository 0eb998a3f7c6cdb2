"""The loss along the gradient, while a network is trained (Santurkar et al. 2018, figure 4).

At a step with weights w and gradient g of a batch's loss L, move to w - η g, for step lengths η from `shortest` to
`longest` times the rate, but no further than `cap` in all (‖η g‖ ≤ cap). There, on the same batch, are

    the loss L(w - η g): its range over η is figure 4 (a)
    the gradient change ‖∇L(w - η g) - g‖: figure 4 (b)
    the effective smoothness max over η of ‖∇L(w - η g) - g‖ / ‖η g‖: figure 4 (c)

Then one real step of the training is made, with the rate itself. Which curve is smoother is measured here, not assumed.
A network that no longer learns stands on a plateau and looks smooth: look at the loss too (rate 1 without a norm). A
loss or a gradient that is not finite is kept as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.precision import Doubles
from app.experiments import network
from app.experiments.classifiers import Classifier, split
from app.experiments.network import Array, Layer, Weights

TINY = 1e-300
HELD_OUT = 360
"""Pictures that are left out, as in `training`."""


@dataclass(frozen=True)
class Settings:
    """Training with one rate; every `every`-th step is looked at, at `points` lengths."""

    norms: tuple[str, ...] = ("none", "batch")
    rate: float = 0.1
    batch: int = 32
    steps: int = 48
    every: int = 4
    points: int = 5
    shortest: float = 0.5
    longest: float = 4.0
    cap: float = 1.0
    depth: int = 4
    width: int = 64
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Look:
    """One step of one training. Arrays over the step lengths: lengths (η), distances (‖η g‖), losses, changes.

    loss and gradient: at w; smoothness: as above, largest over the lengths.
    """

    norm: str
    step: int
    loss: float
    gradient: float
    lengths: Doubles
    distances: Doubles
    losses: Doubles
    changes: Doubles

    @property
    def range(self) -> float:
        """The largest loss met minus the smallest."""
        return float(self.losses.max() - self.losses.min())

    @property
    def smoothness(self) -> float:
        """Largest gradient change over distance."""
        with np.errstate(all="ignore"):
            return float((self.changes / self.distances).max())


def look(pictures: Array, labels: NDArray[np.int64], settings: Settings) -> Iterator[Look]:
    """Step by step, each norm in turn. Stop by asking for no more."""
    data = split(pictures, labels, "dense", HELD_OUT, settings.seed)
    inputs = data.inputs.astype(np.float64)
    running = []
    for norm in settings.norms:
        built = Classifier(norm, "dense", settings.depth, settings.width).layers()
        weights = network.initial(built, np.random.default_rng([settings.seed, 1]))
        running.append((norm, built, weights, np.random.default_rng([settings.seed, 2])))
    for step in range(settings.steps):
        for norm, built, weights, random in running:
            chosen = random.choice(len(inputs), settings.batch, replace=False)
            batch, answers = inputs[chosen], data.labels[chosen]
            with np.errstate(all="ignore"):
                loss, gradient = _slope(built, weights, batch, answers)
                if step % settings.every == 0:
                    yield _along(norm, step, settings, built, weights, batch, answers, loss, gradient)
                network.descend(weights, gradient, settings.rate)


def _slope(built: list[Layer], weights: Weights, batch: Array, answers: NDArray[Any]) -> tuple[float, Weights]:
    logits, memories = network.forward(built, weights, batch)
    loss, dy = network.cross_entropy(logits, answers)
    return loss, network.backward(built, weights, memories, dy)[1]


def _along(
    norm: str,
    step: int,
    settings: Settings,
    built: list[Layer],
    weights: Weights,
    batch: Array,
    answers: NDArray[Any],
    loss: float,
    gradient: Weights,
) -> Look:
    flat = _flat(gradient)
    size = _length(flat)
    # An infinite gradient leaves no length at all; the smallest there is keeps the row of lengths a row.
    longest = max(min(settings.rate * settings.longest, settings.cap / max(size, TINY)), TINY)
    lengths = np.geomspace(min(settings.rate * settings.shortest, longest), longest, settings.points)
    losses, changes = [], []
    for length in lengths:
        moved = [[w - length * g for w, g in zip(*pair, strict=True)] for pair in zip(weights, gradient, strict=True)]
        there, slope = _slope(built, moved, batch, answers)
        losses.append(there)
        changes.append(_length(_flat(slope) - flat))
    return Look(norm, step, loss, size, lengths, lengths * size, np.array(losses), np.array(changes))


def _length(values: Doubles) -> float:
    return float(np.sqrt(np.square(values).sum()))


def _flat(weights: Weights) -> Doubles:
    return np.concatenate([parameter.ravel() for parameters in weights for parameter in parameters])
