"""Lesson: rescaling, its pictures and its table: changes over α, equivalent weights, gradients, invariances."""

from typing import Any

import numpy as np

from app.experiments import invariance
from app.experiments.invariance import Cell
from app.experiments.rescaling import Family, Result
from app.experiments.rescaling import Line as Changes
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number, span
from app.figures.panel import Panel, Table

NORMS = {"batch": "batch norm", "layer": "layer norm", "none": "no norm"}


STYLES = {"batch": "accent", "layer": "dashed", "none": "grey"}


RINGS = STYLES | {"layer": "ink"}
FLOOR = 1e-17
"""Where a change of exactly 0 is drawn on an axis of powers of ten."""


FACTOR = Scale("α, the factor of all weights and biases", log=True)


def line_of(result: Result, norm: str) -> Changes:
    """The changes over α with this norm."""
    return next(each for each in result.lines if each.norm == norm)


def change_panel(results: list[Result], alpha: float, norm: str) -> Panel:
    """The change of the outputs over α."""
    result = results[0]
    alphas, (one,) = result.alphas.tolist(), [line_of(result, norm)]
    lines = [Line(NORMS[each.norm], alphas, each.change.tolist(), STYLES[each.norm]) for each in result.lines]
    rings = [
        Line("", alphas, each.change.tolist(), RINGS[each.norm], marked=True, joined=False)
        for other in results[1:]
        for each in other.lines
    ]
    here = Line(
        "", [alpha], [float(one.change[alphas.index(alpha)])], STYLES[norm], marked=True, joined=False, filled=True
    )
    return Panel(
        "change",
        "Change of the outputs",
        "Relative change of the network’s outputs against the factor of its weights, with batch norm, layer norm and "
        "without a norm.",
        line_chart([*rings, *lines, here], FACTOR, Scale("‖y(α) − y(1)‖ / ‖y(1)‖", log=True)),
        Table(
            ("α", *(NORMS[each.norm] for each in result.lines)),
            tuple(zip(alphas, *(each.change.tolist() for each in result.lines), strict=True)),
        ),
        "At α = 1 nothing is changed; a change of exactly 0 has no place on an axis of powers of ten. What is left "
        "with a norm is ε, which does not grow with the weights.",
    )


def family_panel(family: Family) -> Panel:
    """Other weights that do the same."""
    order = np.argsort(family.distance)
    x, with_norm, without = (each[order].tolist() for each in (family.distance, family.change, family.without_norm))
    return Panel(
        "family",
        "A family of weights",
        "Change of the outputs of other first layers against their distance from the first one.",
        line_chart(
            [
                Line("no norm", x, without, "grey", marked=True, joined=False),
                Line("batch norm", x, with_norm, "accent", marked=True, joined=False, filled=True),
            ],
            Scale("distance from the first weights, in parts of their size", low=0),
            Scale("change of the outputs", log=True),
        ),
        Table(("distance of the weights", "batch norm", "no norm"), tuple(zip(x, with_norm, without, strict=True))),
        "Each mark is another first layer: every unit’s weights times a number of its own, its bias anything.",
    )


def gradient_panel(result: Result) -> Panel:
    """The gradient against α."""
    alphas = result.alphas.tolist()
    return Panel(
        "gradient",
        "What is left for learning",
        "Size of the gradient of the first weights against their factor, relative to that at factor 1.",
        line_chart(
            [Line(NORMS[each.norm], alphas, each.gradient.tolist(), STYLES[each.norm]) for each in result.lines],
            FACTOR,
            Scale("‖∂L/∂W‖ at α, relative to α = 1", log=True),
        ),
        Table(
            ("α", *(NORMS[each.norm] for each in result.lines)),
            tuple(zip(alphas, *(each.gradient.tolist() for each in result.lines), strict=True)),
        ),
        "The outputs stay, but weights α times as large get a gradient 1/α as large: their size sets how fast their "
        "direction turns.",
    )


def cells_panel(cells: tuple[Cell, ...]) -> Panel:
    """The changes of all eighteen cells."""
    styles = {"batch": "accent", "weight": "grey", "layer": "ink"}
    names = [label for _, label in invariance.TRANSFORMATIONS]
    places = list(range(1, len(names) + 1))
    lines = []
    for norm, style in styles.items():
        found = [max(cell.change, FLOOR) for cell in cells if cell.norm == norm]
        apart = 0.16 * (list(styles).index(norm) - 1)
        lines.append(
            Line(
                f"{norm} norm",
                [k + apart for k in places],
                found,
                style,
                marked=True,
                joined=False,
                filled=norm != "weight",
            )
        )
    return Panel(
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
            ("norm", "transformation", "largest change", "invariant in the paper"),
            tuple(
                (f"{cell.norm} norm", dict(invariance.TRANSFORMATIONS)[cell.transformation], cell.change, _yes(cell))
                for cell in cells
            ),
        ),
        f"Nothing lies between rounding and a real change. An exact 0 is drawn at {number(FLOOR)}.",
    )


def _yes(cell: Cell) -> str:
    return "yes" if cell.claimed else "no"


def table_of_results(cells: tuple[Cell, ...]) -> dict[str, Any]:
    """Rows of the transformations: each cell its change, whether that is none, and whether the paper says so too."""
    rows = []
    for k, (key, label) in enumerate(invariance.TRANSFORMATIONS, 1):
        row = [
            {"text": span([cell.change], 2), "same": cell.invariant, "agrees": cell.invariant == cell.claimed}
            for cell in cells
            if cell.transformation == key
        ]
        rows.append({"label": f"{k} · {label}", "plain": [], "cells": row})
    return {"plain": [], "head": [f"{norm} norm" for norm in invariance.NORMS], "rows": rows}
