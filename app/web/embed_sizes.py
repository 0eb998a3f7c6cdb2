"""How high the frame of a figure is to be where nobody measures it: what each needs as it opens, by measuring."""

from math import ceil

WIDTHS = (390, 480, 600, 720, 760, 1000, 1280)
"""The widths of frames, in CSS pixels, at which the figures were measured: phones, columns of text, pages, slides."""
WIDTH = 760
"""Of a frame in the column of a page, where nobody says a width."""
HEIGHTS = {
    "compare": (839, 839, 652, 637, 649, 655, 714),
    "maps": (1158, 1160, 744, 699, 619, 655, 708),
    "matrix": (1894, 1894, 1154, 1069, 1020, 988, 1088),
    "distribution": (931, 822, 799, 768, 647, 707, 762),
    "training": (1477, 1432, 1279, 1228, 1218, 1174, 1181),
    "layernorms": (3121, 2501, 2341, 1629, 1560, 1230, 1172),
    "code": (1724, 1703, 1669, 1617, 1617, 1231, 1239),
    "axes": (1725, 1927, 1068, 1104, 1117, 1246, 1408),
    "step-by-step": (2105, 2045, 2139, 1365, 1391, 1394, 953),
    "counting-parameters": (2428, 2422, 2528, 1359, 1340, 1389, 1264),
    "training-and-test": (1994, 2003, 2008, 1267, 1291, 1297, 856),
    "rescaling": (2888, 2733, 2782, 1590, 1590, 1636, 1528),
    "stable-propagation": (2100, 2022, 2090, 1320, 1322, 1322, 892),
    "learning-rates": (3309, 3414, 3677, 2208, 2215, 2426, 1591),
    "noise": (1385, 1391, 1416, 805, 816, 797, 846),
    "small-batches": (3091, 3108, 3247, 1922, 1914, 1951, 1569),
    "sequences": (1911, 1909, 1989, 1247, 1255, 1268, 818),
    "contrast-and-style": (2027, 1919, 1978, 1275, 1242, 1284, 878),
    "which-one-when": (1817, 1801, 1770, 1202, 1142, 1107, 1189),
    "not-interchangeable": (2352, 2377, 2365, 1531, 1576, 1698, 1198),
}
"""Of each exhibit in its default state, in a frame of each width."""
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
