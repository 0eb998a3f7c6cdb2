"""Every value: the tensor unfolded into maps, as it is and after each method, in one scale of colours."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.conventions import convention_by_key
from app.core.shared_digits import shared_digits
from app.describe import counted
from app.figures.colours import Scale, diverging, greys
from app.figures.grid import Grid
from app.figures.maps import Maps, maps_figure
from app.figures.numbers import number, telling
from app.figures.scale import scale_figure
from app.figures.unfold import tensor_grid
from app.run import Outcome, Result
from app.views.parts import (
    MOST_ROWS,
    Every,
    Numbered,
    after,
    area_means,
    file_sentence,
    identifier,
    learned,
    numbered,
    pixel_sentence,
    slabs,
    strongest,
    table_of,
)
from app.views.pictures import CONTRAST, black_and_white, grey_legends, pictured
from app.views.planes import Extent
from app.views.view import Column, Panel, View

BUDGET = 2**15
"""Pixels of a panel, all maps together. Where pictures take their place among them, they weigh as much as the maps."""


FAINT = 30
"""Where the largest value of a panel is so many times less than that of all panels, hardly a colour is seen in it."""


@dataclass(frozen=True, eq=False)
class Seen:
    """One state of the tensor: its pixels, and what was measured on the values they stand for."""

    name: str
    title: str
    result: Result | None
    pixels: NDArray[np.float64]
    extent: Extent
    rows: tuple[Numbered, ...]
    every: Every


def make(outcome: Outcome) -> dict[str, Any]:
    """The columns of panels, one for each method after one for the values as they are; legends; what is drawn."""
    coloured = pictured(outcome)
    grid = tensor_grid(
        outcome.recipe.layout,
        outcome.recipe.shape,
        outcome.window,
        BUDGET // (2 if coloured else 1),
        pictures=coloured,
    )
    states = [[_seen(outcome, grid, "before", "Before", None)]]
    states += [_states(outcome, grid, result) for result in outcome.results]
    every = [state for column in states for state in column]
    together = diverging(strongest(*(state.pixels for state in every)))
    shared = outcome.recipe.colours == "shared"
    greys_before = black_and_white(every[0].extent)
    columns = []
    for column in states:
        panels = []
        for state in column:
            scale = together if shared else diverging(strongest(state.pixels))
            panels.append(_panel(outcome, grid, state, scale, shared, greys_before if coloured else None))
        columns.append(Column(panels[0].title, tuple(panels)))
    legends = [_legend("scale", "Values", together)] if shared else []
    if coloured:
        legends += grey_legends(greys_before)
    return {
        "columns": columns,
        "legends": legends,
        "notes": [*_notes(outcome, grid, coloured), *(_faint(every, together) if shared else [])],
        "panels": [*legends, *(panel for column in columns for panel in column.panels)],
    }


MAPS = View("maps", "Every value", "What does each value become?", make)


def _states(outcome: Outcome, grid: Grid, result: Result) -> list[Seen]:
    """Standardized and output, or one of them where they are the same."""
    label, key = result.method.label, identifier(result.method.key)
    if learned(outcome, result) == (1.0, 0.0):
        return [_seen(outcome, grid, key, label, result)]
    return [
        _seen(outcome, grid, f"{key}-standardized", f"{label}, standardized", result),
        _seen(outcome, grid, f"{key}-output", f"{label}, output", result, output=True),
    ]


def _seen(outcome: Outcome, grid: Grid, name: str, title: str, result: Result | None, *, output: bool = False) -> Seen:
    """The pixels of all maps, worked out one sample at a time."""
    batch = outcome.recipe.layout.letters.index("N")
    extent, layers = Extent(), []
    rows: tuple[Numbered, ...] = ()
    parts = slabs(grid.window, batch, 1 if grid.outer else grid.steps[0])
    for slab in parts:
        values = after(outcome, result, slab, output=output)
        extent.add(values)
        layers.append(area_means(values.reshape(-1, *values.shape[-2:]), grid.steps))
        rows = rows or tuple(islice(numbered(values, slab), MOST_ROWS))
    pixels = np.concatenate(layers, axis=0 if grid.outer else 1)

    def every() -> Iterator[Numbered]:
        for slab in parts:
            yield from numbered(after(outcome, result, slab, output=output), slab)

    return Seen(name, title, result, pixels, extent, rows, every)


def _panel(
    outcome: Outcome, grid: Grid, state: Seen, scale: Scale, shared: bool, greys_before: tuple[float, float] | None
) -> Panel:
    recipe, result = outcome.recipe, state.result
    pictures = []
    if greys_before:
        ends = greys_before if result is None else (-CONTRAST, CONTRAST)
        shots = state.pixels.reshape(-1, 3, *state.pixels.shape[1:]).transpose(0, 2, 3, 1)
        pictures = [greys(shot, *ends) for shot in shots]
    pool = None if result is None else result.pools.box(result.pool)
    figure = maps_figure(Maps(grid, state.pixels, scale, recipe.layout, pictures), pool, recipe.cell)
    total = int(np.prod([high - low for low, high in grid.window]))
    letters = ", ".join(recipe.layout.letters)
    digits = telling(outcome.shared_digits if result is None else shared_digits(state.extent.least, state.extent.most))
    return Panel(
        state.name,
        state.title,
        f"{state.title}: {counted(grid.maps, 'map', 'maps')} of values {_range(state, digits)}.",
        figure,
        table_of((letters, "value"), state.rows, total, state.every, digits),
        _caption(state, total, digits, None if shared else scale.limit),
        grid=grid.plain(),
        method="" if result is None else result.method.key,
    )


def _range(state: Seen, digits: int) -> str:
    if state.extent.least > state.extent.most:
        return "none of which is finite"
    return f"from {number(state.extent.least, digits)} to {number(state.extent.most, digits)}"


def _caption(state: Seen, total: int, digits: int, limit: float | None) -> str:
    range_ = _range(state, digits)
    said = [f"{range_[0].upper()}{range_[1:]}."]
    if limit is not None:
        said.append(f"Strongest colour: ±{number(limit)}.")
    if state.extent.missing:
        whole = counted(total, "not finite", "not finite")
        said.append(f"{counted(state.extent.missing, 'value', 'values')} of {whole}: grey, crossed out.")
    return " ".join(sentence for sentence in [*said, file_sentence(total)] if sentence)


def _notes(outcome: Outcome, grid: Grid, coloured: bool) -> list[str]:
    recipe = outcome.recipe
    axes = recipe.layout.axes
    inner = f"{axes[grid.down].many} down, {axes[grid.across].many} across"
    where = (
        "",
        "One map for each sample; in it ",
        f"One map for each sample (down) and {recipe.layout.axis('C').one} (across); in it ",
    )
    words = f"{where[len(grid.outer)]}{inner}."
    said = [f"{words[0].upper()}{words[1:]}"]
    said += [pixel_sentence(grid.steps)]
    if all(learned(outcome, result) == (1.0, 0.0) for result in outcome.results):
        symbols = convention_by_key(recipe.convention).symbols
        without = f"{symbols.scale} = 1 and {symbols.offset} = 0"
        said.append(f"With {without} the output is the standardized value: it is drawn once.")
    if coloured:
        said.append(
            "Before the maps of each sample: its channels as red, green and blue, cut off at the ends of their scale."
        )
    return [sentence for sentence in said if sentence]


def _faint(every: list[Seen], together: Scale) -> list[str]:
    """Where to look, if what a method makes of the values has no colour on the scale that they need."""
    weakest = min((strongest(state.pixels) for state in every if state.result), default=together.limit)
    if 0 < FAINT * weakest < together.limit:
        return [
            "Some of the values are so large that on one scale others have no colour; give each its own to see them."
        ]
    return []


def _legend(ident: str, title: str, scale: Scale) -> Panel:
    words = f"Colours from {number(-scale.limit)} (purple) through 0 (no colour) to {number(scale.limit)} (orange)."
    return Panel(ident, title, words, scale_figure(scale))
