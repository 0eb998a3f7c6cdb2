"""Lesson: all sixteen choices of axes, its pictures and its table."""

from typing import Any

from app.core.names import name_of
from app.experiments.choices import ALL, IMAGE, Choice
from app.figures.colours import diverging
from app.figures.numbers import number, span
from app.figures.panel import Panel, Table
from app.figures.rows import Mark, NamedRow, row_chart
from app.figures.tiles import Row, tiles_figure, value_map
from app.lessons.seeds import told

SEEDS = 3
SIDE = 16
ALONE = ("N",)
SPACE = ("N", "H", "W")
"""Batch norm with a mean for each place of each channel, as if each were a hidden unit; and one for each channel."""
ROUNDING = 1e-9
"""Changes below this are none: float64 makes 10⁻¹³ where a pool is almost constant."""
CHANNEL = 1
"""The channel that is drawn: green, which is the brightness of a picture more than any other."""
TESTS = (("moved", "moved"), ("companions", "the others paler"), ("brighter", "one channel brighter"))
Run = dict[tuple[str, ...], Choice]


def _said(letters: tuple[str, ...]) -> str:
    """The axes, with the name that the field has for them."""
    name = name_of(letters, IMAGE)
    axes = ", ".join(letters) or "no axis"
    return f"{axes} · {name.label.lower()}" if name else axes


def pictures_panel(runs: list[Run], letters: tuple[str, ...], sizes: str, seeds: range) -> Panel:
    """The picture in its place, and moved and moved back, under the averages in question."""
    one = runs[0]
    shown = list(dict.fromkeys((ALONE, SPACE, letters)))
    scale = diverging(3.0)
    rows = []
    for each in shown:
        before, after = one[each].before[CHANNEL], one[each].after[CHANNEL]
        tiles = tuple(value_map(values, scale) for values in (before, after, after - before))
        rows.append(Row(f"averaged over {_said(each)}", tiles))
    table = tuple(
        (
            _said(each),
            f"{row}, {column}",
            float(one[each].before[CHANNEL, row, column]),
            float(one[each].after[CHANNEL, row, column]),
        )
        for each in shown
        for row in range(0, SIDE, 4)
        for column in range(0, SIDE, 4)
    )
    panel = Panel(
        "pictures",
        "The same picture, moved",
        "The green channel of the picture after normalization: in its place, moved and moved back, and the difference.",
        tiles_figure(("in place", "moved and back", "difference"), rows),
        Table(("averaged over", "row, column", "in its place", "moved and back"), table),
        "Green channel. One scale for all: purple is −3 or less, orange 3 or more, 0 has no colour. An "
        "empty third picture means that the numbers moved along with the picture.",
    )
    changes = [f"over {', '.join(each) or 'no axis'} {_change([run[each].moved for run in runs])}" for each in shown]
    return told(
        panel,
        "x̂ of one channel",
        sizes,
        seeds,
        f"drawn are the companions of seed {seeds[0]}; root mean square of the difference, all channels: "
        f"{', '.join(changes)}",
    )


def _change(found: list[float]) -> str:
    return "no change" if max(found) < ROUNDING else span(found, 2)


def changes_panel(runs: list[Run], letters: tuple[str, ...], sizes: str, seeds: range) -> Panel:
    """How far a moved picture changes, for the choices with N."""
    found = {each: [one[each].moved for one in runs] for each in ALL if "N" in each}
    others = max(one[each].moved for one in runs for each in ALL if "N" not in each)
    rows = [
        NamedRow(
            _said(each),
            (
                *(Mark(value, bar=True, accent=each == letters) for value in changes[:1]),
                *(Mark(value, accent=each == letters) for value in changes[1:]),
            ),
            _change(changes),
        )
        for each, changes in found.items()
    ]
    panel = Panel(
        "changes",
        "How much a moved picture changes",
        "For the eight choices with N, how far the normalized values of a moved picture are from those moved along.",
        row_chart(rows, "change of x̂, root mean square", f"bar: first seed  ·  ○ the other {SEEDS - 1}"),
        Table(
            ("averaged over", *(f"seed {seed}" for seed in seeds)),
            tuple((_said(each), *changes) for each, changes in found.items()),
        ),
        f"In blue: the axes that are set, if N is among them. The eight choices without N: {_change([others])}.",
    )
    what = "change of a moved picture’s x̂, root mean square"
    return told(panel, what, sizes, seeds, f"bars are seed {seeds[0]}, rings the others")


def table_of_results(runs: list[Run]) -> dict[str, Any]:
    """What each choice notices: the largest change over the seeds."""
    rows = []
    for letters in ALL:
        cells = []
        for test, _ in TESTS:
            largest = max(getattr(one[letters], test) for one in runs)
            cells.append({"text": span([largest], 2), "same": largest < ROUNDING})
        rows.append({"label": _said(letters), "plain": [number(runs[0][letters].pools)], "cells": cells})
    return {"plain": ["means"], "head": [words for _, words in TESTS], "rows": rows}
