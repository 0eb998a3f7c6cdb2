import numpy as np
import pytest

from app.figures.png import colour_png, data_uri, palette_png
from tests.figures.decoding import pixels_of


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (13, 7), (64, 300)])
def test_a_palette_picture_has_its_colours_at_every_pixel(shape):
    random = np.random.default_rng(0)
    palette = random.integers(0, 256, (256, 4), np.uint8)
    indices = random.integers(0, 256, shape, np.uint8)
    np.testing.assert_array_equal(pixels_of(palette_png(indices, palette)), palette[indices])


@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 1, 3), (1, 9, 3), (17, 31, 3)])
def test_a_picture_in_true_colour_has_its_colours_at_every_pixel(shape):
    pixels = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    np.testing.assert_array_equal(pixels_of(data_uri(colour_png(pixels)))[:, :, :3], pixels)


def test_few_colours_make_a_small_file():
    palette = np.random.default_rng(2).integers(0, 256, (256, 4), np.uint8)
    assert len(palette_png(np.arange(16, dtype=np.uint8).reshape(4, 4), palette)) < 180
