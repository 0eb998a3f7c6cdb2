"""How well a few values tell a mean and a variance: the statistics of small batches.

Of M independent values with variance σ², whatever their distribution, the biased variance has

    E[σ_B²] = σ² (M - 1) / M        and for Gaussians        sd(σ_B²) = σ² √(2 (M - 1)) / M        sd(μ_B) = σ / √M

Two values always become -1 and 1 (ε aside), and one value becomes 0: nothing of them is left. Group norm takes its
statistics over (channels / groups) · H · W values of each example: as many in a batch of any size.
"""

from dataclasses import dataclass

import numpy as np

from app.core.axes import layout_by_key
from app.core.methods import METHODS
from app.core.moments import moments
from app.core.pools import Pools
from app.core.precision import Doubles
from app.experiments.normalization import Normalization


@dataclass(frozen=True)
class Settings:
    """Images (N, channels, side, side) of independent values, `draws` batches of every size N. Variance σ², mean 0.

    `distribution` is "gaussian", "uniform" or "exponential".
    """

    sizes: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 64)
    draws: int = 400
    channels: int = 8
    groups: int = 2
    side: int = 1
    deviation: float = 1.0
    distribution: str = "gaussian"
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Estimates:
    """Batches of one size: what one pool of batch norm (the first channel) finds in each draw, and one of group norm.

    batch_mean, batch_variance, group_mean, group_variance (draws,): biased variances. batch_pool, group_pool: how many
    values each was taken over. pair: the largest distance of a batch-normalized value of a random batch from ±1 (NaN
    where all is 0 / 0). expected_*: by the formulas above, for batch norm's pool (the spread of the variance for
    Gaussians only).
    """

    size: int
    batch_mean: Doubles
    batch_variance: Doubles
    group_mean: Doubles
    group_variance: Doubles
    batch_pool: int
    group_pool: int
    pair: float
    expected_variance: float
    expected_sd_of_mean: float
    expected_sd_of_variance: float


def estimate(settings: Settings) -> tuple[Estimates, ...]:
    """Every batch size."""
    random = np.random.default_rng(settings.seed)
    return tuple(_estimates(random, settings, size) for size in settings.sizes)


def _estimates(random: np.random.Generator, settings: Settings, size: int) -> Estimates:
    image = layout_by_key("image")
    batch, group = (next(each for each in METHODS if each.key == key) for key in ("batch", "group"))
    pool = size * settings.side**2
    # All draws at once: one row for each, as the values of the first channel.
    values = _drawn(random, settings, (settings.draws, 1, size, settings.side**2))
    (of_batch,) = moments(values, [Pools(values.shape, (settings.draws, 1, 1, 1))])
    one = _drawn(random, settings, (settings.draws, settings.channels, settings.side, settings.side))
    tiling = group.pools(image, one.shape, settings.groups)
    (of_group,) = moments(one, [tiling])
    layer = Normalization(batch, image, (1, settings.side, settings.side), epsilon=0.0, learns=False)
    with np.errstate(invalid="ignore"):
        y, _ = layer.forward([], values[0].reshape(size, 1, settings.side, settings.side))
    variance = settings.deviation**2
    return Estimates(
        size,
        of_batch.mean.ravel(),
        of_batch.variance.ravel(),
        of_group.mean[:, 0].ravel(),
        of_group.variance[:, 0].ravel(),
        pool,
        tiling.size,
        float(np.abs(np.abs(y) - 1).max()),
        variance * (pool - 1) / pool,
        settings.deviation / np.sqrt(pool),
        variance * np.sqrt(2 * (pool - 1)) / pool,
    )


def _drawn(random: np.random.Generator, settings: Settings, shape: tuple[int, ...]) -> Doubles:
    """Independent values with mean 0 and the deviation asked for."""
    if settings.distribution == "uniform":
        values = random.uniform(-np.sqrt(3), np.sqrt(3), shape)
    elif settings.distribution == "exponential":
        values = random.exponential(1.0, shape) - 1
    else:
        values = random.standard_normal(shape)
    return np.asarray(settings.deviation * values)
