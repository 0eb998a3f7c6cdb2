"""Every value: the pixels are the values, the scale is honest, and what is left out is said."""

import numpy as np
import plotly.graph_objects as go
import pytest

from app.core.normalize import Place, normalize
from app.figures.colours import diverging
from app.recipe import Recipe
from app.run import run
from app.views.maps import BUDGET, MAPS
from app.views.parts import area_means
from tests.figures.decoding import pixels_of
from tests.figures.test_maps import colour_at


def grid_of(panel):
    """The panel's grid with attributes, as colour_at reads it."""
    from app.figures.grid import Grid

    return Grid(**panel.grid, fine=(1, 1), apart=(0, 0))


def output(outcome, result):
    recipe = outcome.recipe
    found = result.statistics
    options = {"epsilon": recipe.epsilon, "place": Place(recipe.epsilon_place)}
    return normalize(
        outcome.tensor, result.pools, found.mean, found.variance, scale=recipe.scale, offset=recipe.offset, **options
    )


def maps_of(panel):
    return {**panel.figure, "layout": {**panel.figure["layout"], "images": panel.figure["layout"]["images"][-1:]}}


def test_area_means_are_means_of_areas():
    values = np.random.default_rng(0).normal(size=(2, 7, 10))
    found = area_means(values, (3, 4))
    assert found.shape == (2, 3, 3)
    assert found[1, 0, 0] == pytest.approx(values[1, :3, :4].mean())
    assert found[1, 2, 2] == pytest.approx(values[1, 6:, 8:].mean())
    np.testing.assert_array_equal(area_means(values, (1, 1)), values)


@pytest.mark.parametrize(
    "query",
    ["", "layout=sequence", "layout=features", "shape=4,6,8,8&source=gaussian&methods=group,rms,reduce:NH,reduce:"],
)
def test_the_colours_are_those_of_the_values_in_one_scale(outcome, query):
    made = outcome(query)
    columns = MAPS.make(made)["columns"]
    states = [made.tensor, *(output(made, result) for result in made.results)]
    scale = diverging(max(float(np.abs(state).max()) for state in states))
    for column, values in zip(columns, states, strict=True):
        [panel] = column.panels
        grid = grid_of(panel)
        maps = np.asarray(values, np.float64).reshape(grid.maps, *grid.cells)
        for place in np.random.default_rng(0).permutation(maps.size)[:40]:
            number, row, column_ = np.unravel_index(place, maps.shape)
            seen = colour_at(maps_of(panel), grid, number, row, column_)
            expected = scale.palette[scale.indices(maps[number, row, column_])]
            np.testing.assert_allclose(seen.astype(int), expected.astype(int), atol=5)


def test_beyond_the_budget_a_pixel_is_a_mean_and_the_page_says_so(outcome):
    made = outcome("source=gaussian&shape=14,13,100,90&methods=batch&cell=13,12,0,0")
    seen = MAPS.make(made)
    assert "One drawn pixel is the mean of 7 × 7 values." in seen["notes"]
    for column in seen["columns"]:
        grid = grid_of(column.panels[0])
        assert grid.maps == 144
        assert grid.maps * grid.cells[0] * grid.cells[1] <= BUDGET
    grid = grid_of(seen["columns"][1].panels[0])
    values = output(made, made.results[0])[2:14, 1:13].reshape(144, 100, 90)
    means = area_means(values, (7, 7))
    before = area_means(made.tensor[2:14, 1:13].reshape(144, 100, 90), (7, 7))
    scale = diverging(float(max(np.abs(means).max(), np.abs(before).max())))
    for number, row, column_ in [(0, 0, 0), (143, 14, 12), (77, 3, 9)]:
        seen_colour = colour_at(maps_of(seen["columns"][1].panels[0]), grid, number, row, column_)
        expected = scale.palette[scale.indices(means[number, row, column_])]
        np.testing.assert_allclose(seen_colour.astype(int), expected.astype(int), atol=5)


def test_standardized_and_output_are_drawn_once_where_they_are_the_same(outcome):
    alone = MAPS.make(outcome())
    assert [len(column.panels) for column in alone["columns"]] == [1, 1, 1, 1]
    assert any("drawn once" in note for note in alone["notes"])
    both = MAPS.make(outcome("scale=2&offset=1&methods=batch,rms"))
    assert [len(column.panels) for column in both["columns"]] == [1, 2, 2]
    assert not any("drawn once" in note for note in both["notes"])
    titles = [panel.title for panel in both["columns"][1].panels]
    assert titles == ["Batch norm, standardized", "Batch norm, output"]


def test_each_its_own_scale_says_its_strongest_colour(outcome):
    seen = MAPS.make(outcome("colours=each"))
    captions = [panel.caption for column in seen["columns"] for panel in column.panels]
    assert all("Strongest colour: ±" in caption for caption in captions)
    assert "scale" not in [panel.ident for panel in seen["legends"]]


def test_photographs_are_seen_as_pictures_on_a_labelled_scale(outcome):
    made = outcome("shape=3,3,8,8")
    seen = MAPS.make(made)
    assert [panel.ident for panel in seen["legends"]] == ["scale", "greys-before", "greys-after"]
    before, after = (column.panels[0].figure["layout"]["images"] for column in seen["columns"][:2])
    assert [image["name"] for image in before] == ["picture"] * 3 + ["map"]
    picture = pixels_of(before[1]["source"])[:, :, :3]
    np.testing.assert_allclose(picture, 255 * made.tensor[1].transpose(1, 2, 0), atol=0.51)
    normalized = pixels_of(after[1]["source"])[:, :, :3]
    expected = 255 * np.clip((output(made, made.results[0])[1].transpose(1, 2, 0) + 2) / 4, 0, 1)
    np.testing.assert_allclose(normalized, expected, atol=0.51)
    assert len(MAPS.make(outcome("source=gaussian&shape=3,3,4,4"))["legends"]) == 1


def test_what_is_not_finite_is_named_and_spoils_its_pool_alone(outcome):
    seen = MAPS.make(outcome("values=1,nan,3%0A2,3,4%0A0,5,9&methods=batch,layer"))
    before, batch, layer = (column.panels[0].caption for column in seen["columns"])
    assert "1 value of 9 not finite" in before
    assert "3 values of 9 not finite" in batch
    assert "3 values of 9 not finite" in layer


@pytest.mark.parametrize("query", ["", "layout=sequence&scale=2", "shape=1,1,1,1&source=constant", "values=nan,nan"])
def test_every_figure_is_plotlys_and_every_table_says_what_it_leaves_out(outcome, query):
    made = outcome(query)
    seen = MAPS.make(made)
    assert len({panel.ident for panel in seen["panels"]}) == len(seen["panels"])
    for panel in seen["panels"]:
        assert go.Figure(panel.figure)
        if panel.table:
            assert len(panel.table.rows) + panel.table.left_out == made.tensor.size
    first = seen["columns"][0].panels[0].table
    assert first.rows[0][0] == ",".join(["0"] * made.tensor.ndim)
    assert first.rows[0][1] == pytest.approx(float(made.tensor.ravel()[0]), nan_ok=True)


def test_the_pool_is_outlined_in_its_method_and_the_value_everywhere(outcome):
    made = outcome("cell=2,1,3,3")
    for column in MAPS.make(made)["columns"]:
        [panel] = column.panels
        paths = {shape["name"]: shape["path"] for shape in panel.figure["layout"]["shapes"]}
        grid = grid_of(panel)
        assert paths["selection-outer"] == paths["selection-inner"] == grid.cell_path((2, 1, 3, 3))
        result = next((each for each in made.results if each.method.key == panel.method), None)
        assert paths["map-pool"] == ("M0,0" if result is None else grid.pool_path(result.pools.box(result.pool)))


def test_memory_is_that_of_what_is_drawn(outcome):
    import tracemalloc

    made = outcome("source=gaussian&shape=32,64,56,56&methods=batch,layer,instance")
    tracemalloc.start()
    MAPS.make(made)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < made.tensor.nbytes


@pytest.mark.parametrize(
    ("values", "white"),
    [
        (np.linspace(0, 1, 48, dtype=np.float32), 1.0),
        (np.arange(48, dtype=np.uint8) * 5, 255.0),
        (np.linspace(-1, 1, 48), None),
        (np.linspace(0, 1.5, 48), None),
        (1e6 + np.arange(48.0), None),
        (np.full(48, np.nan), None),
    ],
)
def test_three_channels_of_ones_own_are_pictures_where_they_can_be(values, white):
    recipe = Recipe("image", (1, 3, 4, 4), "own", (0, 0, 0, 0), methods=("batch",))
    seen = MAPS.make(run(recipe, values.reshape(recipe.shape)))
    said = [panel.description for panel in seen["legends"] if panel.ident == "greys-before"]
    assert said == ([f"Black is 0, white {white:g}."] if white else [])
    assert any("red, green and blue" in note for note in seen["notes"]) == bool(white)
