"""POST /api/v1/normalize: anyone's tensor, any method or axes, with every convention spelled out."""

from base64 import b64encode
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.axes import DEFAULT_LETTERS, Layout, layout_of
from app.core.errors import InputError, shown
from app.core.methods import METHODS, SPLITS, Method, method_by_key, reducing
from app.core.moments import Moments
from app.core.normalize import Place, normalize
from app.core.own import normalize_by_own
from app.core.pools import Pools
from app.core.running import Running, updated
from app.describe import counted
from app.web.bodies import decoded
from app.web.normalize_request import ListedTensor, NormalizeRequest, RunningUpdate, Tensor

Array = NDArray[np.generic]
Plain = dict[str, Any]


def normalized(request: NormalizeRequest, most_values: int) -> Plain:
    """The answer: output, standardized values, statistics, and what is worth a warning.

    Raises InputError or Problem, whose pointers lead to the member that is wrong.
    """
    tensor = decoded(request.tensor.model_dump(), most_values, "/tensor")
    layout = _layout(request.axes, tensor.ndim)
    method, warnings = _method(request, layout)
    pools = _pools(request, method, layout, tensor.shape)
    centers = method.centers if request.center is None or not method.centers else request.center
    if request.frozen and request.running:
        raise InputError(
            "/running", "running and frozen statistics", "one of them", "frozen for test time, running for training"
        )
    place = Place(request.epsilon_place)
    batch: Moments | None = None
    if request.frozen:
        mean = _statistic(request.frozen.mean, pools, most_values, "/frozen/mean")
        variance = _statistic(request.frozen.variance, pools, most_values, "/frozen/variance")
        if (variance < 0).any():
            raise InputError("/frozen/variance", "a negative variance", "0 or more", "the square of the deviation")
        standardized = normalize(tensor, pools, mean, variance, epsilon=request.epsilon, place=place)
    else:
        how: Plain = {"centers": centers, "epsilon": request.epsilon, "place": place}
        batch, standardized = normalize_by_own(tensor, pools, **how)
        mean, variance = batch.mean, batch.variance
        warnings += _warnings(batch, pools, request)
    scale = _parameter(request.scale, tensor, most_values, "/scale")
    offset = _parameter(request.offset, tensor, most_values, "/offset")
    plain = scale is None and offset is None
    output = (
        standardized
        if plain
        else normalize(tensor, pools, mean, variance, epsilon=request.epsilon, place=place, scale=scale, offset=offset)
    )
    lists = isinstance(request.tensor, ListedTensor)
    return {
        "output": _encoded(output, lists),
        "standardized": _encoded(standardized, lists),
        "mean": _encoded(mean, lists),
        "variance": _encoded(variance, lists),
        "reduced_axes": list(method.reduced_axes(layout)),
        "statistics_shape": list(pools.parts),
        "pools": pools.count,
        "pool_size": pools.size,
        "running": _running(request.running, batch, pools, most_values, lists),
        "warnings": warnings,
    }


def _layout(letters: str | None, rank: int) -> Layout:
    if letters is None and rank not in DEFAULT_LETTERS:
        raise InputError("/tensor", f"a tensor with {rank} axes", "1 to 5 axes", "a list of numbers")
    layout = layout_of(DEFAULT_LETTERS[rank] if letters is None else letters)
    if layout.rank != rank:
        raise InputError(
            "/axes", shown(layout.letters), f"{rank} letters, one for each axis", DEFAULT_LETTERS.get(rank, "NCHW")
        )
    return layout


def _method(request: NormalizeRequest, layout: Layout) -> tuple[Method, list[str]]:
    if (request.method is None) == (request.reduce is None):
        got = "neither method nor reduce" if request.method is None else "method and reduce together"
        raise InputError("/method", got, "one of them", '"method": "batch", or "reduce": ["N", "H", "W"]')
    if request.reduce is not None:
        if any(len(letter) != 1 for letter in request.reduce):
            raise InputError("/reduce", shown(request.reduce), "letters of the axes", '["N", "H", "W"]')
        return reducing("".join(request.reduce), layout, "/reduce"), []
    method = method_by_key(request.method or "", layout, "/method")
    if request.center and not method.centers:
        return method, [f"{method.label} never centres: “center” was not followed; use layer to subtract the mean."]
    return method, []


def _pools(request: NormalizeRequest, method: Method, layout: Layout, shape: tuple[int, ...]) -> Pools:
    for role, split in SPLITS.items():
        if method.splits is not role and getattr(request, split.parameter) is not None:
            user = next(each.key for each in METHODS if each.splits is role)
            raise InputError(
                f"/{split.parameter}",
                f"{split.many} for {method.label}",
                f"{split.many} only with method {user}",
                "leaving it out",
            )
    return method.pools(layout, shape, request.groups, request.virtual)


def _warnings(batch: Moments, pools: Pools, request: NormalizeRequest) -> list[str]:
    told = []
    if pools.size == 1:
        told.append("Every pool has one value: its variance is 0 and its standardized value 0. PyTorch raises here.")
    if batch.nonfinite.any():
        wrong, values = int((batch.nonfinite > 0).sum()), int(batch.nonfinite.sum())
        many = counted(values, "value is", "values are")
        one = "the pool of it has" if values == 1 else "the pool of them has"
        have = f"the {wrong} pools they are in have" if wrong > 1 else one
        told.append(f"{many} NaN or infinite; {have} no finite statistics.")
    lost = (batch.nonfinite == 0) & ~(np.isfinite(batch.mean) & np.isfinite(batch.variance))
    if lost.any():
        many = counted(int(lost.sum()), "pool has", "pools have")
        told.append(
            f"{many} finite values whose variance is beyond float64: it is infinite, and no output tells them apart."
        )
    if request.epsilon == 0 and bool((batch.m2 == 0).any()):
        told.append(
            f"{counted(int((batch.m2 == 0).sum()), 'pool has', 'pools have')} variance 0 and epsilon is 0:"
            " the division by zero gives NaN."
        )
    return told


def _statistic(given: Tensor, pools: Pools, most_values: int, pointer: str) -> NDArray[np.float64]:
    """One number for each pool: in the shape of the statistics, or that shape without its 1s, as libraries do."""
    array = decoded(given.model_dump(), most_values, pointer).astype(np.float64)
    kept = tuple(n for n in pools.parts if n > 1)
    if array.shape != pools.parts and tuple(n for n in array.shape if n > 1) != kept:
        shape = " × ".join(map(str, pools.parts))
        raise InputError(pointer, f"shape {array.shape}", f"{shape}, one number for each pool", "reshaping it")
    return array.reshape(pools.parts)


def _parameter(given: Tensor | None, tensor: Array, most_values: int, pointer: str) -> Array | None:
    if given is None:
        return None
    array = decoded(given.model_dump(), most_values, pointer)
    try:
        fits = np.broadcast_shapes(array.shape, tensor.shape) == tensor.shape
    except ValueError:
        fits = False
    if not fits:
        hint = "1 along every axis on which it does not vary, as in [1, 6, 1, 1] for channels"
        raise InputError(pointer, f"shape {array.shape}", f"a shape that broadcasts against {tensor.shape}", hint)
    return array


def _running(asked: RunningUpdate | None, batch: Moments | None, pools: Pools, most: int, lists: bool) -> Plain | None:
    if asked is None or batch is None:
        return None
    before = Running(
        _statistic(asked.mean, pools, most, "/running/mean"),
        _statistic(asked.variance, pools, most, "/running/variance"),
    )
    if asked.unbiased and pools.size == 1:
        raise InputError("/running/unbiased", "one value per pool", "at least 2 for an unbiased variance", "false")
    after = updated(before, batch, asked.new_weight, asked.unbiased)
    return {"mean": _encoded(after.mean, lists), "variance": _encoded(after.variance, lists)}


def _encoded(array: Array, lists: bool) -> Plain:
    if lists:
        return {"values": array.tolist()}
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return {"shape": list(array.shape), "dtype": array.dtype.name, "data": b64encode(little.tobytes()).decode()}
