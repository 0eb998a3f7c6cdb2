"""Training as batch normalization lives through it: batches pass, running statistics follow them, then they are frozen.

Batches come from the tensor's own source; for the visitor's own values they are made of its samples, drawn again with
replacement. Every number here is computed from them: nothing is a model of what would happen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.core.conventions import Convention, convention_by_key
from app.core.methods import Method
from app.core.moments import Moments, merged, moments
from app.core.normalize import Place, arithmetic
from app.core.pools import Box, Pools
from app.core.precision import Doubles
from app.core.running import Running, fresh, updated
from app.recipe import OWN, Recipe
from app.sources import source_by_key

MOST_DRAWN = 2**25
"""Values in all batches together: a third of a second's work on two cores."""
NEIGHBOURHOODS = 24
"""How often the samples beside the pinned one are drawn again."""
STREAM = 2
"""Keeps the numbers drawn here apart from those of the sources."""


@dataclass(frozen=True)
class Part:
    """A method with what run() knows of it: its pools, which of them are looked at, and the pinned value's."""

    method: Method
    pools: Pools
    covered: Box
    pinned: Box

    @property
    def place(self) -> tuple[int, ...]:
        """The pinned pool as an index into the statistics that are looked at."""
        return tuple(low - first for (low, _), (first, _) in zip(self.pinned, self.covered, strict=True))


@dataclass(frozen=True, eq=False)
class Course:
    """One method in training. Arrays of one number for each batch are those of the pinned value's pool.

    `means` and `variances` (biased) are of the batches; `running` starts with what there was before the first batch,
    where that has a weight. `frozen` are the statistics used at test time, for all pools that are looked at; `whole`
    those of all batches together, for the pinned pool. Both are None for a method that keeps nothing. Where a library
    keeps statistics only if asked to, `tracked` is the pinned value's output with them, and test time is as without.
    """

    means: Doubles
    variances: Doubles
    running: tuple[Doubles, Doubles]
    frozen: Running | None
    whole: tuple[float, float] | None
    moving: Doubles
    """The pinned value's output in training, in each neighbourhood."""
    still: Doubles
    """The same at test time."""
    tracked: float | None = None


@dataclass(frozen=True)
class Training:
    """What was asked for, what was within bounds, and the course of every method by its key."""

    asked: int
    seen: int
    new_weight: float | None
    """None where the statistics are those of all batches together."""
    courses: dict[str, Course]


def train(recipe: Recipe, tensor: NDArray[np.generic], parts: Sequence[Part]) -> Training:
    """Let the batches of a recipe pass by all methods. Work is bounded by MOST_DRAWN, or by one batch."""
    convention = convention_by_key(recipe.convention)
    wanted = max(recipe.batches, NEIGHBOURHOODS)
    count = min(wanted, max(1, MOST_DRAWN // tensor.size))
    seen = min(recipe.batches, count)
    weight = new_weight(recipe, convention)
    kept = {
        part.method.key: _Kept(part, recipe, convention, weight)
        for part in parts
        if keeps(part.method, recipe, convention)
    }
    moving: list[list[float]] = [[] for _ in parts]
    for number, batch in enumerate(batches(recipe, tensor, count)):
        if number < seen and kept:
            tilings = [each.part.pools for each in kept.values()]
            found = moments(batch, tilings, [each.part.covered for each in kept.values()])
            for each, one in zip(kept.values(), found, strict=True):
                each.see(one)
        if number < NEIGHBOURHOODS:
            own = recipe.cell[0]
            batch[own] = tensor[own]
            for outputs, part in zip(moving, parts, strict=True):
                outputs.append(_output(recipe, part, batch))
    courses = {
        part.method.key: _course(recipe, tensor, part, kept.get(part.method.key), outputs)
        for part, outputs in zip(parts, moving, strict=True)
    }
    return Training(recipe.batches, seen, weight, courses)


def new_weight(recipe: Recipe, convention: Convention) -> float | None:
    """The weight of a new batch: the recipe's or the convention's; None where all batches weigh the same."""
    if recipe.new_weight is not None:
        return recipe.new_weight
    return convention.momentum.new_weight if convention.momentum else None


def keeps(method: Method, recipe: Recipe, convention: Convention) -> bool:
    """Whether a course is kept: of what depends on the batch, and of instance norm where PyTorch is asked to."""
    return not method.same_at_test_time(recipe.layout) or is_tracked(method, convention)


def is_tracked(method: Method, convention: Convention) -> bool:
    """Whether the statistics of this method are kept by a library only on request: track_running_stats in PyTorch."""
    return method.key == "instance" and convention.key == "pytorch"


def batches(recipe: Recipe, tensor: NDArray[np.generic], count: int) -> Iterator[NDArray[np.generic]]:
    """So many further batches, each free to be written to."""
    if recipe.source != OWN:
        yield from source_by_key(recipe.source).batches(recipe.layout, recipe.shape, recipe.seed, count)
        return
    for number in range(count):
        chosen = np.random.default_rng([recipe.seed, number, STREAM]).integers(len(tensor), size=len(tensor))
        yield tensor[chosen]


class _Kept:
    """The statistics of one method while batches pass."""

    def __init__(self, part: Part, recipe: Recipe, convention: Convention, weight: float | None) -> None:
        self.part = part
        self.weight = weight
        self.tracked = part.method.same_at_test_time(recipe.layout)
        # PyTorch refuses pools of one value; their only variance is the biased one, 0.
        self.unbiased = convention.unbiased and part.pools.size > 1
        lengths = tuple(high - low for low, high in part.covered)
        self.running = fresh((1, *lengths[1:]))
        self.place = (0, *part.place[1:])
        self.all: Moments | None = None
        self.means: list[float] = []
        self.variances: list[float] = []
        self.course = [self._now()]

    def see(self, batch: Moments) -> None:
        """One more batch. Where it has several pools along its samples, what is kept is the mean over them.

        So does PyTorch with tracked instances, and TensorFlow with virtual batches (`virtual_batch_size`).
        """
        if self.all is None and self.weight is None:
            self.course.clear()  # where all batches weigh the same, there is nothing before the first
        average = {name: getattr(batch, name).mean(axis=0, keepdims=True) for name in ("mean", "m2")}
        kept = replace(batch, **average, nonfinite=batch.nonfinite.sum(axis=0, keepdims=True))
        for part in [kept] if self.tracked else _along_batch(batch):
            self.all = part if self.all is None else merged(self.all, part)
        self.means.append(float(kept.mean[self.place]))
        self.variances.append(float(kept.variance[self.place]))
        if self.weight is None and self.all is not None:
            self.running = Running(self.all.mean, self.all.variance)
        elif self.weight is not None:
            self.running = updated(self.running, kept, self.weight, self.unbiased)
        self.course.append(self._now())

    def _now(self) -> tuple[float, float]:
        return float(self.running.mean[self.place]), float(self.running.variance[self.place])


def _along_batch(batch: Moments) -> list[Moments]:
    """The statistics of a batch, one after another along its samples."""
    parts = [slice(k, k + 1) for k in range(len(batch.mean))]
    return [replace(batch, mean=batch.mean[k], m2=batch.m2[k], nonfinite=batch.nonfinite[k]) for k in parts]


def _course(recipe: Recipe, tensor: NDArray[np.generic], part: Part, kept: _Kept | None, moving: list[float]) -> Course:
    outputs = np.array(moving)
    if kept is None or kept.tracked:
        # By itself nothing is frozen here: at test time the same is computed, from the sample alone.
        still = _output(recipe, part, tensor)
    if kept is None:
        return Course(*_none(), _none(), None, None, outputs, np.full(outputs.shape, still))
    course = np.array(kept.course)
    frozen = _arithmetic(recipe, part.method, float(tensor[recipe.cell]), *kept.course[-1])
    whole = None
    if kept.all is not None:
        whole = float(kept.all.mean[kept.place]), float(kept.all.variance[kept.place])
    return Course(
        np.array(kept.means),
        np.array(kept.variances),
        (course[:, 0], course[:, 1]),
        kept.running,
        whole,
        outputs,
        np.full(outputs.shape, still if kept.tracked else frozen),
        frozen if kept.tracked else None,
    )


def _none() -> tuple[Doubles, Doubles]:
    return np.empty(0), np.empty(0)


def _output(recipe: Recipe, part: Part, batch: NDArray[np.generic]) -> float:
    """The pinned value's output among the samples of this batch, with the batch's statistics."""
    (found,) = moments(batch, [part.pools], [part.pinned])
    used = found if part.method.centers else found.about_zero()
    return _arithmetic(recipe, part.method, float(batch[recipe.cell]), used.mean.item(), used.variance.item())


def _arithmetic(recipe: Recipe, method: Method, value: float, mean: float, variance: float) -> float:
    return arithmetic(
        value,
        mean,
        variance,
        epsilon=recipe.epsilon,
        place=Place(recipe.epsilon_place),
        scale=recipe.scale,
        offset=recipe.offset if method.centers else 0.0,
    ).output
