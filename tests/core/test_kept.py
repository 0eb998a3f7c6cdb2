"""What is called erased is measured to be erased, and what is said to survive survives, for every choice of axes."""

from itertools import combinations

import numpy as np
import pytest

from app.core.axes import LAYOUTS, layout_by_key
from app.core.kept import averaged, kept
from app.core.methods import METHODS, REDUCE, method_by_key
from app.core.moments import moments
from app.core.normalize import Place, normalize
from app.core.planes import planes_of
from app.describe import kept_sentence

SHAPES = {"image": (4, 6, 3, 5), "sequence": (4, 5, 6), "features": (5, 6)}
SUBSETS = [
    (layout.key, REDUCE + "".join(letters))
    for layout in LAYOUTS
    for size in range(layout.rank + 1)
    for letters in combinations(layout.letters, size)
]
NAMED = [(layout.key, method.key) for layout in LAYOUTS for method in METHODS]
DIFFERS = 0.05
"""Two averages so far apart are called different; rounding is a thousand million times smaller."""


def normalized(layout_key, method_key, groups=None):
    """Real values whose levels and contrasts differ from place to place along every axis, standardized."""
    layout, shape = layout_by_key(layout_key), SHAPES[layout_key]
    random = np.random.default_rng(7)
    x = random.normal(size=shape)
    for axis, n in enumerate(shape):
        along = [-1 if place == axis else 1 for place in range(len(shape))]
        x = x * random.uniform(0.3, 2, n).reshape(along) + random.normal(size=n).reshape(along)
    method = method_by_key(method_key, layout)
    pools = method.pools(layout, shape, groups)
    (found,) = moments(x, [pools])
    found = found if method.centers else found.about_zero()
    y = normalize(x, pools, found.mean, found.variance, epsilon=1e-30, place=Place.VARIANCE)
    return layout, pools, kept(layout, pools, method.centers), y


def spread(values, axis):
    """How much a matrix differs along an axis, at most."""
    return float(np.ptp(values, axis=axis).max())


def by_hand(y, layout):
    """Means and deviations of planes, as NumPy has them."""
    inside = tuple(i for i, letter in enumerate(layout.letters) if letter not in "NC")
    return (y.mean(axis=inside), y.std(axis=inside)) if inside else (y, np.zeros_like(y))


def test_all_subsets_are_here():
    assert [sum(key == layout for key, _ in SUBSETS) for layout in SHAPES] == [16, 8, 4]


@pytest.mark.parametrize(("layout_key", "method_key"), SUBSETS + NAMED)
def test_what_is_called_erased_is_erased_and_what_survives_survives(layout_key, method_key):
    layout, _, held, y = normalized(layout_key, method_key)
    mean, deviation = by_hand(y, layout)
    level, power = averaged(mean, held), averaged(mean**2 + deviation**2, held)
    if held.centers:
        np.testing.assert_allclose(level, 0, atol=1e-12)
    else:
        assert np.abs(level).max() > DIFFERS
    np.testing.assert_allclose(power, 0 if held.constant and held.centers else 1, atol=1e-12)
    matrix = {"N": 0, "C": 1}
    for letter in "NC":
        axis = matrix[letter]
        if letter in held.erased and held.centers:
            assert level.shape[axis] > 1 and spread(level, axis) < 1e-12
        if letter in held.survives:
            assert spread(mean, axis) > DIFFERS
            assert spread(deviation, axis) > DIFFERS or layout_key == "features"
    assert held.flat == (held.centers and np.abs(mean).max() < 1e-12)
    if held.flat:
        np.testing.assert_allclose(deviation, 0 if held.constant else 1, atol=1e-12)
    assert set(held.erased) | set(held.survives) == {"N", "C"}


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_groups_of_channels(groups):
    layout, _, held, y = normalized("image", "group", groups)
    mean, _ = by_hand(y, layout)
    np.testing.assert_allclose(mean.reshape(4, groups, -1).mean(axis=2), 0, atol=1e-12)
    assert held.together == (1, 6 // groups)
    assert held.survives == (() if groups == 6 else ("C",))


@pytest.mark.parametrize(("layout_key", "method_key"), SUBSETS + NAMED)
def test_the_sentence_names_what_is_kept_apart_and_what_is_pooled(layout_key, method_key):
    layout, pools, held, y = normalized(layout_key, method_key)
    said = kept_sentence(layout, pools, held.centers)
    assert said.endswith(".") and said[0].isupper()
    if held.constant:
        assert "nothing survives" in said or "sign" in said
        assert np.ptp(y) == 0 or set(np.unique(np.rint(y))) == {-1, 1}
        return
    loses, survives = said.split(" loses its own ")
    for axis, parts, block in zip(layout.axes, pools.parts, pools.block, strict=True):
        assert (f"ach {axis.one}" in loses) == (block == 1 and parts > 1)
        named = axis.many in survives or (axis.letter in "HW" and "pixels" in survives)
        assert named == (block > 1)


def test_sentences_of_the_named_methods():
    layout, shape = layout_by_key("image"), (4, 6, 3, 3)

    def said(key, groups=None, sizes=shape):
        method = method_by_key(key, layout)
        return kept_sentence(layout, method.pools(layout, sizes, groups), method.centers)

    survives = "loses its own mean and variance; what sets its"
    assert said("batch") == f"Each channel {survives} samples and pixels apart survives."
    assert said("layer") == f"Each sample {survives} channels and pixels apart survives."
    assert said("instance") == f"Each channel of each sample {survives} pixels apart survives."
    assert said("group", 2) == f"Each group of 3 channels of each sample {survives} channels and pixels apart survives."
    assert said("group", 6) == said("instance")
    assert said("batch", sizes=(1, 6, 3, 3)) == f"Each channel {survives} pixels apart survives."
    assert said("reduce:NCHW") == f"The whole tensor {survives} samples, channels and pixels apart survives."
    assert said("rms").startswith("Each sample loses its own size")
    assert said("reduce:").endswith("nothing survives.")


@pytest.mark.parametrize("layout_key", SHAPES)
def test_planes_are_numpys(layout_key):
    layout = layout_by_key(layout_key)
    x = np.random.default_rng(0).normal(3, 2, SHAPES[layout_key])
    found = planes_of(x, layout)
    mean, deviation = by_hand(x, layout)
    np.testing.assert_allclose(found.mean, mean, rtol=1e-13)
    np.testing.assert_allclose(found.deviation, deviation, rtol=1e-12)
    assert found.finite.all()
    x[(1, *[0] * (x.ndim - 1))] = np.inf
    spoiled = planes_of(x, layout)
    assert (~spoiled.finite).sum() == 1 and not spoiled.finite[1, 0]
    assert np.isnan(spoiled.deviation[1, 0]) and np.isfinite(spoiled.deviation).sum() == spoiled.finite.sum()
