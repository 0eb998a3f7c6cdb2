"""Kept and erased: mean and deviation of every plane, one sample and one channel each, before and after each method."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.kept import Kept, Planes, kept, planes_of, planes_of_output
from app.core.normalize import Place
from app.core.precision import Doubles
from app.describe import counted, kept_sentence
from app.figures.colours import Scale, diverging, sequential
from app.figures.grid import Grid, matrix_grid
from app.figures.maps import Maps, maps_figure
from app.figures.numbers import number
from app.figures.scale import scale_figure
from app.run import Outcome, Result
from app.views.parts import MOST_ROWS, area_means, identifier, learned, pixel_sentence, strongest
from app.views.view import Column, Panel, Table, View

BUDGET = 2**15
"""Pixels of a panel."""
UNFELT = 1e-6
"""A difference so small is rounding: it is not mentioned."""


@dataclass(frozen=True)
class Measure:
    """What is measured on each plane: the field of Planes, its names, its scale of colours."""

    field: str
    one: str
    many: str
    scale: Any


MEANS = Measure("mean", "mean", "Means", diverging)
DEVIATIONS = Measure("deviation", "deviation", "Deviations", sequential)


def make(outcome: Outcome) -> dict[str, Any]:
    """The columns of panels, means above deviations, one for each method after one for the values as they are."""
    recipe = outcome.recipe
    grid = matrix_grid(recipe.layout, recipe.shape, BUDGET)
    states: list[tuple[Result | None, Planes]] = [(None, planes_of(outcome.tensor, recipe.layout))]
    states += [(result, _planes(outcome, result)) for result in outcome.results]
    measures = [MEANS, DEVIATIONS] if recipe.layout_key != "features" else [MEANS]
    shared = recipe.colours == "shared"
    panels: list[list[Panel]] = [[] for _ in states]
    legends = []
    for measure in measures:
        pixels = [area_means(getattr(planes, measure.field), grid.steps) for _, planes in states]
        together = measure.scale(strongest(*pixels))
        if shared:
            legends.append(_legend(outcome, measure, together))
        for column, (result, planes), drawn in zip(panels, states, pixels, strict=True):
            scale = together if shared else measure.scale(strongest(drawn))
            column.append(_panel(outcome, grid, measure, result, planes, drawn, scale, shared))
    columns = [
        Column(_title(result), tuple(column), _sentence(outcome, result))
        for column, (result, _) in zip(panels, states, strict=True)
    ]
    return {
        "columns": columns,
        "names": [_many(outcome, measure) for measure in measures],
        "legends": legends,
        "notes": [_note(outcome), pixel_sentence(grid.steps, "planes")],
        "panels": [*legends, *(panel for column in columns for panel in column.panels)],
    }


MATRIX = View("matrix", "Kept and erased", "What of the samples and the channels can still be told apart?", make)


def _planes(outcome: Outcome, result: Result) -> Planes:
    scale, offset = learned(outcome, result)
    return planes_of_output(
        outcome.tensor,
        outcome.recipe.layout,
        result.pools,
        result.statistics,
        result.covered,
        centers=result.method.centers,
        epsilon=outcome.recipe.epsilon,
        place=Place(outcome.recipe.epsilon_place),
        scale=scale,
        offset=offset,
    )


def _panel(
    outcome: Outcome,
    grid: Grid,
    measure: Measure,
    result: Result | None,
    planes: Planes,
    pixels: Doubles,
    scale: Scale,
    shared: bool,
) -> Panel:
    recipe = outcome.recipe
    values: Doubles = getattr(planes, measure.field)
    pool = None if result is None else result.pools.box(result.pool)
    figure = maps_figure(Maps(grid, pixels[None], scale, recipe.layout), pool, recipe.cell)
    said = [_range(values)]
    if result is not None:
        said.append(claim(outcome, result, measure.field, planes))
    if not shared:
        said.append(f"Strongest colour: {'±' if scale.zero else ''}{number(scale.limit)}.")
    missing = int(np.count_nonzero(~np.isfinite(values)))
    if missing:
        said.append(f"{counted(missing, 'plane has', 'planes have')} values that are not finite: grey, crossed out.")
    rows = tuple((f"{n},{c}", float(values[n, c])) for n, c in list(np.ndindex(values.shape))[:MOST_ROWS])
    title = f"{_title(result)}: {_many(outcome, measure).lower()}"
    return Panel(
        f"{identifier(result.method.key) if result else 'before'}-{measure.field}",
        title,
        f"{title} for each sample (down) and channel (across).",
        figure,
        Table(("N, C", _one(outcome, measure)), rows, values.size - len(rows)),
        " ".join(sentence for sentence in said if sentence),
        grid=grid.plain(),
        method=result.method.key if result else "",
    )


def claim(outcome: Outcome, result: Result, field: str, planes: Planes) -> str:
    """What has to hold of the planes of this output, with how far it is from holding: ε, or a constant pool."""
    held = kept(outcome.recipe.layout, result.pools, result.method.centers)
    scale, offset = learned(outcome, result)
    apart = abs(scale)
    if field == "mean" and held.centers:
        what, target, found = "average", offset, averaged(planes.mean, held)
    elif field == "deviation" and held.flat and not held.constant:
        return _said("All are", apart, planes.deviation)
    elif field == "deviation" and not held.constant and offset == 0:
        what, target, found = "Mean² + deviation² averages", apart**2, averaged(planes.mean**2 + planes.deviation**2, held)
    else:
        return ""
    if not np.isfinite(found).all():
        return ""
    if held.flat:
        return _said("All are", target, found)
    where = _where(held, planes.mean.shape)
    verb = f"{where} averages" if what == "average" else f"{where}: {what[0].lower()}{what[1:]}"
    return _said(verb, target, found)


def averaged(values: Doubles, held: Kept) -> Doubles:
    """Averages over the planes that a pool takes together."""
    samples, channels = held.together
    n, c = values.shape
    found: Doubles = values.reshape(n // samples, samples, c // channels, channels).mean(axis=(1, 3))
    return found


def _where(held: Kept, shape: tuple[int, ...]) -> str:
    samples, channels = held.together
    if samples > 1 and channels > 1:
        return "All together"
    if samples > 1:
        return "Each column"
    return "Each row" if channels == shape[1] else f"Each run of {channels} in a row"


def _said(verb: str, target: float, found: NDArray[np.float64]) -> str:
    off = float(np.abs(found - target).max())
    if not np.isfinite(off):
        return ""
    within = f" within {number(float(f'{off:.1g}'))}" if off > UNFELT else ""
    return f"{verb} {number(target)}{within}."


def _range(values: Doubles) -> str:
    finite = values[np.isfinite(values)]
    if not finite.size:
        return "None is finite."
    low, high = (0.0 if abs(end) < UNFELT else float(end) for end in (finite.min(), finite.max()))
    return f"From {number(low)} to {number(high)}."


def _title(result: Result | None) -> str:
    return result.method.label if result else "Before"


def _many(outcome: Outcome, measure: Measure) -> str:
    return "Values" if outcome.recipe.layout_key == "features" else measure.many


def _one(outcome: Outcome, measure: Measure) -> str:
    return "value" if outcome.recipe.layout_key == "features" else measure.one


def _sentence(outcome: Outcome, result: Result | None) -> str:
    if result:
        return kept_sentence(outcome.recipe.layout, result.pools, result.method.centers)
    return "Each sample and each channel has its own level."


def _note(outcome: Outcome) -> str:
    layout = outcome.recipe.layout
    inside = [axis.many for axis in layout.axes if axis.letter not in "NC"]
    if not inside:
        return "One cell is one value: a sample (down) and a channel (across)."
    return f"One cell is one plane, all {' and '.join(inside)} of a sample (down) and a channel (across)."


def _legend(outcome: Outcome, measure: Measure, scale: Scale) -> Panel:
    low = number(-scale.limit) if scale.zero else "0"
    return Panel(
        f"scale-{measure.field}",
        _many(outcome, measure),
        f"Colours from {low} to {number(scale.limit)}; 0 has no colour.",
        scale_figure(scale),
    )
