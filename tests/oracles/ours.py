"""What this project answers to the cases, what PyTorch answered, and how far the two are apart."""

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np

from app.core.axes import layout_by_key
from app.core.methods import method_by_key
from app.core.moments import moments
from app.core.normalize import Place, normalize
from app.core.running import Running, updated
from tests.oracles.cases import CHANNELS, MOMENTUM, Array, Case

GOLDENS = Path(__file__).parent / "goldens.npz"
# The stored answers are the oracle everywhere; where PyTorch is installed, so are those that it gives now.
ORACLES = ("stored", "fresh") if importlib.util.find_spec("torch") else ("stored",)


@cache
def answers(oracle: str) -> dict[str, Array]:
    """The answers of PyTorch, as stored or computed now."""
    if oracle == "fresh":
        from tests.oracles.make import goldens

        return goldens()
    with np.load(GOLDENS) as stored:
        return {name: stored[name] for name in stored.files}


def best(case: Case, given: dict[str, Array]) -> Array:
    """PyTorch's output in float64, also for values in float32: there it is the better judge."""
    return given[f"{case.name}/float64" if case.dtype == "float32" else case.name]


def allowed(case: Case) -> float:
    """How far an output may be from the best: a few last digits of its type, more where the values are far from 0."""
    return 3e-7 if case.dtype == "float32" else 1e-14 * max(1.0, case.mean / case.deviation)


def ours(case: Case) -> tuple[Array, Running | None]:
    """The output of the core, and the running pair after it."""
    x, layout = case.x(), layout_by_key(case.layout)
    method = method_by_key(case.method, layout)
    pools = method.pools(layout, x.shape, case.groups, case.groups)
    found = moments(x, [pools])[0]
    batch = found if method.centers else found.about_zero()
    mean, variance, running = batch.mean, batch.variance, None
    if case.method == "batch":
        before = Running(*(each.astype(np.float64).reshape(pools.parts) for each in case.running()))
        if case.frozen:
            mean, variance = before.mean, before.variance
        else:
            running = updated(before, batch, MOMENTUM, unbiased=True)
    scale, offset = (along(case, each) for each in (case.scale(), case.offset()))
    place = Place.VARIANCE
    y = normalize(x, pools, mean, variance, epsilon=case.epsilon, place=place, scale=scale, offset=offset)
    return y, running


def along(case: Case, parameter: Array | None) -> Array | None:
    """A parameter so that it broadcasts: in NCHW, one for each channel stands on the second axis."""
    if parameter is None or case.per_position or case.layout != "image":
        return parameter
    return parameter.reshape(1, CHANNELS, 1, 1)


def apart(a: Array, b: Array) -> float:
    """The largest difference, relative to values above 1. The shapes have to be the same."""
    assert a.shape == b.shape
    wide, other = a.astype(np.float64), b.astype(np.float64)
    return float((abs(wide - other) / np.maximum(1, abs(other))).max())
