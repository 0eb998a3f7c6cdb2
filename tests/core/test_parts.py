"""A part of the output is that part of the whole output, also where its box cuts pools."""

import numpy as np
import pytest

from app.core.axes import layout_by_key
from app.core.methods import METHODS, method_by_key
from app.core.moments import moments
from app.core.normalize import Place, normalize
from app.core.parts import covering, normalized_part

LAYOUT, SHAPE = layout_by_key("image"), (4, 6, 5, 3)
KEYS = [*(method.key for method in METHODS), "reduce:", "reduce:NW", "reduce:C", "reduce:NCHW"]
BOXES = [
    ((0, 4), (0, 6), (0, 5), (0, 3)),
    ((1, 2), (2, 5), (1, 4), (0, 3)),
    ((3, 4), (5, 6), (4, 5), (2, 3)),
]


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(("scale", "offset"), [(1.0, 0.0), (-2.0, 0.5)])
def test_a_part_is_the_same_part_of_the_whole(key, box, scale, offset):
    x = np.random.default_rng(0).normal(1, 3, SHAPE)
    pools = method_by_key(key, LAYOUT).pools(LAYOUT, SHAPE)
    (found,) = moments(x, [pools])
    options = {"epsilon": 1e-5, "place": Place.VARIANCE, "scale": scale, "offset": offset}
    whole = normalize(x, pools, found.mean, found.variance, **options)
    covered = tuple((0, parts) for parts in pools.parts)
    part = normalized_part(x, pools, found, covered, box, **options)
    np.testing.assert_allclose(part, whole[tuple(slice(*pair) for pair in box)], rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("centers", [True, False])
@pytest.mark.parametrize("key", ["instance", "batch", "reduce:"])
def test_statistics_that_are_not_at_hand_are_computed(key, centers):
    x = np.random.default_rng(0).normal(1, 3, SHAPE)
    x[3, 5, 0, 0] = np.nan
    pools = method_by_key(key, LAYOUT).pools(LAYOUT, SHAPE)
    (found,) = moments(x, [pools])
    found = found if centers else found.about_zero()
    box = BOXES[1]
    wanted = pools.meeting(box)
    few, covered = covering(x, pools, found, ((0, 0),) * 4, box, centers=centers)
    assert covered == wanted
    place = tuple(slice(*pair) for pair in wanted)
    np.testing.assert_allclose(few.mean, found.mean[place], rtol=1e-13)
    np.testing.assert_allclose(few.variance, found.variance[place], rtol=1e-12)
    whole = tuple((0, parts) for parts in pools.parts)
    assert covering(x, pools, found, whole, box, centers=centers) == (found, whole)
