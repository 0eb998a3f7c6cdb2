"""Lesson: batch norm, step by step, its pictures."""

import numpy as np

from app.core.normalize import Place
from app.core.precision import Doubles
from app.experiments.steps import Steps, steps
from app.figures.dots import Row, dots_figure
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number, span
from app.figures.panel import Panel, Table
from app.lessons.seeds import told

SPREADS = tuple(10.0 ** (power / 4) for power in range(-24, 5))
"""Deviations for which the effect of ε is drawn."""


def panels(done: Steps, epsilon: float, random: Doubles, off: str, real: bool) -> tuple[Panel, ...]:
    """The numbers on four lines, on one scale and each on its own, and what ε does.

    `random` are other numbers, (n, seeds), and `off` says how far their means and deviations are from those learned;
    `real`: the numbers are those of a hidden unit, whose weights come from a seed.
    """
    columns = (done.values, done.centred, done.standardized, done.output)
    names = ("batch x", "x − μ", "x̂", "y = γx̂ + δ")
    rows = [
        Row(name, each.tolist(), (f"mean {_short(mean)}", f"deviation {_short(deviation)}"), (mean, deviation))
        for name, each in zip(names, columns, strict=True)
        for mean, deviation in [(float(each.mean()), float(each.std()))]
    ]
    table = Table(
        ("member of the batch", "x", "x − μ", "x̂", "y"),
        tuple((k, *map(float, each)) for k, each in enumerate(zip(*columns, strict=True), 1)),
    )
    shared = Panel(
        "steps",
        "One scale: what the steps do",
        "The numbers of the batch on four number lines, before, centred, standardized, and scaled and shifted; each "
        "number is joined to itself.",
        dots_figure(rows, "value", followed=0),
        table,
        "Blue: the first number of the batch. Bars: one deviation to each side of the mean.",
    )
    own = Panel(
        "pattern",
        "Each line its own scale: what they leave alone",
        "The same four number lines, each with a scale of its own: the pattern of the dots is the same in all of them.",
        dots_figure([Row(row.name, row.values) for row in rows], own=True, followed=0),
        table,
        "The pattern of the dots is the same on every line; a negative γ mirrors it, and γ = 0 destroys it. What "
        "changes is the numbers on the scale.",
    )
    count = "1 number" if done.values.size == 1 else f"{done.values.size} numbers"
    seeds, theirs = ((0,), "that of the hidden unit’s weights") if real else ((), "the numbers are set")
    said = f"{theirs}, and for Gaussian numbers, seeds 0–{random.shape[1] - 1}, {off}"
    return (
        told(shared, "mean and deviation after each step", count, seeds, said),
        told(own, "the same numbers, each line by itself", count, seeds, said),
        _epsilon_panel(done, epsilon, random, count),
    )


def _short(value: float) -> str:
    """Four digits, and 0 where only rounding is left."""
    return number(float(f"{value:.4g}")) if abs(value) > 1e-12 else "0"


def _epsilon_panel(done: Steps, epsilon: float, random: Doubles, count: str) -> Panel:
    """The deviation of x̂ against that of x: these very numbers, or two where they are all equal, made narrower."""
    deviation = float(done.deviation)
    pattern = done.centred / deviation if deviation else np.array([-1.0, 1.0])
    narrowed = pattern[:, None] * np.array(SPREADS)  # one column, a hidden unit, for each deviation
    found = {place: steps(narrowed, epsilon, place).standardized.std(axis=0).tolist() for place in Place}
    here = {place: float(steps(done.values, epsilon, place).standardized.std()) for place in Place}
    lines = [
        Line("beside it", SPREADS, found[Place.DEVIATION], "dashed"),
        Line("in the root", SPREADS, found[Place.VARIANCE], "accent"),
        Line("", [deviation] * 2, list(here.values()), "ink", marked=True, joined=False),
    ]
    rows = zip(SPREADS, found[Place.VARIANCE], found[Place.DEVIATION], strict=True)
    inside = SPREADS[0] <= deviation <= SPREADS[-1]
    where = "Rings: this batch." if inside else f"This batch, with its deviation of {_short(deviation)}, is not on it."
    panel = Panel(
        "epsilon",
        "What ε does to numbers that lie close together",
        "The deviation of the standardized numbers against that of the batch, with ε in the root and beside it.",
        line_chart(
            lines,
            Scale("deviation σ of the batch", low=SPREADS[0], high=SPREADS[-1], log=True),
            Scale("deviation of x̂", low=-0.04, high=1.1),
        ),
        Table(
            ("σ", "ε in the root", "ε beside it"),
            ((deviation, here[Place.VARIANCE], here[Place.DEVIATION]), *rows),
        ),
        f"ε = {number(epsilon)}. It is felt where σ² (in the root) or σ (beside it) is not much larger. {where}",
    )
    off = span([max(_apart(column, epsilon, place, found[place]) for column in random.T for place in Place)], 1)
    return told(
        panel,
        "deviation of x̂",
        f"{count}, drawn nearer to each other",
        (),
        f"for Gaussian numbers, seeds 0–{random.shape[1] - 1}, the lines are the same to within {off}",
    )


def _apart(column: Doubles, epsilon: float, place: Place, found: list[float]) -> float:
    """How far other numbers are from the line; a single number, or equal ones, have no deviation to make narrower."""
    deviation = float(column.std())
    if not deviation:
        return 0.0
    narrowed = (column - column.mean())[:, None] / deviation * np.array(SPREADS)
    return float(np.abs(steps(narrowed, epsilon, place).standardized.std(axis=0) - found).max())
