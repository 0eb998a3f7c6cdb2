"""Which one, when: what the criteria leave is what the text says, over seeds; the facts are those of the methods."""

import pytest

from app.core.axes import layout_by_key
from app.core.methods import METHODS
from app.experiments.suitability import Settings, suited
from app.lessons.which_one_when import HELD, NETWORKS, WHICH_ONE_WHEN, advised
from tests.web.conftest import client

__all__ = ["client"]

SEEDS = range(4)


def advice(**values) -> str:
    return advised(WHICH_ONE_WHEN.defaults | values)[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_advice_is_that_of_the_text(seed) -> None:
    for batch in (16, 32, 64, 256):
        assert advice(network="convolution", batch=batch, seed=seed) == "batch"
    for batch in (1, 2, 4):
        assert advice(network="convolution", batch=batch, seed=seed) == "group"
        assert advice(network="dense", batch=batch, seed=seed) == "layer"
    for batch in (1, 2, 32, 256):
        assert advice(network="convolution", contrast="forget", batch=batch, seed=seed) == "instance"
        for lengths in ("same", "differ"):
            assert advice(network="recurrent", lengths=lengths, batch=batch, seed=seed) == "layer"
            assert advice(network="transformer", lengths=lengths, batch=batch, seed=seed) == "layer"
    assert advice(network="dense", batch=64, seed=seed) == "batch"


@pytest.mark.parametrize("network", [key for key, _ in NETWORKS])
def test_something_is_left_for_every_network(network) -> None:
    for batch in (1, 8, 256):
        shown = WHICH_ONE_WHEN.run(WHICH_ONE_WHEN.defaults | {"network": network, "batch": batch})
        assert shown.holds
        assert [chosen for _, chosen, _ in shown.extra["rows"]].count(True) == 1


@pytest.mark.parametrize("layout", ["image", "sequence", "features"])
def test_what_is_measured_is_what_the_methods_say_of_themselves(layout) -> None:
    methods = {method.key: method for method in METHODS}
    where = layout_by_key(layout)
    for facts in suited(Settings(layout, batch=8)):
        method = methods[facts.method]
        assert (facts.noise > 0) == (facts.gap > 0) == method.depends_on_batch(where)
        reduced = set(method.reduced_axes(where))
        assert (facts.mixing > 0) == bool(reduced & set("C"))
        if layout == "sequence":
            assert (facts.padding > 1e-9) == (facts.later > 1e-9) == ("T" in reduced)


def test_the_gap_of_batch_norm_falls_with_the_batch() -> None:
    gaps = [suited(Settings("features", size))[0].gap for size in (1, 2, 8, 32, 128)]
    assert gaps == sorted(gaps, reverse=True)


def test_a_prediction_that_held_is_not_objected_to(client) -> None:
    told = {
        key: client.get(f"/lessons/which-one-when?predict={key}", headers={"accept": "text/html"}).text
        for key in ("batch", "layer")
    }
    assert "Your prediction held." in told["batch"] and HELD in told["batch"]
    assert "needs batches that are large enough" not in told["batch"]
    assert "Your prediction failed." in told["layer"] and HELD not in told["layer"]
