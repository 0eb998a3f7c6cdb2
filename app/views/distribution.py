"""Where the values lie: before, standardized, and as output, of the whole tensor and of the pinned value's pool."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import numpy as np

from app.core.extent import Extent, extent
from app.core.histogram import Each, Histogram, count, values_of
from app.core.moments import moments
from app.core.normalize import Place, denominator
from app.core.outputs import Recalibration, outputs, own_outputs, within
from app.core.pools import Box
from app.core.precision import Doubles
from app.describe import counted
from app.figures.chart import Range
from app.figures.histogram import Step, histogram_figure
from app.figures.numbers import number, telling
from app.figures.ticks import covering
from app.recipe import AXES, Recipe
from app.run import Outcome, Result
from app.views.view import Panel, Table, View

MOST_BINS, FEWEST_BINS = 40, 8
"""On an axis of its own, a step has about so many bins at most; where it shares one, not fewer for its thinness."""
NAMES = ("before", "standardized", "output")
NAMED = ("before: x", "standardized: x\N{COMBINING CIRCUMFLEX ACCENT}", "output: y")
APART = 8
"""A row is hard to read on an axis that is longer than its own range by more than this factor."""


@dataclass(frozen=True)
class Row:
    """One step of one method: all its values and those of the pool, ready to be counted."""

    all: Each
    pool: Each
    extent: Extent


def make(outcome: Outcome) -> dict[str, Any]:
    """The names of templates/views/distribution.html."""
    recipe = outcome.recipe
    before = values_of(outcome.tensor)
    reach = extent(before, outcome.tensor.size)
    rows = [_rows(outcome, result, before, reach) for result in outcome.results]
    own = recipe.axis != AXES[0]
    edges = _edges([[method[k].extent for method in rows] for k in range(len(NAMES))], own)
    shown = _shown(edges, own)
    first = count(before, edges[0])
    made = [_steps(method, first, edges, shown) for method in rows]
    tops = [1.08 * max(method[k].highest for method in made) or 1.0 for k in range(len(NAMES))]
    return {
        "panels": [
            _panel(outcome, result, steps, tops, own) for result, steps in zip(outcome.results, made, strict=True)
        ],
        "own_axes": own,
        "links": {"shared": {"axis": None}, "own": {"axis": "own"}},
        "notes": _notes(recipe, edges),
    }


def _notes(recipe: Recipe, edges: Sequence[Doubles]) -> list[str]:
    lengths = [float(each[-1] - each[0]) for each in edges]
    whole = max(float(each[-1]) for each in edges) - min(float(each[0]) for each in edges)
    told = []
    if recipe.scale == 1 and recipe.offset == 0:
        told.append("With scale 1 and offset 0 the output is what was standardized.")
    if recipe.axis == AXES[0] and whole > APART * min(lengths):
        told.append(
            "The steps differ so much in place or size that on one axis some are thin; give each its own to see them."
        )
    return told


def _rows(outcome: Outcome, result: Result, before: Each, reach: Extent) -> list[Row]:
    """The three steps of a method. Where scale and offset change nothing, the output is what is standardized."""
    recipe = outcome.recipe
    place = Place(recipe.epsilon_place)
    offset = recipe.offset if result.method.centers else 0.0
    plain = Recalibration(recipe.epsilon, place)
    last = Recalibration(recipe.epsilon, place, recipe.scale, offset)
    part, alone = within(outcome.tensor, result.pools, _pinned(result))
    rows = [Row(before, values_of(part), reach)]
    for how in (plain, last) if last != plain else (plain,):
        every = (
            outputs(outcome.tensor, result.pools, result.statistics, how)
            if result.complete
            else own_outputs(outcome.tensor, result.pools, result.method.centers, how)
        )
        pool = outputs(part, alone, result.used, how)
        rows.append(Row(every, pool, extent(every, outcome.tensor.size)))
    return rows if len(rows) == len(NAMES) else [*rows, rows[-1]]


def _steps(rows: Sequence[Row], first: Histogram, edges: Sequence[Doubles], shown: Sequence[Range]) -> list[Step]:
    """The rows counted. The first, all values before, is the same for every method, and counted already."""
    steps = [Step(NAMED[0], first, count(rows[0].pool, edges[0]), shown[0])]
    for k in (1, 2):
        if rows[k] is rows[k - 1] and np.array_equal(edges[k], edges[k - 1]):
            steps.append(replace(steps[-1], name=NAMED[k]))
        else:
            steps.append(Step(NAMED[k], count(rows[k].all, edges[k]), count(rows[k].pool, edges[k]), shown[k]))
    return steps


def _pinned(result: Result) -> Box:
    return tuple((index, index + 1) for index in result.pool)


def _edges(steps: Sequence[Sequence[Extent]], own: bool) -> list[Doubles]:
    """The bins of each step, the same for all methods: as wide on paper as they can be told apart."""
    ends = [(min(e.shown_low for e in step), max(e.shown_high for e in step)) for step in steps]
    whole = max(high for _, high in ends) - min(low for low, _ in ends)
    edges = []
    for low, high in ends:
        bins = MOST_BINS if own or whole == 0 else max(FEWEST_BINS, int(MOST_BINS * (high - low) / whole))
        edges.append(np.array(covering(low, high, bins)))
    return edges


def _shown(edges: Sequence[Any], own: bool) -> list[Range]:
    """From where to where the axis of each step reaches: the same for all of them unless each has its own."""
    if own:
        return [(float(each[0]), float(each[-1])) for each in edges]
    both = float(min(each[0] for each in edges)), float(max(each[-1] for each in edges))
    return [both] * len(edges)


def _panel(outcome: Outcome, result: Result, steps: Sequence[Step], tops: Sequence[float], own: bool) -> Panel:
    method = result.method
    return Panel(
        ident=f"distribution-{outcome.recipe.methods.index(method.key)}",
        title=method.label,
        description=(
            f"{method.label}: histograms of all {counted(outcome.tensor.size, 'value', 'values')} and of the"
            f" {counted(result.pools.size, 'value', 'values')} of the pool, before, standardized, and as output."
        ),
        figure=histogram_figure(steps, tops, own, len(outcome.results)),
        table=_table(steps),
        caption=_caption(outcome, result, steps),
    )


def _caption(outcome: Outcome, result: Result, steps: Sequence[Step]) -> str:
    """What the pool's mean and deviation were and have become, and what has no bar."""
    part, alone = within(outcome.tensor, result.pools, _pinned(result))
    (own,) = moments(part, [alone])
    mean, deviation = float(own.mean.item()), sqrt(own.variance.item())
    used = result.arithmetic
    below = float(denominator(used.variance, outcome.recipe.epsilon, Place(outcome.recipe.epsilon_place)))
    told = [
        f"The pool’s {counted(result.pools.size, 'value', 'values')}:"
        f" mean {number(mean, telling(outcome.shared_digits))}, deviation {number(deviation)}"
    ]
    if below > 0:
        told[0] += f"; standardized: mean {number((mean - used.mean) / below)}, deviation {number(deviation / below)}"
    told[0] += "."
    if result.frozen and not result.complete:
        told.append("There are too many pools to freeze all; “in all” is as in training.")
    for step, name in zip(steps, NAMES, strict=True):
        beyond = step.all.below + step.all.above
        if beyond:
            told.append(f"{counted(beyond, 'value lies', 'values lie')} beyond the bars of “{name}”.")
        if step.all.nonfinite:
            told.append(f"{counted(step.all.nonfinite, 'value is', 'values are')} not finite in “{name}”.")
    return " ".join(told)


def _table(steps: Sequence[Step]) -> Table:
    """One row for each bin of each step, and what lies beyond them."""
    rows: list[tuple[str | int | float, ...]] = []
    for step, name in zip(steps, NAMES, strict=True):
        rows += _ends(name, "below", step.all.below, step.pool.below)
        edges = step.all.edges.tolist()
        for low, high, every, pool in zip(edges, edges[1:], step.all.counts, step.pool.counts, strict=False):
            rows.append((name, low, high, int(every), int(pool)))
        rows += _ends(name, "above", step.all.above, step.pool.above)
        rows += _ends(name, "not finite", step.all.nonfinite, step.pool.nonfinite)
    return Table(("step", "from", "to, not included", "in all", "in the pool"), tuple(rows))


def _ends(name: str, where: str, every: int, pool: int) -> list[tuple[str | int | float, ...]]:
    return [(name, where, "", every, pool)] if every else []


DISTRIBUTION = View("distribution", "Distribution", "Where do the values lie, before and after?", make)
