"""Table 1 of Ba, Kiros & Hinton 2016, measured: which transformation leaves which normalization's output as it is.

One layer a = x Wᵀ, x (N, inputs), W (hidden, inputs), no bias, then

    batch norm      each unit over the batch        layer norm      each example over the units
    weight norm     a_i = wᵢ·x / ‖wᵢ‖ (Salimans & Kingma 2016)

and the six transformations of the paper, with a factor δ > 0 and a random vector v of the inputs' size:

    W ← δW      W ← W + 1vᵀ      w₀ ← δw₀      x ← δx, all      x ← x + v, all      x₀ ← δx₀, one example
"""

from dataclasses import dataclass

import numpy as np

from app.core.axes import layout_by_key
from app.core.methods import METHODS, Method
from app.core.precision import Doubles
from app.experiments.normalization import Normalization

BATCH, WEIGHT, LAYER = "batch", "weight", "layer"
NORMS = (BATCH, WEIGHT, LAYER)
TRANSFORMATIONS = (
    ("weights-scaled", "All weights times a number"),
    ("weights-centred", "One vector added to every unit’s weights"),
    ("unit-scaled", "One unit’s weights times a number"),
    ("data-scaled", "All inputs times a number"),
    ("data-centred", "One vector added to all inputs"),
    ("case-scaled", "One input times a number"),
)
CLAIMS = {
    BATCH: (True, False, True, True, True, False),
    WEIGHT: (True, False, True, False, False, False),
    LAYER: (True, True, False, True, False, True),
}
"""Invariant or not, as the paper's table has it, in the order of TRANSFORMATIONS."""
ROUNDING = 1e-9
"""A larger change of the output, relative to its largest value, is a change: rounding stays far below."""


@dataclass(frozen=True)
class Settings:
    """Sizes, the factor δ, the size of the added vector, and ε (0: the exact statement)."""

    samples: int = 64
    inputs: int = 16
    hidden: int = 16
    factor: float = 3.0
    shift: float = 1.0
    epsilon: float = 0.0
    seed: int = 0


@dataclass(frozen=True)
class Cell:
    """One cell of the table. change: largest |change of an output| over the largest |output| before."""

    norm: str
    transformation: str
    change: float
    claimed: bool

    @property
    def invariant(self) -> bool:
        """What was measured."""
        return self.change < ROUNDING


def measure(settings: Settings) -> tuple[Cell, ...]:
    """All 18 cells, norm by norm."""
    random = np.random.default_rng(settings.seed)
    x = random.standard_normal((settings.samples, settings.inputs))
    weights = random.standard_normal((settings.hidden, settings.inputs))
    vector = settings.shift * random.standard_normal(settings.inputs)
    unit, case = np.ones((settings.hidden, 1)), np.ones((settings.samples, 1))
    unit[0] = case[0] = settings.factor
    changed = (
        (x, settings.factor * weights),
        (x, weights + vector),
        (x, unit * weights),
        (settings.factor * x, weights),
        (x + vector, weights),
        (case * x, weights),
    )
    cells = []
    for norm in NORMS:
        before = _output(norm, x, weights, settings.epsilon)
        for (key, _), claimed, after in zip(TRANSFORMATIONS, CLAIMS[norm], changed, strict=True):
            change = np.abs(_output(norm, *after, settings.epsilon) - before).max() / np.abs(before).max()
            cells.append(Cell(norm, key, float(change), claimed))
    return tuple(cells)


def _output(norm: str, x: Doubles, weights: Doubles, epsilon: float) -> Doubles:
    if norm == WEIGHT:
        return np.asarray(x @ (weights / np.linalg.norm(weights, axis=1, keepdims=True)).T)
    (method,) = (each for each in METHODS if each.key == norm)
    return _normalized(method, x @ weights.T, epsilon)


def _normalized(method: Method, a: Doubles, epsilon: float) -> Doubles:
    layer = Normalization(method, layout_by_key("features"), (a.shape[1],), epsilon=epsilon, learns=False)
    return np.asarray(layer.forward([], a)[0])
