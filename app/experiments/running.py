"""Training and test: running averages over batches against the statistics of the whole data set.

A stream of batches t = 1 … T, each (M, units): x = mean + drift · σ · (t - 1) + σ z, with a mean and a deviation σ for
each unit. After t batches the running averages hold, for the weight w of the new batch (PyTorch's momentum),

    r ← (1 - w) r + w · batch,  from mean 0 and variance 1:     E[mean] = (1 - (1 - w)ᵗ) · mean      without a drift

so they are wrong while they are young; later they spread by σ/√M · √(w / (2 - w)), and lag (1 - w) / w batches' drift
behind where the mean moves (as it does while the weights below are trained). The whole data set's moments are merged
exactly from those of the batches. A batch of one value per unit has variance 0: in training it becomes 0 whatever it
was, at test time it is normalized like any other.
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np

from app.core.axes import layout_by_key
from app.core.methods import METHODS
from app.core.moments import merged, moments
from app.core.precision import Doubles
from app.core.running import Running, fresh, updated
from app.experiments.normalization import Normalization


@dataclass(frozen=True)
class Settings:
    """`new_weight` and `unbiased` are the library's convention: 0.1, True in PyTorch; 0.01, False in Keras (not fused).

    `drift`: how far the mean moves per batch, in deviations. `spread`: the deviation of the units' own means.
    """

    batches: int = 100
    batch: int = 32
    units: int = 8
    new_weight: float = 0.1
    unbiased: bool = True
    drift: float = 0.0
    spread: float = 2.0
    epsilon: float = 1e-5
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Result:
    """Entry t of the running arrays (batches + 1, units) is what is known after t batches; entry 0 is 0 and 1.

    batch_mean, batch_variance (batches, units): of each batch (biased); true_mean, true_deviation (units,): of the
    stream's first batch; whole_mean, whole_variance (units,): of all values; expected_* (batches + 1, units): averages
    of the running numbers over many streams.
    gap_running (batches + 1,): root mean square over a new batch from the stream's end, of the difference between its
    output in training and with the running numbers of that moment; gap_whole: the same with the whole data set's.
    single_training, single_test (units,): one example, alone, in training and with the whole data set's statistics.
    """

    running_mean: Doubles
    running_variance: Doubles
    batch_mean: Doubles
    batch_variance: Doubles
    true_mean: Doubles
    true_deviation: Doubles
    whole_mean: Doubles
    whole_variance: Doubles
    expected_mean: Doubles
    expected_variance: Doubles
    gap_running: Doubles
    gap_whole: float
    single_training: Doubles
    single_test: Doubles


def follow(settings: Settings) -> Result:
    """One stream from its first batch to its last."""
    random = np.random.default_rng(settings.seed)
    layout, units = layout_by_key("features"), settings.units
    mean = settings.spread * random.standard_normal(units)
    deviation = 2 ** random.uniform(-1, 1, units)
    steps = np.arange(settings.batches + 1)[:, None, None]
    z = random.standard_normal((settings.batches + 1, settings.batch, units))
    stream = mean + deviation * (settings.drift * steps + z)
    *seen, new = stream
    pools = METHODS[0].pools(layout, new.shape)
    found = [moments(batch, [pools])[0] for batch in seen]
    running = [fresh(pools.parts)]
    for each in found:
        running.append(updated(running[-1], each, settings.new_weight, settings.unbiased))
    together = reduce(merged, found)
    whole = Running(together.mean, together.variance)
    layer = Normalization(METHODS[0], layout, (units,), epsilon=settings.epsilon, learns=False)
    trained, _ = layer.forward([], new)

    def gap(frozen: Running) -> float:
        return float(np.sqrt(np.square(layer.forward([], new, frozen)[0] - trained).mean()))

    kept = (1 - settings.new_weight) ** np.arange(settings.batches + 1)[:, None]
    variance = deviation**2 * (1.0 if settings.unbiased else (settings.batch - 1) / settings.batch)
    return Result(
        np.array([each.mean[0] for each in running]),
        np.array([each.variance[0] for each in running]),
        np.array([each.mean[0] for each in found]),
        np.array([each.variance[0] for each in found]),
        mean,
        deviation,
        whole.mean[0],
        whole.variance[0],
        (1 - kept) * mean + settings.drift * deviation * _drifted(settings)[:, None],
        kept + (1 - kept) * variance,
        np.array([gap(each) for each in running]),
        gap(whole),
        layer.forward([], new[:1])[0][0],
        layer.forward([], new[:1], whole)[0][0],
    )


def _drifted(settings: Settings) -> Doubles:
    """What a drift of one deviation per batch adds to the running mean after each batch."""
    added = [0.0]
    for step in range(settings.batches):
        added.append((1 - settings.new_weight) * added[-1] + settings.new_weight * step)
    return np.array(added)
