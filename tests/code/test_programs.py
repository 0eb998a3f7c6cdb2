"""Every program is Python, runs alone, and prints the numbers on screen."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.code import FRAMEWORKS, program
from app.code.tensor import FILE, MOST_ENCODED
from app.exports.npz import tensor_npz
from tests.code.running import BY_KEY, CASES, IMPORTABLE, SETTINGS, case, check, outcome, ran

WIDE = "layout=image&shape=8,12,8,8&source=gaussian&methods=batch,group,rms,reduce:CW&cell=7,11,4,3"
INFINITE = ("[[1,inf],[2,3]]", "[[-inf,inf],[2,3]]", "[[nan,inf],[2,3]]")
ALL = "layout=image&shape=2,4,2,2&source=counting&methods=batch,layer,instance,group,rms,reduce:NC&scale=2&offset=1"


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda each: each.key)
@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize(("layout", "key"), CASES)
def test_every_program_is_python(framework, settings, layout, key) -> None:
    ast.parse(program(framework, case(layout, key, settings)))


@pytest.mark.parametrize("framework", IMPORTABLE, ids=lambda each: each.key)
@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize(("layout", "key"), CASES)
def test_a_program_prints_the_numbers_on_screen(framework, settings, layout, key) -> None:
    check(case(layout, key, settings), framework.key)


@pytest.mark.parametrize("framework", IMPORTABLE, ids=lambda each: each.key)
def test_one_program_for_all_methods_prints_all_their_numbers(framework) -> None:
    check(outcome(ALL), framework.key)


@pytest.mark.parametrize("framework", IMPORTABLE, ids=lambda each: each.key)
@pytest.mark.parametrize(
    "query",
    [
        "shape=1,1,1,1&source=constant&methods=batch,layer,instance,group,rms",
        "layout=features&shape=1,6&source=gaussian&methods=batch,layer,group,rms&groups=6",
        "layout=sequence&shape=2,1,4&source=gaussian&methods=batch,instance,group&groups=4",
        "shape=2,4,2,2&source=gaussian&methods=group&groups=1",
        "shape=2,4,2,2&source=gaussian&methods=group&groups=4",
        "values=1,nan%0A2,3&methods=batch,layer",
        "values=[[1,inf],[2,3]]&methods=batch",
        "values=[[0.1,1e-300],[2,3e5]]&methods=batch,layer",
        *(f"values={odd}&methods=rms&cell={cell}" for odd in INFINITE for cell in ("0,0", "0,1")),
    ],
)
def test_programs_at_the_edges(framework, query) -> None:
    check(outcome(query), framework.key)


@pytest.mark.parametrize("framework", IMPORTABLE, ids=lambda each: each.key)
def test_a_large_tensor_is_read_from_its_file(framework, tmp_path: Path, monkeypatch) -> None:
    made = outcome(WIDE)
    assert made.tensor.nbytes > MOST_ENCODED
    assert f'python -m app export "<address of the page>" --to {FILE}' in program(framework, made)
    (tmp_path / FILE).write_bytes(tensor_npz(made))
    monkeypatch.chdir(tmp_path)
    check(made, framework.key)


@pytest.mark.parametrize("framework", IMPORTABLE, ids=lambda each: each.key)
@pytest.mark.parametrize("source", ["counting", "gaussian", "photographs", "activations"])
@pytest.mark.parametrize("shape", ["4,3,4,4", "4,3,8,8", "8,3,8,8"])
@pytest.mark.parametrize("mode", ["train", "test"])
def test_common_sizes_run_alone(framework, source, shape, mode, tmp_path: Path, monkeypatch) -> None:
    made = outcome(f"source={source}&shape={shape}&methods=batch,layer,reduce:N&mode={mode}&cell=1,2,3,3")
    monkeypatch.chdir(tmp_path)
    check(made, framework.key)


def test_counting_numbers_are_counted_at_any_size() -> None:
    text = program(BY_KEY["numpy"], outcome("source=counting&shape=32,16,16,16&methods=batch&cell=1,2,3,4"))
    assert "x = np.arange(131072, dtype=np.float64).reshape(32, 16, 16, 16)" in text
    assert FILE not in text


def test_the_numpy_program_needs_nothing_but_numpy(tmp_path: Path) -> None:
    made = outcome("")
    script = tmp_path / "program.py"
    script.write_text(program(BY_KEY["numpy"], made), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": "", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-W", "error", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=True,
    )
    assert done.stderr == ""
    assert done.stdout == ran(script.read_text(encoding="utf-8"))
    steps = made.results[0].arithmetic
    assert f"mean {steps.mean:.5g}\nvariance {steps.variance:.5g}\n" in done.stdout


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, np.int8, np.uint64, np.bool, ">f4"])
@pytest.mark.parametrize("times", [1, 100])
def test_tensors_are_written_out_exactly(kind, times) -> None:
    values = np.array([[0.1, 100.7, 3.3] * times, [1e-5, 7.25, 1 / 3] * times]).astype(kind)
    made = outcome("values=[[1,2,3],[4,5,6]]&methods=batch")
    object.__setattr__(made, "tensor", values)
    names: dict[str, object] = {}
    exec(BY_KEY["numpy"].head(made), names)
    assert np.array_equal(names["x"], values.astype(np.float64))


def test_lines_stay_narrow_enough_to_read() -> None:
    made = outcome("layout=features&shape=2,128&source=gaussian")
    assert max(map(len, BY_KEY["numpy"].head(made).splitlines())) <= 88


def test_what_no_library_has_is_said() -> None:
    beside = case("image", "batch", "beside")
    for key, name in (("pytorch", "PyTorch's"), ("jax", "Flax's"), ("keras", "Keras's")):
        text = program(BY_KEY[key], beside)
        assert f"# {name}" in text
        assert "beside the deviation it is added by hand" in text.replace("\n#     ", " ")
    root = case("image", "batch", "in the root")
    for key, call in (
        ("pytorch", "F.batch_norm("),
        ("jax", "linen.BatchNorm("),
        ("keras", "layers.BatchNormalization("),
    ):
        assert call in program(BY_KEY[key], root)
        assert call not in program(BY_KEY[key], beside)
