"""The window: the part of a tensor that is drawn value by value. Statistics never depend on it."""

from app.core.axes import Layout, Role
from app.core.pools import Box, Index

MOST_ALONG_AXIS = 12
"""Places drawn along the batch and the channel axis: more than about a dozen cells in a cube cannot be told apart."""
MOST_STACKED = 16
"""Places drawn over all other axes together: they are stacked along the one upright axis of the cube."""


def window_around(layout: Layout, shape: Index, cell: Index) -> Box:
    """The box that is drawn so that `cell` is in it. It moves by whole pages, so that walking does not shift it."""
    lengths = _drawn_lengths(layout, shape)
    box = []
    for place, length, drawn in zip(cell, shape, lengths, strict=True):
        start = min(place // drawn * drawn, length - drawn)
        box.append((start, start + drawn))
    return tuple(box)


def _drawn_lengths(layout: Layout, shape: Index) -> Index:
    """How many places to draw along each axis. The stacked axes share their number as evenly as they can."""
    stacked = [i for i, axis in enumerate(layout.axes) if axis.role in (Role.SPACE, Role.TOKEN)]
    lengths = [min(n, MOST_ALONG_AXIS) for n in shape]
    room = MOST_STACKED
    # Shortest first: what a short axis does not use is left to the longer ones.
    for done, i in enumerate(sorted(stacked, key=lambda i: shape[i])):
        left = len(stacked) - done
        lengths[i] = min(shape[i], int(room ** (1 / left) + 1e-9))
        room //= lengths[i]
    return tuple(lengths)
