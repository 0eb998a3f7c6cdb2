"""The figure of maps: what is in its picture, what lies over it, and that Plotly takes it."""

import numpy as np
import plotly.graph_objects as go
import pytest

from app.core.axes import layout_by_key
from app.core.methods import method_by_key
from app.figures.colours import diverging
from app.figures.maps import LINES, MOST_CROSSES, Maps, maps_figure
from app.figures.scale import grey_figure, scale_figure
from app.figures.svg import svg
from app.figures.unfold import matrix_grid, tensor_grid
from tests.figures.decoding import pixels_of


def drawn(layout_key, shape, values, budget=2**15):
    layout = layout_by_key(layout_key)
    grid = tensor_grid(layout, shape, tuple((0, n) for n in shape), budget)
    scale = diverging(float(np.nanmax(np.abs(values))))
    pixels = values.reshape(grid.maps, *grid.cells)
    return grid, scale, maps_figure(Maps(grid, pixels, scale, layout), None, (0,) * len(shape))


def colour_at(figure, grid, number, row, column):
    """The colour in the middle of a pixel, as the picture is laid over the figure."""
    [image] = figure["layout"]["images"]
    dots = pixels_of(image["source"])
    top, left = grid.corner(number)
    y = (top + (row + 0.5) * grid.unit[0] - image["y"]) / image["sizey"] * dots.shape[0]
    x = (left + (column + 0.5) * grid.unit[1] - image["x"]) / image["sizex"] * dots.shape[1]
    return dots[int(y), int(x)]


@pytest.mark.parametrize(
    ("layout", "shape"),
    [
        ("image", (4, 3, 4, 4)),
        ("image", (12, 12, 15, 15)),
        ("image", (1, 2, 1, 9)),
        ("sequence", (3, 6, 8)),
        ("sequence", (5, 40, 30)),
        ("features", (8, 6)),
        ("features", (170, 180)),
    ],
)
def test_every_pixel_of_a_map_has_its_values_colour(layout, shape):
    values = np.random.default_rng(0).normal(size=shape)
    grid, scale, figure = drawn(layout, shape, values)
    for number, pixels in enumerate(values.reshape(grid.maps, *grid.cells)):
        for row, column in np.ndindex(pixels.shape) if values.size < 5000 else [(0, 0), (grid.cells[0] - 1, 3)]:
            expected = scale.palette[scale.indices(pixels[row, column])]
            np.testing.assert_array_equal(colour_at(figure, grid, number, row, column), expected)


def test_nothing_is_painted_between_maps():
    grid, _, figure = drawn("image", (2, 2, 3, 3), np.ones((2, 2, 3, 3)))
    dots = pixels_of(figure["layout"]["images"][0]["source"])
    assert (dots[:, :, 3] == 0).sum() > 0
    step = grid.cells[0] * grid.fine[0]
    assert (dots[step : step + grid.apart[0], :, 3] == 0).all()


def test_what_is_not_finite_is_crossed_out_while_it_can_be_counted():
    values = np.zeros((8, 6))
    values[2, 3] = np.nan
    _, _, figure = drawn("features", (8, 6), values)
    paths = {shape["name"]: shape["path"] for shape in figure["layout"]["shapes"]}
    assert paths["map-none"].count("M") == 2
    _, _, figure = drawn("features", (100, 100), np.where(np.eye(100) > 0, 1.0, np.nan))
    paths = {shape["name"]: shape["path"] for shape in figure["layout"]["shapes"]}
    assert paths["map-none"].count("M") == 2 * MOST_CROSSES


def test_plotly_takes_every_figure_and_svg_draws_it():
    layout, shape = layout_by_key("image"), (4, 3, 4, 4)
    pools = method_by_key("batch", layout).pools(layout, shape)
    values = np.random.default_rng(0).normal(size=(12, 4, 4))
    grid = tensor_grid(layout, shape, tuple((0, n) for n in shape), 2**15, pictures=True)
    pictures = [np.zeros((4, 4, 3), np.uint8)] * 4
    figures = [
        maps_figure(Maps(grid, values, diverging(2.0), layout, pictures), pools.box((0, 1, 0, 0)), (1, 1, 0, 0)),
        maps_figure(
            Maps(matrix_grid(layout, shape, 99), values[:1, :4, :3], diverging(2.0), layout), None, (1, 1, 0, 0)
        ),
        scale_figure(diverging(2.0)),
        grey_figure(-2.0, 2.0),
    ]
    for figure in figures:
        taken = go.Figure(figure).layout
        assert len(taken.images) == len(figure["layout"]["images"]) > 0
        text = svg(figure, "Maps", "Values.", "one")
        assert text.count("<image ") == len(taken.images)
        assert text.count("image-rendering:pixelated") == len(taken.images)
    assert [shape.name for shape in go.Figure(figures[0]).layout.shapes] == list(LINES)


def test_numbers_along_an_axis_do_not_touch():
    shape = (200, 300)
    grid, _, figure = drawn("features", shape, np.zeros(shape) + 1, 2**16)
    across = [text for text in figure["layout"]["annotations"] if text["y"] < grid.origin[0]]
    places = [text["x"] for text in across]
    assert len(places) > 2
    assert min(np.diff(places)) > 40
    assert across[0]["text"] == "<b><i>C</i></b> 0"
