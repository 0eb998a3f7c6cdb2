"""Arrays for NumPy: what is in them is what the page shows, and the bytes never change."""

import json
import time
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pytest

from app.core.errors import InputError
from app.exports import npz
from app.exports.npz import steps_npz, tensor_npz
from app.run import Outcome, trained
from tests.exports.test_exports import outcome

QUERY = (
    "layout=image&shape=4,6,3,3&source=gaussian&seed=9&methods=batch,group,rms,reduce:,reduce:CW&cell=3,5,2,1"
    "&groups=2&epsilon=0.1&epsilon_place=deviation&scale=2&offset=-1"
)
STEPS = ("mean", "variance", "centred", "standardized", "output")


def arrays(file: bytes) -> dict[str, np.ndarray]:
    with np.load(BytesIO(file)) as opened:
        return dict(opened)


def test_every_step_of_the_pinned_value_is_the_pages() -> None:
    made = outcome(QUERY)
    found = arrays(steps_npz(made))
    names = {f"{result.method.key.replace(':', '_')}_{step}" for result in made.results for step in STEPS}
    assert set(found) == {"x", "readme"} | names
    assert np.array_equal(found["x"], made.tensor) and found["x"].dtype == made.tensor.dtype
    for result in made.results:
        name = result.method.key.replace(":", "_")
        assert found[f"{name}_mean"].shape == result.pools.parts
        for step in ("mean", "variance"):
            assert found[f"{name}_{step}"][result.pool] == getattr(result.arithmetic, step)
        for step in ("centred", "standardized", "output"):
            assert found[f"{name}_{step}"][made.recipe.cell] == getattr(result.arithmetic, step), (name, step)


def test_at_test_time_the_steps_are_those_with_frozen_statistics() -> None:
    query = (
        "mode=test&shape=4,6,3,3&source=gaussian&methods=batch,ghost,instance,reduce:N&cell=3,5,2,1&scale=2&offset=-1"
    )
    made = outcome(query)
    found, tensor = arrays(steps_npz(made)), arrays(tensor_npz(made))
    x, training = made.tensor.astype(np.float64), trained(made)
    assert [result.frozen for result in made.results] == [True, True, False, True]
    for result in made.results:
        name, frozen = result.method.key.replace(":", "_"), training.courses[result.method.key].frozen
        assert found[f"{name}_output"][made.recipe.cell] == result.arithmetic.output
        assert found[f"{name}_mean"].shape == result.pools.parts
        assert (f"{name}_frozen_mean" in tensor) == result.frozen
        if result.frozen:
            for step, each in (("mean", frozen.mean), ("variance", frozen.variance)):
                np.testing.assert_allclose(tensor[f"{name}_frozen_{step}"], each, rtol=1e-14)
                np.testing.assert_allclose(
                    found[f"{name}_{step}"], np.broadcast_to(each, result.pools.parts), rtol=1e-14
                )
            output = (x - frozen.mean) / np.sqrt(frozen.variance + 1e-5) * 2 - 1
            np.testing.assert_allclose(found[f"{name}_output"], output, rtol=1e-12, atol=1e-14)


def test_the_whole_arrays_are_numpys() -> None:
    made = outcome("layout=image&shape=4,6,3,3&source=gaussian&methods=batch")
    found, x = arrays(steps_npz(made)), made.tensor.astype(np.float64)
    mean, variance = x.mean((0, 2, 3), keepdims=True), x.var((0, 2, 3), keepdims=True)
    np.testing.assert_allclose(found["batch_centred"], x - mean, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(found["batch_output"], (x - mean) / np.sqrt(variance + 1e-5), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("write", [tensor_npz, steps_npz])
def test_the_bytes_are_the_same_at_any_time(write, monkeypatch) -> None:
    first = write(outcome(QUERY))
    monkeypatch.setattr(time, "localtime", lambda *_: time.struct_time((2031, 5, 6, 7, 8, 9, 0, 0, 0)))
    assert write(outcome(QUERY)) == first
    assert {info.date_time for info in ZipFile(BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_readme_tells_the_state() -> None:
    told = json.loads(str(arrays(tensor_npz(outcome(QUERY)))["readme"]))
    assert told["state"]["seed"] == 9 and told["state"]["methods"][0] == "batch"
    assert told["axes"] == ["N", "C", "H", "W"]
    assert told["arrays"] == {"x": [4, 6, 3, 3]}


def test_a_tensor_in_another_byte_order_is_written_little_endian() -> None:
    made = outcome("values=[[1,2],[3,4]]&methods=batch")
    swapped = Outcome(made.recipe, made.tensor.astype(">f8"), made.window, made.results)
    assert tensor_npz(swapped) == tensor_npz(made)


def test_too_much_is_refused_in_words(monkeypatch) -> None:
    with pytest.raises(InputError, match="reducing more axes"):
        steps_npz(outcome("shape=64,64,8,8&source=constant&methods=reduce:"))
    monkeypatch.setattr(npz, "MOST_BYTES", 5000)
    with pytest.raises(InputError, match=r"each step of 5 methods: [\d,]+ bytes; .*tensor\.npz, which is x alone"):
        steps_npz(outcome(QUERY))
    tensor_npz(outcome(QUERY))
    monkeypatch.setattr(npz, "MOST_BYTES", 500)
    with pytest.raises(InputError, match="a file of at most 500; try a smaller tensor"):
        tensor_npz(outcome(QUERY))
