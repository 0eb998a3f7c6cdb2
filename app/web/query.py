"""The one door for addresses: a query string becomes a Recipe, or sentences about everything that is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any
from urllib.parse import unquote_plus

import numpy as np
from numpy.typing import NDArray

from app.core.axes import DEFAULT_LETTERS, LAYOUTS, Layout, Role, check_shape, layout_by_key
from app.core.conventions import convention_by_key
from app.core.errors import InputError, shown
from app.core.methods import SPLITS, check_split, method_by_key
from app.core.pools import Index
from app.describe import counted
from app.recipe import DEFAULT_SOURCES, OWN, Recipe, default_cell
from app.run import Outcome, run
from app.sources import source_by_key
from app.sources.pasted import parse_pasted
from app.web.memory import claim, most_values, of_tensor
from app.web.pairs import Pairs, QueryError, Wrong, chained, each_alone, joined, pairs_of
from app.web.parameters import PARAMETER_BY_KEY, plain
from app.web.repairs import advised, nearest, nearest_cell, smaller, written
from app.web.settings import Settings

Tensor = NDArray[np.generic]
FIELDS = {"layout": "layout_key"}
"""The fields of a recipe that have another name in the query."""
ALWAYS = ("layout", "shape", "source", "seed", "methods", "epsilon", "epsilon_place", "cell")
"""What makes the numbers is written out even where it is the default, so that a link outlives a change of those."""

FORM = (
    *("layout", "shape", "source", "seed", "values", "groups", "virtual"),
    *("convention", "epsilon", "epsilon_place", "mode", "scale", "offset"),
)
"""What the form has fields for."""


@dataclass(frozen=True)
class Asked:
    """A recipe, and the visitor's own values where it has them."""

    recipe: Recipe
    tensor: Tensor | None

    def outcome(self) -> Outcome:
        """What comes out, computed now."""
        return run(self.recipe, self.tensor)


def read_query(query: bytes | str, settings: Settings, tensor: Tensor | None = None) -> Asked:
    """The recipe that a raw query string asks for. `tensor` brings values that were posted instead.

    Raises QueryError with every error found and the nearest valid query.
    """
    pairs = pairs_of(query)
    try:
        return _read(pairs, settings, tensor)
    except Wrong as problem:
        posted = tensor is not None
        errors = [advised(error, pairs, posted=posted) for error in problem.errors]
        # No address leads back to values that were posted.
        raise QueryError(errors, None if posted else _nearest(pairs, errors, settings)) from None


def write_query(recipe: Recipe, **changes: object) -> str:
    """The canonical query of a recipe: what makes the numbers, and the rest where it is not the default.

    `changes` replace parts of it by name; None leaves a part out.
    """
    changed = {key: _part(key, value) for key, value in changes.items()}
    return chained(*(_parts(recipe) | changed).values())


@lru_cache(maxsize=16)
def _parts(recipe: Recipe) -> dict[str, str]:
    """A recipe's query by key, each part as it is written, in canonical order; an empty text for one that is left out.

    They are kept: a page has nearly a hundred links that change one part.
    """
    said: dict[str, Any] = {}
    for key in PARAMETER_BY_KEY:
        value = getattr(recipe, FIELDS.get(key, key))
        said[key] = value if key in ALWAYS or value != getattr(Recipe, key) else None
    if recipe.source == OWN:
        said["seed"] = None
    return {key: _part(key, value) for key, value in said.items()}


def carried(recipe: Recipe) -> list[tuple[str, str]]:
    """The parts that the form has no field of its own for, key and text: it hands them on as they are."""
    parts = {key: part.partition("=")[2] for key, part in _parts(recipe).items() if part and key not in FORM}
    return [(key, unquote_plus(text)) for key, text in parts.items()]


def _part(key: str, value: object) -> str:
    """A value as a query spells it after its key; an empty text for None."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return f"{key}={','.join(map(str, value))}"
    if isinstance(value, float):
        return f"{key}={plain(value)}"
    return joined([(key, str(value))])


def _nearest(pairs: Pairs, errors: Sequence[InputError], settings: Settings) -> str:
    """The nearest query that can be answered; the empty one, which always can, where no other is found."""
    found = nearest(pairs, errors, lambda repaired: _read(repaired, settings, None).recipe)
    return "" if found is None else write_query(found)


def _read(pairs: Pairs, settings: Settings, tensor: Tensor | None) -> Asked:
    said = each_alone(pairs, PARAMETER_BY_KEY)
    errors: list[InputError] = []
    if "values" in said and tensor is None:
        tensor = _pasted(said, settings)
    layout, shape, tensor = _tensor_parts(said, settings, tensor)
    source = OWN if tensor is not None else said.get("source", DEFAULT_SOURCES[layout.key])
    named = {key: value for key, value in said.items() if key not in ("layout", "shape", "source", "cell")}
    convention = convention_by_key(said.get("convention", Recipe.convention))
    named = {"epsilon": convention.epsilon, "epsilon_place": convention.place.value} | named
    recipe = Recipe(layout.key, shape, source, said.get("cell", default_cell(layout, shape)), **named)
    for check in (_check_methods, _check_groups, _check_virtual, _check_cell):
        try:
            check(recipe)
        except InputError as error:
            errors.append(error)
    if errors:
        raise Wrong(errors)
    claim(of_tensor(prod(shape)))
    return Asked(recipe, tensor)


def _pasted(said: dict[str, Any], settings: Settings) -> Tensor:
    text = said["values"]
    try:
        if said.get("source", OWN) != OWN:
            raise InputError("source", f"values together with source={said['source']}", "source=own", "source=own", OWN)
        if len(text) > settings.most_pasted:
            raise InputError(
                "values",
                f"{len(text)} characters of numbers in an address",
                f"at most {settings.most_pasted}",
                "posting them: the page does so by itself, and the API takes a body",
            )
        return parse_pasted(text, settings.most_values)
    except InputError as error:
        raise Wrong([error]) from None


def _tensor_parts(
    said: dict[str, Any], settings: Settings, tensor: Tensor | None
) -> tuple[Layout, Index, Tensor | None]:
    """The layout and shape, and the visitor's own tensor in that shape."""
    try:
        if tensor is not None:
            return _own_parts(said, tensor)
        if said.get("source") == OWN:
            hint = "choosing your file again (a link does not carry it), or values=[[1,2],[3,4]]"
            raise InputError("values", "source=own without values", "numbers to normalize", hint, "[[1,2],[3,4]]")
        layout = layout_by_key(said.get("layout", LAYOUTS[0].key))
        source = source_by_key(said.get("source", DEFAULT_SOURCES[layout.key]))
        if layout.key not in source.layouts:
            source.check(layout, ())
        shape = check_shape(layout, said.get("shape", source.default_shape(layout)))
        count = prod(shape)
        most = min(settings.most_values, most_values(settings.memory))
        if count > most:
            near = written(smaller(source, layout, shape, most))
            raise InputError(
                "shape",
                f"{' × '.join(map(str, shape))} = {count:,} values",
                f"at most {most:,}",
                near,
                near,
            )
        source.check(layout, shape)
    except InputError as error:
        raise Wrong([error]) from None
    return layout, shape, None


def _own_parts(said: dict[str, Any], tensor: Tensor) -> tuple[Layout, Index, Tensor]:
    ranks = {layout.rank: layout for layout in LAYOUTS}
    shape: Index = said.get("shape", tensor.shape)
    if "layout" in said:
        layout = layout_by_key(said["layout"])
    elif len(shape) in ranks:
        layout = ranks[len(shape)]
    else:
        letters = ", ".join(DEFAULT_LETTERS.get(len(shape), "?"))
        column = f"{tensor.size},1"
        raise InputError(
            "shape",
            f"values with {counted(len(shape), 'axis', 'axes')} ({letters})",
            "2, 3 or 4 axes: (N, C), (N, T, C) or (N, C, H, W)",
            f"x.reshape({tensor.size}, 1)" if len(shape) == 1 else "one slice along an axis: x[:, :, 0]",
            column,
        )
    if prod(shape) != tensor.size:
        raise InputError(
            "shape",
            f"{' × '.join(map(str, shape))} = {prod(shape):,} for {counted(tensor.size, 'value', 'values')}",
            "a shape that holds exactly the values",
            written(tensor.shape),
            written(tensor.shape),
        )
    shape = check_shape(layout, shape)
    return layout, shape, tensor.reshape(shape)


def _check_methods(recipe: Recipe) -> None:
    keys = tuple(method_by_key(key, recipe.layout).key for key in recipe.methods)
    if keys != recipe.methods:
        canonical = ",".join(dict.fromkeys(keys))
        raise InputError("methods", shown(",".join(recipe.methods)), "axes in the tensor's order", canonical, canonical)


def _check_groups(recipe: Recipe) -> None:
    _check_split(recipe, Role.CHANNEL)


def _check_virtual(recipe: Recipe) -> None:
    _check_split(recipe, Role.BATCH)


def _check_split(recipe: Recipe, role: Role) -> None:
    for letter in recipe.layout.with_role(role):
        length = recipe.shape[recipe.layout.letters.index(letter)]
        check_split(recipe.layout.axis(letter), length, getattr(recipe, SPLITS[role].parameter))


def _check_cell(recipe: Recipe) -> None:
    shape, cell = recipe.shape, recipe.cell
    if len(cell) == len(shape) and all(i < n for i, n in zip(cell, shape, strict=True)):
        return
    near = written(nearest_cell(recipe.layout, cell, shape))
    limits = ", ".join(f"{letter} 0–{n - 1}" for letter, n in zip(recipe.layout.letters, shape, strict=True))
    raise InputError("cell", written(cell), f"an index along each axis: {limits}", near, near)
