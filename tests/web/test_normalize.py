"""POST /api/v1/normalize: any tensor, any axes, every convention; every refusal with a pointer."""

from base64 import b64decode, b64encode
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from tests.web.normalizing import post

GENERATOR = np.random.default_rng(5)


def encoded(array: np.ndarray) -> dict[str, Any]:
    return {"shape": list(array.shape), "dtype": array.dtype.name, "data": b64encode(array.tobytes()).decode()}


def array_of(tensor: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(b64decode(tensor["data"]), dtype=tensor["dtype"]).reshape(tensor["shape"])


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_batch_norm_of_images(client: TestClient, dtype: str) -> None:
    x = GENERATOR.normal(3, 2, (2, 3, 4, 5)).astype(dtype)
    told = post(client, {"tensor": encoded(x), "axes": "NCHW", "method": "batch"})
    double = x.astype(np.float64)
    mean, variance = double.mean((0, 2, 3), keepdims=True), double.var((0, 2, 3), keepdims=True)
    assert (told["reduced_axes"], told["statistics_shape"]) == (["N", "H", "W"], [1, 3, 1, 1])
    assert (told["pools"], told["pool_size"], told["running"], told["warnings"]) == (3, 40, None, [])
    np.testing.assert_allclose(array_of(told["mean"]), mean, rtol=1e-12)
    np.testing.assert_allclose(array_of(told["variance"]), variance, rtol=1e-12)
    output = array_of(told["output"])
    assert output.dtype == dtype
    np.testing.assert_allclose(
        output, (double - mean) / np.sqrt(variance + 1e-5), atol={"float16": 3e-3}.get(dtype, 1e-6)
    )


@pytest.mark.parametrize(
    ("shape", "letters", "method", "reduced"),
    [
        ((6,), None, "batch", ["N"]),
        ((6, 4), None, "batch", ["N"]),
        ((6, 4), None, "layer", ["C"]),
        ((2, 5, 4), None, "layer", ["C"]),
        ((2, 5, 4), None, "batch", ["N", "T"]),
        ((2, 4, 5), "NCL", "batch", ["N", "L"]),
        ((2, 4, 5), "NCL", "layer", ["C", "L"]),
        ((2, 4, 5), "NCL", "instance", ["L"]),
        ((2, 4, 3, 3, 2), None, "instance", ["D", "H", "W"]),
        ((2, 4, 3, 3, 2), None, "layer", ["C", "D", "H", "W"]),
        ((2, 3, 3, 4), "NHWC", "batch", ["N", "H", "W"]),
    ],
)
def test_axes_follow_the_roles_of_the_letters(
    client: TestClient, shape: tuple[int, ...], letters: str | None, method: str, reduced: list[str]
) -> None:
    x = GENERATOR.normal(size=shape)
    told = post(client, {"tensor": {"values": x.tolist()}, "axes": letters, "method": method})
    assert told["reduced_axes"] == reduced
    names = letters or {1: "N", 2: "NC", 3: "NTC", 4: "NCHW", 5: "NCDHW"}[len(shape)]
    axes = tuple(names.index(letter) for letter in reduced)
    np.testing.assert_allclose(told["mean"]["values"], x.mean(axes, keepdims=True), atol=1e-12)


def test_any_subset_of_axes(client: TestClient) -> None:
    x = GENERATOR.normal(size=(2, 3, 4, 5))
    told = post(client, {"tensor": encoded(x), "reduce": ["N", "W"], "epsilon": 0})
    np.testing.assert_allclose(array_of(told["variance"]), x.var((0, 3), keepdims=True))
    assert told["statistics_shape"] == [1, 3, 4, 1]
    alone = post(client, {"tensor": encoded(x), "reduce": []})
    assert (alone["pools"], alone["pool_size"]) == (120, 1)
    assert not array_of(alone["output"]).any()
    assert "one value" in alone["warnings"][0]


def test_group_norm_splits_the_channels(client: TestClient) -> None:
    x = GENERATOR.normal(size=(2, 6, 2, 2))
    told = post(client, {"tensor": encoded(x), "method": "group", "groups": 3})
    assert told["statistics_shape"] == [2, 3, 1, 1]
    expected = x.reshape(2, 3, -1).mean(-1).reshape(2, 3, 1, 1)
    np.testing.assert_allclose(array_of(told["mean"]), expected)


def test_ghost_batch_norm_splits_the_samples(client: TestClient) -> None:
    x = GENERATOR.normal(size=(6, 2, 3, 3))
    told = post(client, {"tensor": encoded(x), "method": "ghost", "virtual": 3})
    assert told["statistics_shape"] == [3, 2, 1, 1]
    expected = x.reshape(3, 2, 2, 9).mean((1, 3)).reshape(3, 2, 1, 1)
    np.testing.assert_allclose(array_of(told["mean"]), expected)
    for virtual, same in ((1, "batch"), (6, "instance")):
        ghost = post(client, {"tensor": encoded(x), "method": "ghost", "virtual": virtual})
        assert ghost["output"] == post(client, {"tensor": encoded(x), "method": same})["output"]


def test_centering_can_be_left_out(client: TestClient) -> None:
    told = post(client, {"tensor": {"values": [[3, 4]]}, "method": "layer", "center": False, "epsilon": 0})
    np.testing.assert_allclose(told["output"]["values"], [[3 / 12.5**0.5, 4 / 12.5**0.5]])
    assert (told["mean"]["values"], told["variance"]["values"]) == ([[0]], [[12.5]])
    rms = post(client, {"tensor": {"values": [[3, 4]]}, "method": "rms", "center": True, "epsilon": 0})
    assert rms["output"] == told["output"]
    assert "never centres" in rms["warnings"][0]


def test_epsilon_beside_the_deviation(client: TestClient) -> None:
    body = {"tensor": {"values": [[0], [0.001]]}, "method": "batch", "epsilon": 1e-5, "epsilon_place": "deviation"}
    assert round(post(client, body)["output"]["values"][1][0], 2) == 0.98


def test_scale_and_offset_broadcast(client: TestClient) -> None:
    x = GENERATOR.normal(size=(2, 3, 4, 4)).astype(np.float32)
    scale = np.array([1, 2, 3], dtype=np.float32).reshape(1, 3, 1, 1)
    told = post(client, {"tensor": encoded(x), "method": "batch", "scale": encoded(scale), "offset": {"values": 0.5}})
    np.testing.assert_allclose(
        array_of(told["output"]), array_of(told["standardized"]) * scale + 0.5, rtol=1e-5, atol=1e-6
    )


def test_frozen_statistics_are_used_as_they_are(client: TestClient) -> None:
    x = GENERATOR.normal(size=(4, 3))
    frozen = {"mean": {"values": [1, 2, 3]}, "variance": {"values": [[4, 4, 4]]}}
    told = post(client, {"tensor": {"values": x.tolist()}, "method": "batch", "frozen": frozen, "epsilon": 0})
    np.testing.assert_allclose(told["output"]["values"], (x - [1, 2, 3]) / 2)
    assert told["mean"]["values"] == [[1, 2, 3]]


@pytest.mark.parametrize("unbiased", [True, False])
def test_running_statistics_are_returned_updated(client: TestClient, unbiased: bool) -> None:
    x = GENERATOR.normal(2, 3, size=(5, 2))
    running = {"mean": {"values": [0, 0]}, "variance": {"values": [1, 1]}, "new_weight": 0.1, "unbiased": unbiased}
    told = post(client, {"tensor": {"values": x.tolist()}, "method": "batch", "running": running})
    np.testing.assert_allclose(told["running"]["mean"]["values"], [0.1 * x.mean(0)])
    np.testing.assert_allclose(told["running"]["variance"]["values"], [0.9 + 0.1 * x.var(0, ddof=int(unbiased))])


def test_values_that_are_not_finite_stay_in_their_pool(client: TestClient) -> None:
    told = post(client, {"tensor": {"values": [[1, "NaN"], [3, 2]]}, "method": "batch"})
    assert told["output"]["values"][0][1] == "NaN" and told["output"]["values"][1][1] == "NaN"
    assert told["output"]["values"][1][0] == pytest.approx(1, abs=1e-5)
    assert told["warnings"] == ["1 value is NaN or infinite; the pool of it has no finite statistics."]


def test_integers_and_booleans_are_normalized(client: TestClient) -> None:
    for dtype in ("int8", "uint16", "int64", "bool"):
        x = np.array([[0, 1], [1, 1]]).astype(dtype)
        told = post(client, {"tensor": encoded(x), "method": "batch", "epsilon": 1e-5})
        assert array_of(told["mean"]).tolist() == [[0.5, 1.0]]
        assert array_of(told["output"])[0, 0] == pytest.approx(-1, abs=1e-4)


def test_a_division_by_zero_is_said(client: TestClient) -> None:
    told = post(client, {"tensor": {"values": [[1], [1]]}, "method": "batch", "epsilon": 0})
    assert "variance 0 and epsilon is 0" in told["warnings"][0]
    assert told["output"]["values"] == [["NaN"], ["NaN"]]


def test_a_variance_beyond_float64_is_said(client: TestClient) -> None:
    told = post(client, {"tensor": {"values": [[1e308, 1e308], [-1e308, 1]]}, "method": "batch"})
    assert any("variance is beyond float64" in words for words in told["warnings"])
    one = post(client, {"tensor": {"values": [["nan", 1], [2, 3]]}, "method": "batch"})
    assert one["warnings"] == ["1 value is NaN or infinite; the pool of it has no finite statistics."]
