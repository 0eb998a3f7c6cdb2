"""Lesson: rescaling the weights changes nothing, where a normalization follows them."""

from typing import Any

import numpy as np

from app.experiments import invariance
from app.experiments.invariance import Cell
from app.experiments.rescaling import Family, Result, Settings, rescale
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number, span
from app.figures.panel import Panel, Table
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values

SEEDS = 3
ALPHAS = tuple(float(10 ** (power / 2)) for power in range(-6, 7))
"""Drawn for every lesson; the one that is set is measured too."""
NORMS = {"batch": "batch norm", "layer": "layer norm", "none": "no norm"}
STYLES = {"batch": "accent", "layer": "dashed", "none": "grey"}
SAME = 0.01
"""A change of the outputs by so small a part is called none: ε = 10⁻⁵ makes less, rounding far less."""
FLOOR = 1e-17
"""Where a change of exactly 0 is drawn on an axis of powers of ten."""
FACTOR = Scale("α, the factor of all weights and biases", log=True)


def run(values: Values) -> Shown:
    """The change of the outputs over α, the family of equivalent weights, and the table of invariances."""
    alpha, norm, epsilon = values["alpha"], values["norm"], float(values["epsilon"])
    seeds = range(values["seed"], values["seed"] + SEEDS)
    alphas = tuple(sorted({*ALPHAS, alpha, 1.0}))
    results = [rescale(Settings(alphas=alphas, epsilon=epsilon, seed=seed)) for seed in seeds]
    tables = [invariance.measure(invariance.Settings(seed=seed)) for seed in seeds]
    at = alphas.index(alpha)
    changes = [float(_line(result, norm).change[at]) for result in results]
    agreed = [sum(cell.invariant == cell.claimed for cell in cells) for cells in tables]
    families = [result.family for result in results]
    right = _right(results, norm, at)
    first = Settings()
    measured = (
        f"Seeds {seeds[0]}–{seeds[-1]}, {first.samples} examples, {first.hidden} hidden units: with {NORMS[norm]} and "
        f"ε = {number(epsilon)}, α = {number(alpha)} changes the outputs by {span(changes)} of their size.",
        f"{first.members} other first layers a seed, every unit with a factor from 0.1 to 10 and a bias of its own, "
        f"{span(np.concatenate([each.distance for each in families]))} of the weights’ size away: batch norm’s "
        f"outputs differ by at most {span([max(each.change.max() for each in families)])}, those without a norm by "
        f"{span(np.concatenate([each.without_norm for each in families]))}.",
        f"So a factor and a bias of each of {first.hidden} units have no effect: {2 * first.hidden} of the "
        f"{first.hidden * (first.inputs + 1)} numbers of the layer. γ and δ of batch norm put back {2 * first.hidden}.",
        f"The gradient of the weights stands at right angles to them: largest cosine of a unit "
        f"{span([max(np.abs(each.angle).max() for each in families)])}.",
        f"{span(agreed)} of 18 cells of the table agree with the paper, in each of {SEEDS} seeds.",
    )
    equivalent = max(each.change.max() for each in families) < SAME < min(each.without_norm.min() for each in families)
    holds = right == "same" and bool(equivalent) and min(agreed) == len(tables[0])
    panels = (_change(results[0], alpha, norm), _family(families[0]), _gradient(results[0]), _cells(tables[0]))
    return Shown(panels, measured, right, holds, {"table": _table(tables[0])})


def _line(result: Result, norm: str) -> Any:
    return next(each for each in result.lines if each.norm == norm)


def _right(results: list[Result], norm: str, at: int) -> str:
    """What α does in the worst of the seeds: nothing; y - b₂ times α, as at all other α; or something else."""
    lines = [_line(result, norm) for result in results]
    if max(line.change[at] for line in lines) < SAME:
        return "same"
    steps = [line.change / np.abs(result.alphas - 1).clip(1e-300) for line, result in zip(lines, results, strict=True)]
    straight = all(np.allclose(step[result.alphas != 1], step[at]) for step, result in zip(steps, results, strict=True))
    return "factor" if straight else "partly"


def _change(result: Result, alpha: float, norm: str) -> Panel:
    alphas, (one,) = result.alphas.tolist(), [_line(result, norm)]
    lines = [Line(NORMS[each.norm], alphas, each.change.tolist(), STYLES[each.norm]) for each in result.lines]
    here = Line(
        "", [alpha], [float(one.change[alphas.index(alpha)])], STYLES[norm], marked=True, joined=False, filled=True
    )
    return Panel(
        "change",
        "Change of the outputs",
        "Relative change of the network’s outputs against the factor of its weights, with batch norm, layer norm and "
        "without a norm.",
        line_chart([*lines, here], FACTOR, Scale("‖y(α) − y(1)‖ / ‖y(1)‖", log=True)),
        Table(
            ("α", *(NORMS[each.norm] for each in result.lines)),
            tuple(zip(alphas, *(each.change.tolist() for each in result.lines), strict=True)),
        ),
        "At α = 1 nothing is changed; a change of exactly 0 has no place on an axis of powers of ten. What is left "
        "with a norm is ε, which does not grow with the weights.",
    )


def _family(family: Family) -> Panel:
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


def _gradient(result: Result) -> Panel:
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


def _cells(cells: tuple[Cell, ...]) -> Panel:
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


def _table(cells: tuple[Cell, ...]) -> dict[str, Any]:
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


RESCALING = Lesson(
    "rescaling",
    "Rescaling the weights changes nothing",
    "All weights and biases of a layer are multiplied by the same number. What does a network notice that normalizes "
    "right after it?",
    "behind a norm the outputs do not notice that the weights and biases before it are multiplied by a number, so that "
    "a large family of weights does the same.",
    (13, 14, 15, 16, 17),
    (
        Control("alpha", "the first layer’s weights and biases times α =", 10.0, 0.001, 1000, unit=","),
        Control("norm", "behind it", "batch", choices=tuple(NORMS.items())),
        Control("epsilon", "with ε =", "1e-5", choices=(("1e-5", "10⁻⁵"), ("1e-3", "10⁻³"), ("0", "0")), unit="·"),
        Control("seed", "seed", 0, 0, 10**6),
    ),
    Prediction(
        "What happens to the outputs y of the network at the α that is set?",
        (
            Choice(
                "factor",
                "They follow: y − b₂ is multiplied by α.",
                "The values before the norm are, and so is y − b₂ where there is no norm. But a norm divides by a "
                "deviation that carries the same factor: there α cancels.",
            ),
            Choice(
                "partly",
                "They change, though not by the factor α.",
                "Behind a norm only ε can do that. The value, its mean and its deviation all carry α, ε does not: it "
                "is felt where α² times the variance is hardly larger than ε.",
            ),
            Choice(
                "same",
                "Nothing: they change by less than 1 %.",
                "The deviation that the norm divides by carries α too, so it cancels. That takes a norm, and weights "
                "not so small that ε is felt.",
            ),
        ),
    ),
    run,
)
