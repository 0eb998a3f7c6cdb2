"""Normalization as a layer of a network: forward, backward, with statistics of the batch or frozen ones.

Normalization, with n values in a pool (Ioffe & Szegedy 2015 for the batch; any tiling of `app.core.pools`):

    x̂ = (x - μ) / d      d = √(σ² + ε)  or  σ + ε      y = γ x̂ + δ
    ∂L/∂x = (g - mean(g) - x̂ · mean(g x̂) · r) / d      g = γ ∂L/∂y,  means over the pool,
                                                        r = 1  or  (σ + ε) / σ  (0 where σ = 0)

Without centring (RMS norm) the term mean(g) falls away; with frozen statistics ∂L/∂x = g / d.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from app.core.axes import Layout
from app.core.methods import Method
from app.core.normalize import Place
from app.core.pools import Index
from app.core.running import Running
from app.experiments.network import Array, Memory, Network, Parameters


@dataclass(frozen=True)
class Normalization:
    """Any method of the core over (N, *shape), with scale and offset unless `learns` is off.

    `groups` and `virtual` (virtual batches) count for the methods that split their axis, and only there.
    """

    method: Method
    layout: Layout
    shape: Index
    groups: int | None = None
    virtual: int | None = None
    epsilon: float = 1e-5
    place: Place = Place.VARIANCE
    learns: bool = True

    def initial(self, random: np.random.Generator) -> Parameters:
        shape = self.method.parameter_shape(self.layout, (1, *self.shape))
        if not self.learns:
            return []
        return [np.ones(shape), np.zeros(shape)] if self.method.centers else [np.ones(shape)]

    @lru_cache(maxsize=256)  # noqa: B019 - of a value, not of an object: equal layers share their entries
    def tiling(self, samples: int) -> tuple[Index, Index, Index]:
        """The split shape, the axes of it that statistics are taken over, and the statistics' shape."""
        pools = self.method.pools(self.layout, (samples, *self.shape), self.groups, self.virtual)
        return pools.split_shape, pools.split_reduced, pools.parts

    def forward(self, parameters: Parameters, x: Array, frozen: Running | None = None) -> tuple[Array, Memory]:
        split, reduced, parts = self.tiling(len(x))
        values = x.reshape(split)
        if frozen is None:
            mean = _mean(values, reduced) if self.method.centers else x.dtype.type(0)
            values = values - mean
            variance = _mean(values * values, reduced)
        else:
            known = [part for pair in zip(parts, (1,) * len(parts), strict=True) for part in pair]
            mean, variance = (a.reshape(known).astype(x.dtype) for a in (frozen.mean, frozen.variance))
            values = values - mean
        if self.place is Place.VARIANCE:
            below, ratio = np.sqrt(variance + self.epsilon), None
        else:
            below = np.sqrt(variance) + self.epsilon
            ratio = np.divide(below, below - self.epsilon, out=np.zeros_like(below), where=variance > 0)
        standardized = (values / below).reshape(x.shape)
        y = standardized
        if self.learns:
            y = y * self._spread(parameters[0])
            y = y + self._spread(parameters[1]) if self.method.centers else y
        centre = mean if self.method.centers or frozen else np.zeros_like(below)
        statistics = Running(centre.reshape(parts), variance.reshape(parts))
        return y, (standardized, below, ratio, frozen is None, statistics)

    def backward(self, parameters: Parameters, memory: Memory, dy: Array) -> tuple[Array, Parameters]:
        standardized, below, ratio, own, _ = memory
        gradients: Parameters = []
        g = dy
        if self.learns:
            shared = tuple(axis for axis, n in enumerate(self._spread_shape()) if n == 1)
            gradients = [(dy * standardized).sum(axis=shared).reshape(parameters[0].shape)]
            gradients += [dy.sum(axis=shared).reshape(parameters[0].shape)] if self.method.centers else []
            g = dy * self._spread(parameters[0])
        split, reduced, _ = self.tiling(len(dy))
        g, normal = g.reshape(split), standardized.reshape(split)
        if own:
            along = _mean(g * normal, reduced)
            along = along if ratio is None else along * ratio
            g = (g - _mean(g, reduced) if self.method.centers else g) - normal * along
        return (g / below).reshape(dy.shape), gradients

    def _spread(self, parameter: Array) -> Array:
        """A parameter with length 1 along the axes that it does not vary along."""
        return parameter.reshape(self._spread_shape())

    @lru_cache(maxsize=256)  # noqa: B019
    def _spread_shape(self) -> Index:
        letters, lengths = self.method.parameter_axes(self.layout), (1, *self.shape)
        return tuple(n if letter in letters else 1 for letter, n in zip(self.layout.letters, lengths, strict=True))


def _mean(values: Array, axes: Index) -> Array:
    """values.mean(axis=axes, keepdims=True), in half the time for small arrays."""
    total: Array = np.add.reduce(values, axis=axes, keepdims=True)
    return total / (values.size // total.size)


def statistics(network: Network, memories: list[Memory]) -> list[Running | None]:
    """The statistics that each normalization used, None for other layers: what is frozen for test time."""
    pairs = zip(network, memories, strict=True)
    return [memory[-1] if isinstance(layer, Normalization) else None for layer, memory in pairs]
