"""Three layer norms: pools and parameters by definition, differences against NumPy, and sentences that follow them."""

import numpy as np
import pytest

from app import layernorms
from app.core.axes import LAYOUTS, layout_by_key
from app.layernorms import compared_box, differences, kinds
from app.recipe import OWN, Recipe, default_cell
from app.run import run
from app.views.layernorms import make, sentence

SHAPES = {"image": (4, 6, 3, 5), "sequence": (4, 5, 6), "features": (7, 6)}
REDUCED = {
    "image": ((1, 2, 3), (1,), (1, 2, 3)),
    "sequence": ((1, 2), (2,), (1, 2)),
    "features": ((1,), (1,), (1,)),
}


def outcome(layout_key: str, shape: tuple[int, ...] | None = None, **changes: object):
    shape = shape or SHAPES[layout_key]
    cell = default_cell(layout_by_key(layout_key), shape)
    return run(Recipe(layout_key, shape, "gaussian", cell, seed=3, **changes))


def standardized(x: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    return (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + 1e-5)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
def test_differences_without_parameters_are_numpys(layout) -> None:
    made = outcome(layout.key)
    x = made.tensor.astype(np.float64)
    outputs = [standardized(x, axes) for axes in REDUCED[layout.key]]
    sizes = dict(make(made)["comparisons"][0]["rows"])
    for label, i in zip(sizes, range(3), strict=True):
        for j in range(3):
            if i != j:
                assert sizes[label][j] == pytest.approx(np.abs(outputs[i] - outputs[j]).max(), rel=1e-9, abs=1e-12)


def test_on_images_one_group_is_the_whole_sample_until_parameters_are_learned() -> None:
    without, with_parameters = make(outcome("image"))["comparisons"]
    assert without["rows"][0][1][2] == 0
    assert without["rows"][0][1][1] > 0.1
    assert (
        "give the same outputs: the largest difference is exactly 0; “At each position” differs" in without["sentence"]
    )
    assert min(size for _, sizes in with_parameters["rows"] for size in sizes if size is not None) > 0.1
    assert with_parameters["sentence"].startswith("All three differ, by up to ")


@pytest.mark.parametrize(
    ("layout_key", "shape"), [("features", (7, 6)), ("image", (4, 6, 1, 1)), ("sequence", (4, 1, 6))]
)
def test_with_one_position_all_three_coincide_with_parameters_too(layout_key: str, shape: tuple[int, ...]) -> None:
    told = make(outcome(layout_key, shape))
    for comparison in told["comparisons"]:
        assert all(size == 0 for _, sizes in comparison["rows"] for size in sizes if size is not None)
        assert comparison["sentence"] == "All three give the same outputs: the largest difference is exactly 0."
    assert told["most"] is None


def test_shapes_and_calls() -> None:
    image = kinds(layout_by_key("image"), (4, 6, 8, 9))
    assert [kind.calls for kind in image] == [
        "torch.nn.LayerNorm((6, 8, 9))",
        "torch.nn.LayerNorm(6) on x.permute(0, 2, 3, 1)",
        "torch.nn.GroupNorm(1, 6)",
    ]
    assert [kind.parameter_axes for kind in image] == [("C", "H", "W"), ("C",), ("C",)]
    sequence = kinds(layout_by_key("sequence"), (4, 8, 6))
    assert [kind.calls for kind in sequence] == [
        "torch.nn.LayerNorm((8, 6))",
        "torch.nn.LayerNorm(6)",
        "torch.nn.GroupNorm(1, 6) on x.transpose(1, 2)",
    ]
    features = kinds(layout_by_key("features"), (4, 6))
    assert [kind.calls for kind in features] == [
        "torch.nn.LayerNorm((6,))",
        "torch.nn.LayerNorm(6)",
        "torch.nn.GroupNorm(1, 6)",
    ]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
def test_channel_parameters_are_the_means_of_element_parameters(layout) -> None:
    recipe = outcome(layout.key).recipe
    element, _, group = kinds(layout, recipe.shape)
    box = tuple((0, n) for n in recipe.shape)
    for draw in (0, 1):
        each, channel = (layernorms._parameter(recipe, kind, box, draw) for kind in (element, group))
        others = tuple(k for k, letter in enumerate(layout.letters) if letter not in "NC")
        np.testing.assert_allclose(each.mean(others, keepdims=True), channel, atol=1e-12)


def test_the_pinned_values_arithmetic_adds_up() -> None:
    made = outcome("image")
    for kind in make(made)["kinds"]:
        steps = kind["steps"]
        assert steps.value == made.tensor[made.recipe.cell]
        assert steps.output == pytest.approx(steps.standardized * steps.scale + steps.offset)


def test_where_they_differ_most_can_be_checked() -> None:
    made = outcome("image")
    told = make(made)["most"]
    x = made.tensor.astype(np.float64)
    whole, each = (standardized(x, axes)[told["cell"]] for axes in ((1, 2, 3), (1,)))
    assert [value for _, value in told["values"]] == pytest.approx([whole, each])
    assert abs(whole - each) == pytest.approx(np.abs(standardized(x, (1, 2, 3)) - standardized(x, (1,))).max())


@pytest.mark.parametrize("shape", [(64, 64, 40, 40), (1, 3_000_000, 1, 1), (2, 3, 1000, 1000)])
def test_large_tensors_are_compared_in_part_with_statistics_of_the_whole(shape: tuple[int, ...]) -> None:
    made = outcome("image", shape)
    box = compared_box(shape, made.recipe.cell)
    assert np.prod([high - low for low, high in box]) <= layernorms.MOST
    assert all(low <= i < high for i, (low, high) in zip(made.recipe.cell, box, strict=True))
    told = make(made)
    assert "with statistics of the whole tensor" in told["compared"]
    sample = made.tensor[made.recipe.cell[0]].astype(np.float64)
    assert told["kinds"][0]["steps"].mean == pytest.approx(sample.mean(), rel=1e-6, abs=1e-6)
    assert told["kinds"][2]["steps"].variance == pytest.approx(sample.var(), rel=1e-6)


def test_values_that_are_not_finite_are_left_out_of_the_comparison() -> None:
    tensor = np.arange(24.0).reshape(2, 3, 2, 2) ** 2
    tensor[0, 0, 0, 0] = np.nan
    told = make(run(Recipe("image", tensor.shape, OWN, (1, 1, 0, 0)), tensor))
    assert told["comparisons"][0]["rows"][0][1][1] > 0
    nothing = make(run(Recipe("image", tensor.shape, OWN, (1, 1, 0, 0)), np.full(tensor.shape, np.nan)))
    assert nothing["comparisons"][0]["sentence"] == "No two of them have finite outputs to compare."


def test_rounding_is_told_from_zero() -> None:
    box = ((0, 3),)
    found = differences([np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 2.0 + 1e-15]), np.array([0.0, 1.0, 2.0])], box)
    assert [each.pair for each in found] == [(0, 1), (0, 2), (1, 2)] and found[0].cell == (2,)
    assert "which is rounding" in sentence(["a", "b", "c"], found)


def test_what_is_learned_is_called_as_in_the_convention(client):
    html = client.get("/?view=layernorms&convention=onnx", headers={"accept": "text/html"}).text
    view = html.partition('<section class="view"')[2].partition("</section>\n\n")[0]
    assert "With scale and B, each in its own shape" in view and "48 scale + 48 B" in view
    assert "γ" not in view and "δ" not in view
