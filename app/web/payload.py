"""An outcome as plain data: what the API answers, and what the page carries for its scripts."""

from base64 import b64encode
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic_core import to_json

from app.core.axes import Layout
from app.core.conventions import convention_by_key
from app.core.methods import SPLITS
from app.core.pools import Box
from app.figures.cube import cube_figure
from app.figures.numbers import telling
from app.run import Outcome, Result
from app.views import VIEWS, Panel, view_by_key

MOST_STATISTICS = 4096
"""A method with more pools answers with the statistics of those that meet the window; the CSV has all of them."""

Plain = dict[str, Any]


def encode(payload: Any) -> bytes:
    """JSON. Values that JSON has no number for stay visible: the strings "NaN", "Infinity" and "-Infinity"."""
    return to_json(payload, inf_nan_mode="strings")


def compared(outcome: Outcome, most_statistics: int = MOST_STATISTICS) -> Plain:
    """The answer of `compare`, with the statistics of every pool where a method has at most so many."""
    recipe = outcome.recipe
    return {
        "tensor": {
            "layout": recipe.layout_key,
            "axes": list(recipe.layout.letters),
            "ones": [axis.one for axis in recipe.layout.axes],
            "shape": list(recipe.shape),
            "source": recipe.source,
            "seed": recipe.seed,
            "dtype": str(outcome.tensor.dtype),
            "count": outcome.tensor.size,
            "nonfinite": outcome.nonfinite,
        },
        "cell": {"index": list(recipe.cell), "value": float(outcome.tensor[recipe.cell])},
        "window": {
            "ranges": [list(pair) for pair in outcome.window],
            "complete": outcome.window == tuple((0, n) for n in recipe.shape),
            "values": typed(_narrow(outcome.window_values)),
        },
        "digits": telling(outcome.shared_digits),
        "convention": recipe.convention,
        "mode": recipe.mode,
        "epsilon": recipe.epsilon,
        "epsilon_place": recipe.epsilon_place,
        "scale": recipe.scale,
        "offset": recipe.offset,
        "turn": list(recipe.turn),
        "methods": [_method(outcome, result, most_statistics) for result in outcome.results],
        "figures": figures(outcome),
    }


def viewed(outcome: Outcome) -> Plain:
    """The answer of `view`: the pictures of the view that is chosen, each with its table."""
    view = view_by_key(outcome.recipe.view or VIEWS[0].key)
    return {"view": view.key, "panels": [panel_plain(panel) for panel in view.make(outcome)["panels"]]}


def panel_plain(panel: Panel) -> Plain:
    """A picture with its names and its table."""
    table = panel.table
    return {
        "ident": panel.ident,
        "title": panel.title,
        "description": panel.description,
        "caption": panel.caption,
        "figure": panel.figure,
        "table": None if table is None else {"head": table.head, "rows": table.rows, "left_out": table.left_out},
    }


def figures(outcome: Outcome) -> dict[str, Plain]:
    """The cube of every method, by the method's key."""
    recipe = outcome.recipe
    return {
        result.method.key: cube_figure(
            recipe.layout, recipe.shape, result.pools, outcome.window, recipe.cell, recipe.turn
        )
        for result in outcome.results
    }


def typed(array: NDArray[np.generic]) -> Plain:
    """An array as base64 of its little-endian bytes in C order, with the dtype names that plotly.js uses."""
    little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False)
    return {"dtype": little.dtype.str[1:], "bdata": b64encode(little.tobytes()).decode(), "shape": list(array.shape)}


def _narrow(values: NDArray[np.float64]) -> NDArray[np.floating]:
    """The same numbers in half the bytes, where float32 holds every one of them."""
    with np.errstate(over="ignore"):
        narrow = values.astype(np.float32)
    return narrow if np.array_equal(narrow, values, equal_nan=True) else values


def described(result: Result, outcome: Outcome) -> Plain:
    """What is true of a method on this layout and shape, whatever the values."""
    method, layout, shape = result.method, outcome.recipe.layout, outcome.recipe.shape
    convention = convention_by_key(outcome.recipe.convention)
    return {
        "key": method.key,
        "label": method.label,
        "sentence": method.pool_sentence(layout),
        "summary": method.summary,
        "reduced_axes": list(method.reduced_axes(layout)),
        "statistics_shape": list(result.pools.parts),
        "pools": result.pools.count,
        "pool_size": result.pools.size,
        "parameter_axes": list(convention.parameter_axes(method, layout)),
        "parameter_shape": list(convention.parameter_shape(method, layout, shape)),
        "parameters": convention.parameter_count(method, layout, shape),
        "depends_on_batch": method.depends_on_batch(layout, result.pools),
        "same_at_test_time": method.same_at_test_time(layout),
        "centers": method.centers,
    } | {split.parameter: _parts(result, layout) if method.splits is role else None for role, split in SPLITS.items()}


def _parts(result: Result, layout: Layout) -> int:
    """Into how many parts the method splits its axis."""
    split = result.method.split_axes(layout)
    return prod(parts for letter, parts in zip(layout.letters, result.pools.parts, strict=True) if letter in split)


def _method(outcome: Outcome, result: Result, most_statistics: int) -> Plain:
    steps = result.arithmetic
    return described(result, outcome) | {
        "statistics": _statistics(result, outcome.window, most_statistics),
        "highlight": [[list(pair) for pair in result.pools.box(result.pool)]],
        "arithmetic": {name: getattr(steps, name) for name in steps.__dataclass_fields__},
    }


def _statistics(result: Result, window: Box, most: int) -> Plain:
    complete = result.complete and result.pools.count <= most
    box = result.covered if complete else result.pools.meeting(window)
    part = tuple(slice(low - first, high - first) for (low, high), (first, _) in zip(box, result.covered, strict=True))
    found = result.statistics
    return {
        "start": [low for low, _ in box],
        "shape": [high - low for low, high in box],
        "complete": complete,
        "mean": found.mean[part].tolist(),
        "variance": found.variance[part].tolist(),
        "nonfinite": int(found.nonfinite[part].sum()),
    }
