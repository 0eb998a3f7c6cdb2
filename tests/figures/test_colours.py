import numpy as np
import pytest

from app.figures.colours import LAST, NOT_FINITE, STEPS, diverging, greys, sequential
from app.figures.palette import VALUE_HIGH, VALUE_LOW, VALUE_NONE


def hex_of(entry):
    return "#" + bytes(entry[:3].tolist()).hex()


def test_zero_is_not_painted_and_the_ends_are():
    scale = diverging(3.0)
    low, middle, high = scale.palette[scale.indices([-3.0, 0.0, 3.0])]
    assert middle[3] == 0
    assert (hex_of(low), low[3], hex_of(high), high[3]) == (VALUE_LOW, 255, VALUE_HIGH, 255)


def test_opposite_values_are_equally_strong_and_stronger_is_more_opaque():
    scale = diverging(2.0)
    values = np.linspace(0, 2, 200)
    above, below = scale.palette[scale.indices(values)], scale.palette[scale.indices(-values)]
    np.testing.assert_array_equal(above[:, 3], below[:, 3])
    assert (np.diff(above[:, 3].astype(int)) >= 0).all()
    np.testing.assert_allclose(above[:, 3], 255 * values / 2, atol=255 / STEPS / 2 + 1)


def test_beyond_the_limit_there_is_no_further_colour():
    scale = diverging(1.0)
    np.testing.assert_array_equal(scale.indices([-9.0, 9.0]), [0, LAST])
    np.testing.assert_array_equal(sequential(1.0).indices([-9.0, 0.0, 0.5, 9.0]), [0, 0, LAST // 2, LAST])


@pytest.mark.parametrize("make", [diverging, sequential])
def test_what_is_no_number_has_a_colour_of_its_own(make):
    scale = make(1.0)
    found = scale.indices([np.nan, np.inf, -np.inf, 0.3])
    assert list(found[:3]) == [NOT_FINITE] * 3 and found[3] <= LAST
    assert (hex_of(scale.palette[NOT_FINITE]), scale.palette[NOT_FINITE][3]) == (VALUE_NONE, 255)
    colours = {tuple(entry) for entry in scale.palette[: LAST + 1].tolist()}
    assert tuple(scale.palette[NOT_FINITE].tolist()) not in colours


@pytest.mark.parametrize("make", [diverging, sequential])
def test_where_all_is_zero_nothing_is_painted(make):
    scale = make(0.0)
    assert (scale.palette[scale.indices(np.zeros(4))][:, 3] == 0).all()


def test_greys_lie_on_a_line_from_black_to_white():
    np.testing.assert_array_equal(greys([-2, -1, 0, 1, 2, 9, np.nan], -2.0, 2.0), [0, 64, 128, 191, 255, 255, 0])
