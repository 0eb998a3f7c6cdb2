from math import hypot

import pytest

from app.figures.projection import DEFAULT_TURN, DOWN, faces_reader, lengths, units, view

NO_LABELS = ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0))


def test_the_default_turn_is_isometric():
    depth, across, down = (hypot(*unit) for unit in units(DEFAULT_TURN))
    assert depth == pytest.approx(across)
    assert depth == pytest.approx(down, rel=0.01)


def test_any_turn_is_a_rotation_seen_from_infinity():
    """The rows of an orthographic projection are orthonormal: squares of x parts sum to 1, of y parts to 1."""
    for turn in [(0, 10), (33, 70), (123, 45), (250, 80)]:
        x, y = ([unit[k] for unit in units(turn)] for k in (0, 1))
        assert sum(a * a for a in x) == pytest.approx(1)
        assert sum(b * b for b in y) == pytest.approx(1)
        assert sum(a * b for a, b in zip(x, y, strict=True)) == pytest.approx(0, abs=1e-12)


def test_faces_towards_the_reader():
    assert faces_reader((45, 35)) == (True, True)
    assert faces_reader((135, 35)) == (False, True)
    assert faces_reader((225, 35)) == (False, False)
    assert faces_reader((315, 35)) == (True, False)


@pytest.mark.parametrize("counts", [(1, 1, 1), (1, 12, 1), (16, 1, 16), (4, 3, 16), (12, 12, 1)])
def test_no_side_is_lost_and_none_takes_over(counts):
    sides = lengths(counts)
    assert max(sides) / min(sides) <= 3 + 1e-9
    assert sides[DOWN] <= 1.3 * max(sides[:2]) + 1e-9


def test_size_and_centre_stay_while_the_azimuth_goes_round():
    seen = [view((4, 3, 4), (azimuth, 35), NO_LABELS) for azimuth in range(0, 360, 15)]
    assert len({one.centre for one in seen}) == 1
    assert min(one.scale for one in seen) > 0.9 * max(one.scale for one in seen)
