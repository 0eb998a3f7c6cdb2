"""Bodies: bytes that somebody sent become JSON or a tensor, by strict rules, or a sentence that says why not."""

import json
from base64 import b64decode
from binascii import Error as Base64Error
from collections import Counter
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.axes import MAX_RANK
from app.core.errors import InputError, shown
from app.sources.npy import parse_npy
from app.sources.pasted import parse_pasted
from app.web.memory import A_LETTER, claim
from app.web.problems import of_body, of_input

DTYPES = (
    "float16",
    "float32",
    "float64",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "bool",
)
NPY = ("application/x-npy", "application/octet-stream")
TEXTS = ("text/csv", "text/plain", "text/tab-separated-values")
JSON = "application/json"
SPOKEN = ("nan", "inf", "-inf", "infinity", "-infinity")
"""What JSON has no number for, in lists: as text, in any case."""
IN_QUOTES = '"NaN", "Infinity" or "-Infinity" in quotes'


def tensor_body(body: bytes, content_type: str, most_values: int) -> NDArray[np.generic]:
    """The tensor of a body: .npy, CSV, nested JSON lists, or the API's `{"shape", "dtype", "data"}`."""
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind in NPY:
            return parse_npy(body, most_values)
        if kind in TEXTS:
            return parse_pasted(utf8(body), most_values)
        if kind == JSON:
            return _own_json(body, most_values)
    except InputError as error:
        raise of_input(error, pointer=error.parameter if error.parameter.startswith("/") else "") from None
    taken = f"{NPY[0]}, {TEXTS[0]} or {JSON}"
    raise of_body(415, f"Got a body of type {shown(kind)}; expected {taken}; try saving the values with numpy.save.")


def _own_json(body: bytes, most_values: int) -> NDArray[np.generic]:
    """The tensor of JSON that somebody has lying about: lists are read as they are where they are pasted.

    Python writes NaN and Infinity into JSON, and NumPy prints lists without commas. What JSON itself can read is read
    so, as that is faster.
    """
    text = utf8(body)
    if not text.lstrip().startswith("["):
        return decoded(strict_json(body), most_values, "")
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return parse_pasted(text, most_values)
    values = decoded(given, most_values, "")
    # Python's JSON takes 1e999 for infinity: whether it was meant is a matter of how it is written.
    return parse_pasted(text, most_values) if np.isinf(values).any() else values


def utf8(body: bytes) -> str:
    """The body as text; Problem 400 where it is not UTF-8."""
    claim(A_LETTER * len(body))
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte {error.start}"
        raise of_body(400, f"Got a body that is not UTF-8 at {where}; expected text; try saving it as UTF-8.") from None


def strict_json(body: bytes) -> Any:
    """The body as JSON, without what JSON does not have (NaN) or cannot mean (one key twice)."""
    try:
        return json.loads(utf8(body), object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise of_body(
            400, f"Got a body that is not JSON at {where}; expected one JSON object; try a JSON checker."
        ) from None
    except RecursionError:
        raise of_body(
            400, "Got JSON nested too deeply; expected at most 5 lists in each other; try fewer brackets."
        ) from None
    except InputError:  # the refusals of the two hooks below
        raise
    except ValueError:  # a number of thousands of digits
        raise of_body(
            400, "Got a number with too many digits; expected one a float64 can hold; try fewer digits."
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise InputError(f"/{escaped(twice)}", f"the key {shown(twice)} twice", "each key once", "removing one")
    return made


def _no_constant(name: str) -> float:
    raise InputError("", f"{name}, which JSON does not have", "numbers that it has", f'"{name}" in quotes')


def escaped(key: str) -> str:
    """A key as a step of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def decoded(given: Any, most_values: int, pointer: str) -> NDArray[np.generic]:
    """A tensor as the API writes it: `{"shape", "dtype", "data"}`, `{"values": lists}`, or bare lists."""
    if isinstance(given, dict) and set(given) == {"values"}:
        return listed_values(given["values"], most_values, f"{pointer}/values")
    if isinstance(given, list | int | float) and not isinstance(given, bool):
        return listed_values(given, most_values, pointer)
    if not isinstance(given, dict) or set(given) != {"shape", "dtype", "data"}:
        raise InputError(pointer, _got(given), "shape, dtype and data, or values", '{"values": [[1, 2], [3, 4]]}')
    return _from_base64(given["shape"], given["dtype"], given["data"], most_values, pointer)


def _got(given: Any) -> str:
    """What was given in the place of a tensor."""
    if not isinstance(given, dict):
        return shown(given)
    return f"the keys {shown(', '.join(sorted(given)), 80)}" if given else "the keys (none)"


def _from_base64(shape: Any, dtype: Any, data: Any, most_values: int, pointer: str) -> NDArray[np.generic]:
    whole = isinstance(shape, list) and all(type(n) is int and n >= 1 for n in shape)
    if not whole or len(shape) > MAX_RANK:
        raise InputError(
            f"{pointer}/shape", shown(shape), f"up to {MAX_RANK} whole numbers of at least 1", "[2, 3, 4, 5]"
        )
    if prod(shape) > most_values:
        raise of_body(
            413,
            f"Got {prod(shape):,} values; expected at most {most_values:,}; try fewer samples or channels.",
            f"{pointer}/shape",
        )
    if dtype not in DTYPES:
        raise InputError(f"{pointer}/dtype", shown(dtype), f"one of {', '.join(DTYPES)}", "float32")
    try:
        raw = b64decode(data, validate=True) if isinstance(data, str) else b""
    except (Base64Error, ValueError):
        raise InputError(
            f"{pointer}/data", "text that is not base64", "base64 of the bytes", "base64.b64encode"
        ) from None
    kind = np.dtype(dtype).newbyteorder("<")
    if len(raw) != prod(shape) * kind.itemsize:
        expected = f"{prod(shape) * kind.itemsize:,}, for shape {' × '.join(map(str, shape)) or '()'} of {dtype}"
        raise InputError(f"{pointer}/data", f"{len(raw):,} bytes", expected, "little-endian bytes in C order")
    if kind == np.bool_ and raw.strip(b"\0\1"):
        raise InputError(f"{pointer}/data", "a bool that is neither 0 nor 1", "bytes 0 and 1", "uint8")
    return np.frombuffer(raw, kind).reshape(shape).astype(np.dtype(dtype), copy=False)


def listed_values(values: Any, most_values: int, pointer: str) -> NDArray[np.generic]:
    """Nested lists of numbers as float64; strings only for the values that JSON has no number for."""
    shape: list[int] = []
    level: list[Any] = [values]
    while level and isinstance(level[0], list):
        lengths = {len(each) if isinstance(each, list) else -1 for each in level}
        if len(lengths) > 1 or lengths == {0}:
            raise InputError(
                pointer, "lists of different or no length", "lists of one length at each depth", "[[1, 2], [3, 4]]"
            )
        shape.append(lengths.pop())
        if len(shape) > MAX_RANK:
            raise InputError(
                pointer, f"more than {MAX_RANK} lists in each other", f"at most {MAX_RANK}", "fewer brackets"
            )
        level = [value for each in level for value in each]
        if len(level) > most_values:
            raise of_body(
                413, f"Got more than {most_values:,} values; expected at most so many; try fewer samples.", pointer
            )
    for value in level:
        if type(value) not in (int, float) and not (isinstance(value, str) and value.lower() in SPOKEN):
            raise InputError(pointer, shown(value), f"numbers, or {IN_QUOTES}", "[[1, 2], [3, 4]]")
    try:
        return np.array([float(value) for value in level], dtype=np.float64).reshape(shape)
    except OverflowError:
        raise InputError(
            pointer, "a whole number beyond float64", "numbers below 1.8e308", "a smaller number"
        ) from None
