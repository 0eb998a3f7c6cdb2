"""The axes of maps in words: a letter and a number for every map, row or column, as far as there is room."""

from functools import lru_cache
from math import ceil
from typing import Any

from app.core.axes import Layout
from app.figures.grid import KEPT, PICTURE_GAP, Grid
from app.figures.sheet import SANS, text

SIZE = 16.0
BESIDE = 11.0
"""From a row's name to the map: the outline of a value at the edge stands out of it."""
WIDE = 100.0
"""A map above which two names have room beside each other, that of the map and that of the axis across."""
LEAST = (30.0, 72.0)
"""Between the middles of two numbers down and across, in figure units: room for larger type on small screens."""


@lru_cache(maxsize=KEPT)
def map_labels(grid: Grid, layout: Layout, pictured: bool) -> tuple[dict[str, Any], ...]:
    """The axes' letters and numbers, above and to the left. The same ones each time: nobody may change them."""
    letters = layout.letters
    high, wide = grid.size
    written = []
    if len(grid.outer) == 1:
        first = grid.window[grid.outer[0]][0]
        for number in range(grid.maps):
            top, left = grid.corner(number)
            words = f"<b><i>{letters[grid.outer[0]]}</i></b> {first + number}"
            written.append(text("label-note", words, left, top - 0.75 * SIZE, SIZE, SANS, "left"))
        top, left = grid.corner(0)
        words = f"<b><i>{letters[grid.down]}</i></b> ↓"
        written.append(text("label-note", words, left - BESIDE, top + high / 2, SIZE, SANS, "right"))
        if wide >= WIDE:
            words = f"<b><i>{letters[grid.across]}</i></b> →"
            written.append(text("label-note", words, left + wide - BESIDE, top - 0.75 * SIZE, SIZE, SANS, "right"))
        return tuple(written)
    if grid.outer:
        rows = [(grid.corner(row * grid.columns)[0] + high / 2, row) for row in range(grid.rows)]
        columns = [(grid.corner(column)[1] + wide / 2, column) for column in range(grid.columns)]
        down, across = grid.outer
    else:
        rows = [(grid.origin[0] + (row + 0.5) * grid.unit[0], row * grid.steps[0]) for row in range(grid.cells[0])]
        columns = [(grid.origin[1] + (at + 0.5) * grid.unit[1], at * grid.steps[1]) for at in range(grid.cells[1])]
        down, across = grid.down, grid.across
    for middle, place in _apart(rows, LEAST[0]):
        words = f"<b><i>{letters[down]}</i></b> {grid.window[down][0] + place}"
        edge = grid.origin[1] - (wide + PICTURE_GAP if pictured else 0)
        written.append(text("label-note", words, edge - BESIDE, middle, SIZE, SANS, "right"))
    for middle, place in _apart(columns, LEAST[1]):
        words = f"<b><i>{letters[across]}</i></b> {grid.window[across][0] + place}"
        written.append(text("label-note", words, middle, grid.origin[0] - 0.75 * SIZE, SIZE, SANS))
    if pictured:
        middle = grid.origin[1] - wide / 2 - PICTURE_GAP
        written.append(text("label-note", "RGB", middle, grid.origin[0] - 0.75 * SIZE, SIZE, SANS))
    return tuple(written)


def _apart(places: list[tuple[float, int]], least: float) -> list[tuple[float, int]]:
    """Every place, or every second, third, … so that what is written there does not touch."""
    if len(places) < 2:
        return places
    every = max(1, ceil(least / (places[1][0] - places[0][0])))
    return places[::every]
