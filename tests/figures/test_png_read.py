"""Pictures of values are read back: every pixel, through every filter."""

from base64 import b64decode

import numpy as np
import pytest

from app.figures.png import CRISP, colour_png, crisp, data_uri, palette_png, pixels


@pytest.mark.parametrize("shape", [(1, 1), (5, 7), (40, 33)])
def test_a_photograph_is_read_back(shape) -> None:
    steps = np.random.default_rng(1).integers(-9, 9, (*shape, 3))
    picture = np.clip(np.cumsum(steps, axis=1) + 99, 0, 255).astype(np.uint8)
    found = pixels(colour_png(picture))
    assert np.array_equal(found[..., :3], picture) and (found[..., 3] == 255).all()


def test_a_map_is_read_back_with_its_opacities_and_made_larger() -> None:
    palette = np.random.default_rng(2).integers(0, 256, (16, 4)).astype(np.uint8)
    indices = np.random.default_rng(3).integers(0, 16, (6, 9)).astype(np.uint8)
    small = palette_png(indices, palette)
    assert np.array_equal(pixels(small), palette[indices])
    large = pixels(b64decode(crisp(data_uri(small)).partition(",")[2]))
    times = CRISP // 9
    assert np.array_equal(large, palette[indices].repeat(times, axis=0).repeat(times, axis=1))
