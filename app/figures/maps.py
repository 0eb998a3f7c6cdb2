"""A tensor, or a matrix made of it, as maps of coloured pixels: one small PNG for all, outlines drawn over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.axes import Layout
from app.core.pools import Box, Index
from app.figures.colours import Scale
from app.figures.grid import NOTHING, PICTURE_GAP, WIDTH, Grid, rectangle
from app.figures.palette import ROLES
from app.figures.png import Bytes, colour_png, data_uri, palette_png

SANS = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif"
SIZE = 16.0
LEAST = (30.0, 60.0)
"""Between the middles of two numbers down and across, in figure units: room for larger type on small screens."""
MOST_CROSSES = 400
"""Pixels without a number that are crossed out one by one; their grey says it too."""
LINES: dict[str, dict[str, Any]] = {
    "map-frame": {"width": 1.0},
    "map-none": {"width": 1.4},
    "map-halo": {"width": 6.0},
    "map-pool": {"width": 3.2},
    "selection-outer": {"width": 5.4},
    "selection-inner": {"width": 2.4},
}
"""From the lowest to the topmost. All are always there: a highlight only changes paths."""


@dataclass(frozen=True)
class Maps:
    """What is drawn: pixels (map, row, column), where they lie, and their colours.

    pictures: (sample, row, column, 3), red, green and blue before the maps of each sample.
    names: the axes that count maps, or else the rows and columns of the one map.
    """

    grid: Grid
    pixels: NDArray[np.floating[Any]]
    scale: Scale
    layout: Layout
    pictures: Sequence[Bytes] = ()


def maps_figure(maps: Maps, pool: Box | None, cell: Index) -> dict[str, Any]:
    """The maps, the pool of the selected value outlined, and the value itself.

    Returns:
        {"data": [], "layout": {...}}, valid for plotly.graph_objects.Figure; the `name` of images and shapes is their
        role.
    """
    grid = maps.grid
    outline = NOTHING if pool is None else grid.pool_path(pool)
    selected = grid.cell_path(cell)
    paths = {
        "map-frame": "".join(_frame(*grid.corner(number), grid.size) for number in range(grid.maps)),
        "map-none": _crosses(grid, maps.pixels),
        "map-halo": outline,
        "map-pool": outline,
        "selection-outer": selected,
        "selection-inner": selected,
    }
    figure = blank(WIDTH, round(grid.height, 1))
    layout = figure["layout"]
    layout["images"] = [*_pictures(maps), _image(maps)]
    layout["shapes"] = [
        {"type": "path", "name": role, "path": paths[role], "layer": "above", "line": {"color": ROLES[role], **line}}
        for role, line in LINES.items()
    ]
    layout["annotations"] = list(_labels(maps))
    return figure


def blank(width: float, height: float) -> dict[str, Any]:
    """A figure without axes: figure units from the top left corner."""
    return {
        "data": [],
        "layout": {
            "width": width,
            "height": height,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "hovermode": False,
            "dragmode": False,
            "xaxis": {"range": [0, width], "visible": False, "fixedrange": True},
            "yaxis": {"range": [height, 0], "visible": False, "fixedrange": True},
        },
    }


def image(role: str, source: str, x: float, y: float, width: float, height: float) -> dict[str, Any]:
    """A picture whose top left corner is at a point."""
    return {
        "name": role,
        "source": source,
        "x": round(x, 2),
        "y": round(y, 2),
        "sizex": round(width, 2),
        "sizey": round(height, 2),
        "xref": "x",
        "yref": "y",
        "xanchor": "left",
        "yanchor": "top",
        "sizing": "stretch",
        "layer": "above",
    }


def text(role: str, words: str, x: float, y: float, size: float, family: str, anchor: str = "center") -> dict[str, Any]:
    """One line of text at a point."""
    return {
        "name": role,
        "text": words,
        "x": round(x, 1),
        "y": round(y, 1),
        "xref": "x",
        "yref": "y",
        "xanchor": anchor,
        "yanchor": "middle",
        "showarrow": False,
        "borderpad": 0,
        "font": {"family": family, "size": size, "color": ROLES[role]},
    }


def _image(maps: Maps) -> dict[str, Any]:
    """All maps as one picture. What lies between them is as 0 is: not painted."""
    grid, indices = maps.grid, maps.scale.indices(maps.pixels)
    steps = [cells * dots + gap for cells, dots, gap in zip(grid.cells, grid.fine, grid.apart, strict=True)]
    rows, columns = (
        count * step - gap for count, step, gap in zip((grid.rows, grid.columns), steps, grid.apart, strict=True)
    )
    large = indices.repeat(grid.fine[0], axis=1).repeat(grid.fine[1], axis=2)
    tiles = np.full((grid.rows * grid.columns, *steps), maps.scale.zero, np.uint8)
    tiles[: len(large), : large.shape[1], : large.shape[2]] = large
    tiles = tiles.reshape(grid.rows, grid.columns, *steps).swapaxes(1, 2)
    dots = tiles.reshape(grid.rows * steps[0], grid.columns * steps[1])[:rows, :columns]
    wide = columns * grid.unit[1] / grid.fine[1]
    high = rows * grid.unit[0] / grid.fine[0]
    source = data_uri(palette_png(dots, maps.scale.palette))
    return image("map", source, grid.origin[1], grid.origin[0], wide, high)


def _pictures(maps: Maps) -> list[dict[str, Any]]:
    high, wide = maps.grid.size
    drawn = []
    for row, pixels in enumerate(maps.pictures):
        top, left = maps.grid.corner(row * maps.grid.columns)
        source = data_uri(colour_png(pixels))
        drawn.append(image("picture", source, left - wide - PICTURE_GAP, top, wide, high))
    return drawn


def _frame(top: float, left: float, size: tuple[float, float]) -> str:
    return rectangle(top, top + size[0], left, left + size[1])


def _crosses(grid: Grid, pixels: NDArray[np.floating[Any]]) -> str:
    """A cross over every pixel that has no number, while there are few of them."""
    places = np.argwhere(~np.isfinite(pixels))[:MOST_CROSSES]
    high, wide = grid.unit
    path = []
    for number, row, column in places.tolist():
        top, left = grid.corner(number)
        y, x = top + row * high, left + column * wide
        path.append(f"M{x:.1f},{y:.1f}L{x + wide:.1f},{y + high:.1f}M{x + wide:.1f},{y:.1f}L{x:.1f},{y + high:.1f}")
    return "".join(path) or NOTHING


def _labels(maps: Maps) -> list[dict[str, Any]]:
    """The axes' letters and numbers, above and to the left."""
    grid, letters = maps.grid, maps.layout.letters
    high, wide = grid.size
    written = []
    if len(grid.outer) == 1:
        first = grid.window[grid.outer[0]][0]
        for number in range(grid.maps):
            top, left = grid.corner(number)
            words = f"<b><i>{letters[grid.outer[0]]}</i></b> {first + number}"
            written.append(text("label-note", words, left, top - 0.75 * SIZE, SIZE, SANS, "left"))
        return written
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
        edge = grid.origin[1] if not maps.pictures else grid.origin[1] - wide - PICTURE_GAP
        written.append(text("label-note", words, edge - 5, middle, SIZE, SANS, "right"))
    for middle, place in _apart(columns, LEAST[1]):
        words = f"<b><i>{letters[across]}</i></b> {grid.window[across][0] + place}"
        written.append(text("label-note", words, middle, grid.origin[0] - 0.75 * SIZE, SIZE, SANS))
    if maps.pictures:
        middle = grid.origin[1] - wide / 2 - PICTURE_GAP
        written.append(text("label-note", "RGB", middle, grid.origin[0] - 0.75 * SIZE, SIZE, SANS))
    return written


def _apart(places: list[tuple[float, int]], least: float) -> list[tuple[float, int]]:
    """Every place, or every second, third, … so that what is written there does not touch."""
    if len(places) < 2:
        return places
    every = max(1, ceil(least / (places[1][0] - places[0][0])))
    return places[::every]
