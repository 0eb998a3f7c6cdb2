"""What POST /api/v1/normalize takes: the model of the body, and every refusal of it in this project's words."""

import json
import re
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, FiniteFloat, Tag, ValidationError
from pydantic_core import ErrorDetails

from app.core.errors import InputError, listed, shown
from app.describe import counted
from app.web.bodies import DTYPES, escaped
from app.web.parameters import plain
from app.web.problems import Problem


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
MOST_TOLD = 20
"""Members that a refusal points at: a body may have a million that nobody knows."""


def requested(body: Any) -> NormalizeRequest:
    """The request, or a problem that points at the members that are not as they should be, the first of them."""
    try:
        return NormalizeRequest.model_validate(body)
    except ValidationError as error:
        refused = [_refusal(each) for each in error.errors(include_url=False)[:MOST_TOLD]]
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
