"""Rescaling the weights changes nothing, where a normalization follows them.

    x (N, inputs) -> a = x W₁ᵀ + b₁ -> norm -> relu -> y = (…) W₂ᵀ + b₂      norm: none, batch or layer, of (N, hidden)

W₁ and b₁ times α > 0 make a into αa. Batch norm answers with the same numbers, but for ε: (αa - αμ) / √(α²σ² + ε) is
what it gives for a with ε / α² in place of ε. Without a norm, y - b₂ is multiplied by α.

So every weight vector is one of a family: each hidden unit's incoming weights may be multiplied by a positive number of
its own, and its bias be anything. What follows for learning (van Laarhoven 2017): the gradient of such a weight vector
stands at right angles to it, and at α w it is 1/α of the gradient at w.
"""

from dataclasses import dataclass

import numpy as np

from app.core.axes import layout_by_key
from app.core.methods import method_by_key
from app.core.precision import Doubles
from app.experiments import network
from app.experiments.network import Layer, Linear, Rectifier, Weights
from app.experiments.normalization import Normalization

NONE = "none"


@dataclass(frozen=True)
class Settings:
    """`alphas` are drawn on a logarithmic axis; `members` of the family of equivalent weights are tried."""

    norms: tuple[str, ...] = (NONE, "batch", "layer")
    alphas: tuple[float, ...] = tuple(float(10 ** (i / 8)) for i in range(-24, 25))
    samples: int = 32
    inputs: int = 8
    hidden: int = 16
    outputs: int = 4
    members: int = 20
    epsilon: float = 1e-5
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Line:
    """One network over all α.

    output (alphas, outputs): y of the first example; change (alphas,): ‖y(α) - y(1)‖ / ‖y(1)‖ over all examples;
    gradient (alphas,): ‖∂L/∂W₁‖ at α over that at 1, for one random linear loss.
    """

    norm: str
    output: Doubles
    change: Doubles
    gradient: Doubles


@dataclass(frozen=True, eq=False)
class Family:
    """Equivalent weights of the batch norm network, each unit with its own factor and bias.

    weights (members, hidden, inputs): the first layers; distance (members,): ‖W - W₁‖ / ‖W₁‖; change (members,): as in
    Line; without_norm (members,): what the same weights do to the network without norm; angle: cosine between a unit's
    weights and its gradient, (hidden,).
    """

    weights: Doubles
    distance: Doubles
    change: Doubles
    without_norm: Doubles
    angle: Doubles


@dataclass(frozen=True, eq=False)
class Result:
    """Both halves of the experiment."""

    alphas: Doubles
    lines: tuple[Line, ...]
    family: Family


def rescale(settings: Settings) -> Result:
    """Multiply W₁ and b₁ by every α, then try weights that should be equivalent."""
    random = np.random.default_rng(settings.seed)
    x = random.standard_normal((settings.samples, settings.inputs))
    first = [random.standard_normal((settings.hidden, settings.inputs)), random.standard_normal(settings.hidden)]
    second = [random.standard_normal((settings.outputs, settings.hidden)), random.standard_normal(settings.outputs)]
    along = random.standard_normal((settings.samples, settings.outputs))
    factors = 10 ** random.uniform(-1, 1, (settings.members, settings.hidden))
    biases = random.standard_normal((settings.members, settings.hidden)) * 10

    def run(norm: str, weights: Doubles, bias: Doubles) -> tuple[Doubles, Doubles]:
        """y, and ∂L/∂W₁ of L = Σ along · y."""
        layers = _layers(norm, settings)
        everything: Weights = [[weights, bias], *([] for _ in layers[1:-1]), second]
        y, memories = network.forward(layers, everything, x)
        return y, network.backward(layers, everything, memories, along)[1][0][0]

    lines = []
    for norm in settings.norms:
        base, slope = run(norm, *first)
        found = [run(norm, alpha * first[0], alpha * first[1]) for alpha in settings.alphas]
        change = np.array([_relative(y, base) for y, _ in found])
        gradient = np.array([np.linalg.norm(g) / np.linalg.norm(slope) for _, g in found])
        lines.append(Line(norm, np.array([y[0] for y, _ in found]), change, gradient))

    members = factors[:, :, None] * first[0]
    base, slope = run("batch", *first)
    plain = run(NONE, *first)[0]
    family = Family(
        members,
        np.array([_relative(each, first[0]) for each in members]),
        np.array([_relative(run("batch", *each)[0], base) for each in zip(members, biases, strict=True)]),
        np.array([_relative(run(NONE, *each)[0], plain) for each in zip(members, biases, strict=True)]),
        (slope * first[0]).sum(axis=1) / (np.linalg.norm(slope, axis=1) * np.linalg.norm(first[0], axis=1)),
    )
    return Result(np.array(settings.alphas), tuple(lines), family)


def _layers(norm: str, settings: Settings) -> list[Layer]:
    layout = layout_by_key("features")
    layers: list[Layer] = [Linear(settings.inputs, settings.hidden)]
    if norm != NONE:
        method = method_by_key(norm, layout, "norm")
        layers.append(Normalization(method, layout, (settings.hidden,), epsilon=settings.epsilon, learns=False))
    return [*layers, Rectifier(), Linear(settings.hidden, settings.outputs)]


def _relative(values: Doubles, base: Doubles) -> float:
    return float(np.linalg.norm(values - base) / np.linalg.norm(base))
