"""Batch norm of hidden units, step by step, with the core's own arithmetic: mean, deviation, centred, standardized."""

from dataclasses import dataclass

import numpy as np

from app.core.axes import layout_by_key
from app.core.methods import METHODS
from app.core.moments import moments
from app.core.normalize import Place, normalize
from app.core.precision import Doubles

BATCH_NORM, FEATURES = METHODS[0], layout_by_key("features")


@dataclass(frozen=True, eq=False)
class Steps:
    """Of one or several hidden units: (n,) or (n, units) numbers, one column for each; and after each step."""

    values: Doubles
    mean: Doubles
    deviation: Doubles
    centred: Doubles
    standardized: Doubles
    output: Doubles


def steps(values: Doubles, epsilon: float, place: Place, scale: float = 1.0, offset: float = 0.0) -> Steps:
    """Batch norm, each hidden unit on its own, with the core's own arithmetic."""
    x = np.asarray(values, np.float64)
    columns = x.reshape(len(x), -1)
    pools = BATCH_NORM.pools(FEATURES, columns.shape)
    (found,) = moments(columns, [pools])
    with np.errstate(all="ignore"):
        normal = normalize(columns, pools, found.mean, found.variance, epsilon=epsilon, place=place)
    normal = normal.reshape(x.shape)
    mean, deviation = (each.reshape(x.shape[1:]) for each in (found.mean, np.sqrt(found.variance)))
    return Steps(x, mean, deviation, x - mean, normal, scale * normal + offset)
