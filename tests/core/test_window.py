"""The window is a box that always holds the cell and never depends on where in its page the cell is."""

from math import prod

import numpy as np
import pytest

from app.core.axes import layout_of
from app.core.window import MOST_ALONG_AXIS, MOST_STACKED, window_around

SHAPES = [("NCHW", (64, 256, 56, 56)), ("NCHW", (13, 3, 5, 1)), ("NTC", (3, 50, 30)), ("NC", (1, 25)), ("N", (7,))]


@pytest.mark.parametrize(("letters", "shape"), SHAPES)
def test_the_cell_is_in_the_window_and_the_window_in_the_tensor(letters, shape):
    layout = layout_of(letters)
    generator = np.random.default_rng(0)
    for _ in range(200):
        cell = tuple(int(generator.integers(n)) for n in shape)
        window = window_around(layout, shape, cell)
        assert all(0 <= low <= place < high <= n for place, n, (low, high) in zip(cell, shape, window, strict=True))
        lengths = dict(zip(letters, (high - low for low, high in window), strict=True))
        assert all(lengths[letter] <= MOST_ALONG_AXIS for letter in lengths if letter in "NC")
        assert prod(lengths[letter] for letter in lengths if letter in "TLDHW") <= MOST_STACKED


def test_walking_within_a_page_leaves_the_window_where_it_is():
    layout, shape = layout_of("NC"), (1, 30)
    windows = [window_around(layout, shape, (0, place))[1] for place in range(30)]
    assert windows == [(0, 12)] * 12 + [(12, 24)] * 12 + [(18, 30)] * 6


def test_a_small_tensor_is_drawn_whole():
    assert window_around(layout_of("NCHW"), (4, 3, 4, 4), (3, 2, 1, 0)) == ((0, 4), (0, 3), (0, 4), (0, 4))
