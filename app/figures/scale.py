"""The legend of a scale of colours, with its numbers."""

from functools import lru_cache
from typing import Any

import numpy as np

from app.figures.colours import LAST, Scale
from app.figures.numbers import number
from app.figures.png import colour_png, data_uri, palette_png
from app.figures.sheet import SANS, blank, image, text

WIDTH, HEIGHT = 220.0, 36.0
BAR = 14.0
SIDE, TOP = 1.0, 3.0
SIZE = 14.0


def scale_figure(scale: Scale) -> dict[str, Any]:
    """A scale with the numbers at its ends and in its middle."""
    low = -scale.limit if scale.zero else 0.0
    return _bar("map-scale", _ramp(scale.palette.tobytes()), (low, (low + scale.limit) / 2, scale.limit))


def grey_figure(black: float, white: float) -> dict[str, Any]:
    """The scale of pictures: what black is, and what white is."""
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    return _bar("picture", data_uri(colour_png(ramp)), (black, (black + white) / 2, white))


@lru_cache(maxsize=4)
def _ramp(palette: bytes) -> str:
    """A picture of all entries of a palette that stand for numbers, in order."""
    colours = np.frombuffer(palette, np.uint8).reshape(-1, 4)
    return data_uri(palette_png(np.arange(LAST + 1, dtype=np.uint8)[None], colours))


def _bar(role: str, source: str, marks: tuple[float, float, float]) -> dict[str, Any]:
    figure = blank(WIDTH, HEIGHT)
    layout = figure["layout"]
    layout["images"] = [image(role, source, SIDE, TOP, WIDTH - 2 * SIDE, BAR)]
    layout["shapes"] = []
    places = (SIDE, WIDTH / 2, WIDTH - SIDE)
    anchors = ("left", "center", "right")
    layout["annotations"] = [
        text("label-note", number(mark), x, TOP + BAR + 0.75 * SIZE, SIZE, SANS, anchor)
        for mark, x, anchor in zip(marks, places, anchors, strict=True)
    ]
    return figure
