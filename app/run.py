"""run(recipe) -> Outcome: the tensor, the pools, their statistics, and the arithmetic of the pinned value."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from app.core.methods import Method, method_by_key
from app.core.moments import Moments, moments
from app.core.normalize import Arithmetic, Place, arithmetic
from app.core.pools import Box, Index, Pools
from app.core.running import Running
from app.core.shared_digits import shared_by
from app.core.window import window_around
from app.recipe import OWN, Recipe
from app.sources import generate
from app.training import Part, Training, train

MOST_POOLS = 2**16
"""A method with more pools than this has the statistics of those that meet the window, and no others."""


@dataclass(frozen=True)
class Result:
    """One method on the tensor. `covered` is the box of pools whose statistics were computed."""

    method: Method
    pools: Pools
    covered: Box
    statistics: Moments
    pool: Index
    arithmetic: Arithmetic
    frozen: bool = False
    """Whether the statistics are those that training froze, and not the tensor's own."""

    @property
    def used(self) -> Moments:
        """The statistics of the pinned value's pool alone, in a shape of ones."""
        place = tuple(slice(i - low, i - low + 1) for i, (low, _) in zip(self.pool, self.covered, strict=True))
        found = self.statistics
        return Moments(found.count, found.mean[place], found.m2[place], found.nonfinite[place])

    @property
    def frozen_shape(self) -> Index:
        """The shape of what training froze: the statistics' own, but once for all samples."""
        return (1, *self.pools.parts[1:])

    @property
    def complete(self) -> bool:
        """Whether every pool's statistics were computed."""
        return prod(high - low for low, high in self.covered) == self.pools.count


@dataclass(frozen=True)
class Outcome:
    """All that a page, an answer or a file shows."""

    recipe: Recipe
    tensor: NDArray[np.generic]
    window: Box
    results: tuple[Result, ...]
    training: Training | None = None
    """Where test time asked for it; `trained` computes it otherwise."""

    @property
    def window_values(self) -> NDArray[np.float64]:
        """The values in the window, in the shape of the window, as float64."""
        box = tuple(slice(low, high) for low, high in self.window)
        return np.ascontiguousarray(self.tensor[box], dtype=np.float64)

    @cached_property
    def shared_digits(self) -> int:
        """How many leading digits all values share: values and means are written with so many more."""
        return shared_by(self.tensor)

    @property
    def nonfinite(self) -> int:
        """How many values are NaN or infinite: as counted with the pools of any method that covers all of them."""
        complete = [result for result in self.results if result.complete]
        if complete:
            return int(complete[0].statistics.nonfinite.sum())
        return int(np.count_nonzero(~np.isfinite(self.tensor)))


def run(recipe: Recipe, tensor: NDArray[np.generic] | None = None) -> Outcome:
    """Compute everything the recipe asks for. `tensor` brings the values where the source is the visitor's own.

    Raises InputError where a source or a method cannot do what is asked.
    """
    layout = recipe.layout
    tensor = tensor_of(recipe, tensor)
    methods = [method_by_key(key, layout) for key in recipe.methods]
    window = window_around(layout, recipe.shape, recipe.cell)
    pools = [method.pools(layout, recipe.shape, recipe.groups, recipe.virtual) for method in methods]
    covered = [_covered(each, window) for each in pools]
    statistics = moments(tensor, pools, covered)
    training = None
    if recipe.mode == "test" and not all(method.same_at_test_time(layout) for method in methods):
        training = train(recipe, tensor, [_part(recipe, *each) for each in zip(methods, pools, covered, strict=True)])
    results = tuple(
        _result(recipe, method, each, box, found, float(tensor[recipe.cell]), training)
        for method, each, box, found in zip(methods, pools, covered, statistics, strict=True)
    )
    return Outcome(recipe, tensor, window, results, training)


def trained(outcome: Outcome) -> Training:
    """The training of an outcome's methods, as test time has it or would have it."""
    parts = [_part(outcome.recipe, each.method, each.pools, each.covered) for each in outcome.results]
    return outcome.training or train(outcome.recipe, outcome.tensor, parts)


def frozen_statistics(outcome: Outcome, result: Result) -> Running:
    """What training froze of every pool of a method, in `frozen_shape`, also of those that `result` left out."""
    if result.complete:
        return Running(result.statistics.mean[:1], result.statistics.variance[:1])
    whole = tuple((0, parts) for parts in result.pools.parts)
    part = _part(outcome.recipe, result.method, result.pools, whole)
    frozen = train(outcome.recipe, outcome.tensor, [part]).courses[result.method.key].frozen
    if frozen is None:
        raise ValueError(f"{result.method.label} freezes nothing")
    return frozen


def _part(recipe: Recipe, method: Method, pools: Pools, covered: Box) -> Part:
    return Part(method, pools, covered, tuple((index, index + 1) for index in pools.pool_of(recipe.cell)))


def tensor_of(recipe: Recipe, tensor: NDArray[np.generic] | None = None) -> NDArray[np.generic]:
    """The values: those given where the source is the visitor's own, else what the source makes.

    Raises InputError where the source cannot fill such a tensor.
    """
    if tensor is not None:
        return tensor
    if recipe.source == OWN:
        raise ValueError("a recipe over the visitor's own values needs them")
    return generate(recipe.source, recipe.layout, recipe.shape, recipe.seed)


def _covered(pools: Pools, window: Box) -> Box:
    return pools.meeting(window) if pools.count > MOST_POOLS else tuple((0, parts) for parts in pools.parts)


def _result(
    recipe: Recipe,
    method: Method,
    pools: Pools,
    covered: Box,
    found: Moments,
    value: float,
    training: Training | None,
) -> Result:
    statistics = found if method.centers else found.about_zero()
    frozen = training.courses[method.key].frozen if training and not method.same_at_test_time(recipe.layout) else None
    if frozen is not None:
        # Virtual batches have statistics of their own in training, and share the frozen ones.
        mean, variance = (np.broadcast_to(each, found.mean.shape) for each in (frozen.mean, frozen.variance))
        statistics = replace(statistics, mean=mean, m2=variance * statistics.count)
    pool = pools.pool_of(recipe.cell)
    place = tuple(index - low for index, (low, _) in zip(pool, covered, strict=True))
    steps = arithmetic(
        value,
        float(statistics.mean[place]),
        float(statistics.variance[place]),
        epsilon=recipe.epsilon,
        place=Place(recipe.epsilon_place),
        scale=recipe.scale,
        offset=recipe.offset if method.centers else 0.0,
    )
    return Result(method, pools, covered, statistics, pool, steps, frozen is not None)
