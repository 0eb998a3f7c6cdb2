"""Lesson: not interchangeable, its pictures and its table: answers, planes, maps, and what each network notices."""

from typing import Any

import numpy as np

from app.experiments.swap import Swapped
from app.figures.colours import diverging
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number, span
from app.figures.panel import Panel, Table
from app.figures.tiles import Row, tiles_figure, value_map

NORMS = ("none", "batch", "layer", "instance", "group")


LABELS = {norm: f"{norm} norm" for norm in NORMS} | {"none": "no norm"}


STYLES = {"none": "grey", "batch": "accent", "layer": "dashed", "instance": "ink", "group": "dotted"}


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


def answers_panel(one: Run) -> Panel:
    """The probabilities of all classes, for each norm."""
    classes = list(range(len(one["none"].logits)))
    found = {LABELS[norm]: one[norm].probabilities.tolist() for norm in NORMS}
    styles = [STYLES[norm] for norm in NORMS]
    return Panel(
        "answers",
        "The answers",
        "The probability of each class that networks with the same weights and different norms give the same picture.",
        line_chart(
            [
                Line(name, classes, each, style, marked=True)
                for (name, each), style in zip(found.items(), styles, strict=True)
            ],
            Scale("class", whole=True),
            Scale("probability", low=0),
        ),
        Table(("class", *found), tuple(zip(classes, *found.values(), strict=True))),
        "The network is not trained: its classes mean nothing yet. Only the norm differs.",
    )


def planes_panel(one: Run) -> Panel:
    """The contrast of every channel behind the first norm."""
    ranks = np.argsort(one["none"].deviations, kind="stable")
    places = list(range(1, len(ranks) + 1))
    found = {LABELS[norm]: one[norm].deviations[ranks].tolist() for norm in NORMS}
    styles = [STYLES[norm] for norm in NORMS]
    return Panel(
        "planes",
        "What is kept of the planes’ contrast",
        "Standard deviation of each channel of this picture behind the first norm, in the order of that without one.",
        line_chart(
            [Line(name, places, each, style) for (name, each), style in zip(found.items(), styles, strict=True)],
            Scale("channels of this picture, the palest first", whole=True),
            Scale("standard deviation within the channel", low=0),
        ),
        Table(("channel", *found), tuple(zip(places, *found.values(), strict=True))),
        "Flat is forgotten. Layer norm multiplies all channels by one number, so their order stays.",
    )


def maps_panel(one: Run) -> Panel:
    """The first channels behind the first norm, as pictures."""
    scale = diverging(3.0)
    rows = [
        Row(f"channel {place + 1}", tuple(value_map(one[norm].first[place], scale) for norm in NORMS))
        for place in range(PLANES)
    ]
    return Panel(
        "maps",
        "The picture behind the first norm",
        f"The first {PLANES} channels of the picture after the first norm, for each norm.",
        tiles_figure(NORMS, rows),
        Table(
            ("norm", "channel", "mean", "deviation"),
            tuple(
                (LABELS[norm], place + 1, float(one[norm].means[place]), float(one[norm].deviations[place]))
                for norm in NORMS
                for place in range(PLANES)
            ),
        ),
        "One scale for all: purple is −3 or less, orange 3 or more, 0 has no colour.",
    )


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
