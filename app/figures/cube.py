"""One tensor as a cube, one pool lit up in it: a Plotly figure of a dozen compound paths, whatever the tensor's size.

A pool is a box, so its visible part is at most one patch per face and run of rows. The part inside the cube is seen
through it: translucent, with dashed edges. static/js/cube.js draws the same paths while one points and turns.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from app.core.axes import Layout
from app.core.pools import Box, Index, Pools
from app.figures.box import drawing
from app.figures.labels import LETTER_SIZE, NO_LABEL, NOTE_LINE, NOTE_SIZE, Label, labels
from app.figures.palette import ROLES
from app.figures.paths import body_paths, pool_paths, selection_paths
from app.figures.projection import DEFAULT_TURN, HEIGHT, KEPT, WIDTH, Point, Turn, label_places, view

__all__ = ["DEFAULT_TURN", "cube_figure"]

SERIF = "'STIX Two Text', Cambria, 'Times New Roman', 'Liberation Serif', serif"
SANS = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif"
STROKES: dict[str, dict[str, Any]] = {
    "grid": {"width": 0.8, "opacity": 0.55},
    "outline": {"width": 1.8},
    "outline-cut": {"width": 1.6, "dash": "2.5px,2.5px"},
    "pool-edge": {"width": 1.4, "dash": "4px,3px"},
    "pool-grid": {"width": 0.8, "opacity": 0.5},
    "selection-outer": {"width": 5.4},
    "selection-inner": {"width": 2.4},
}
FILL_OPACITY = {"pool-inside": 0.2}
POOL_OUTLINE = 1.2
OUTLINED = ("pool-top", "pool-front", "pool-side")

DRAWN = (
    "outline-cut",
    "face-top",
    "face-front",
    "face-side",
    "grid",
    "pool-inside",
    "pool-edge",
    "pool-top",
    "pool-front",
    "pool-side",
    "pool-grid",
    "outline",
    "selection-inside",
    "selection-outer",
    "selection-inner",
)
"""The roles of the shapes from the lowest to the topmost. All are always there: a highlight only changes paths."""

Labels = tuple[Label, Label, Label]


def cube_figure(
    layout: Layout,
    shape: Index,
    pools: Pools,
    window: Box,
    cell: Index,
    turn: Turn = DEFAULT_TURN,
    *,
    labelled: bool = True,
) -> dict[str, Any]:
    """The cube of a tensor of this shape: the window's cells, the pool of the selected cell, and the cell itself.

    Args:
        layout: which axes the tensor has.
        shape: the tensor's lengths.
        pools: how the method tiles the tensor.
        window: the half-open ranges of the values that are drawn, one for each axis; holds the cell.
        cell: the index of the selected value.
        turn: azimuth and elevation in degrees.
        labelled: whether the axes' names are written; without them the cube fills the paper.

    Returns:
        {"data": [], "layout": {...}}, valid for plotly.graph_objects.Figure; every shape's `name` is its role.
    """
    paths, written, places = _drawn(layout, shape, pools, window, cell, turn, labelled)
    return {
        "data": [],
        "layout": {
            "width": WIDTH,
            "height": HEIGHT,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "hovermode": False,
            "dragmode": False,
            "xaxis": {"range": [0, WIDTH], "visible": False, "fixedrange": True},
            "yaxis": {"range": [HEIGHT, 0], "visible": False, "fixedrange": True},
            "shapes": [_shape(role, paths[role]) for role in DRAWN],
            "annotations": list(_annotations(written, places)),
        },
    }


@lru_cache(maxsize=KEPT)
def _drawn(
    layout: Layout, shape: Index, pools: Pools, window: Box, cell: Index, turn: Turn, labelled: bool
) -> tuple[Mapping[str, str], Labels, list[Point]]:
    """The path of every role, the axes' names and where they stand. They depend on no value, so they are kept."""
    drawn = drawing(layout, shape, window)
    written = labels(drawn) if labelled else (NO_LABEL, NO_LABEL, NO_LABEL)
    halves = (written[0].half, written[1].half, written[2].half)
    seen = view(drawn.counts, turn, halves)
    paths = {**body_paths(seen, drawn), **pool_paths(seen, drawn.boxes(pools.box(pools.pool_of(cell))))}
    paths |= selection_paths(seen, drawn.boxes(tuple((place, place + 1) for place in cell)))
    return paths, written, label_places(seen, turn, halves)


def _shape(role: str, path: str) -> dict[str, Any]:
    """One compound path as a Plotly shape, in the colours of its role."""
    stroke = STROKES.get(role)
    shape: dict[str, Any] = {"type": "path", "name": role, "path": path, "layer": "above"}
    if stroke is None:
        outlined = role in OUTLINED
        shape |= {"fillcolor": ROLES[role], "fillrule": "nonzero"}
        shape["line"] = {"width": POOL_OUTLINE if outlined else 0, "color": ROLES["pool-edge"]}
        if role in FILL_OPACITY:
            shape["opacity"] = FILL_OPACITY[role]
        return shape
    shape["line"] = {"color": ROLES[role], "width": stroke["width"]}
    if "dash" in stroke:
        shape["line"]["dash"] = stroke["dash"]
    if "opacity" in stroke:
        shape["opacity"] = stroke["opacity"]
    return shape


def _annotations(written: Labels, places: list[Point]) -> Iterator[dict[str, Any]]:
    """The axes' names, and below them what the window shows."""
    for label, (x, y) in zip(written, places, strict=True):
        if not label.letters:
            continue
        top = y - label.half[1]
        yield _text(
            "label", f"<b><i>{label.letters}</i></b>{label.equals}", x, top + LETTER_SIZE / 2, LETTER_SIZE, SERIF
        )
        for line, note in enumerate(label.notes):
            middle = top + LETTER_SIZE + (line + 0.5) * NOTE_LINE
            yield _text("label-note", note, x, middle, NOTE_SIZE, SANS)


def _text(role: str, text: str, x: float, y: float, size: float, family: str) -> dict[str, Any]:
    """One line of text, centred on a point."""
    return {
        "name": role,
        "text": text,
        "x": round(x, 1),
        "y": round(y, 1),
        "xref": "x",
        "yref": "y",
        "xanchor": "center",
        "yanchor": "middle",
        "showarrow": False,
        "borderpad": 0,
        "font": {"family": family, "size": size, "color": ROLES[role]},
    }
