"""Whether the noise of batch statistics regularizes: the pictures of the gap between test and training."""

from collections.abc import Sequence

import numpy as np

from app.figures.lines import Line, Scale, line_chart
from app.figures.panel import Panel, Table
from app.lessons.few_examples import NAMES, WHOLE, Few, sizes
from app.lessons.seeds import rings, told

STYLES = {"none": "grey", "layer": "dashed", "batch": "accent"}


def panels(done: Few) -> tuple[Panel, ...]:
    """The gap by the size of the batch for three networks, and by the size of the parts for one."""
    seeds = [f"seed {seed}" for seed in done.seeds]
    lines = []
    for norm, style in STYLES.items():
        found = [done.gaps[norm, size] for size in done.sizes]
        lines += _lines(NAMES[norm], done.sizes, found, style)
    gap = Panel(
        "gap",
        "Between test and training, by batch size",
        "Test loss less training loss against the batch size, with no norm, layer norm and batch norm.",
        line_chart(lines, Scale("examples in the batch", log=True), Scale("test loss − training loss", low=0)),
        Table(
            ("norm", "batch", *seeds),
            tuple((NAMES[norm], size, *done.gaps[norm, size]) for norm in STYLES for size in done.sizes),
        ),
        "Smaller batches make the gradients noisier with every norm; what batch norm adds is its distance from the "
        "others.",
    )
    parts = done.parts
    ghost = Panel(
        "ghost",
        f"Steps of {WHOLE}, statistics over parts of them",
        "Test loss less training loss against the number of examples that share their statistics, at one batch size.",
        line_chart(
            [
                *(
                    Line(NAMES[norm], [parts[0], parts[-1]], [float(np.mean(done.gaps[norm, WHOLE]))] * 2, STYLES[norm])
                    for norm in ("none", "layer")
                ),
                *_lines("ghost batch norm", parts, [done.gaps["ghost", size] for size in parts], "accent"),
            ],
            Scale("examples that share their statistics", log=True),
            Scale("test loss − training loss", low=0),
        ),
        Table(
            ("examples in a part", *seeds, *(f"training loss, {each}" for each in seeds)),
            tuple((size, *done.gaps["ghost", size], *done.learned["ghost", size]) for size in parts),
        ),
        f"{WHOLE} is batch norm itself. Level lines: networks without it, in batches of {WHOLE}, mean of the seeds.",
    )
    spread = "rings one by one, lines their mean"
    what = "loss at the test less loss in training"
    return (
        told(gap, what, sizes(done), done.seeds, spread),
        told(ghost, what, sizes(done), done.seeds, spread),
    )


def _lines(name: str, x: Sequence[int], found: Sequence[Sequence[float]], style: str) -> list[Line]:
    return [
        Line(name, x, [float(np.mean(each)) for each in found], style),
        *rings(x, zip(*found, strict=True), style),
    ]
