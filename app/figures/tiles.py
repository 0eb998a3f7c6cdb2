"""Small pictures in rows and columns: photographs in their own colours, or values on the scale of values.

Each column has a name above it and each row a line of text. Pixels travel as PNG, one file for each tile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.figures.chart import SIZE
from app.figures.colours import Scale, greys
from app.figures.palette import ROLES
from app.figures.paths import NOTHING
from app.figures.png import colour_png, data_uri, palette_png
from app.figures.sheet import SANS, blank, image, text

WHITE, SHADE = 255, 4
WIDE, GAP = 520, 10
NAMES, WORDS, APART = 26, 26, 10
"""Heights, in figure units: of the columns' names, of a row's line of text, and between rows."""


@dataclass(frozen=True)
class Tile:
    """A picture: the address that holds it, height over width, and its role (`map` where colours are values)."""

    source: str
    ratio: float
    role: str = "picture"


@dataclass(frozen=True)
class Row:
    """Pictures beside each other, None where there is none, with a line of text above them."""

    words: str
    tiles: tuple[Tile | None, ...]


def photograph(values: NDArray[np.floating[Any]], black: float, white: float) -> Tile:
    """(3, H, W) as red, green and blue from black to white, cut off at both ends.

    In 64 shades of each colour, at most 0.8 % off, which is a third less bytes: such a picture is looked at, not read.
    """
    shades = greys(values, black, white).transpose(1, 2, 0).astype(np.int16)
    nearest = np.clip((shades + SHADE // 2) // SHADE * SHADE, 0, WHITE)
    pixels = np.where(shades > WHITE - SHADE // 2, WHITE, nearest).astype(np.uint8)
    return Tile(data_uri(colour_png(np.ascontiguousarray(pixels))), pixels.shape[0] / pixels.shape[1])


def value_map(values: NDArray[np.floating[Any]], scale: Scale) -> Tile:
    """(rows, columns) in the colours of a scale; what is not a number is grey."""
    indices = scale.indices(values)
    return Tile(data_uri(palette_png(indices, scale.palette)), indices.shape[0] / indices.shape[1], "map")


def tiles_figure(names: Sequence[str], rows: Sequence[Row]) -> dict[str, Any]:
    """The sheet. All tiles are equally wide; those of a row are as high as its highest, if they differ."""
    columns = len(names)
    wide = (WIDE - GAP * (columns - 1)) / columns
    tops, y = [], float(NAMES)
    for row in rows:
        y += WORDS if row.words else 0
        tops.append(y)
        y += wide * max(tile.ratio for tile in row.tiles if tile) + APART
    figure = blank(WIDE, round(y, 1))
    layout = figure["layout"]
    placed = [
        (tile, column * (wide + GAP), top)
        for row, top in zip(rows, tops, strict=True)
        for column, tile in enumerate(row.tiles)
        if tile
    ]
    layout["images"] = [image(tile.role, tile.source, x, top, wide, wide * tile.ratio) for tile, x, top in placed]
    frames = "".join(f"M{x:.1f},{top:.1f}h{wide:.1f}v{wide * tile.ratio:.1f}h-{wide:.1f}Z" for tile, x, top in placed)
    layout["shapes"] = [
        {
            "type": "path",
            "name": "map-frame",
            "path": frames or NOTHING,
            "layer": "above",
            "line": {"color": ROLES["map-frame"], "width": 1.0},
        }
    ]
    layout["annotations"] = [
        *(
            text("label", name, column * (wide + GAP), NAMES / 2, SIZE, SANS, "left")
            for column, name in enumerate(names)
            if name
        ),
        *(
            text("label-note", row.words, 0, top - WORDS / 2, SIZE, SANS, "left")
            for row, top in zip(rows, tops, strict=True)
            if row.words
        ),
    ]
    return figure
