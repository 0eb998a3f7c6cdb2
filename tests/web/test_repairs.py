"""The nearest query that works is near: what was right stays, what was too large becomes as large as may be."""

from math import prod
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest

from app.web.pairs import QueryError
from app.web.query import read_query
from app.web.settings import Settings

SETTINGS = Settings()


HINTS = (
    "shape=",
    "shape=4,3",
    "shape=9,9",
    "shape=-1,3,4,4",
    "shape=0,0,0,0",
    "source=gaussian&shape=",
    "layout=sequence&shape=",
    "cell=-1,0,0,0",
    "cell=",
    "cell=9,9,9,-9",
    "source=gaussian&shape=2,2,2,2&cell=-1,9,0,0",
    "epsilon=-1",
    "source=gaussian&shape=64,256,1000,1000",
    "shape=64,256,1000,1000",
    "convention=torch",
    "seed=99999999999999999999",
    "methods=batch,layer,instance,group,rms,reduce:N,reduce:C",
)


@pytest.mark.parametrize("query", HINTS)
def test_what_is_suggested_works(query: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_query(query, SETTINGS)
    [error] = caught.value.errors
    said = dict(parse_qsl(query, keep_blank_values=True)) | {error.parameter: error.hint}
    assert read_query(urlencode(said), SETTINGS)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("convention=torch", {"convention": "pytorch"}),
        ("convention=caffe", {"convention": "pytorch"}),
        ("epsilon=-1", {"epsilon": 1e-5}),
        ("epsilon=-1&convention=keras", {"epsilon": 1e-3}),
        ("source=gaussian&cell=-1,9,2,0&shape=4,6,4,4", {"cell": (0, 5, 2, 0)}),
        (
            "methods=batch,layer,instance,group,rms,reduce:N,reduce:C",
            {"methods": ("batch", "layer", "instance", "group", "rms", "reduce:N")},
        ),
    ],
)
def test_the_nearest_state_is_near(query: str, kept: dict[str, object]) -> None:
    with pytest.raises(QueryError) as caught:
        read_query(query, SETTINGS)
    recipe = read_query(caught.value.nearest, SETTINGS).recipe
    assert {key: getattr(recipe, key) for key in kept} == kept


def test_too_large_a_shape_becomes_the_largest_in_its_proportions() -> None:
    with pytest.raises(QueryError) as caught:
        read_query("source=gaussian&shape=64,256,1000,1000", SETTINGS)
    shape = read_query(caught.value.nearest, SETTINGS).recipe.shape
    assert 0.8 * SETTINGS.most_values < prod(shape) <= SETTINGS.most_values
    assert [round(n / shape[0]) for n in shape] == pytest.approx([1, 4, 15.6, 15.6], rel=0.1)


def test_no_address_is_suggested_for_values_that_were_posted() -> None:
    with pytest.raises(QueryError, match=r"x\[:, :, 0\]") as caught:
        read_query("", SETTINGS, np.zeros((2, 3, 2, 2, 2)))
    assert caught.value.nearest is None


def test_the_nearest_state_keeps_what_was_right() -> None:
    with pytest.raises(QueryError) as caught:
        read_query("source=gaussian&shape=4,6,4,4&seed=7&groups=4&cell=9,9,9,9", SETTINGS)
    recipe = read_query(caught.value.nearest, SETTINGS).recipe
    assert (recipe.seed, recipe.shape, recipe.groups, recipe.cell) == (7, (4, 6, 4, 4), 3, (3, 5, 3, 3))
