"""Programs at test time: they hold the statistics that training froze, and print the numbers on screen."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from app.code import FRAMEWORKS, program
from app.code.frozen import MOST_GIVEN
from app.code.tensor import COLUMN, FILE, MOST_ENCODED
from app.core.conventions import CONVENTIONS
from app.exports.npz import tensor_npz
from app.run import trained
from tests.code.running import BY_KEY, CASES, IMPORTABLE, case, check, outcome
from tests.exports.test_npz import arrays

PLACES = ("in the root", "beside", "without epsilon")
LARGE = "mode=test&layout=image&shape=8,6,10,10&source=gaussian&cell=7,5,4,3&methods="
TEXTS = {
    "pytorch": ("F.batch_norm(", "x, mean, variance, weight, bias, training=False", "in eval()"),
    "jax": ("use_running_average=True",),
    "keras": ("layer.moving_mean.assign(mean)", "layer.moving_variance.assign(variance)", "training=False"),
}


@pytest.mark.parametrize("framework", IMPORTABLE, ids=lambda each: each.key)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("mode", ["train", "test"])
@pytest.mark.parametrize(("layout", "key"), CASES)
def test_the_numbers_of_every_convention_are_printed(framework, place, mode, layout, key) -> None:
    for convention in CONVENTIONS:
        made = case(layout, key, place, f"&mode={mode}&convention={convention.key}")
        assert made.results[0].frozen == (
            mode == "test" and "N" in made.results[0].method.reduced_axes(made.recipe.layout)
        )
        check(made, framework.key)


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda each: each.key)
@pytest.mark.parametrize("place", PLACES)
def test_every_program_is_python_and_frozen_statistics_stay_in_their_column(framework, place) -> None:
    for layout, key in CASES:
        text = program(framework, case(layout, key, place, "&mode=test&convention=prince"))
        ast.parse(text)
        assert all(len(line) <= COLUMN for line in text.splitlines() if re.fullmatch(r"    [-+.,e\d ]+", line))


@pytest.mark.parametrize("framework", IMPORTABLE, ids=lambda each: each.key)
@pytest.mark.parametrize("methods", ["batch,ghost,layer", "reduce:N,reduce:NW"])
def test_many_frozen_statistics_are_read_from_the_tensors_file(framework, methods, tmp_path: Path, monkeypatch) -> None:
    made = outcome(LARGE + methods)
    assert made.tensor.nbytes > MOST_ENCODED
    read = "_frozen_mean" in program(framework, made)
    assert read == any(np.prod(result.frozen_shape) > MOST_GIVEN for result in made.results)
    (tmp_path / FILE).write_bytes(tensor_npz(made))
    monkeypatch.chdir(tmp_path)
    check(made, framework.key)


@pytest.mark.parametrize("framework", IMPORTABLE, ids=lambda each: each.key)
def test_channels_too_many_to_write_out_are_read_in_a_row(framework, tmp_path: Path, monkeypatch) -> None:
    made = outcome("mode=test&layout=sequence&shape=2,3,70&source=gaussian&methods=batch")
    (tmp_path / FILE).write_bytes(tensor_npz(made))
    monkeypatch.chdir(tmp_path)
    check(made, framework.key)


def test_the_file_holds_what_training_froze_also_of_more_pools_than_are_shown() -> None:
    made = outcome(
        "mode=test&layout=image&shape=2,8,96,96&source=gaussian&cell=1,7,95,95&methods=reduce:N,batch&batches=2"
    )
    assert not made.results[0].complete
    found = arrays(tensor_npz(made))
    assert found["reduce_N_frozen_mean"].shape == (1, 8, 96, 96)
    steps = made.results[0].arithmetic
    assert found["reduce_N_frozen_mean"][0, 7, 95, 95] == steps.mean
    assert found["reduce_N_frozen_variance"][0, 7, 95, 95] == pytest.approx(steps.variance, rel=1e-14)
    frozen = trained(made).courses["batch"].frozen
    np.testing.assert_allclose(found["batch_frozen_variance"], frozen.variance, rtol=1e-14)


@pytest.mark.parametrize("framework", IMPORTABLE, ids=lambda each: each.key)
@pytest.mark.parametrize("values", ["1,nan%0A2,3", "1,inf%0A2,3"])
def test_frozen_statistics_need_not_be_finite(framework, values) -> None:
    check(
        outcome(f"values={values}&methods=batch,layer&mode=test&convention=prince&epsilon_place=variance"),
        framework.key,
    )


def test_libraries_are_given_the_statistics_in_their_own_way() -> None:
    for key, texts in TEXTS.items():
        for method in ("batch", "ghost"):
            frozen = program(BY_KEY[key], case("image", method, "in the root", "&mode=test"))
            assert all(text in frozen for text in texts), frozen
            assert "axes = " not in frozen


def test_parameters_have_the_shape_and_the_signs_of_the_convention() -> None:
    shapes = {"prince": "(1, 4, 1, 1)", "pytorch": "(1, 4, 3, 2)", "keras": "(1, 4, 3, 2)", "onnx": "(1, 4, 3, 2)"}
    for convention in CONVENTIONS:
        text = program(BY_KEY["numpy"], case("image", "layer", "in the root", f"&convention={convention.key}"))
        assert f"scale = np.full({shapes[convention.key]}, 1.0)  # {convention.symbols.scale}\n" in text
        assert f"0.0)  # {convention.symbols.offset}\n" in text
        assert f"# of {convention.symbols.mean} and {convention.symbols.variance}\n" in text


def test_a_layer_norm_that_learns_for_each_channel_is_group_norm_with_one_group() -> None:
    made = case("image", "layer", "in the root", "&convention=prince")
    for key, call in (
        ("pytorch", "F.group_norm(x, 1,"),
        ("jax", "GroupNorm(num_groups=1"),
        ("keras", "groups=1, axis=1"),
    ):
        assert call in program(BY_KEY[key], made).replace("\n    ", "")
    assert "F.rms_norm" not in program(BY_KEY["pytorch"], case("image", "rms", "in the root", "&convention=prince"))
