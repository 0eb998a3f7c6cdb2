"""Lesson: stable forward propagation, its pictures: forward, the dial γ, and backward."""

from dataclasses import replace

import numpy as np

from app.core.precision import Doubles
from app.experiments.propagation import SCHEMES, Course, Settings, dialled, expected
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Panel, Table
from app.lessons.seeds import beside, drawn, rings, told

SQUARE = "square"
UNIT = "unit"
QUANTITIES = {SQUARE: "mean square of all values", UNIT: "variance of one unit over the batch"}
STYLES = {
    "plain": "grey",
    "plain-batch": "grey-dashed",
    "residual": "ink",
    "residual-scaled": "dashed",
    "residual-batch": "accent",
}
NAMES = {scheme.key: scheme.label.lower() for scheme in SCHEMES}
NORMED = next(scheme for scheme in SCHEMES if scheme.key == "residual-batch")
DIALS = (0.0, 0.5, 1.0)
"""Scales γ that are drawn beside the one that is set."""


Runs = list[dict[str, Course]]


def sizes_of(course: Course, quantity: str, *, theory: bool = False) -> Doubles:
    """The quantity at the input and after each block; as expected of wide networks with `theory`."""
    name = {SQUARE: "mean_square", UNIT: "variance_per_unit"}[quantity]
    return np.asarray(getattr(course, f"expected_{name}" if theory else name), np.float64)


def _sizes(settings: Settings) -> str:
    return f"{settings.depth} blocks of {settings.width} units, {settings.batch} examples"


def forward_panel(runs: Runs, settings: Settings, quantity: str, seeds: range) -> Panel:
    """The size after each block, of all kinds of network."""
    blocks = list(range(settings.depth + 1))
    theory = [Line("", blocks, sizes_of(each, quantity, theory=True).tolist(), "theory") for each in runs[0].values()]
    found, *others = [{key: sizes_of(each, quantity).tolist() for key, each in run.items()} for run in runs]
    panel = Panel(
        "forward",
        "Forward, from block to block",
        f"The {QUANTITIES[quantity]} after each block of five kinds of network.",
        line_chart(
            [*theory, *_curves(blocks, found, others)],
            Scale("blocks passed", whole=True),
            Scale(f"{QUANTITIES[quantity]} (powers of ten)", log=True),
        ),
        _table(blocks, found, others, seeds),
        "Thin dashes: what very wide networks with very large batches do. A straight line here is a constant factor.",
    )
    return told(panel, QUANTITIES[quantity], _sizes(settings), seeds, drawn(seeds))


def _curves(blocks: list[int], found: dict[str, list[float]], others: list[dict[str, list[float]]]) -> list[Line]:
    """A line for each scheme, the other seeds as rings under it."""
    marks = [ring for key in found for ring in rings(blocks, [each[key] for each in others], STYLES[key])]
    return [*marks, *(Line(NAMES[key], blocks, sizes, STYLES[key]) for key, sizes in found.items())]


def _table(
    blocks: list[int], found: dict[str, list[float]], others: list[dict[str, list[float]]], seeds: range
) -> Table:
    table = Table(("blocks", *(NAMES[key] for key in found)), tuple(zip(blocks, *found.values(), strict=True)))
    return beside(table, seeds, [list(each.values()) for each in others])


def dial_panel(runs: Runs, settings: Settings, quantity: str, seeds: range) -> Panel:
    """The scheme with batch norm, for several scales γ."""
    blocks = list(range(settings.depth + 1))
    scales = sorted({*DIALS, settings.scale})
    found, *others = [
        _dialled(run, replace(settings, seed=seed), scales, quantity) for run, seed in zip(runs, seeds, strict=True)
    ]
    place = 0 if quantity == SQUARE else 1
    styles = {scale: "accent" if scale == settings.scale else "ink" for scale in scales}
    lines = [
        Line("", blocks, expected(NORMED, settings.depth, settings.gain, scale)[place].tolist(), "theory")
        for scale in scales
    ]
    lines += [ring for scale in scales for ring in rings(blocks, [each[scale] for each in others], styles[scale])]
    lines += [Line(f"γ = {number(scale)}", blocks, sizes, styles[scale]) for scale, sizes in found.items()]
    table = Table(
        ("blocks", *(f"γ = {number(scale)}" for scale in found)), tuple(zip(blocks, *found.values(), strict=True))
    )
    panel = Panel(
        "dial",
        "With batch norm: γ sets the depth",
        f"The {QUANTITIES[quantity]} after each residual block with batch norm, for several scales γ.",
        line_chart(lines, Scale("blocks passed", whole=True), Scale(QUANTITIES[quantity], low=0)),
        beside(table, seeds, [list(each.values()) for each in others]),
        "The same on an even axis: a straight line is a constant summand. With γ = 0 every block passes its input on.",
    )
    return told(panel, QUANTITIES[quantity], _sizes(settings), seeds, drawn(seeds))


def _dialled(
    run: dict[str, Course], settings: Settings, scales: list[float], quantity: str
) -> dict[float, list[float]]:
    """The sizes at each γ; what was measured already is taken from there."""
    further = [scale for scale in scales if scale != settings.scale]
    courses = dict(zip(further, dialled(settings, NORMED, further), strict=True)) | {settings.scale: run[NORMED.key]}
    return {scale: list(sizes_of(courses[scale], quantity)) for scale in scales}


def backward_panel(runs: Runs, settings: Settings, seeds: range) -> Panel:
    """The gradient at each block."""
    blocks = list(range(settings.depth + 1))
    theory = [Line("", blocks, each.expected_gradient.tolist(), "theory") for each in runs[0].values()]
    found, *others = [{key: each.gradient.tolist() for key, each in run.items()} for run in runs]
    panel = Panel(
        "backward",
        "Backward: the gradient",
        "Mean square of the gradient of the loss by the values after each block, for a gradient of mean square 1 at "
        "the output.",
        line_chart(
            [*theory, *_curves(blocks, found, others)],
            Scale("blocks passed (the gradient comes from the right)", whole=True),
            Scale("mean square of ∂L/∂h (powers of ten)", log=True),
        ),
        _table(blocks, found, others, seeds),
        "Plain blocks with batch norm keep the values and let the gradient grow: each norm divides it by the deviation "
        "of what came in.",
    )
    return told(panel, "mean square of the gradient", _sizes(settings), seeds, drawn(seeds))
