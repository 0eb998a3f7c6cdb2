"""Kept and erased: the matrices are NumPy's, and what a caption claims is what was measured."""

import re

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.colours import diverging, sequential
from app.figures.unfold import matrix_grid
from app.views.matrix import BUDGET, MATRIX
from app.views.planes import measured
from tests.figures.test_maps import colour_at
from tests.views.test_maps import grid_of, output

QUERIES = [
    "",
    "source=gaussian&shape=4,6,8,8&methods=group,rms,reduce:NH,reduce:H&groups=2&scale=2&offset=-1",
    "layout=sequence",
    "layout=features&methods=batch,layer,instance,rms",
]


def planes(values, layout):
    inside = tuple(i for i, letter in enumerate(layout.letters) if letter not in "NC")
    values = np.asarray(values, np.float64)
    return (values.mean(axis=inside), values.std(axis=inside)) if inside else (values, np.zeros_like(values))


@pytest.mark.parametrize("query", QUERIES)
def test_the_matrices_are_numpys(outcome, query):
    made = outcome(query)
    grid = matrix_grid(made.recipe.layout, made.recipe.shape, BUDGET)
    for result in (None, *made.results):
        if result is None:
            values = made.tensor
        else:
            offset = made.recipe.offset if result.method.centers else 0.0
            values = output(made, result) - made.recipe.offset + offset
        mean, deviation = planes(values, made.recipe.layout)
        found = measured(made, grid, result)
        np.testing.assert_allclose(found.pixels["mean"], mean, atol=2e-6)
        np.testing.assert_allclose(found.pixels["deviation"], deviation, atol=2e-6)
        assert (found.mean.least, found.mean.most) == pytest.approx((mean.min(), mean.max()), abs=2e-6)


def test_slabs_and_area_means_do_not_change_what_is_measured(outcome, monkeypatch):
    made = outcome("source=gaussian&shape=9,8,3,3&methods=batch,layer,group,reduce:NC")
    whole, coarse = (matrix_grid(made.recipe.layout, made.recipe.shape, budget) for budget in (BUDGET, 20))
    assert coarse.steps == (2, 2)
    for result in made.results:
        at_once = measured(made, whole, result)
        monkeypatch.setattr("app.views.parts.SLAB", 100)
        in_slabs = measured(made, coarse, result)
        monkeypatch.undo()
        mean = at_once.pixels["mean"]
        assert in_slabs.pixels["mean"].shape == (5, 4)
        assert in_slabs.pixels["mean"][1, 1] == pytest.approx(mean[2:4, 2:4].mean(), abs=1e-6)
        assert in_slabs.pixels["mean"][4, 3] == pytest.approx(mean[8:, 6:].mean(), abs=1e-6)
        for name in ("mean", "deviation", "level", "power"):
            one, other = getattr(at_once, name), getattr(in_slabs, name)
            assert (one.least, one.most) == pytest.approx((other.least, other.most), abs=1e-6)


def test_the_colours_are_in_one_scale_for_means_and_one_for_deviations(outcome):
    made = outcome()
    seen = MATRIX.make(made)
    states = [planes(values, made.recipe.layout) for values in (made.tensor, *(output(made, r) for r in made.results))]
    for row, make in enumerate((diverging, sequential)):
        scale = make(max(float(np.abs(state[row]).max()) for state in states))
        for column, state in zip(seen["columns"], states, strict=True):
            panel = column.panels[row]
            for n, c in np.ndindex(4, 3):
                expected = scale.palette[scale.indices(state[row][n, c])].astype(int)
                colour = colour_at(panel.figure, grid_of(panel), 0, n, c).astype(int)
                np.testing.assert_allclose(colour, expected, atol=5)
    assert [panel.title for panel in seen["legends"]] == ["Means", "Deviations"]


@pytest.mark.parametrize("query", QUERIES)
def test_a_claim_is_within_what_it_says(outcome, query):
    made = outcome(query)
    for column, result in zip(MATRIX.make(made)["columns"][1:], made.results, strict=True):
        scale = made.recipe.scale
        offset = made.recipe.offset if result.method.centers else 0.0
        mean, _ = planes(output(made, result) - made.recipe.offset + offset, made.recipe.layout)
        caption = column.panels[0].caption
        claimed = re.search(
            r"(Each column|Each row|Each run of 3 in a row|All together) averages (\S+?)\.?( within (\S+)\.)?$", caption
        )
        if claimed:
            where = claimed[1]
            across = {"Each column": mean.mean(0), "Each row": mean.mean(1), "All together": mean.mean()}
            found = across[where] if where in across else mean.reshape(-1, 3).mean(1)
            within = float(claimed[4]) if claimed[4] else 1e-3 * abs(scale)
            np.testing.assert_allclose(found, offset, atol=1.5 * within)
        elif "All are" in caption:
            np.testing.assert_allclose(mean, offset, atol=1e-3)
        else:
            assert not result.method.centers


def test_sentences_and_captions_of_the_three_methods(outcome):
    columns = MATRIX.make(outcome("source=gaussian&shape=4,6,8,8"))["columns"]
    batch, layer, instance = columns[1:]
    assert batch.panels[0].caption.endswith("Each column averages 0.")
    assert layer.panels[0].caption.endswith("Each row averages 0.")
    assert instance.panels[0].caption == "All are 0."
    assert instance.panels[1].caption == "All are 1."
    assert (
        layer.sentence
        == "Each sample loses its own mean and variance; what sets its channels and pixels apart survives."
    )


def test_nothing_is_claimed_of_frozen_statistics_and_what_epsilon_holds_is_said(outcome):
    columns = MATRIX.make(outcome("source=gaussian&shape=4,6,8,8&mode=test"))["columns"]
    batch, layer, _ = columns[1:]
    assert batch.sentence == "With frozen statistics, what this batch has of its own is kept."
    assert not any("averages" in panel.caption for panel in batch.panels)
    assert layer.panels[0].caption.endswith("Each row averages 0.")
    dead = MATRIX.make(outcome("values=[[[[1,1]],[[1,2]]],[[[1,1]],[[3,5]]]]&methods=instance,batch"))["columns"]
    for column, words in zip(dead[1:], ("All are 1", "deviation² averages 1"), strict=True):
        assert column.panels[1].caption.endswith(f"{words}, but for pools that hardly vary beside ε.")


def test_in_a_fully_connected_layer_values_are_shown_and_no_deviations(outcome):
    seen = MATRIX.make(outcome("layout=features"))
    assert seen["names"] == ["Values"]
    assert all(len(column.panels) == 1 for column in seen["columns"])


def test_what_is_not_finite_is_named_and_nothing_is_claimed_of_it(outcome):
    columns = MATRIX.make(outcome("values=1,nan,3%0A2,3,4%0A0,5,9&methods=batch"))["columns"]
    before, batch = (column.panels[0].caption for column in columns)
    assert "1 plane is not finite" in before
    assert "3 planes are not finite" in batch and "averages" not in batch


@pytest.mark.parametrize("query", [*QUERIES, "shape=1,1,1,1&source=constant", "values=nan,inf", "colours=each"])
def test_every_figure_is_plotlys_and_every_table_says_what_it_leaves_out(outcome, query):
    made = outcome(query)
    seen = MATRIX.make(made)
    shape = made.recipe.shape
    count = shape[0] * shape[made.recipe.layout.letters.index("C")]
    for panel in seen["panels"]:
        assert go.Figure(panel.figure)
        if panel.table:
            assert len(panel.table.rows) + panel.table.left_out == count
