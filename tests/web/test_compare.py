"""GET and POST /api/v1/compare: the contract, and that its numbers are NumPy's."""

import json
from base64 import b64decode, b64encode
from io import BytesIO
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from starlette.testclient import TestClient

from app.core.axes import LAYOUTS
from app.core.methods import METHODS
from app.sources import SOURCES, generate

NAMED = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3)}


def compared(client: TestClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/compare?{query}")
    assert answer.status_code == 200, answer.text
    return json.loads(answer.content)


def test_the_contract_to_the_letter(client: TestClient) -> None:
    told = compared(
        client, "layout=image&shape=8,6,8,8&source=gaussian&seed=3&methods=batch,layer,instance&cell=0,2,1,3"
    )
    tensor = generate("gaussian", LAYOUTS[0], (8, 6, 8, 8), 3)
    assert told["tensor"] == {
        "layout": "image",
        "axes": ["N", "C", "H", "W"],
        "ones": ["sample", "channel", "row", "column"],
        "shape": [8, 6, 8, 8],
        "source": "gaussian",
        "seed": 3,
        "dtype": "float32",
        "count": 3072,
        "nonfinite": 0,
    }
    assert told["cell"] == {"index": [0, 2, 1, 3], "value": float(tensor[0, 2, 1, 3])}
    assert told["window"]["ranges"] == [[0, 8], [0, 6], [0, 4], [0, 4]]
    assert [method["key"] for method in told["methods"]] == ["batch", "layer", "instance"]
    layer = told["methods"][1]
    assert layer["reduced_axes"] == ["C", "H", "W"]
    assert layer["statistics_shape"] == [8, 1, 1, 1]
    assert (layer["pools"], layer["pool_size"]) == (8, 384)
    assert (layer["parameter_axes"], layer["parameter_shape"]) == (["C", "H", "W"], [6, 8, 8])
    assert layer["parameters"] == 768
    assert (layer["depends_on_batch"], layer["same_at_test_time"]) == (False, True)
    assert layer["highlight"] == [[[0, 1], [0, 6], [0, 8], [0, 8]]]
    assert set(told["figures"]) == {"batch", "layer", "instance"}


@pytest.mark.parametrize("key", NAMED)
def test_statistics_and_arithmetic_are_numpys(client: TestClient, key: str) -> None:
    told = compared(client, f"shape=5,6,3,4&source=gaussian&seed=11&methods={key}&cell=4,5,2,1&scale=2.5&offset=-1")
    tensor = generate("gaussian", LAYOUTS[0], (5, 6, 3, 4), 11).astype(np.float64)
    mean, variance = tensor.mean(NAMED[key], keepdims=True), tensor.var(NAMED[key], keepdims=True)
    method = told["methods"][0]
    np.testing.assert_allclose(method["statistics"]["mean"], mean, rtol=1e-12)
    np.testing.assert_allclose(method["statistics"]["variance"], variance, rtol=1e-12)
    standardized = ((tensor - mean) / np.sqrt(variance + 1e-5))[4, 5, 2, 1]
    steps = method["arithmetic"]
    assert steps["standardized"] == pytest.approx(standardized, rel=1e-12)
    assert steps["output"] == pytest.approx(2.5 * standardized - 1, rel=1e-12)


def test_the_place_of_epsilon_changes_the_result(client: TestClient) -> None:
    query = "values=[[0],[0.001]]&methods=batch&epsilon=1e-5&cell=1,0&epsilon_place="
    beside = compared(client, query + "deviation")["methods"][0]["arithmetic"]["standardized"]
    inside = compared(client, query + "variance")["methods"][0]["arithmetic"]["standardized"]
    assert (round(beside, 2), round(inside, 2)) == (0.98, 0.16)


def test_rms_divides_by_the_mean_square_and_learns_no_offset(client: TestClient) -> None:
    method = compared(client, "values=[[3,4]]&methods=rms&epsilon=0&cell=0,1&offset=5")["methods"][0]
    assert method["statistics"]["variance"] == [[12.5]]
    assert method["arithmetic"]["output"] == pytest.approx(4 / 12.5**0.5)
    assert method["parameters"] == 2


def test_the_window_follows_the_cell_and_its_values_are_the_tensors(client: TestClient) -> None:
    told = compared(client, "shape=20,30,8,8&source=counting&cell=19,29,7,7")
    window = told["window"]
    assert window["complete"] is False
    box = tuple(slice(low, high) for low, high in window["ranges"])
    assert all(low <= place < high for place, (low, high) in zip((19, 29, 7, 7), window["ranges"], strict=True))
    raw = np.frombuffer(b64decode(window["values"]["bdata"]), dtype=window["values"]["dtype"])
    expected = generate("counting", LAYOUTS[0], (20, 30, 8, 8), 0)[box]
    np.testing.assert_array_equal(raw.reshape(window["values"]["shape"]), expected)


def test_too_many_pools_are_told_where_they_meet_the_window(client: TestClient) -> None:
    told = compared(client, "shape=20,30,8,8&source=gaussian&seed=2&methods=reduce:W&cell=13,14,5,6")
    statistics = told["methods"][0]["statistics"]
    assert statistics["complete"] is False
    start, lengths = statistics["start"], statistics["shape"]
    tensor = generate("gaussian", LAYOUTS[0], (20, 30, 8, 8), 2).astype(np.float64)
    means = tensor.mean(axis=3, keepdims=True)
    part = tuple(slice(low, low + length) for low, length in zip(start, lengths, strict=True))
    np.testing.assert_allclose(statistics["mean"], means[part], rtol=1e-12)
    assert start[0] <= 13 < start[0] + lengths[0] and start[1] <= 14 < start[1] + lengths[1]


def test_values_that_are_not_finite_are_words_and_stay_in_their_pool(client: TestClient) -> None:
    told = compared(client, "values=1,nan%0A2,4%0A3,6&methods=batch&cell=0,1")
    statistics = told["methods"][0]["statistics"]
    assert told["cell"]["value"] == "NaN"
    assert statistics["mean"] == [[2.0, "NaN"]]
    assert told["tensor"]["nonfinite"] == 1


@pytest.mark.parametrize("source", [source.key for source in SOURCES])
@pytest.mark.parametrize("layout", [layout.key for layout in LAYOUTS])
def test_every_source_with_every_method_has_valid_figures(client: TestClient, source: str, layout: str) -> None:
    if layout not in next(each for each in SOURCES if each.key == source).layouts:
        answer = client.get(f"/api/v1/compare?layout={layout}&source={source}")
        assert answer.status_code == 422
        return
    for keys in ([method.key for method in METHODS], ["reduce:NC", "reduce:"]):
        told = compared(client, f"layout={layout}&source={source}&methods={','.join(keys)}")
        assert [method["key"] for method in told["methods"]] == keys
        for figure in told["figures"].values():
            go.Figure(figure)


TENSOR = np.arange(24, dtype=np.float32).reshape(2, 3, 2, 2)


def npy(array: np.ndarray) -> bytes:
    file = BytesIO()
    np.save(file, array)
    return file.getvalue()


BODIES = {
    "npy": (npy(TENSOR), "application/x-npy"),
    "npy as bytes": (npy(TENSOR), "application/octet-stream"),
    "json lists": (json.dumps(TENSOR.tolist()).encode(), "application/json"),
    "json tensor": (
        json.dumps({"shape": [2, 3, 2, 2], "dtype": "float32", "data": b64encode(TENSOR.tobytes()).decode()}).encode(),
        "application/json; charset=utf-8",
    ),
}


@pytest.mark.parametrize(("body", "kind"), BODIES.values(), ids=BODIES.keys())
def test_a_posted_tensor_is_compared_in_every_encoding(client: TestClient, body: bytes, kind: str) -> None:
    answer = client.post("/api/v1/compare?methods=batch", content=body, headers={"content-type": kind})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["tensor"]["source"] == "own"
    np.testing.assert_allclose(told["methods"][0]["statistics"]["mean"], TENSOR.mean((0, 2, 3), keepdims=True))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([[1.5, float("nan")], [float("-inf"), 2]]),  # as Python writes it
        '[[1.5, "NaN"], ["-Infinity", 2]]',  # as strict JSON has it
        "[[1.5 nan]\n [-inf 2.]]",  # as NumPy prints it
        "array([[1.5, nan], [-inf, 2]])",
    ],
)
def test_lists_are_read_by_the_same_rules_where_they_are_posted_and_in_an_address(
    client: TestClient, text: str
) -> None:
    headers = {"content-type": "application/json" if text.startswith("[") else "text/plain"}
    posted = client.post("/api/v1/compare?methods=batch", content=text.encode(), headers=headers)
    for answer in (posted, client.get("/api/v1/compare", params={"methods": "batch", "values": text})):
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert (told["tensor"]["shape"], told["tensor"]["nonfinite"]) == ([2, 2], 2)
        given = told["window"]["values"]
        values = np.frombuffer(b64decode(given["bdata"]), given["dtype"])
        np.testing.assert_array_equal(values, [1.5, np.nan, -np.inf, 2])


@pytest.mark.parametrize(("text", "kind"), [("[[1.5,-2]]", "f4"), ("[[0.1,2]]", "f8"), ("[[1e300,2]]", "f8")])
def test_values_are_told_in_as_few_bytes_as_hold_them_exactly(client: TestClient, text: str, kind: str) -> None:
    given = client.get("/api/v1/compare", params={"methods": "batch", "values": text}).json()["window"]["values"]
    assert given["dtype"] == kind
    np.testing.assert_array_equal([np.frombuffer(b64decode(given["bdata"]), kind)], json.loads(text))


@pytest.mark.parametrize(
    "text", ['[[1.5, "x"]]', "[[1.5, 1e999]]", "[[1, 2], [3", "[[1], [2, 3]]", "[[[[[[1]]]]]]", "[]"]
)
def test_lists_are_refused_where_they_are_posted_and_in_an_address(client: TestClient, text: str) -> None:
    posted = client.post("/api/v1/compare", content=text.encode(), headers={"content-type": "application/json"})
    asked = client.get("/api/v1/compare", params={"values": text})
    assert (posted.status_code, asked.status_code) == (422, 422), (posted.text, asked.text)


def test_a_posted_table_is_read_as_samples_by_features(client: TestClient) -> None:
    answer = client.post("/api/v1/compare?methods=batch", content=b"1,2\n3,4\n", headers={"content-type": "text/csv"})
    assert answer.json()["methods"][0]["statistics"]["mean"] == [[2, 3]]


def test_a_posted_tensor_takes_another_shape_of_as_many_values(client: TestClient) -> None:
    headers = {"content-type": "application/x-npy"}
    assert client.post("/api/v1/compare?shape=4,6", content=npy(TENSOR), headers=headers).json()["tensor"]["shape"] == [
        4,
        6,
    ]
    refused = client.post("/api/v1/compare?shape=4,7", content=npy(TENSOR), headers=headers)
    assert refused.status_code == 422
    assert "for 24 values" in refused.json()["detail"]


def test_registries_are_listed(client: TestClient) -> None:
    methods = client.get("/api/v1/methods").json()["methods"]
    assert [method["key"] for method in methods] == [method.key for method in METHODS]
    assert methods[1]["layouts"]["sequence"]["reduced_axes"] == ["C"]
    sources = client.get("/api/v1/sources").json()["sources"]
    assert [source["key"] for source in sources] == [source.key for source in SOURCES]
