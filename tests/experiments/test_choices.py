"""Every choice of axes on random pictures: what it notices is what its axes say."""

import numpy as np
import pytest

from app.experiments.choices import ALL, Settings, choose, noticed

ROUNDING = 1e-9


def test_all_sixteen_are_there():
    assert len(ALL) == len(set(ALL)) == 16
    assert ALL[0] == () and ALL[-1] == ("N", "C", "H", "W")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("moved", [1, 2, 4])
def test_what_is_noticed_follows_from_the_axes(seed, moved):
    random = np.random.default_rng(seed)
    # Every place and channel with a mean and a spread of its own, so that no two pools agree by chance.
    pictures = random.normal(0, 2, (1, 3, 5, 5)) + random.uniform(0.5, 2, (1, 3, 5, 5)) * random.standard_normal(
        (4, 3, 5, 5)
    )
    for each in choose(pictures, Settings(moved=moved)):
        found = {test: getattr(each, test) > ROUNDING for test in ("moved", "companions", "brighter")}
        assert found == noticed(each.letters), each.letters


def test_moving_all_the_way_round_changes_nothing():
    pictures = np.random.default_rng(0).standard_normal((4, 3, 5, 5))
    assert all(each.moved < ROUNDING for each in choose(pictures, Settings(moved=5)))


def test_the_outputs_are_those_of_the_definition():
    x = np.random.default_rng(1).standard_normal((4, 3, 5, 5))
    found = {each.letters: each for each in choose(x, Settings())}
    over_n = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)
    np.testing.assert_allclose(found["N",].before, over_n[0], rtol=1e-10)
    rows = (x - x.mean(axis=3, keepdims=True)) / np.sqrt(x.var(axis=3, keepdims=True) + 1e-5)
    np.testing.assert_allclose(found["W",].before, rows[0], rtol=1e-10)
    assert found["N",].pools == 75 and found["N", "H", "W"].pools == 3
