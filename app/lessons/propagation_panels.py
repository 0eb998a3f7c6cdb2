"""Lesson: stable forward propagation, its pictures: forward, the dial γ, and backward."""

import numpy as np

from app.core.precision import Doubles
from app.experiments.propagation import SCHEMES, Course, Settings, expected, propagate
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Panel, Table

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
RINGS = {key: {"dashed": "ink", "grey-dashed": "grey"}.get(style, style) for key, style in STYLES.items()}


def sizes_of(course: Course, quantity: str, *, theory: bool = False) -> Doubles:
    """The quantity at the input and after each block; as expected of wide networks with `theory`."""
    name = {SQUARE: "mean_square", UNIT: "variance_per_unit"}[quantity]
    return np.asarray(getattr(course, f"expected_{name}" if theory else name), np.float64)


def forward_panel(runs: Runs, quantity: str) -> Panel:
    """The size after each block, of all kinds of network."""
    courses = runs[0]
    blocks = list(range(len(courses["plain"].mean_square)))
    theory = [Line("", blocks, sizes_of(each, quantity, theory=True).tolist(), "theory") for each in courses.values()]
    found = {key: sizes_of(each, quantity).tolist() for key, each in courses.items()}
    rings = [
        Line("", blocks[1:], sizes_of(each, quantity).tolist()[1:], RINGS[key], marked=True, joined=False)
        for other in runs[1:]
        for key, each in other.items()
    ]
    return Panel(
        "forward",
        "Forward, from block to block",
        f"The {QUANTITIES[quantity]} after each block of five kinds of network.",
        line_chart(
            [*theory, *rings, *(Line(NAMES[key], blocks, sizes, STYLES[key]) for key, sizes in found.items())],
            Scale("blocks passed", whole=True),
            Scale(f"{QUANTITIES[quantity]} (powers of ten)", log=True),
        ),
        Table(("blocks", *(NAMES[key] for key in found)), tuple(zip(blocks, *found.values(), strict=True))),
        "Thin dashes: what very wide networks with very large batches do. A straight line here is a constant factor.",
    )


def dial_panel(courses: dict[str, Course], settings: Settings, quantity: str) -> Panel:
    """The scheme with batch norm, for several scales γ."""
    blocks = list(range(settings.depth + 1))
    found = {}
    for scale in sorted({*DIALS, settings.scale}):
        own = Settings(settings.depth, settings.width, settings.batch, settings.gain, scale, settings.seed)
        course = courses["residual-batch"] if scale == settings.scale else propagate(own, (NORMED,))[0]
        found[scale] = sizes_of(course, quantity).tolist()
    place = 0 if quantity == SQUARE else 1
    lines = [
        Line("", blocks, expected(NORMED, settings.depth, settings.gain, scale)[place].tolist(), "theory")
        for scale in found
    ]
    lines += [
        Line(f"γ = {number(scale)}", blocks, sizes, "accent" if scale == settings.scale else "ink")
        for scale, sizes in found.items()
    ]
    return Panel(
        "dial",
        "With batch norm: γ sets the depth",
        f"The {QUANTITIES[quantity]} after each residual block with batch norm, for several scales γ.",
        line_chart(lines, Scale("blocks passed", whole=True), Scale(QUANTITIES[quantity], low=0)),
        Table(
            ("blocks", *(f"γ = {number(scale)}" for scale in found)), tuple(zip(blocks, *found.values(), strict=True))
        ),
        "The same on an even axis: a straight line is a constant summand. With γ = 0 every block passes its input on.",
    )


def backward_panel(courses: dict[str, Course]) -> Panel:
    """The gradient at each block."""
    blocks = list(range(len(courses["plain"].gradient)))
    theory = [Line("", blocks, each.expected_gradient.tolist(), "theory") for each in courses.values()]
    found = {key: each.gradient.tolist() for key, each in courses.items()}
    return Panel(
        "backward",
        "Backward: the gradient",
        "Mean square of the gradient of the loss by the values after each block, for a gradient of mean square 1 at "
        "the output.",
        line_chart(
            [*theory, *(Line(NAMES[key], blocks, sizes, STYLES[key]) for key, sizes in found.items())],
            Scale("blocks passed (the gradient comes from the right)", whole=True),
            Scale("mean square of ∂L/∂h (powers of ten)", log=True),
        ),
        Table(("blocks", *(NAMES[key] for key in found)), tuple(zip(blocks, *found.values(), strict=True))),
        "Plain blocks with batch norm keep the values and let the gradient grow: each norm divides it by the deviation "
        "of what came in.",
    )
