"""The comparisons of this folder can fail: each is shown one thing that is right and one that is just not."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from app.core.moments import Moments
from tests.core.definition import (
    BY_KEY,
    IMAGE,
    assert_accurate,
    assert_only_changed,
    assert_partition,
    assert_same_moments,
    exactly,
    gathered,
)

MOMENTS = Moments(4, np.array([1.0, 2.0]), np.array([8.0, 12.0]), np.array([0, 0]))


def test_partition_refuses_a_gap_and_an_overlap():
    assert_partition([((0, 2),), ((2, 4),)], (4,))
    with pytest.raises(AssertionError, match="no pool"):
        assert_partition([((0, 2),), ((3, 4),)], (4,))
    with pytest.raises(AssertionError, match="several"):
        assert_partition([((0, 3),), ((2, 4),)], (4,))


def test_only_changed_refuses_a_missing_change_and_a_stray_one():
    before, after, where = np.array([1.0, 2.0, 3.0]), np.array([9.0, 2.0, 3.0]), np.array([True, False, False])
    assert_only_changed(before, after, where)
    with pytest.raises(AssertionError, match="did not change"):
        assert_only_changed(before, before, where)
    with pytest.raises(AssertionError, match="others changed"):
        assert_only_changed(before, np.array([9.0, 2.0, np.nextafter(3, 4)]), where)


@pytest.mark.parametrize(
    "other",
    [
        replace(MOMENTS, count=5),
        replace(MOMENTS, mean=np.array([1.0, np.nextafter(2, 3)])),
        replace(MOMENTS, m2=np.array([8.0, np.nan])),
        replace(MOMENTS, nonfinite=np.array([0, 1])),
        replace(MOMENTS, mean=np.array([[1.0, 2.0]])),
    ],
)
def test_same_moments_refuses_any_difference(other):
    assert_same_moments(MOMENTS, replace(MOMENTS, mean=MOMENTS.mean.copy()))
    with pytest.raises(AssertionError):
        assert_same_moments(MOMENTS, other)


def test_accurate_refuses_a_variance_and_a_mean_just_outside():
    assert_accurate(MOMENTS, [1.0, 2.0], [2.0, 3.0], 1e-6)
    with pytest.raises(AssertionError, match="Not equal"):
        assert_accurate(MOMENTS, [1.0, 2.0], [2.0, 3.00001], 1e-6)
    with pytest.raises(AssertionError, match="a mean is off"):
        assert_accurate(MOMENTS, [1.0, 2.00001], [2.0, 3.0], 1e-6)
    with pytest.raises(AssertionError):
        assert_accurate(replace(MOMENTS, mean=np.array([np.nan, 2.0])), [1.0, 2.0], [2.0, 3.0], 1e-6)


def test_the_definition_itself_on_numbers_one_can_check_by_hand():
    x = np.arange(8.0).reshape(1, 2, 2, 2)
    assert gathered(x, BY_KEY["instance"], IMAGE, 1, 1) == {(0, 0, 0, 0): [0, 1, 2, 3], (0, 1, 0, 0): [4, 5, 6, 7]}
    y = np.arange(4.0).reshape(4, 1, 1, 1)
    assert gathered(y, BY_KEY["ghost"], IMAGE, 1, 2) == {(0, 0, 0, 0): [0, 1], (1, 0, 0, 0): [2, 3]}
    assert exactly([np.float32(0), np.float32(3)]) == (Fraction(3, 2), Fraction(9, 4))
