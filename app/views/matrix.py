"""Kept and erased: mean and deviation of every plane, one sample and one channel each, before and after each method."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.describe import counted, kept_sentence
from app.figures.colours import Scale, diverging, sequential
from app.figures.grid import Grid
from app.figures.maps import Maps, maps_figure
from app.figures.numbers import number, telling
from app.figures.scale import scale_figure
from app.figures.unfold import matrix_grid
from app.run import Outcome, Result
from app.views.claims import claim, range_sentence
from app.views.parts import file_sentence, identifier, learned, pixel_sentence, strongest, table_of
from app.views.planes import Extent, Measured, measured
from app.views.view import Column, Panel, View

BUDGET = 2**15
"""Pixels of a panel."""


@dataclass(frozen=True)
class Measure:
    """What is measured on each plane: the field of Planes, its names, its scale of colours."""

    field: str
    one: str
    many: str
    scale: Callable[[float], Scale]


MEANS = Measure("mean", "mean", "Means", diverging)
DEVIATIONS = Measure("deviation", "deviation", "Deviations", sequential)
VALUES = Measure("mean", "value", "Values", diverging)
"""Where a plane is one value, that is what its mean is."""


@dataclass(frozen=True)
class State:
    """The tensor before (no result) or after a method, and what was measured on it."""

    result: Result | None
    found: Measured

    @property
    def title(self) -> str:
        """Its name over a column."""
        return self.result.method.label if self.result else "Before"


def make(outcome: Outcome) -> dict[str, Any]:
    """The columns of panels, means above deviations, one for each method after one for the values as they are."""
    recipe = outcome.recipe
    grid = matrix_grid(recipe.layout, recipe.shape, BUDGET)
    states = [State(result, measured(outcome, grid, result)) for result in (None, *outcome.results)]
    measures = [MEANS, DEVIATIONS] if recipe.layout_key != "features" else [VALUES]
    shared = recipe.colours == "shared"
    panels: list[list[Panel]] = [[] for _ in states]
    legends = []
    for measure in measures:
        together = measure.scale(strongest(*(state.found.pixels[measure.field] for state in states)))
        if shared:
            legends.append(_legend(measure, together))
        for column, state in zip(panels, states, strict=True):
            scale = together if shared else measure.scale(strongest(state.found.pixels[measure.field]))
            column.append(_panel(outcome, grid, measure, state, scale, shared))
    columns = [
        Column(state.title, tuple(column), _sentence(outcome, state))
        for column, state in zip(panels, states, strict=True)
    ]
    return {
        "columns": columns,
        "names": [measure.many for measure in measures],
        "rows": len(measures) + 1,
        "legends": legends,
        "notes": [_note(outcome), pixel_sentence(grid.steps, "planes")],
        "panels": [*legends, *(panel for column in columns for panel in column.panels)],
    }


MATRIX = View("matrix", "Kept and erased", "Which means and deviations can still be told apart?", make)


def _panel(outcome: Outcome, grid: Grid, measure: Measure, state: State, scale: Scale, together: bool) -> Panel:
    recipe, result = outcome.recipe, state.result
    pool = None if result is None else result.pools.box(result.pool)
    pixels = state.found.pixels[measure.field]
    figure = maps_figure(Maps(grid, pixels[None], scale, recipe.layout), pool, recipe.cell)
    extent: Extent = getattr(state.found, measure.field)
    shared = outcome.shared_digits if result is None and measure.field == "mean" else 0
    size = extent.size if result is None else abs(learned(outcome, result)[0])
    said = [range_sentence(extent, size, shared)]
    if result is not None:
        said.append(claim(outcome, result, measure.field, state.found))
    if not together:
        said.append(f"Strongest colour: {'±' if scale.zero else ''}{number(scale.limit)}.")
    if extent.missing:
        said.append(f"{counted(extent.missing, 'plane is', 'planes are')} not finite: grey, crossed out.")
    rows = tuple(state.found.rows[measure.field])
    title = f"{state.title}: {measure.many.lower()}"
    planes = recipe.shape[0] * recipe.shape[recipe.layout.letters.index("C")]
    return Panel(
        f"{identifier(result.method.key) if result else 'before'}-{measure.field}",
        title,
        f"{title} for each sample (down) and {recipe.layout.axis('C').one} (across).",
        figure,
        table_of(("N, C", measure.one), rows, planes, state.found.every[measure.field], telling(shared)),
        " ".join(sentence for sentence in [*said, file_sentence(planes)] if sentence),
        grid=grid.plain(),
        method=result.method.key if result else "",
    )


def _sentence(outcome: Outcome, state: State) -> str:
    if state.result is None:
        return "The values as they are."
    if state.result.frozen:
        return "With frozen statistics, what this batch has of its own is kept."
    return kept_sentence(outcome.recipe.layout, state.result.pools, state.result.method.centers)


def _note(outcome: Outcome) -> str:
    layout = outcome.recipe.layout
    inside = [axis.many for axis in layout.axes if axis.letter not in "NC"]
    where = f"a sample (down) and a {layout.axis('C').one} (across)"
    if not inside:
        return f"One cell is one value: {where}."
    return f"One cell is one plane, all {' and '.join(inside)} of {where}."


def _legend(measure: Measure, scale: Scale) -> Panel:
    low = number(-scale.limit) if scale.zero else "0"
    return Panel(
        f"scale-{measure.field}",
        measure.many,
        f"Colours from {low} to {number(scale.limit)}; 0 has no colour.",
        scale_figure(scale),
    )
