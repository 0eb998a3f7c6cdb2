"""The nearest query that works, in the place of one that does not: what is offered beside every refusal."""

import re
from collections.abc import Callable, Sequence
from math import prod

from app.core.axes import LAYOUTS, Layout
from app.core.errors import InputError
from app.core.pools import Index
from app.recipe import DEFAULT_SOURCES, Recipe, default_cell
from app.sources import SOURCES, source_by_key
from app.sources.source import Source
from app.web.pairs import Pairs, Wrong
from app.web.parameters import PARAMETER_BY_KEY

ROUNDS = 4
"""A repair may bring out the next error, as a new shape does for the cell."""


def nearest(pairs: Pairs, errors: Sequence[InputError], read: Callable[[Pairs], Recipe]) -> Recipe | None:
    """The recipe with every wrong part repaired or left out; None if that leads nowhere. `read` raises Wrong."""
    repairs = {error.parameter: error.repair for error in errors}
    for _ in range(ROUNDS):
        known = [(key, value) for key, value in pairs if key in PARAMETER_BY_KEY]
        kept = {key: repairs.get(key) or value for key, value in known if key not in repairs or repairs[key]}
        kept |= {key: value for key, value in repairs.items() if value and key in PARAMETER_BY_KEY}
        try:
            return read(list(kept.items()))
        except Wrong as problem:
            repairs |= {
                error.parameter: error.repair if error.parameter not in repairs else None for error in problem.errors
            }
    return None


def advised(error: InputError, pairs: Pairs, *, posted: bool) -> InputError:
    """The error of a shape or a cell that was refused by itself, with one to try that fits the rest of the query."""
    if error.repair is not None or error.parameter not in ("shape", "cell"):
        return error
    said = dict(pairs)
    if posted or "values" in said:
        return InputError(error.parameter, error.got, error.expected, "leaving it out")
    layout = next((each for each in LAYOUTS if each.key == said.get("layout")), LAYOUTS[0])
    key = said.get("source", DEFAULT_SOURCES[layout.key])
    if key not in {source.key for source in SOURCES if layout.key in source.layouts}:
        key = DEFAULT_SOURCES[layout.key]
    source = source_by_key(key)
    wanted = _roughly(said.get("shape", ""))
    fits = len(wanted) == layout.rank
    shape = source.nearest_shape(layout, wanted) if fits else source.default_shape(layout)
    near = nearest_cell(layout, _roughly(said.get("cell", "")), shape) if error.parameter == "cell" else shape
    return InputError(error.parameter, error.got, error.expected, written(near), written(near))


def nearest_cell(layout: Layout, cell: Index, shape: Index) -> Index:
    """The cell, moved inside along each axis; the one that is pinned at first where it has other axes."""
    if len(cell) != len(shape):
        return default_cell(layout, shape)
    return tuple(min(max(i, 0), n - 1) for i, n in zip(cell, shape, strict=True))


def smaller(source: Source, layout: Layout, shape: Index, most: int) -> Index:
    """The largest shape in about the same proportions that is not too large; the source's first where there is none."""
    part = 1.0
    while prod(near := tuple(max(1, int(n * part)) for n in shape)) > most and part > 1e-9:
        part *= min(0.999, (most / prod(near)) ** (1 / len(shape)))
    near = source.nearest_shape(layout, near)
    return near if prod(near) <= most else source.default_shape(layout)


def written(values: Sequence[int]) -> str:
    """Whole numbers as a query has them."""
    return ",".join(map(str, values))


def _roughly(text: str) -> Index:
    """The whole numbers of a text, also negative ones; none where one is none."""
    pieces = text.split(",")
    return tuple(map(int, pieces)) if all(re.fullmatch(r"-?[0-9]{1,9}", piece) for piece in pieces) else ()
