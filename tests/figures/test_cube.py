import re
import warnings

import plotly.graph_objects as go
import pytest

from app.core.axes import LAYOUTS, Layout, layout_by_key
from app.core.methods import METHODS, method_by_key
from app.figures.cube import DEFAULT_TURN, DRAWN, cube_figure
from app.figures.palette import ROLES
from app.figures.projection import HEIGHT, WIDTH

SHAPES = {
    "image": [(4, 3, 4, 4), (8, 6, 2, 3), (1, 1, 1, 1), (12, 12, 4, 4), (1, 12, 1, 1), (12, 1, 1, 16)],
    "sequence": [(4, 8, 6), (1, 1, 1), (12, 16, 12)],
    "features": [(8, 6), (1, 12), (12, 1)],
}
TURNS = [DEFAULT_TURN, (0, 10), (90, 35), (135, 80), (180, 35), (200, 45), (270, 20), (300, 15), (359, 79)]


def whole(shape):
    return tuple((0, n) for n in shape)


def figure_of(layout: Layout, shape, key="batch", cell=None, turn=DEFAULT_TURN, window=None, groups=None):
    method = method_by_key(key, layout)
    cell = cell or tuple(n // 2 for n in shape)
    return cube_figure(layout, shape, method.pools(layout, shape, groups), window or whole(shape), cell, turn)


def path(figure, role):
    [shape] = [shape for shape in figure["layout"]["shapes"] if shape["name"] == role]
    return shape["path"]


def points(text):
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[0-9.]+),(-?[0-9.]+)", text)]


def polygons(text):
    return [] if text == "M0,0" else [points(part + "Z") for part in text.split("Z") if part]


def area(corners):
    pairs = zip(corners, corners[1:] + corners[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
@pytest.mark.parametrize("turn", TURNS)
def test_every_figure_is_valid_for_plotly_and_stays_on_the_paper(layout, turn):
    for shape in SHAPES[layout.key]:
        for method in METHODS:
            figure = figure_of(layout, shape, method.key, turn=turn)
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                go.Figure(figure)
            assert [drawn["name"] for drawn in figure["layout"]["shapes"]] == list(DRAWN)
            for drawn in figure["layout"]["shapes"]:
                assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points(drawn["path"])), drawn["name"]


def test_colours_are_those_of_the_roles():
    figure = figure_of(layout_by_key("image"), (4, 3, 4, 4))
    for shape in figure["layout"]["shapes"]:
        assert shape.get("fillcolor", shape["line"]["color"]) == ROLES[shape["name"]]
    for annotation in figure["layout"]["annotations"]:
        assert annotation["font"]["color"] == ROLES[annotation["name"]]


def test_the_whole_box_is_drawn_as_three_faces_that_tile_its_contour():
    figure = figure_of(layout_by_key("image"), (4, 3, 4, 4))
    faces = sum(area(polygons(path(figure, f"face-{name}"))[0]) for name in ("top", "front", "side"))
    contour = polygons(path(figure, "outline"))[0]
    assert len(contour) == 6
    assert faces == pytest.approx(area(contour), rel=1e-3)


@pytest.mark.parametrize(
    ("key", "patches"),
    [
        ("batch", {"top": 1, "front": 1, "side": 0}),
        ("layer", {"top": 1, "front": 0, "side": 1}),
        ("instance", {"top": 1, "front": 0, "side": 0}),
        ("reduce:NCHW", {"top": 1, "front": 1, "side": 1}),
        ("reduce:", {"top": 0, "front": 0, "side": 0}),
        ("reduce:NH", {"top": 0, "front": 4, "side": 0}),
        ("reduce:CH", {"top": 0, "front": 0, "side": 4}),
        ("reduce:CW", {"top": 0, "front": 0, "side": 1}),
    ],
)
def test_a_pool_shows_on_the_faces_it_reaches(key, patches):
    """Sample 1, channel 1, row 1, column 1 of 4x3x4x4: inside the cube, on no face itself."""
    figure = figure_of(layout_by_key("image"), (4, 3, 4, 4), key, (1, 1, 1, 1))
    for name, count in patches.items():
        assert len(polygons(path(figure, f"pool-{name}"))) == count, name


def test_a_pool_covers_its_share_of_a_face():
    figure = figure_of(layout_by_key("image"), (4, 6, 4, 4), "batch", (1, 2, 0, 1))
    for name in ("top", "front"):
        [patch], [face] = (polygons(path(figure, f"{kind}-{name}")) for kind in ("pool", "face"))
        assert area(patch) * 6 == pytest.approx(area(face), rel=0.02)


def test_dashed_edges_are_those_inside():
    """An instance's column hangs from the top: 4 of its 12 edges are on the top face, 8 inside."""
    figure = figure_of(layout_by_key("image"), (4, 3, 4, 4), "instance", (1, 1, 0, 0))
    assert path(figure, "pool-edge").count("M") == 8
    everything = figure_of(layout_by_key("image"), (4, 3, 4, 4), "reduce:NCHW")
    assert path(everything, "pool-edge").count("M") == 3


def test_the_selected_cell_is_outlined_on_its_faces_and_drawn_as_a_box_inside():
    layout = layout_by_key("image")
    corner = figure_of(layout, (4, 3, 4, 4), cell=(0, 2, 0, 0))
    assert len(polygons(path(corner, "selection-outer"))) == 3
    assert path(corner, "selection-inside") == "M0,0"
    edge = figure_of(layout, (4, 3, 4, 4), cell=(0, 1, 0, 0))
    assert len(polygons(path(edge, "selection-outer"))) == 2
    inside = figure_of(layout, (4, 3, 4, 4), cell=(1, 1, 1, 1))
    assert len(polygons(path(inside, "selection-inside"))[0]) == 6


def test_a_window_says_what_it_shows():
    layout = layout_by_key("image")
    shape, window = (64, 256, 56, 56), ((0, 12), (24, 36), (20, 24), (20, 24))
    cut = figure_of(layout, shape, cell=(3, 30, 21, 22), window=window)
    texts = [annotation["text"] for annotation in cut["layout"]["annotations"]]
    assert "0–11 of 64" in texts
    assert "24–35 of 256" in texts
    assert "of 56 × 56" in texts
    assert path(cut, "outline-cut").count("M") > 10
    full = figure_of(layout, (4, 3, 4, 4))
    assert path(full, "outline-cut") == "M0,0"
    assert [a["text"] for a in full["layout"]["annotations"]] == [
        "<b><i>N</i></b> = 4",
        "<b><i>C</i></b> = 3",
        "<b><i>H, W</i></b>",
        "4 × 4",
    ]


def test_all_methods_are_drawn_in_the_same_place():
    layout = layout_by_key("image")
    figures = [figure_of(layout, (8, 6, 2, 2), method.key) for method in METHODS]
    assert len({path(figure, "outline") for figure in figures}) == 1


def test_axes_in_another_order_stand_where_they_belong():
    """A sequence (N, T, C) is as deep as its batch, as wide as its features and as high as its tokens."""
    figure = figure_of(layout_by_key("sequence"), (2, 5, 7), "layer", (0, 1, 3))
    assert path(figure, "pool-front").count("M") == 1
    [row], [face] = polygons(path(figure, "pool-front")), polygons(path(figure, "face-front"))
    assert area(row) * 5 == pytest.approx(area(face), rel=0.02)
