"""Orthographic projection of the drawn box onto the paper: any azimuth, elevations from 10 to 80 degrees.

Paper coordinates are figure units, x to the right and y down. A turned box is the same three faces seen from elsewhere:
its top, one face across the batch ("front") and one across the channels ("side").
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from math import cos, hypot, radians, sin

Point = tuple[float, float]
Triple = tuple[int, int, int]
Halves = tuple[Point, Point, Point]
"""Half the width and half the height of the labels of depth, width and height; zeros where there is none."""
Turn = tuple[int, int]
"""Azimuth and elevation in whole degrees."""

WIDTH, HEIGHT = 360, 330
MARGIN = 6.0
LABEL_GAP = 9.0
DEFAULT_TURN: Turn = (45, 35)
ELEVATIONS = (10, 80)
TALLEST = 1.3
"""Height of the box over its longer horizontal side, at most."""
SLIMMEST = 3.0
"""Longest side over any other side, at most."""

DEPTH, ACROSS, DOWN = 0, 1, 2
KEPT = 64
"""Boxes of which the drawing is kept: all cubes of a page are of one, and so is the page after the next click."""


@dataclass(frozen=True)
class View:
    """The box on paper: where its first corner is, one step along each of its axes, and which sides face the reader."""

    counts: Triple
    scale: float
    """Figure units per unit of length."""
    centre: Point
    origin: Point
    steps: tuple[Point, Point, Point]
    near: Triple
    """The coordinate, in cells, of the face towards the reader, for depth, width and height."""

    def point(self, depth: float, across: float, down: float) -> Point:
        """A place in the box, in cells, on paper."""
        a, b, c = self.steps
        return (
            self.origin[0] + depth * a[0] + across * b[0] + down * c[0],
            self.origin[1] + depth * a[1] + across * b[1] + down * c[1],
        )


@dataclass(frozen=True)
class Anchor:
    """Where a label stands: the middle of an edge, in lengths of the box from its centre, and the way out of it."""

    middle: Point
    outwards: Point


def lengths(counts: Triple) -> tuple[float, float, float]:
    """Side lengths of the box in proportion: square roots of the counts, kept near enough to a cube to read well."""
    depth, across, down = (count**0.5 for count in counts)
    down = min(down, TALLEST * max(depth, across))
    least = max(depth, across, down) / SLIMMEST
    return max(depth, least), max(across, least), max(down, least)


def units(turn: Turn) -> tuple[Point, Point, Point]:
    """One unit of length along depth, width and height, on paper."""
    azimuth, elevation = radians(turn[0]), radians(turn[1])
    right, back, tilt = cos(azimuth), sin(azimuth), sin(elevation)
    return (back, -right * tilt), (right, back * tilt), (0.0, cos(elevation))


def faces_reader(turn: Turn) -> tuple[bool, bool]:
    """Whether the first sample's face is seen (else the last's), and the last channel's (else the first's)."""
    azimuth = radians(turn[0])
    return cos(azimuth) >= 0, sin(azimuth) >= 0


def anchors(counts: Triple, turn: Turn) -> tuple[Anchor, Anchor, Anchor]:
    """Where the names of depth, width and height stand: at the lower edges in sight, and at the leftmost upright."""
    sides, axes = lengths(counts), units(turn)
    first, last = faces_reader(turn)
    toward_front, toward_side = -1 if first else 1, 1 if last else -1
    depth = _middle(sides, axes, (0, toward_side, 1))
    across = _middle(sides, axes, (toward_front, 0, 1))
    down = _middle(sides, axes, (-1 if axes[DEPTH][0] >= 0 else 1, -1 if axes[ACROSS][0] >= 0 else 1, 0))
    return (
        Anchor(depth, _outwards(axes[DEPTH], depth)),
        Anchor(across, _outwards(axes[ACROSS], across)),
        Anchor(down, (-1.0, 0.0)),
    )


def _middle(sides: tuple[float, float, float], axes: tuple[Point, Point, Point], at: Triple) -> Point:
    """A place given by −1 (first side), 0 (middle) or 1 (last side) along each axis."""
    x, y = 0.0, 0.0
    for side, axis, place in zip(sides, axes, at, strict=True):
        x += place * side / 2 * axis[0]
        y += place * side / 2 * axis[1]
    return x, y


def _outwards(edge: Point, middle: Point) -> Point:
    """The unit normal of an edge that points away from the box's centre."""
    size = hypot(*edge)
    x, y = -edge[1] / size, edge[0] / size
    return (x, y) if x * middle[0] + y * middle[1] >= 0 else (-x, -y)


def offset(anchor: Anchor, half: Point) -> Point:
    """From an edge's middle to the centre of a label of this half width and half height that just clears the edge."""
    away = half[0] * abs(anchor.outwards[0]) + half[1] * abs(anchor.outwards[1]) + LABEL_GAP
    return anchor.outwards[0] * away, anchor.outwards[1] * away


def spread(counts: Triple, turn: Turn, halves: Halves, k: int) -> list[tuple[float, float, float]]:
    """What must fit on the paper along x (k = 0) or y (k = 1), as (place, low, high).

    `place` is counted from the box's centre in lengths of the box; `low` and `high` are what reaches beyond it, in
    figure units: nothing for the box's own ends, the text for a label.
    """
    reach = sum(side * abs(axis[k]) for side, axis in zip(lengths(counts), units(turn), strict=True)) / 2
    extents = [(-reach, 0.0, 0.0), (reach, 0.0, 0.0)]
    for anchor, half in zip(anchors(counts, turn), halves, strict=True):
        if half[0]:
            move = offset(anchor, half)[k]
            extents.append((anchor.middle[k], move - half[k], move + half[k]))
    return extents


def placed(counts: Triple, halves: Halves) -> tuple[float, Point]:
    """The scale at which box and labels, at the default turn, just fill the paper, and where the centre then is."""
    scale = min(
        (room - 2 * MARGIN - (last[2] - first[1])) / (last[0] - first[0])
        for k, room in enumerate((WIDTH, HEIGHT))
        for first, last in permutations(spread(counts, DEFAULT_TURN, halves, k), 2)
        if last[0] - first[0] > 1e-9
    )
    centre = []
    for k, room in enumerate((WIDTH, HEIGHT)):
        extents = spread(counts, DEFAULT_TURN, halves, k)
        low = min(place * scale + before for place, before, _ in extents)
        high = max(place * scale + after for place, _, after in extents)
        centre.append((room - low - high) / 2)
    return scale, (centre[0], centre[1])


@lru_cache(maxsize=KEPT)
def view(counts: Triple, turn: Turn, halves: Halves) -> View:
    """The box on paper. Its centre and its size stay when it is turned, unless it would leave the paper."""
    scale, centre = placed(counts, halves)
    for k, room in enumerate((WIDTH, HEIGHT)):
        for place, low, high in spread(counts, turn, halves, k):
            if place > 1e-9:
                scale = min(scale, (room - MARGIN - centre[k] - high) / place)
            elif place < -1e-9:
                scale = min(scale, (centre[k] - MARGIN + low) / -place)
    sides, axes = lengths(counts), units(turn)
    steps = [
        (axis[0] * side * scale / count, axis[1] * side * scale / count)
        for axis, side, count in zip(axes, sides, counts, strict=True)
    ]
    x, y = (centre[k] - sum(step[k] * count for step, count in zip(steps, counts, strict=True)) / 2 for k in (0, 1))
    first, last = faces_reader(turn)
    near = (0 if first else counts[DEPTH], counts[ACROSS] if last else 0, 0)
    return View(counts, scale, centre, (x, y), (steps[0], steps[1], steps[2]), near)


def label_places(seen: View, turn: Turn, halves: Halves) -> list[Point]:
    """The centres of the labels of depth, width and height, on paper."""
    places = []
    for anchor, half in zip(anchors(seen.counts, turn), halves, strict=True):
        move = offset(anchor, half)
        x, y = (seen.centre[k] + anchor.middle[k] * seen.scale + move[k] for k in (0, 1))
        places.append((x, y))
    return places
