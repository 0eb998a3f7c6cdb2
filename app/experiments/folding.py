"""A frozen batch norm is no layer of its own: it folds into the linear layer or the convolution before it.

    γ (W x + b - μ) / √(σ² + ε) + δ  =  W' x + b'        W' = (γ / √(σ² + ε)) W        b' = (γ / √(σ² + ε)) (b - μ) + δ

with one factor for each output unit or channel. So at test time it costs nothing.
"""

from dataclasses import dataclass

import numpy as np

from app.core.axes import layout_by_key
from app.core.methods import METHODS
from app.core.normalize import Place, denominator
from app.core.pools import Index
from app.core.running import Running
from app.experiments.convolution import Convolution
from app.experiments.network import Array, Linear, Parameters
from app.experiments.normalization import Normalization


@dataclass(frozen=True)
class Settings:
    """`kind` is "linear" or "convolution" (3 × 3, on side × side pictures)."""

    kind: str = "convolution"
    samples: int = 8
    inputs: int = 3
    outputs: int = 6
    side: int = 8
    epsilon: float = 1e-5
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Result:
    """The outputs of both networks; largest difference over largest output; and the numbers each of them stores.

    before: weights, bias, γ, δ, μ and σ² of every channel; after: weights and bias.
    """

    two_layers: Array
    one_layer: Array
    difference: float
    before: int
    after: int
    factors: Array


def fold(parameters: Parameters, norm: Parameters, frozen: Running, epsilon: float) -> tuple[Parameters, Array]:
    """The parameters of the one layer, and the factor of each output."""
    weights, bias = parameters
    below = denominator(frozen.variance.ravel(), epsilon, Place.VARIANCE)
    factors = norm[0] / below
    spread = factors.reshape(-1, *[1] * (weights.ndim - 1))
    return [spread * weights, factors * (bias - frozen.mean.ravel()) + norm[1]], factors


def compare(settings: Settings) -> Result:
    """A random layer and a random, frozen batch norm; and both as one layer."""
    random = np.random.default_rng(settings.seed)
    layer: Linear | Convolution
    if settings.kind == "convolution":
        layer, layout = Convolution(settings.inputs, settings.outputs), layout_by_key("image")
        x = random.standard_normal((settings.samples, settings.inputs, settings.side, settings.side))
        shape: Index = (settings.outputs, settings.side, settings.side)
    else:
        layer, layout = Linear(settings.inputs, settings.outputs), layout_by_key("features")
        x = random.standard_normal((settings.samples, settings.inputs))
        shape = (settings.outputs,)
    norm = Normalization(METHODS[0], layout, shape, epsilon=settings.epsilon)
    parameters, learned = layer.initial(random), norm.initial(random)
    parameters[1] += random.standard_normal(settings.outputs)
    learned = [each + 0.5 * random.standard_normal(settings.outputs) for each in learned]
    *_, parts = norm.tiling(settings.samples)
    frozen = Running(random.standard_normal(parts), random.uniform(0.1, 3, parts))
    two, _ = norm.forward(learned, layer.forward(parameters, x)[0], frozen)
    folded, factors = fold(parameters, learned, frozen, settings.epsilon)
    one, _ = layer.forward(folded, x)
    stored = sum(each.size for each in parameters)
    return Result(
        two,
        one,
        float(np.abs(two - one).max() / np.abs(two).max()),
        stored + 4 * settings.outputs,
        stored,
        factors,
    )
