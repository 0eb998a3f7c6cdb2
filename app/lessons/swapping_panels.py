"""Lesson: not interchangeable, its pictures and its table: answers, planes, maps, and what each network notices."""

from typing import Any

import numpy as np

from app.experiments.swap import Swapped
from app.figures.colours import diverging
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number, span
from app.figures.panel import Panel, Table
from app.figures.rows import Mark, NamedRow, row_chart
from app.figures.tiles import Row, tiles_figure, value_map
from app.lessons.seeds import beside, drawn, told

NORMS = ("none", "batch", "layer", "instance", "group")
LABELS = {norm: f"{norm} norm" for norm in NORMS} | {"none": "no norm"}
STYLES = {"none": "grey", "batch": "accent", "layer": "dashed", "instance": "ink", "group": "dotted"}
THIN = {"none": "grey", "batch": "accent-dashed", "layer": "grey-dashed", "instance": "grey", "group": "theory"}
"""Other seeds, so that norms are still told apart."""
SAME = 1e-3
"""A change of the answer by so small a part of it is none: ε = 10⁻⁵ makes less, unless a picture is very dark."""
PLANES = 3
"""Planes of the picture that are drawn."""
NOTICED = (
    ("companions", "the others mirrored"),
    ("alone", "no others"),
    ("contrast", "half its contrast"),
    ("frozen", "test time"),
)
Run = dict[str, Swapped]


def noticed(one: Swapped, what: str) -> bool:
    """Whether a network’s answer changed by more than ε makes."""
    return bool(getattr(one, what) > SAME)


def difference(one: Swapped, other: Swapped) -> float:
    """The largest difference of two answers, as a part of the largest logit of the other one."""
    return float(np.abs(one.logits - other.logits).max() / np.abs(other.logits).max())


def answers_panel(runs: list[Run], sizes: str, seeds: range) -> Panel:
    """The probabilities of all classes, for each norm, with the first seed."""
    one = runs[0]
    classes = list(range(len(one["none"].logits)))
    found = {norm: one[norm].probabilities.tolist() for norm in NORMS}
    named = [str(len({int(run[norm].logits.argmax()) for norm in NORMS[1:]})) for run in runs]
    panel = Panel(
        "answers",
        "The answers",
        "The probability of each class that networks with the same weights and different norms give the same picture.",
        line_chart(
            [Line(LABELS[norm], classes, each, STYLES[norm], marked=True) for norm, each in found.items()],
            Scale("class", whole=True),
            Scale("probability", low=0),
        ),
        Table(("class", *(LABELS[norm] for norm in found)), tuple(zip(classes, *found.values(), strict=True))),
        "The network is not trained: its classes mean nothing yet, and other weights have other ones. Only the norm "
        "differs.",
    )
    spread = (
        f"drawn is seed {seeds[0]}; the four networks with a norm name {', '.join(named)} different classes, seed by "
        "seed"
    )
    return told(panel, "probability of each class", sizes, seeds, spread)


def apart_panel(runs: list[Run], sizes: str, seeds: range) -> Panel:
    """How far every two norms are apart, with each seed."""
    found = {
        f"{LABELS[a]} and {LABELS[b]}": [difference(run[a], run[b]) for run in runs]
        for k, b in enumerate(NORMS[1:])
        for a in NORMS[1:][k + 1 :]
    }
    rows = [
        NamedRow(
            name,
            (Mark(each[0], bar=True, accent=True), *(Mark(value) for value in each[1:])),
            "the same" if max(each) < SAME else span(each, 2),
        )
        for name, each in found.items()
    ]
    panel = Panel(
        "apart",
        "How far the answers are apart",
        "For each two norms, the largest difference of a logit as a part of the largest logit.",
        row_chart(
            rows,
            "largest difference of a logit, of the largest",
            f"bar: seed {seeds[0]}  ·  ○ the other {len(seeds) - 1}",
        ),
        Table(("norms", *(f"seed {seed}" for seed in seeds)), tuple((name, *each) for name, each in found.items())),
        "Group norm lies between layer norm (one group) and instance norm (a group for each channel).",
    )
    what = "largest difference of two answers"
    return told(panel, what, sizes, seeds, f"bars are seed {seeds[0]}, rings the others")


def planes_panel(runs: list[Run], sizes: str, seeds: range) -> Panel:
    """The contrast of every channel behind the first norm."""
    found, *others = [_ranked(run) for run in runs]
    places = list(range(1, len(found["none"]) + 1))
    thin = [Line("", places, each[norm], THIN[norm]) for norm in NORMS for each in others]
    table = Table(("channel", *(LABELS[norm] for norm in NORMS)), tuple(zip(places, *found.values(), strict=True)))
    panel = Panel(
        "planes",
        "What is kept of the planes’ contrast",
        "Standard deviation of each channel of this picture behind the first norm, in the order of that without one.",
        line_chart(
            [*thin, *(Line(LABELS[norm], places, found[norm], STYLES[norm]) for norm in NORMS)],
            Scale("channels of this picture, the palest first", whole=True),
            Scale("standard deviation within the channel", low=0),
        ),
        beside(table, seeds, [list(each.values()) for each in others]),
        "Flat is forgotten. Layer norm multiplies all channels by one number, so their order stays.",
    )
    return told(panel, "deviation of each channel", sizes, seeds, drawn(seeds, "thin lines of the same dashes"))


def _ranked(one: Run) -> dict[str, list[float]]:
    """The deviations of the channels, by norm, in the order of those without one."""
    ranks = np.argsort(one["none"].deviations, kind="stable")
    return {norm: one[norm].deviations[ranks].tolist() for norm in NORMS}


def maps_panel(runs: list[Run], sizes: str, seeds: range) -> Panel:
    """The first channels behind the first norm, as pictures, with the first seed."""
    one = runs[0]
    scale = diverging(3.0)
    rows = [
        Row(f"channel {place}", tuple(value_map(one[norm].first[place], scale) for norm in NORMS))
        for place in range(PLANES)
    ]
    panel = Panel(
        "maps",
        "The picture behind the first norm",
        f"The first {PLANES} channels of the picture after the first norm, for each norm.",
        tiles_figure(NORMS, rows),
        Table(
            ("norm", "channel", "mean", "deviation"),
            tuple(
                (LABELS[norm], place, float(one[norm].means[place]), float(one[norm].deviations[place]))
                for norm in NORMS
                for place in range(PLANES)
            ),
        ),
        "One scale for all: purple is −3 or less, orange 3 or more, 0 has no colour.",
    )
    squares = ", ".join(
        f"{LABELS[norm]} {span([float(np.square(run[norm].first).mean()) for run in runs], 2)}" for norm in NORMS
    )
    spread = f"drawn is seed {seeds[0]}; the mean square of all its channels is {squares}"
    return told(panel, "values of the picture", sizes, seeds, spread)


def table_of_results(runs: list[Run]) -> dict[str, Any]:
    """What each network notices: the largest change of its answer over the seeds, in parts of the largest logit."""
    rows = []
    for norm in NORMS:
        (first, *_) = found = [one[norm] for one in runs]
        cells = [
            {
                "text": span([max(getattr(each, what) for each in found)], 2),
                "same": not any(noticed(each, what) for each in found),
            }
            for what, _ in NOTICED
        ]
        rows.append({"label": LABELS[norm], "plain": [number(first.pools), number(first.added)], "cells": cells})
    return {"plain": ["pools", "γ and δ"], "head": [words for _, words in NOTICED], "rows": rows}
