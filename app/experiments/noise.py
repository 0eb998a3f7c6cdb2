"""The noise of batch normalization: one training example, many random batches, another normalized value in each.

A batch of N examples has M = N · side² values in the channel looked at, Gaussian with mean 0 and deviation σ. Values of
one example's plane have a correlation ρ among them, as neighbouring pixels do. The example stays the same; its
companions are drawn anew. By elementary statistics (ρ = 0, Gaussian):

    sd(μ_B) = σ / √M        sd(σ_B) ≈ σ / √(2M)        x̂ = (v - μ_B) / σ_B:  sd ≈ √((1 + v² / 2σ²) / M)

and with ρ > 0 a plane counts as fewer values: sd(μ_B) = σ √((ρ + (1 - ρ) / side²) / N). Layer and instance norm look at
the example alone: sd 0. Ghost batch norm (Hoffer et al. 2017) splits a large batch into parts with statistics of their
own; the size of a part sets the noise, whatever the batch.

Every draw is one batch of the largest size. Its first examples are the smaller batches, its last ones a part of ghost
batch norm; the example takes the first place of each. The statistics of every other example's plane are taken once, and
those of batches and parts merged from them: planes are of one size, so a mean is the mean of their means, a variance
the mean of their variances plus the variance of their means.
"""

from dataclasses import dataclass

import numpy as np

from app.core.axes import layout_by_key
from app.core.methods import METHODS
from app.core.normalize import Place, denominator
from app.core.precision import Doubles
from app.experiments.normalization import Normalization

ALONE = ("layer", "instance")
"""Methods that look at one example at a time."""


@dataclass(frozen=True)
class Settings:
    """`value` is the example's value, `deviation` σ, `correlation` ρ; `draws` random batches of each size.

    Ghost batches have the same sizes, as parts of a batch of the largest one (which they must divide).
    """

    sizes: tuple[int, ...] = (2, 4, 8, 16, 32, 64, 128, 256)
    draws: int = 400
    value: float = 1.0
    deviation: float = 1.0
    side: int = 1
    channels: int = 4
    correlation: float = 0.0
    epsilon: float = 1e-5
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Spread:
    """Batches of one size; arrays of one number for each draw.

    normalized: the example's value in the batch; ghost: the same in the last part of this size of the largest batch;
    means, deviations: μ_B and σ_B of batches of other examples only. expected_*: by the formulas above.
    """

    size: int
    normalized: Doubles
    ghost: Doubles
    means: Doubles
    deviations: Doubles
    expected_sd: float
    expected_sd_of_mean: float
    expected_sd_of_deviation: float


@dataclass(frozen=True, eq=False)
class Result:
    """alone[method]: the example's value under a method that looks at it alone, (batches,): in some of the batches."""

    spreads: tuple[Spread, ...]
    alone: dict[str, Doubles]


def measure(settings: Settings) -> Result:
    """Every size, with the same example."""
    random = np.random.default_rng(settings.seed)
    side, largest = settings.side, max(settings.sizes)
    example = _planes(random, settings, settings.channels)
    example[0, 0, 0] = settings.value
    crowd = _planes(random, settings, settings.draws * largest).reshape(settings.draws, largest, side**2)
    means, variances = crowd.mean(axis=2), crowd.var(axis=2)
    spreads = tuple(_spread(settings, size, example[0], means, variances) for size in settings.sizes)
    alone: dict[str, list[float]] = {key: [] for key in ALONE}
    for size in settings.sizes:
        batch = _planes(random, settings, size * settings.channels).reshape(size, *example.shape)
        batch[0] = example
        for key, found in alone.items():
            found.append(float(_norm(key, example.shape, settings).forward([], batch)[0][0, 0, 0, 0]))
    return Result(spreads, {key: np.array(found) for key, found in alone.items()})


def _spread(settings: Settings, size: int, example: Doubles, means: Doubles, variances: Doubles) -> Spread:
    """means, variances (draws, largest): of the plane of every example of the crowd."""
    others = _together(means[:, :size], variances[:, :size])
    count, relative = size * settings.side**2, settings.value / settings.deviation
    independent = settings.correlation + (1 - settings.correlation) / settings.side**2
    return Spread(
        size,
        _normalized(settings, example, means[:, :size], variances[:, :size]),
        _normalized(settings, example, means[:, -size:], variances[:, -size:]),
        others[0],
        np.sqrt(others[1]),
        float(np.sqrt((1 + relative**2 / 2) / count)),
        float(settings.deviation * np.sqrt(independent / size)),
        float(settings.deviation / np.sqrt(2 * count)),
    )


def _together(means: Doubles, variances: Doubles) -> tuple[Doubles, Doubles]:
    """Mean and biased variance of all values of the planes (draws, planes) of each draw."""
    return means.mean(axis=1), variances.mean(axis=1) + means.var(axis=1)


def _normalized(settings: Settings, example: Doubles, means: Doubles, variances: Doubles) -> Doubles:
    """The example's first value in the batch of each draw, in which it takes the first companion's place."""
    means, variances = means.copy(), variances.copy()
    means[:, 0], variances[:, 0] = example.mean(), example.var()
    mean, variance = _together(means, variances)
    return np.asarray((settings.value - mean) / denominator(variance, settings.epsilon, Place.VARIANCE))


def _norm(key: str, shape: tuple[int, ...], settings: Settings) -> Normalization:
    (method,) = (each for each in METHODS if each.key == key)
    return Normalization(method, layout_by_key("image"), shape, epsilon=settings.epsilon, learns=False)


def _planes(random: np.random.Generator, settings: Settings, count: int) -> Doubles:
    """(count, side, side): Gaussian, with the correlation within a plane."""
    own = random.standard_normal((count, settings.side, settings.side))
    if settings.correlation == 0:
        return settings.deviation * own
    common = random.standard_normal((count, 1, 1))
    mixed = np.sqrt(settings.correlation) * common + np.sqrt(1 - settings.correlation) * own
    return np.asarray(settings.deviation * mixed)
