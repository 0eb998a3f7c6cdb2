"""How the size of activations and of gradients changes from block to block, at initialization.

Blocks of width D, a batch of N, f(z) = relu(z) Wᵀ with W Gaussian of variance gain / D (gain 2: He et al. 2015):

    plain           h ← f(h)              plain + batch norm      h ← f(norm(h))
    residual        h ← h + f(h)          residual + batch norm   h ← h + f(norm(h))      (Prince 2023, figure 11.6)
    residual / √2   h ← (h + f(h)) / √2

Three measures of h (N, D), which must not be mixed up: the mean square over all values; the variance across the units
of one example, averaged over examples; and the variance of one unit across the batch, averaged over units, which is
what batch normalization divides by. The last one grows more slowly, because relu's output has a mean of its own.

For wide networks and large batches the measures follow from two numbers, q = mean of h² and p = mean of h h' over two
examples (Cho & Saul 2009; Poole et al. 2016): relu turns them, with cos θ = p / q, into

    q / 2      and      q (sin θ + (π - θ) cos θ) / 2π

and W multiplies both by the gain. Batch normalization first makes them γ² and 0. So with the gain of He the mean square
doubles in every residual block, and grows by γ² with batch normalization, there with (1 - 1/π) γ² per unit over the
batch: small scales make the network less deep, and 0 makes it no deeper than its input.
Backward, the slopes of relu are 0 for half of the values: ∂L/∂h keeps its mean square through f, and batch
normalization divides it by the variance per unit, q - p.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from operator import mul

import numpy as np

from app.core.axes import layout_by_key
from app.core.methods import METHODS
from app.core.precision import Doubles
from app.experiments.network import Linear, Memory, Parameters, Rectifier, product
from app.experiments.normalization import Normalization


@dataclass(frozen=True)
class Scheme:
    """How a block is put together."""

    key: str
    label: str
    residual: bool = False
    normalized: bool = False
    divisor: float = 1.0


SCHEMES = (
    Scheme("plain", "Plain"),
    Scheme("plain-batch", "Plain + batch norm", normalized=True),
    Scheme("residual", "Residual", residual=True),
    Scheme("residual-scaled", "Residual / √2", residual=True, divisor=float(np.sqrt(2))),
    Scheme("residual-batch", "Residual + batch norm", residual=True, normalized=True),
)


@dataclass(frozen=True)
class Settings:
    """Blocks, units, examples; the variance of the weights times their number of inputs; γ of every norm; the seed."""

    depth: int = 8
    width: int = 192
    batch: int = 192
    gain: float = 2.0
    scale: float = 1.0
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Course:
    """One scheme from the input (entry 0) through every block: arrays of depth + 1 numbers.

    gradient: mean square of ∂L/∂h over all values, for a Gaussian ∂L/∂(last h) of mean square 1; only that 1 where
    nothing was sent backward.
    expected_*: what wide networks and large batches tend to, by the recursion above.
    """

    scheme: Scheme
    mean_square: Doubles
    variance_across_units: Doubles
    variance_per_unit: Doubles
    gradient: Doubles
    expected_mean_square: Doubles
    expected_variance_per_unit: Doubles
    expected_gradient: Doubles


def propagate(settings: Settings, schemes: tuple[Scheme, ...] = SCHEMES) -> tuple[Course, ...]:
    """Each scheme with the same input and the same weights, forward and backward."""
    drawn = _draw(settings)
    return tuple(_course(settings, scheme, drawn, settings.scale, backward=True) for scheme in schemes)


def dialled(settings: Settings, scheme: Scheme, scales: Iterable[float]) -> tuple[Course, ...]:
    """One scheme with each of several γ, forward only, with the input and the weights that `propagate` has."""
    drawn = _draw(settings)
    return tuple(_course(settings, scheme, drawn, scale, backward=False) for scale in scales)


@dataclass(frozen=True, eq=False)
class Drawn:
    """The input (N, D), the weights of every block, and the gradient of the output (N, D)."""

    x: Doubles
    weights: list[Parameters]
    dy: Doubles


def _draw(settings: Settings) -> Drawn:
    random = np.random.default_rng(settings.seed)
    x = random.standard_normal((settings.batch, settings.width))
    linear = Linear(settings.width, settings.width, settings.gain, bias=False)
    weights = [linear.initial(random) for _ in range(settings.depth)]
    return Drawn(x, weights, random.standard_normal(x.shape))


def _course(settings: Settings, scheme: Scheme, drawn: Drawn, scale: float, backward: bool) -> Course:
    norm = Normalization(METHODS[0], layout_by_key("features"), (settings.width,), epsilon=0.0)
    learned = [np.full(settings.width, scale), np.zeros(settings.width)]
    rectifier = Rectifier()
    h, kept, memories = drawn.x, [drawn.x], list[tuple[Memory, Memory]]()
    with np.errstate(all="ignore"):
        for (weights,) in drawn.weights:
            z, first = norm.forward(learned, h) if scheme.normalized else (h, ())
            z, second = rectifier.forward([], z)
            z = product(z, weights.T)
            h = ((h + z) if scheme.residual else z) / scheme.divisor
            kept.append(h)
            memories.append((first, second))
        gradient, sizes = drawn.dy, [_mean_square(drawn.dy)]
        way_back = list(zip(drawn.weights, memories, strict=True))[::-1] if backward else []
        for (weights,), (first, second) in way_back:
            gradient = gradient / scheme.divisor
            g, _ = rectifier.backward([], second, product(gradient, weights))
            g = norm.backward(learned, first, g)[0] if scheme.normalized else g
            gradient = gradient + g if scheme.residual else g
            sizes.append(_mean_square(gradient))
    return Course(
        scheme,
        np.array([_mean_square(each) for each in kept]),
        np.array([each.var(axis=1).mean() for each in kept]),
        np.array([each.var(axis=0).mean() for each in kept]),
        np.array(sizes[::-1]),
        *expected(scheme, settings.depth, settings.gain, scale),
    )


def _mean_square(values: Doubles) -> float:
    return float(np.square(values).mean())


def expected(scheme: Scheme, depth: int, gain: float = 2.0, scale: float = 1.0) -> tuple[Doubles, Doubles, Doubles]:
    """Mean square, variance per unit and gradient of wide networks with large batches: depth + 1 numbers each."""
    q, p, course, factors = 1.0, 0.0, [(1.0, 1.0)], []
    for _ in range(depth):
        size, shared, below = (
            (scale**2, 0.0, (q - p) / scale**2 if scale else np.inf) if scheme.normalized else (q, p, 1.0)
        )
        angle = np.arccos(min(1.0, shared / size)) if size > 0 else 0.0
        out = gain * size / 2
        out_shared = gain * size * (np.sin(angle) + (np.pi - angle) * np.cos(angle)) / (2 * np.pi)
        kept = 1.0 if scheme.residual else 0.0
        q, p = (kept * q + out) / scheme.divisor**2, (kept * p + out_shared) / scheme.divisor**2
        factors.append((kept + gain / 2 / below) / scheme.divisor**2)
        course.append((q, q - p))
    gradient = np.array(list(accumulate([1.0, *reversed(factors)], mul))[::-1])
    return np.array([q for q, _ in course]), np.array([v for _, v in course]), gradient
