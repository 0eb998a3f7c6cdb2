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
    "step-by-step": (2390, 2269, 2314, 1588, 1595, 1537, 1038),
    "counting-parameters": (2605, 2598, 2646, 1477, 1438, 1448, 1362),
    "training-and-test": (2906, 2842, 2837, 2099, 2124, 2071, 1591),
    "rescaling": (3145, 2929, 2924, 1707, 1708, 1734, 1626),
    "stable-propagation": (2261, 2161, 2162, 1440, 1463, 1401, 931),
    "learning-rates": (4604, 4594, 4713, 3268, 3366, 3322, 2401),
    "depth": (3095, 2956, 2948, 1750, 1678, 1689, 1725),
    "noise": (1550, 1497, 1503, 905, 894, 836, 853),
    "small-batches": (5106, 4893, 4896, 3023, 2985, 2948, 2523),
    "sequences": (2127, 2066, 2040, 1369, 1392, 1347, 879),
    "contrast-and-style": (2223, 2115, 2128, 1471, 1379, 1421, 976),
    "sixteen-choices": (2777, 2680, 2639, 1709, 1739, 1778, 1808),
    "three-layer-norms": (3199, 3329, 3541, 1976, 1981, 2134, 1505),
    "which-one-when": (2037, 1965, 1902, 1295, 1240, 1188, 1237),
    "not-interchangeable": (3092, 3091, 3131, 1782, 1812, 1902, 1792),
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
