"""POST /api/v1/normalize: anyone's tensor, any method or axes, with every convention spelled out."""

import json
import re
from base64 import b64encode
from difflib import get_close_matches
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Discriminator, Field, FiniteFloat, Tag, ValidationError
from pydantic_core import ErrorDetails

from app.core.axes import DEFAULT_LETTERS, Layout, layout_of
from app.core.errors import InputError, listed, shown
from app.core.methods import METHODS, SPLITS, Method, method_by_key, reducing
from app.core.moments import Moments, moments
from app.core.normalize import Place, normalize
from app.core.pools import Pools
from app.core.running import Running, updated
from app.describe import counted
from app.web.bodies import DTYPES, decoded, escaped
from app.web.parameters import plain
from app.web.problems import Problem

Array = NDArray[np.generic]
Plain = dict[str, Any]


class Strict(BaseModel):
    """No unknown keys, no text for numbers, no NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class EncodedTensor(Strict):
    """Little-endian bytes in C order, as base64."""

    shape: list[Annotated[int, Field(ge=1)]] = Field(max_length=5)
    dtype: Literal[DTYPES]  # type: ignore[valid-type]
    data: str


class ListedTensor(Strict):
    """Nested lists of numbers; the texts "NaN", "Infinity" and "-Infinity" stand for what JSON has no number for."""

    values: Any


def _encoding(given: Any) -> str:
    return "listed" if isinstance(given, ListedTensor) or (isinstance(given, dict) and "values" in given) else "encoded"


Tensor = Annotated[
    Annotated[EncodedTensor, Tag("encoded")] | Annotated[ListedTensor, Tag("listed")], Discriminator(_encoding)
]


class Frozen(Strict):
    """Test-time statistics, one mean and one (biased) variance for each pool."""

    mean: Tensor
    variance: Tensor


class RunningUpdate(Strict):
    """Running statistics, and how the batch moves them: running + new_weight × (batch − running)."""

    mean: Tensor
    variance: Tensor
    new_weight: Annotated[FiniteFloat, Field(ge=0, le=1)] = 0.1
    unbiased: bool = True


class NormalizeRequest(Strict):
    """What to normalize and how. Give `method` or `reduce`, not both."""

    tensor: Tensor
    axes: str | None = None
    method: str | None = None
    reduce: list[str] | None = None
    groups: int | None = None
    virtual: int | None = None
    center: bool | None = None
    epsilon: Annotated[FiniteFloat, Field(ge=0)] = 1e-5
    epsilon_place: Literal["variance", "deviation"] = "variance"
    scale: Tensor | None = None
    offset: Tensor | None = None
    frozen: Frozen | None = None
    running: RunningUpdate | None = None


ENCODINGS = ("encoded", "listed")
LISTS = '{"values": [[1, 2], [3, 4]]}'
EXAMPLE = f'{{"tensor": {LISTS}, "method": "batch"}}'
PAIR = '{"mean": {"values": [0, 0]}, "variance": {"values": [1, 1]}}'
EXAMPLES = dict.fromkeys(("tensor", "scale", "offset", "mean", "variance"), LISTS) | {
    "frozen": PAIR,
    "running": PAIR,
    "values": "[[1, 2], [3, 4]]",
    "shape": "[2, 3, 4, 5]",
    "dtype": "float32",
    "data": "base64 of the bytes",
}
"""What to try for a member."""
KINDS = {
    "int_type": ("a whole number", "1"),
    "int_from_float": ("a whole number", "1"),
    "float_type": ("a number without quotes", "0.1"),
    "finite_number": ("a finite number", "0.1"),
    "string_type": ("text in quotes", '"batch"'),
    "bool_type": ("true or false", "true"),
    "list_type": ("a list", '["N", "H", "W"]'),
}
"""What was expected and what to try, by the type of Pydantic's errors."""


def requested(body: Any) -> NormalizeRequest:
    """The request, or a problem that points at every member that is not as it should be."""
    try:
        return NormalizeRequest.model_validate(body)
    except ValidationError as error:
        refused = [_refusal(each) for each in error.errors(include_url=False)]
        errors = [{"pointer": each.parameter, "detail": str(each)} for each in refused]
        said = [f"{each.parameter}: {each}" if each.parameter else str(each) for each in refused[:3]]
        raise Problem(422, " ".join(said), errors) from None


def _refusal(error: ErrorDetails) -> InputError:
    """What Pydantic refused, in this project's words."""
    # Pydantic names the encoding it took; a JSON pointer has no such step.
    steps = [step for step in error["loc"] if step not in ENCODINGS]
    pointer = "".join(f"/{escaped(str(step))}" for step in steps)
    name, limits = str(steps[-1]) if steps else "", error.get("ctx", {})
    got = _got(error["input"])
    match error["type"]:
        case "extra_forbidden":
            members = _members([str(step) for step in steps[:-1]])
            near = get_close_matches(name, members, 1, 0.4)
            hint = near[0] if near else "leaving it out"
            return InputError(pointer, f"the unknown member {shown(name)}", listed(members), hint)
        case "missing":
            return InputError(pointer, f"no member {shown(name)}", "one", EXAMPLES.get(name, "adding it"))
        case "model_type" | "model_attributes_type":
            members = _members([str(step) for step in steps])
            return InputError(pointer, got, f"an object of {listed(members, 'and')}", EXAMPLES.get(name, EXAMPLE))
        case "literal_error":
            choices = [text.strip("'") for text in re.split(r", | or ", limits["expected"])]
            near = get_close_matches(str(error["input"]), choices, 1, 0.4)
            return InputError(pointer, got, listed(choices), (near or choices)[0])
        case "too_long":
            most, many = limits["max_length"], counted(limits["actual_length"], "number", "numbers")
            return InputError(pointer, many, f"at most {most}", "fewer axes")
        case "greater_than_equal" | "less_than_equal":
            side = "ge" if "ge" in limits else "le"
            bound = plain(float(limits[side]))
            return InputError(pointer, got, f"{bound} or {'more' if side == 'ge' else 'less'}", bound)
        case kind:
            expected, hint = KINDS.get(kind, ("a value of another kind", EXAMPLE))
            return InputError(pointer, got, expected, hint)


def _got(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    return shown(value if isinstance(value, str) else json.dumps(value))


def _members(path: list[str]) -> list[str]:
    """The members of the object at a path."""
    models: dict[str, type[BaseModel]] = {"": NormalizeRequest, "frozen": Frozen, "running": RunningUpdate}
    model = models.get(path[-1] if path else "")
    return list(model.model_fields) if model else [*EncodedTensor.model_fields, *ListedTensor.model_fields]


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
    batch: Moments | None = None
    if request.frozen:
        mean = _statistic(request.frozen.mean, pools, most_values, "/frozen/mean")
        variance = _statistic(request.frozen.variance, pools, most_values, "/frozen/variance")
        if (variance < 0).any():
            raise InputError("/frozen/variance", "a negative variance", "0 or more", "the square of the deviation")
    else:
        batch = moments(tensor, [pools])[0]
        batch = batch if centers else batch.about_zero()
        mean, variance = batch.mean, batch.variance
        warnings += _warnings(batch, pools, request)
    place = Place(request.epsilon_place)
    standardized = normalize(tensor, pools, mean, variance, epsilon=request.epsilon, place=place)
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
        pools_ = (
            f"the {wrong} pools they are in have"
            if wrong > 1
            else "the pool of it has"
            if values == 1
            else "the pool of them has"
        )
        told.append(f"{many} NaN or infinite; {pools_} no finite statistics.")
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
