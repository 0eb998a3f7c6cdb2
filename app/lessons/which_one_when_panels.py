"""Lesson: which one, when, its pictures: the gap between training and test, and what each norm reacts to."""

import numpy as np

from app.experiments.suitability import SHAPES, Settings, gap
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import span
from app.figures.panel import Panel, Table
from app.figures.rows import Mark, NamedRow, row_chart
from app.lessons.lesson import Values
from app.lessons.needs import DRAWS, RELIABLE, SAME, SEEDS, facts_of, layout_of
from app.lessons.seeds import told

NAMES = {"batch": "batch norm", "layer": "layer norm", "instance": "instance norm", "group": "group norm"}
SIZES_OF = {layout: f"{' × '.join(map(str, shape))} values" for layout, shape in SHAPES.items()}
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


def gaps(values: Values, right: str) -> Panel:
    """How far training and test are apart, against the batch size."""
    layout, seed = layout_of(values), values["seed"]
    seeds = range(seed, seed + SEEDS)
    batch = {size: [gap(Settings(layout, size, DRAWS // 2, seed=each)) for each in seeds] for size in SIZES}
    means = [float(np.mean(batch[size])) for size in SIZES]
    quiet = sorted({SIZES[0], values["batch"]})
    others = [max(facts.gap for each in facts_of(layout, size, seed)[1:] for facts in each) for size in quiet]
    style = ("accent", "dashed") if right == "batch" else ("ink", "accent")
    (own,) = (each for each in facts_of(layout, values["batch"], seed) if each[0].method == "batch")
    here = [facts.gap for facts in own]
    ring = style[0]
    each_seed = [
        Line("", SIZES, [batch[size][k] for size in SIZES], ring, marked=True, joined=False) for k in range(SEEDS)
    ]
    panel = Panel(
        "gap",
        "Training against test",
        "The difference between an example’s values in training and at test, against the batch size: it falls with the "
        "size for batch norm and is zero for the others.",
        line_chart(
            [
                Line("too much above", [SIZES[0], SIZES[-1]], [RELIABLE, RELIABLE], "theory"),
                *each_seed,
                Line("batch norm", SIZES, means, style[0]),
                Line("all others", quiet, others, style[1], marked=len(quiet) == 1),
                Line("", [values["batch"]], [float(np.mean(here))], style[0], marked=True, joined=False, filled=True),
            ],
            Scale("examples in the batch", log=True),
            Scale("difference of x̂", low=-0.03),
        ),
        Table(
            ("examples", *(f"batch norm, seed {each}" for each in seeds)),
            tuple((size, *batch[size]) for size in SIZES),
        ),
        "The dot is the batch size that is set. Of all others the largest gap is drawn, in batches of that size and of "
        "one.",
    )
    sizes = f"{DRAWS // 2} batches of each size, examples of {SIZES_OF[layout]}"
    return told(panel, "difference of an example’s x̂", sizes, seeds, "rings one by one, the line their mean")


REACTIONS = {
    "image": ("contrast", "Another contrast of the picture", "its channels get other contrasts and brightnesses"),
    "sequence": (
        "later",
        "Other tokens later on",
        "the second half of the tokens is replaced, and the first looked at",
    ),
    "features": ("mixing", "Another value in one unit", "one unit is doubled and moved: how many of the others change"),
}


def reactions(values: Values, right: str) -> Panel:
    """What each norm makes of the change that decides for this kind of network."""
    fact, title, what = REACTIONS[layout_of(values)]
    seed = values["seed"]
    amounts = {
        each[0].method: [getattr(facts, fact) for facts in each]
        for each in facts_of(layout_of(values), values["batch"], seed)
    }
    share = layout_of(values) == "features"
    rows = [
        NamedRow(
            NAMES[key],
            (
                Mark(float(np.mean(found)), bar=True, accent=key == right),
                *(Mark(value) for value in found if max(found) > SAME),
            ),
            "no change" if max(found) <= SAME else span(found, 2),
        )
        for key, found in amounts.items()
    ]
    panel = Panel(
        "reactions",
        title,
        f"What becomes of the normalized values with each norm when {what}.",
        row_chart(
            rows, "part of the other units that change" if share else "change of x̂", "bar: the mean  ·  ○ each seed"
        ),
        Table(
            ("norm", *(f"seed {seed + k}" for k in range(SEEDS))),
            tuple((NAMES[key], *found) for key, found in amounts.items()),
        ),
        f"{what[0].upper()}{what[1:]}.",
    )
    measured = "part of the other units that change" if share else "change of an example’s x̂"
    sizes = f"batches of {values['batch']}, examples of {SIZES_OF[layout_of(values)]}"
    return told(panel, measured, sizes, range(seed, seed + SEEDS), "rings one by one, bars their mean")
