"""How high the frame of a figure is to be where nobody measures it: what each needs as it opens, by measuring."""

from collections.abc import Sequence
from math import ceil

from app.figures.panel import Panel

WIDTHS = (390, 480, 600, 720, 760, 1000, 1280)
"""The widths of frames, in CSS pixels, at which the figures were measured: phones, columns of text, pages, slides."""
WIDTH = 760
"""Of a frame in the column of a page, where nobody says a width."""
HEIGHTS = {
    "compare": (839, 839, 652, 637, 649, 655, 714),
    "maps": (1155, 1157, 742, 697, 617, 653, 705),
    "matrix": (1889, 1890, 1151, 1066, 1017, 985, 1086),
    "distribution": (929, 819, 796, 766, 644, 705, 760),
    "training": (1472, 1428, 1276, 1226, 1216, 1171, 1179),
    "layernorms": (3119, 2498, 2339, 1627, 1558, 1227, 1170),
    "code": (1721, 1701, 1666, 1614, 1614, 1229, 1237),
    "axes": (1725, 1927, 1068, 1104, 1117, 1246, 1408),
    "step-by-step": (2175, 2092, 2187, 1412, 1438, 1420, 979),
    "counting-parameters": (2448, 2442, 2547, 1379, 1359, 1389, 1284),
    "training-and-test": (2671, 2646, 2719, 2001, 2040, 2005, 1564),
    "rescaling": (2966, 2811, 2841, 1648, 1629, 1675, 1587),
    "stable-propagation": (2159, 2061, 2148, 1359, 1361, 1361, 911),
    "learning-rates": (4330, 4359, 4601, 3170, 3282, 3258, 2395),
    "noise": (1471, 1439, 1463, 844, 855, 816, 846),
    "small-batches": (3150, 3167, 3247, 1941, 1933, 1951, 1569),
    "sequences": (2009, 1968, 2009, 1306, 1309, 1308, 857),
    "contrast-and-style": (2066, 1958, 1997, 1294, 1262, 1303, 897),
    "sixteen-choices": (2679, 2582, 2571, 1670, 1680, 1758, 1826),
    "three-layer-norms": (3023, 3152, 3444, 1820, 1844, 2036, 1454),
    "which-one-when": (1937, 1887, 1843, 1256, 1181, 1168, 1231),
    "not-interchangeable": (2411, 2436, 2404, 1589, 1635, 1718, 1218),
}
"""Of each exhibit in its default state, in a frame of each width; `python -m tests.browser.heights` measures them."""
ROOM = 1.03
"""Fonts differ from machine to machine."""


def height_of(key: str, width: int) -> int:
    """A height in CSS pixels that does for a width: the larger one of the two widths beside it that were measured.

    Between two of them columns may fall below each other, so nothing in between is known. In a state that has more to
    show than the default the frame scrolls.
    """
    above = next((k for k, each in enumerate(WIDTHS) if each >= width), len(WIDTHS) - 1)
    below = above if WIDTHS[above] <= width else max(above - 1, 0)
    return 10 * ceil(ROOM * max(HEIGHTS[key][below], HEIGHTS[key][above]) / 10)


NARROWEST, WIDEST_PICTURE, BESIDE = 320, 720, 24
"""Of chosen pictures, in CSS pixels: the least width of a column, the most of a picture, the gap between columns."""
NARROW, AROUND, AROUND_NARROW, BELOW = 600, 170, 300, 170
"""What stands around all of them (title, settings, the way out), more of it below a width of NARROW, where sentences
break; and above and below each (its name, its caption)."""


def height_of_pictures(panels: Sequence[Panel], width: int) -> int:
    """A height in CSS pixels that does for chosen pictures of a lesson, beside each other where they can be."""
    columns = min(len(panels), max(1, width // (NARROWEST + BESIDE)))
    each = min((width - BESIDE * columns) / columns, WIDEST_PICTURE)
    high = [each * _proportion(panel) + BELOW for panel in panels]
    around = AROUND if width >= NARROW else AROUND_NARROW
    rows = [max(high[k : k + columns]) for k in range(0, len(high), columns)]
    return 10 * ceil((around + sum(rows)) / 10)


def _proportion(panel: Panel) -> float:
    """The height of a picture in widths."""
    layout = panel.figure["layout"]
    return float(layout["height"]) / float(layout["width"])
