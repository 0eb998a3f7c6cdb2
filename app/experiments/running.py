"""Training and test: running averages over batches against the statistics of the whole data set.

A stream of batches t = 1 … T, each (M, units): x = mean + drift · σ · (t - 1) + σ z, with a mean and a deviation σ for
each unit. After t batches the running averages hold, for the weight w of the new batch (PyTorch's momentum),

    r ← (1 - w) r + w · batch,  from mean 0 and variance 1:     E[mean] = (1 - (1 - w)ᵗ) · mean      without a drift

so they are wrong while they are young; later they spread by σ/√M · √(w / (2 - w)), and lag (1 - w) / w batches' drift
behind where the mean moves (as it does while the weights below are trained). A batch of one value per unit has variance
0: in training it becomes 0 whatever it was, at test time it is normalized like any other.

The outputs of a batch with statistics μ, d of its own and with frozen ones μ', d' differ by (1/d' - 1/d)(x - μ) +
(μ - μ') / d'. So over the batch the mean square of the difference is (1/d' - 1/d)² σ² + (μ - μ')² / d'²: no value is
looked at again for the gaps at every moment of the stream.
"""

from dataclasses import dataclass

import numpy as np

from app.core.axes import layout_by_key
from app.core.methods import METHODS
from app.core.moments import Moments, moments
from app.core.normalize import Place, denominator
from app.core.pools import Pools
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

    exchanged_mean (batches + 1, units): the running mean where w is the weight of the old average and 1 - w that of
    the new batch, as for a momentum that was copied to a library that means the other one by it.
    batch_mean, batch_variance (batches, units): of each batch (biased); true_mean, true_deviation (units,): of the
    stream's first batch; whole_mean, whole_variance (units,): of all values; expected_* (batches + 1, units): averages
    of the running numbers over many streams.
    gap_running (batches + 1,): root mean square over a new batch from the stream's end, of the difference between its
    output in training and with the running numbers of that moment; gap_whole: the same with the whole data set's.
    single_training, single_test (units,): one example, alone, in training and with the whole data set's statistics.
    """

    running_mean: Doubles
    running_variance: Doubles
    exchanged_mean: Doubles
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
    tilings = [Pools(stream.shape, (len(stream), 1, units)), Pools(stream[:-1].shape, (1, 1, units))]
    every, together = moments(stream, tilings[:1])[0], moments(stream[:-1], tilings[1:])[0]
    *seen, last = [_batch(every, t) for t in range(len(stream))]
    running = _averages(seen, settings.new_weight, settings.unbiased)
    whole = Running(together.mean[0], together.variance[0])
    layer = Normalization(METHODS[0], layout, (units,), epsilon=settings.epsilon, learns=False)
    of_running = Running(*(np.array([getattr(each, name)[0] for each in running]) for name in ("mean", "variance")))
    kept = (1 - settings.new_weight) ** np.arange(settings.batches + 1)[:, None]
    variance = deviation**2 * (1.0 if settings.unbiased else (settings.batch - 1) / settings.batch)
    return Result(
        of_running.mean,
        of_running.variance,
        np.array([each.mean[0] for each in _averages(seen, 1 - settings.new_weight, settings.unbiased)]),
        every.mean[:-1, 0],
        every.variance[:-1, 0],
        mean,
        deviation,
        whole.mean[0],
        whole.variance[0],
        (1 - kept) * mean + settings.drift * deviation * _drifted(settings)[:, None],
        kept + (1 - kept) * variance,
        _gap(last, of_running, settings.epsilon),
        float(_gap(last, whole, settings.epsilon)[0]),
        layer.forward([], stream[-1, :1])[0][0],
        layer.forward([], stream[-1, :1], whole)[0][0],
    )


def _batch(every: Moments, t: int) -> Moments:
    """Those of one batch, (1, units)."""
    return Moments(every.count, every.mean[t], every.m2[t], every.nonfinite[t])


def _averages(seen: list[Moments], new_weight: float, unbiased: bool) -> list[Running]:
    """The running statistics before the first batch and after every one."""
    running = [fresh(seen[0].mean.shape)]
    for each in seen:
        running.append(updated(running[-1], each, new_weight, unbiased))
    return running


def _gap(batch: Moments, frozen: Running, epsilon: float) -> Doubles:
    """Root mean square difference of the batch's output in training and with frozen statistics (moments, units)."""
    own, other = (denominator(each, epsilon, Place.VARIANCE) for each in (batch.variance, frozen.variance))
    square = (1 / other - 1 / own) ** 2 * batch.variance + ((batch.mean - frozen.mean) / other) ** 2
    return np.asarray(np.sqrt(square.mean(axis=1)))


def _drifted(settings: Settings) -> Doubles:
    """What a drift of one deviation per batch adds to the running mean after each batch."""
    added = [0.0]
    for step in range(settings.batches):
        added.append((1 - settings.new_weight) * added[-1] + settings.new_weight * step)
    return np.array(added)
