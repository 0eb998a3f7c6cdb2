"""Noise that moves what a layer gets: another mean and another spread at every step (Santurkar et al. 2018, section 2).

Behind each norm, at step t, unit j and example i:

    y ← s y + m        m = μ(t, j) + uniform ± 0.1     μ uniform ± `strength`
                       s = σ(t, j) + 0.1 z             σ uniform from 1 to 1 + `strength` / 2,   z Gaussian

The distribution that the next layer is trained on is then another one at every step, on purpose: what has been called
internal covariate shift is put back in after the norm has taken it out. At test time there is no noise.

How much the distributions shift in one step of a training is measured on the same pictures before and after it: the
root mean square, over all hidden units, of the change of a unit's mean, in its own deviations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.core.running import Running
from app.experiments.network import Array, Layer, Memory, Parameters, Rectifier, Weights

WITHIN = 0.1
"""How far the noise of one example is from that of its unit."""


@dataclass(frozen=True)
class Shaking:
    """The noise of one step behind one norm; (N, units) in and out. It learns nothing.

    `seed` names the training and the layer, `step` the step: the same three give the same noise. Strength 0 is none.
    """

    strength: float = 1.0
    seed: tuple[int, ...] = (0,)
    step: int = 0

    def initial(self, random: np.random.Generator) -> Parameters:
        return []

    def forward(self, parameters: Parameters, x: Array, frozen: Running | None = None) -> tuple[Array, Memory]:
        if not self.strength:
            return x, ()
        random = np.random.default_rng([*self.seed, self.step])
        units = x.shape[1]
        mean = random.uniform(-self.strength, self.strength, units)
        spread = random.uniform(1.0, 1.0 + self.strength / 2, units)
        added = (mean + random.uniform(-WITHIN, WITHIN, x.shape)).astype(x.dtype)
        factor = (spread + WITHIN * random.standard_normal(x.shape)).astype(x.dtype)
        return factor * x + added, (factor,)

    def backward(self, parameters: Parameters, memory: Memory, dy: Array) -> tuple[Array, Parameters]:
        return (memory[0] * dy if memory else dy), []


def at_step(built: Sequence[Layer], step: int) -> list[Layer]:
    """The same network with the noise of that step."""
    return [replace(each, step=step) if isinstance(each, Shaking) else each for each in built]


def calm(built: Sequence[Layer]) -> list[Layer]:
    """The same network without noise."""
    return [replace(each, strength=0.0) if isinstance(each, Shaking) else each for each in built]


def hidden(built: Sequence[Layer], weights: Weights, inputs: Array) -> list[tuple[Array, Array]]:
    """Mean and deviation of every unit in front of each relu, over these inputs: arrays (units,)."""
    found = []
    for layer, own in zip(built, weights, strict=True):
        if isinstance(layer, Rectifier):
            found.append((inputs.mean(axis=0), inputs.std(axis=0)))
        inputs, _ = layer.forward(own, inputs)
    return found


def shift(before: Sequence[tuple[Array, Array]], after: Sequence[tuple[Array, Array]]) -> float:
    """How far the means moved, in deviations as they were; units that say the same about every input are left out."""
    moved = [
        np.square((new - mean)[deviation > 0] / deviation[deviation > 0])
        for (mean, deviation), (new, _) in zip(before, after, strict=True)
    ]
    every = np.concatenate(moved)
    return float(np.sqrt(every.mean())) if every.size else float("nan")
