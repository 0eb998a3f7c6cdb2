"""Paths of boxes on paper: faces, grids, contours, hidden edges. All in figure units, to 0.1 unit."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from math import hypot

from app.figures.box import Cells, Drawing
from app.figures.projection import ACROSS, DEPTH, DOWN, KEPT, View

Corner = tuple[int, int, int]
FACES = (("top", DOWN), ("front", DEPTH), ("side", ACROSS))
"""The three faces in sight, each with the axis it is across."""
NOTHING = "M0,0"
STUB = 11.0
"""Length in figure units of the dashes that say: the tensor goes on here."""


@lru_cache(maxsize=KEPT)
def body_paths(seen: View, drawn: Drawing) -> Mapping[str, str]:
    """The cube itself: three faces, their grid, the outline, and dashes where the window cuts an axis."""
    whole = whole_box(seen)
    paths = {f"face-{name}": polygon(face_points(seen, axis, whole)) for name, axis in FACES}
    paths["grid"] = joined(line for _, axis in FACES for line in grid_lines(seen, axis, whole))
    paths["outline"] = joined([polygon(silhouette(seen, whole)), *inner_edges(seen, whole)])
    paths["outline-cut"] = joined(cut_stubs(seen, drawn))
    return paths


def pool_paths(seen: View, boxes: list[Cells]) -> dict[str, str]:
    """A pool: solid patches on the faces in sight, and the rest seen through the cube."""
    paths = {}
    grid: list[str] = []
    for name, axis in FACES:
        patches = [box for box in boxes if in_sight(seen, axis, box)]
        paths[f"pool-{name}"] = joined(polygon(face_points(seen, axis, box)) for box in patches)
        grid += [line for box in patches for line in grid_lines(seen, axis, box)]
    paths["pool-grid"] = joined(grid)
    paths["pool-inside"] = joined(polygon(silhouette(seen, box)) for box in boxes)
    paths["pool-edge"] = joined(line for box in boxes for line in hidden_edges(seen, box))
    return paths


def selection_paths(seen: View, boxes: list[Cells]) -> dict[str, str]:
    """The selected cell: outlined on the faces it lies on, or its little box where it lies inside the cube."""
    outline = [polygon(face_points(seen, axis, box)) for box in boxes for _, axis in FACES if in_sight(seen, axis, box)]
    if outline:
        path = joined(outline)
        return {"selection-inside": NOTHING, "selection-outer": path, "selection-inner": path}
    inside = joined(polygon(silhouette(seen, box)) for box in boxes)
    edges = joined(edge for box in boxes for edge in (polygon(silhouette(seen, box)), *inner_edges(seen, box)))
    return {"selection-inside": inside, "selection-outer": inside, "selection-inner": edges}


def whole_box(seen: View) -> Cells:
    """All drawn cells."""
    depth, across, down = seen.counts
    return (0, depth), (0, across), (0, down)


def near_places(seen: View, box: Cells) -> Corner:
    """The corner of a box that is nearest to the reader."""
    depth, across, down = (spread[0] if near == 0 else spread[1] for spread, near in zip(box, seen.near, strict=True))
    return depth, across, down


def far_places(seen: View, box: Cells) -> Corner:
    """The corner of a box that is farthest from the reader."""
    depth, across, down = (spread[1] if near == 0 else spread[0] for spread, near in zip(box, seen.near, strict=True))
    return depth, across, down


def in_sight(seen: View, axis: int, box: Cells) -> bool:
    """Whether a box reaches the cube's face across this axis."""
    return near_places(seen, box)[axis] == seen.near[axis]


def face_points(seen: View, axis: int, box: Cells) -> list[tuple[float, float]]:
    """The four corners of a box's face towards the reader, across this axis."""
    first, second = (other for other in (DEPTH, ACROSS, DOWN) if other != axis)
    near = near_places(seen, box)
    points = []
    for i, j in ((0, 0), (1, 0), (1, 1), (0, 1)):
        corner = list(near)
        corner[first], corner[second] = box[first][i], box[second][j]
        points.append(seen.point(*corner))
    return points


def grid_lines(seen: View, axis: int, box: Cells) -> Iterator[str]:
    """The lines between the cells on a box's face across this axis."""
    first, second = (other for other in (DEPTH, ACROSS, DOWN) if other != axis)
    near = near_places(seen, box)
    for along, fixed in ((first, second), (second, first)):
        start, end = list(near), list(near)
        start[along], end[along] = box[along]
        for place in range(box[fixed][0] + 1, box[fixed][1]):
            start[fixed] = end[fixed] = place
            yield segment(seen.point(*start), seen.point(*end))


def silhouette(seen: View, box: Cells) -> list[tuple[float, float]]:
    """The six corners on a box's outer contour: all but the nearest and the farthest."""
    ends = (near_places(seen, box), far_places(seen, box))
    around = ((0, 0, 1), (0, 1, 1), (0, 1, 0), (1, 1, 0), (1, 0, 0), (1, 0, 1))
    return [seen.point(ends[i][DEPTH], ends[j][ACROSS], ends[k][DOWN]) for i, j, k in around]


def inner_edges(seen: View, box: Cells) -> Iterator[str]:
    """The three edges that meet in a box's nearest corner."""
    near, far = near_places(seen, box), far_places(seen, box)
    for axis in (DEPTH, ACROSS, DOWN):
        end = list(near)
        end[axis] = far[axis]
        yield segment(seen.point(*near), seen.point(*end))


def hidden_edges(seen: View, box: Cells) -> Iterator[str]:
    """The edges of a box that lie inside the cube or on its far faces."""
    for axis in (DEPTH, ACROSS, DOWN):
        first, second = (other for other in (DEPTH, ACROSS, DOWN) if other != axis)
        for i, j in product((0, 1), repeat=2):
            start = [0, 0, 0]
            start[first], start[second] = box[first][i], box[second][j]
            if start[first] == seen.near[first] or start[second] == seen.near[second]:
                continue
            end = list(start)
            start[axis], end[axis] = box[axis]
            yield segment(seen.point(*start), seen.point(*end))


def cut_stubs(seen: View, drawn: Drawing) -> Iterator[str]:
    """Short lines that carry the cube's edges on where the tensor goes on beyond the window."""
    whole = whole_box(seen)
    far = far_places(seen, whole)
    for axis, places in ((DEPTH, drawn.depth), (ACROSS, drawn.width), (DOWN, drawn.height)):
        step = seen.steps[axis]
        size = hypot(*step)
        for end, sign in ((0, -1), (1, 1)):
            if not drawn.goes_on(places, end):
                continue
            for corner in _end_corners(whole, axis, end):
                if corner != far:
                    x, y = seen.point(*corner)
                    yield segment((x, y), (x + sign * step[0] / size * STUB, y + sign * step[1] / size * STUB))


def _end_corners(box: Cells, axis: int, end: int) -> Iterator[Corner]:
    """The four corners of a box at one end of an axis."""
    first, second = (other for other in (DEPTH, ACROSS, DOWN) if other != axis)
    for i, j in product((0, 1), repeat=2):
        corner = [0, 0, 0]
        corner[axis], corner[first], corner[second] = box[axis][end], box[first][i], box[second][j]
        yield corner[0], corner[1], corner[2]


def polygon(points: Iterable[tuple[float, float]]) -> str:
    """A closed path."""
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z"


def segment(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A path of one straight line."""
    return f"M{start[0]:.1f},{start[1]:.1f}L{end[0]:.1f},{end[1]:.1f}"


def joined(paths: Iterable[str]) -> str:
    """One compound path; a path that draws nothing where there is none, so that every role keeps its place."""
    return "".join(paths) or NOTHING
