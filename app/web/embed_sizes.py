"""How high the frame of a figure is to be where nobody measures it: what each needs as it opens, by measuring."""

WIDTH, NARROW = 760, 390
"""Of a frame in the column of a page, and of one on a phone, in CSS pixels."""
HEIGHTS: dict[str, tuple[int, int]] = {
    "compare": (649, 839),
    "maps": (619, 1158),
    "matrix": (1020, 1894),
    "distribution": (647, 931),
    "training": (1218, 1477),
    "layernorms": (1560, 3121),
    "code": (1617, 1724),
    "axes": (1117, 1725),
    "step-by-step": (1385, 2105),
    "counting-parameters": (1335, 2428),
    "training-and-test": (1286, 1994),
    "rescaling": (1585, 2888),
    "stable-propagation": (1317, 2100),
    "learning-rates": (2206, 3309),
    "noise": (814, 1385),
    "small-batches": (1907, 3091),
    "sequences": (1250, 1911),
    "contrast-and-style": (1238, 2027),
    "which-one-when": (1143, 1817),
    "not-interchangeable": (1571, 2352),
}
"""Of each exhibit in its default state, in a frame of either width."""


def height_of(key: str, width: int) -> int:
    """The height in CSS pixels for a width: between the two that were measured, as the width lies between theirs."""
    wide, narrow = HEIGHTS[key]
    part = min(max((width - NARROW) / (WIDTH - NARROW), 0), 1)
    return round(narrow + part * (wide - narrow))
