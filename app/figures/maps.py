"""A tensor, or a matrix made of it, as maps of coloured pixels: one small PNG for all, outlines drawn over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.axes import Layout
from app.core.pools import Box, Index
from app.figures.colours import Scale
from app.figures.grid import KEPT, NOTHING, PICTURE_GAP, Grid, rectangle
from app.figures.map_labels import map_labels
from app.figures.palette import ROLES
from app.figures.png import Bytes, colour_png, data_uri, palette_png
from app.figures.sheet import blank, image
from app.figures.unfold import WIDTH

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
        "map-frame": _frames(grid),
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
    layout["annotations"] = list(map_labels(grid, maps.layout, bool(maps.pictures)))
    return figure


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


@lru_cache(maxsize=KEPT)
def _frames(grid: Grid) -> str:
    """An outline around every map."""
    high, wide = grid.size
    corners = (grid.corner(number) for number in range(grid.maps))
    return "".join(rectangle(top, top + high, left, left + wide) for top, left in corners)


def _crosses(grid: Grid, pixels: NDArray[np.floating[Any]]) -> str:
    """A cross over every pixel that has no number, while there are few of them."""
    finite = np.isfinite(pixels)
    if finite.all():
        return NOTHING
    places = np.argwhere(~finite)[:MOST_CROSSES]
    high, wide = grid.unit
    path = []
    for number, row, column in places.tolist():
        top, left = grid.corner(number)
        y, x = top + row * high, left + column * wide
        path.append(f"M{x:.1f},{y:.1f}L{x + wide:.1f},{y + high:.1f}M{x + wide:.1f},{y:.1f}L{x:.1f},{y + high:.1f}")
    return "".join(path)
