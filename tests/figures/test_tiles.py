"""Pictures in rows and columns."""

import numpy as np
import plotly.graph_objects as go

from app.figures.colours import diverging
from app.figures.svg import svg
from app.figures.tiles import WIDE, Row, photograph, tiles_figure, value_map
from tests.figures.decoding import pixels_of


def test_a_photograph_has_its_own_colours():
    values = np.random.default_rng(0).random((3, 4, 5))
    tile = photograph(values, 0, 1)
    assert (tile.ratio, tile.role) == (4 / 5, "picture")
    np.testing.assert_allclose(pixels_of(tile.source)[..., :3], 255 * values.transpose(1, 2, 0), atol=2.5)


def test_a_photograph_keeps_black_and_white_and_cuts_off_beyond():
    ramp = np.tile(np.linspace(-0.1, 1.1, 61), (3, 1, 1))
    pixels = pixels_of(photograph(ramp, 0, 1).source)[0, :, 0].tolist()
    assert pixels[:6] == [0] * 6 and pixels[-6:] == [255] * 6
    assert pixels == sorted(pixels)


def test_tiles_do_not_overlap_and_lie_on_the_sheet():
    scale = diverging(1.0)
    wide, square = value_map(np.zeros((3, 16)), scale), value_map(np.ones((4, 4)), scale)
    figure = tiles_figure(("one", "two"), (Row("first", (wide, square)), Row("", (square, None))))
    images = figure["layout"]["images"]
    assert len(images) == 3
    boxes = [(each["x"], each["y"], each["x"] + each["sizex"], each["y"] + each["sizey"]) for each in images]
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert 0 <= left < right <= WIDE and 0 <= top < bottom <= figure["layout"]["height"]
        for other in boxes[:i]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
    assert abs(images[0]["sizey"] - images[0]["sizex"] * 3 / 16) < 0.01
    assert [each["text"] for each in figure["layout"]["annotations"]] == ["one", "two", "first"]
    assert go.Figure(figure).layout.width == WIDE
    assert svg(figure, "t", "d", "i").count("<image") == 3
