"""Any query string: read by strict rules, every key that fails reported; repaired; and written in one way."""

from collections.abc import Container, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from app.core.errors import InputError, listed, shown
from app.web.parameters import Parameter

Pairs = list[tuple[str, str]]
MOST_PAIRS = 64
PLAIN = ",:[]"
"""Signs that mean nothing in a query string, and stay as they are so that people can read it."""


class QueryError(ValueError):
    """A query that cannot be answered: all that is wrong with it, and the nearest query that can, where one can."""

    def __init__(self, errors: Sequence[InputError], nearest: str | None) -> None:
        self.errors = tuple(errors)
        self.nearest = nearest
        super().__init__(" ".join(str(error) for error in errors))


class Wrong(Exception):
    """What is wrong with a query, before anyone has looked for the nearest one that is right."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)


def pairs_of(query: bytes | str) -> Pairs:
    """Keys and texts of a raw query string, in its order. QueryError where there are too many to read."""
    text = query if isinstance(query, str) else query.decode("latin-1")
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PAIRS, errors="replace")
    except ValueError:
        many = InputError("query", "too many parameters", f"at most {MOST_PAIRS}", "each parameter once")
        raise QueryError([many], "") from None


def each_alone(pairs: Pairs, parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """Every parameter read by itself; Wrong with all that fail."""
    said: dict[str, Any] = {}
    errors: list[InputError] = []
    for key, text in pairs:
        parameter = parameters.get(key)
        try:
            if parameter is None:
                near = get_close_matches(key, list(parameters), 1) or [next(iter(parameters))]
                raise InputError(key, f"the unknown parameter {shown(key)}", listed(list(parameters)), near[0])
            if key in said:
                raise InputError(key, f"{key} twice", "each parameter once", f"{key}={parameter.example}")
            if not text:
                raise InputError(key, f"{key} without a value", "a value", f"{key}={parameter.example}")
            said[key] = parameter.read(key, text)
        except InputError as error:
            errors.append(error)
    if errors:
        raise Wrong(errors)
    return said


def repaired(pairs: Pairs, errors: Iterable[InputError], known: Container[str]) -> Pairs:
    """The pairs of known keys, each key once, what is wrong in its nearest form; left out where there is none."""
    near = {error.parameter: error.repair for error in errors}
    kept = {key: near.get(key, text) for key, text in pairs if key in known}
    return [(key, text) for key, text in kept.items() if text]


def joined(pairs: Iterable[tuple[str, str]]) -> str:
    """Keys and texts as a query string, in their order."""
    return "&".join(f"{quote_plus(key)}={quote_plus(text, safe=PLAIN)}" for key, text in pairs)


def chained(*queries: str) -> str:
    """Query strings one after the other as one; of empty ones nothing is left."""
    return "&".join(filter(None, queries))
