"""Arrays for NumPy: the tensor, alone or with every step of every method. The same bytes whenever they are made."""

import json
from dataclasses import asdict
from io import BytesIO
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.code.frozen import NAMES, in_file
from app.core.errors import InputError
from app.core.normalize import Place, denominator
from app.core.pools import Pools
from app.describe import counted
from app.lattice import Lattice
from app.run import MOST_POOLS, Outcome, Result, frozen_statistics

MOST_BYTES = 2**28
"""The largest file: what the arrays in it take."""
STEPS = ("centred", "standardized", "output")
"""The arrays in the tensor's shape, in double precision, for each method."""


def tensor_npz(outcome: Outcome) -> bytes:
    """`x`, the tensor in its own type, and `readme`; at test time, what training froze: `<method>_frozen_mean`, …"""
    frozen = [result for result in outcome.results if result.frozen]
    statistics = sum(prod(result.frozen_shape) for result in frozen)
    _check(outcome, outcome.tensor.nbytes + 2 * 8 * statistics, 0)
    arrays = {"x": _plain(outcome.tensor)}
    for result in frozen:
        found = frozen_statistics(outcome, result)
        arrays |= {in_file(result, name): getattr(found, name) for name in NAMES}
    return _written(outcome, arrays)


def steps_npz(outcome: Outcome) -> bytes:
    """`x`, `readme`, and for each method `<method>_mean`, `_variance`, `_centred`, `_standardized` and `_output`.

    At test time mean and variance are the frozen ones. Raises InputError where that is too large, or a method has more
    pools than are computed as a whole.
    """
    methods = len(outcome.results)
    pools = sum(result.pools.count for result in outcome.results)
    _check(outcome, outcome.tensor.nbytes + 8 * (methods * len(STEPS) * outcome.tensor.size + 2 * pools), methods)
    arrays = {"x": _plain(outcome.tensor)}
    for result in outcome.results:
        arrays |= {f"{name_of(result)}_{step}": values for step, values in _steps(outcome, result).items()}
    return _written(outcome, arrays)


def lattice_npz(found: Lattice) -> bytes:
    """`x`, `readme`, and of the pinned value under each set of axes: `averaged_over`, `pools`, `mean`, …"""
    outcome = Outcome(found.recipe, found.tensor, found.window, ())
    _check(outcome, outcome.tensor.nbytes, 0)
    choices = [choice for rank in found.ranks for choice in rank]
    arrays = {
        "x": _plain(outcome.tensor),
        "averaged_over": np.array([" ".join(choice.letters) for choice in choices]),
        "pools": np.array([choice.pools.count for choice in choices]),
        "pool_size": np.array([choice.pools.size for choice in choices]),
    }
    steps = ("mean", "variance", "standardized")
    arrays |= {step: np.array([getattr(choice.arithmetic, step) for choice in choices]) for step in steps}
    return _written(outcome, arrays)


def name_of(result: Result) -> str:
    """A method's key as the beginning of a name: "reduce_NHW"."""
    return result.method.key.replace(":", "_")


def _check(outcome: Outcome, size: int, methods: int) -> None:
    if size > MOST_BYTES:
        what = f"{outcome.tensor.size:,} values" + (
            f" and each step of {counted(methods, 'method', 'methods')}" if methods else ""
        )
        hint = "fewer methods, a smaller tensor, or tensor.npz, which is x alone" if methods else "a smaller tensor"
        raise InputError("shape", f"{what}: {size:,} bytes", f"a file of at most {MOST_BYTES:,}", hint)


def _steps(outcome: Outcome, result: Result) -> dict[str, NDArray[np.float64]]:
    """Everything between the tensor and a method's output, as the page writes it out for one value."""
    if not result.complete:
        raise InputError("methods", f"{result.pools.count:,} pools", f"at most {MOST_POOLS:,}", "reducing more axes")
    recipe, found = outcome.recipe, result.statistics
    below = denominator(found.variance, recipe.epsilon, Place(recipe.epsilon_place))
    with np.errstate(all="ignore"):
        centred = outcome.tensor.astype(np.float64) - _spread(result.pools, found.mean)
        standardized = centred / _spread(result.pools, below)
        output = standardized * recipe.scale + (recipe.offset if result.method.centers else 0.0)
    arrays = (found.mean, found.variance, centred, standardized, output)
    return dict(zip(("mean", "variance", *STEPS), arrays, strict=True))


def _spread(pools: Pools, statistic: NDArray[np.float64]) -> NDArray[np.float64]:
    """A number of each pool at each of its values."""
    by_pool = statistic.reshape([length for parts in pools.parts for length in (parts, 1)])
    return np.broadcast_to(by_pool, pools.split_shape).reshape(pools.shape)


def _plain(tensor: NDArray[Any]) -> NDArray[Any]:
    """Little-endian and in C order, so that the bytes are the same on every machine."""
    return np.ascontiguousarray(tensor, tensor.dtype.newbyteorder("<"))


def _written(outcome: Outcome, arrays: dict[str, NDArray[Any]]) -> bytes:
    readme = {
        "what": (
            "A tensor and its normalizations, from Normaxis. Variances are biased, but for those that training froze"
            " where the convention has them unbiased; RMS norm has mean squares."
        ),
        "state": asdict(outcome.recipe),
        "axes": list(outcome.recipe.layout.letters),
        "arrays": {name: list(array.shape) for name, array in arrays.items()},
    }
    file = BytesIO()
    # Not compressed, and without the time of day, which NumPy leaves out.
    np.savez(file, allow_pickle=False, readme=np.array(json.dumps(readme, ensure_ascii=False)), **arrays)
    return file.getvalue()
