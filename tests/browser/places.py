"""Where things are drawn: the place on the page of a value's face, and the paths that light up its pool."""

from dataclasses import dataclass

from app.core.axes import layout_by_key
from app.core.pools import Pools
from app.figures.box import drawing
from app.figures.cube import cube_figure
from app.figures.labels import labels
from app.figures.projection import DEFAULT_TURN, HEIGHT, WIDTH, view
from tests.browser.reckoning import parts


@dataclass(frozen=True)
class Scene:
    """A tensor that is small enough to be drawn whole, seen from some side."""

    shape: tuple[int, ...] = (4, 3, 4, 4)
    turn: tuple[int, int] = DEFAULT_TURN
    key: str = "image"
    groups: int | None = None

    @property
    def layout(self):
        return layout_by_key(self.key)

    @property
    def window(self):
        return tuple((0, length) for length in self.shape)

    def face(self, cell):
        """The middle of the face that this value turns to the reader, in figure units."""
        drawn = drawing(self.layout, self.shape, self.window)
        written = labels(drawn)
        seen = view(drawn.counts, self.turn, tuple(label.half for label in written))
        place = []
        for axes in (drawn.depth, drawn.width, drawn.height):
            at = 0
            for axis in axes:
                at = at * self.shape[axis] + cell[axis]
            place.append(at)
        for axis in (2, 0, 1):
            if place[axis] == (seen.counts[axis] - 1 if seen.near[axis] else 0):
                centre = [at + 0.5 for at in place]
                centre[axis] = seen.near[axis]
                return seen.point(*centre)
        raise ValueError(f"{cell} has no face towards the reader")

    def paths(self, method, cell):
        """What is drawn for every role while this value is shown, in figure units."""
        pools = Pools(self.shape, parts(method, self.shape, self.key, self.groups))
        figure = cube_figure(self.layout, self.shape, pools, self.window, cell, self.turn)
        return {shape["name"]: shape["path"] for shape in figure["layout"]["shapes"]}


def on_page(box, place):
    """A place in figure units on the page, where `box` is the cube's bounding box."""
    scale = min(box["width"] / WIDTH, box["height"] / HEIGHT)
    left = box["x"] + (box["width"] - WIDTH * scale) / 2
    top = box["y"] + (box["height"] - HEIGHT * scale) / 2
    return left + place[0] * scale, top + place[1] * scale
