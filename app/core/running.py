"""Running statistics as values: what batch normalization keeps for test time, without hidden state."""

from dataclasses import dataclass

import numpy as np

from app.core.moments import Moments
from app.core.precision import Doubles


@dataclass(frozen=True, eq=False)
class Running:
    """A mean and a variance for every pool, in the statistics' shape."""

    mean: Doubles
    variance: Doubles


def fresh(shape: tuple[int, ...]) -> Running:
    """Where the libraries start: mean 0, variance 1."""
    return Running(np.zeros(shape), np.ones(shape))


def updated(running: Running, batch: Moments, new_weight: float, unbiased: bool) -> Running:
    """The exponential moving average after one more batch.

    `new_weight` is the weight of the new batch: PyTorch's momentum (0.1), one minus that of Keras (0.99) and ONNX
    (0.9). PyTorch keeps the unbiased variance, ONNX the biased one. Unbiased pools of one value give NaN.
    """
    variance = batch.unbiased if unbiased else batch.variance
    return Running(
        (1 - new_weight) * running.mean + new_weight * batch.mean,
        (1 - new_weight) * running.variance + new_weight * variance,
    )
