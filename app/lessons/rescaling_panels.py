"""Lesson: rescaling, its pictures and its table: changes over α, equivalent weights, gradients, invariances."""

from typing import Any

import numpy as np

from app.experiments import invariance
from app.experiments.invariance import Cell
from app.experiments.rescaling import Family, Result, Settings
from app.experiments.rescaling import Line as Changes
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number, span
from app.figures.panel import Panel, Table
from app.lessons.seeds import beside, drawn, rings, told

NORMS = {"batch": "batch norm", "layer": "layer norm", "none": "no norm"}
STYLES = {"batch": "accent", "layer": "dashed", "none": "grey"}
FLOOR = 1e-17
"""Where a change of exactly 0 is drawn on an axis of powers of ten."""
FACTOR = Scale("α, the factor of all weights and biases", log=True)


def line_of(result: Result, norm: str) -> Changes:
    """The changes over α with this norm."""
    return next(each for each in result.lines if each.norm == norm)


def _sizes() -> str:
    first = Settings()
    return f"{first.samples} examples, {first.inputs} inputs, {first.hidden} hidden units, {first.outputs} outputs"


def change_panel(results: list[Result], alpha: float, norm: str, seeds: range) -> Panel:
    """The change of the outputs over α."""
    alphas = results[0].alphas.tolist()
    one = line_of(results[0], norm)
    here = Line(
        "", [alpha], [float(one.change[alphas.index(alpha)])], STYLES[norm], marked=True, joined=False, filled=True
    )
    found, *others = [{each.norm: each.change.tolist() for each in result.lines} for result in results]
    panel = Panel(
        "change",
        "Change of the outputs",
        "Relative change of the network’s outputs against the factor of its weights, with batch norm, layer norm and "
        "without a norm.",
        line_chart([*_curves(alphas, found, others), here], FACTOR, Scale("‖y(α) − y(1)‖ / ‖y(1)‖", log=True)),
        _table(alphas, found, others, seeds),
        "At α = 1 nothing is changed; a change of exactly 0 has no place on an axis of powers of ten. What is left "
        "with a norm is ε, which does not grow with the weights.",
    )
    return told(panel, "change of all outputs, in parts of their size", _sizes(), seeds, drawn(seeds))


def _curves(alphas: list[float], found: dict[str, list[float]], others: list[dict[str, list[float]]]) -> list[Line]:
    """A line for each norm, the other seeds as rings under it."""
    marks = [ring for norm in found for ring in rings(alphas, [each[norm] for each in others], STYLES[norm])]
    return [*marks, *(Line(NORMS[norm], alphas, each, STYLES[norm]) for norm, each in found.items())]


def _table(
    alphas: list[float], found: dict[str, list[float]], others: list[dict[str, list[float]]], seeds: range
) -> Table:
    table = Table(("α", *(NORMS[norm] for norm in found)), tuple(zip(alphas, *found.values(), strict=True)))
    return beside(table, seeds, [list(each.values()) for each in others])


def family_panel(families: list[Family], seeds: range) -> Panel:
    """Other weights that do the same."""
    lines, rows = list[Line](), list[tuple[int | float, ...]]()
    for k, (seed, family) in enumerate(zip(seeds, families, strict=True)):
        order = np.argsort(family.distance)
        x, with_norm, without = (each[order].tolist() for each in (family.distance, family.change, family.without_norm))
        names = ("no norm", "batch norm") if k == 0 else ("", "")
        lines.append(Line(names[0], x, without, "grey", marked=True, joined=False))
        lines.append(Line(names[1], x, with_norm, "accent", marked=True, joined=False, filled=True))
        rows += [(seed, *each) for each in zip(x, with_norm, without, strict=True)]
    panel = Panel(
        "family",
        "A family of weights",
        "Change of the outputs of other first layers against their distance from the first one.",
        line_chart(
            lines,
            Scale("distance from the first weights, in parts of their size", low=0),
            Scale("change of the outputs", log=True),
        ),
        Table(("seed", "distance of the weights", "batch norm", "no norm"), tuple(rows)),
        "Each mark is another first layer: every unit’s weights times a number of its own, its bias anything.",
    )
    sizes = f"{len(families[0].distance)} such layers for each seed, {_sizes()}"
    return told(panel, "change of all outputs, in parts of their size", sizes, seeds, "marks one by one, all alike")


def gradient_panel(results: list[Result], seeds: range) -> Panel:
    """The gradient against α."""
    alphas = results[0].alphas.tolist()
    found, *others = [{each.norm: each.gradient.tolist() for each in result.lines} for result in results]
    panel = Panel(
        "gradient",
        "What is left for learning",
        "Size of the gradient of the first weights against their factor, relative to that at factor 1.",
        line_chart(_curves(alphas, found, others), FACTOR, Scale("‖∂L/∂W‖ at α, relative to α = 1", log=True)),
        _table(alphas, found, others, seeds),
        "The outputs stay, but weights α times as large get a gradient 1/α as large: their size sets how fast their "
        "direction turns.",
    )
    return told(panel, "size of the gradient of a random linear loss", _sizes(), seeds, drawn(seeds))


def cells_panel(tables: list[tuple[Cell, ...]], seeds: range) -> Panel:
    """The changes of all eighteen cells."""
    styles = {"batch": "accent", "weight": "grey", "layer": "ink"}
    names = [label for _, label in invariance.TRANSFORMATIONS]
    lines = []
    for k, (norm, style) in enumerate(styles.items()):
        for n, cells in enumerate(tables):
            found = [max(cell.change, FLOOR) for cell in cells if cell.norm == norm]
            places = [place + 0.22 * (k - 1) + 0.05 * (n - 1) for place in range(1, len(names) + 1)]
            name = "" if n else f"{norm} norm"
            lines.append(Line(name, places, found, style, marked=True, joined=False, filled=norm != "weight"))
    panel = Panel(
        "cells",
        "Six transformations, three norms",
        "Largest relative change of the outputs for each of 18 pairs of a transformation and a norm: either near "
        "rounding or of the size of the outputs.",
        line_chart(
            lines,
            Scale("the transformations 1 to 6 of the table below", low=0.5, high=len(names) + 0.5, whole=True),
            Scale("largest change", low=FLOOR / 3, log=True),
        ),
        Table(
            ("norm", "transformation", *(f"largest change, seed {seed}" for seed in seeds), "invariant in the paper"),
            tuple(
                (
                    f"{each[0].norm} norm",
                    dict(invariance.TRANSFORMATIONS)[each[0].transformation],
                    *(cell.change for cell in each),
                    "yes" if each[0].claimed else "no",
                )
                for each in zip(*tables, strict=True)
            ),
        ),
        f"Nothing lies between rounding and a real change. An exact 0 is drawn at {number(FLOOR)}.",
    )
    of = invariance.Settings()
    sizes = f"{of.samples} examples, {of.inputs} inputs, {of.hidden} units"
    return told(panel, "largest change of an output, in parts of the largest", sizes, seeds, "marks side by side")


def table_of_results(tables: list[tuple[Cell, ...]]) -> dict[str, Any]:
    """Rows of the transformations: each cell its change over the seeds, whether that is none, and what the paper says.

    A cell counts as unchanged, or as agreeing with the paper, if it is so with every seed.
    """
    rows = []
    for k, (key, label) in enumerate(invariance.TRANSFORMATIONS, 1):
        cells = [each for each in zip(*tables, strict=True) if each[0].transformation == key]
        row = [
            {
                "text": span([max(cell.change for cell in each)], 2),
                "same": all(cell.invariant for cell in each),
                "agrees": all(cell.invariant == cell.claimed for cell in each),
            }
            for each in cells
        ]
        rows.append({"label": f"{k} · {label}", "plain": [], "cells": row})
    return {"plain": [], "head": [f"{norm} norm" for norm in invariance.NORMS], "rows": rows}
