"""Layer norm is three things: which of them agree, before and after what is learned, and where all are one."""

import numpy as np
import pytest

from app.lessons.layer_norms import LAYER_NORMS, ROUNDING, apart
from tests.lessons.checking import assert_valid, column, panel, shown


@pytest.mark.parametrize("seed", [0, 3, 6, 9])
def test_group_norm_with_one_group_standardizes_alike_and_learns_something_else(seed) -> None:
    found = shown(LAYER_NORMS, seed=seed)
    assert found.right == "standardized" and found.also == {"transformer": "other"} and found.holds
    assert "learns 96 γ, group norm 6" in found.measured[0]
    assert "there are 4 means, at each token, as in a Transformer, 32" in found.measured[2]


@pytest.mark.parametrize(
    ("values", "right", "elsewhere"),
    [
        ({"side": 1}, "same", "other"),
        ({"tokens": 1}, "standardized", "same"),
        ({"side": 1, "tokens": 1}, "same", "same"),
        ({"channels": 64, "side": 16, "tokens": 64}, "standardized", "other"),
        ({"channels": 1}, "standardized", "other"),
    ],
)
def test_where_there_is_nothing_to_tell_them_apart_they_are_the_same(values, right, elsewhere) -> None:
    found = shown(LAYER_NORMS, **values)
    assert (found.right, found.also["transformer"]) == (right, elsewhere)
    assert found.holds == (right == "standardized" and elsewhere == "other")
    assert_valid(found)


def test_what_is_compared_is_what_the_layers_give() -> None:
    """The whole sentence and the single token, by the definition, on the values that the lesson compares."""
    from app.core.axes import layout_by_key
    from app.sources import generate

    x = generate("gaussian", layout_by_key("sequence"), (4, 8, 6), 0).astype(np.float64)
    whole, token = (
        (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(x.var(axis=axes, keepdims=True) + 1e-5) for axes in ((1, 2), 2)
    )
    assert apart("sequence", (4, 8, 6), 0).standardized[0, 1] == pytest.approx(np.abs(whole - token).max(), rel=1e-9)
    assert apart("image", (4, 6, 4, 4), 0).standardized[0, 2] <= ROUNDING


@pytest.mark.parametrize("ident", ["pictures", "sentences"])
def test_every_pair_and_seed_is_drawn(ident) -> None:
    found = shown(LAYER_NORMS)
    table = panel(found, ident).table
    assert len(table.rows) == 3 and len(table.head) == 7
    drawn = [value for trace in panel(found, ident).figure["data"] for value in trace["x"]]
    for head in table.head[1:]:
        for value in column(found, ident, head):
            assert any(value == pytest.approx(x, rel=1e-4, abs=1e-6) for x in drawn)
