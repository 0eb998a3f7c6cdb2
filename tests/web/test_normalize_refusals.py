"""What POST /api/v1/normalize refuses: at once, in words, with a pointer to the member that is wrong."""

from time import perf_counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.web.normalize_request import MOST_TOLD
from tests.web.normalizing import post

OK = {"values": [[1, 2], [3, 4]]}
REFUSED: dict[str, tuple[Any, int, str, str]] = {
    "no method": ({"tensor": OK}, 422, "/method", "neither method nor reduce"),
    "method and axes": ({"tensor": OK, "method": "batch", "reduce": ["N"]}, 422, "/method", "together"),
    "unknown method": ({"tensor": OK, "method": "weight"}, 422, "/method", "batch, layer"),
    "unknown axis": ({"tensor": OK, "reduce": ["X"]}, 422, "/reduce", "N, C"),
    "axis twice": ({"tensor": OK, "reduce": ["N", "N"]}, 422, "/reduce", "distinct"),
    "wrong letters": ({"tensor": OK, "axes": "NX", "method": "batch"}, 422, "/axes", "distinct letters"),
    "letters twice": ({"tensor": OK, "axes": "NN", "method": "batch"}, 422, "/axes", "distinct letters"),
    "too many letters": ({"tensor": OK, "axes": "NCHW", "method": "batch"}, 422, "/axes", "2 letters"),
    "scalar": ({"tensor": {"values": 3}, "method": "batch"}, 422, "/tensor", "0 axes"),
    "six axes": ({"tensor": {"values": [[[[[[1]]]]]]}, "method": "batch"}, 422, "/tensor/values", "at most 5"),
    "ragged": ({"tensor": {"values": [[1, 2], [3]]}, "method": "batch"}, 422, "/tensor/values", "one length"),
    "empty": ({"tensor": {"values": []}, "method": "batch"}, 422, "/tensor/values", "no length"),
    "text for a number": ({"tensor": {"values": ["3"]}, "method": "batch"}, 422, "/tensor/values", "“3”"),
    "true for a number": ({"tensor": {"values": [True]}, "method": "batch"}, 422, "/tensor/values", "True"),
    "null for a number": ({"tensor": {"values": [None]}, "method": "batch"}, 422, "/tensor/values", "None"),
    "text for epsilon": ({"tensor": OK, "method": "batch", "epsilon": "1e-5"}, 422, "/epsilon", "1e-5"),
    "true for groups": (
        {"tensor": OK, "method": "group", "groups": True},
        422,
        "/groups",
        "Got “true”; expected a whole number; try 1.",
    ),
    "negative epsilon": (
        {"tensor": OK, "method": "batch", "epsilon": -1},
        422,
        "/epsilon",
        "Got “-1”; expected 0 or more; try 0.",
    ),
    "groups for batch": ({"tensor": OK, "method": "batch", "groups": 2}, 422, "/groups", "only with method group"),
    "virtual batches for batch": (
        {"tensor": OK, "method": "batch", "virtual": 1},
        422,
        "/virtual",
        "only with method ghost",
    ),
    "virtual batches that do not divide": (
        {"tensor": {"values": [[1], [2], [3]]}, "method": "ghost", "virtual": 2},
        422,
        "/virtual",
        "try 1 or 3",
    ),
    "groups that do not divide": (
        {"tensor": {"values": [[1] * 7]}, "method": "group", "groups": 2},
        422,
        "/groups",
        "try 1 or 7",
    ),
    "unknown member": (
        {"tensor": OK, "method": "batch", "eps": 1},
        422,
        "/eps",
        "the unknown member “eps”; expected tensor, axes, method",
    ),
    "scale of another shape": (
        {"tensor": OK, "method": "batch", "scale": {"values": [1, 2, 3]}},
        422,
        "/scale",
        "broadcasts",
    ),
    "scale that would grow it": (
        {"tensor": OK, "method": "batch", "scale": {"values": [[[1, 2]]]}},
        422,
        "/scale",
        "broadcasts",
    ),
    "negative variance": (
        {"tensor": OK, "method": "batch", "frozen": {"mean": {"values": [0, 0]}, "variance": {"values": [1, -1]}}},
        422,
        "/frozen/variance",
        "negative",
    ),
    "frozen of another shape": (
        {"tensor": OK, "method": "batch", "frozen": {"mean": {"values": [0]}, "variance": {"values": [1]}}},
        422,
        "/frozen/mean",
        "one number for each pool",
    ),
    "wrong length": (
        {"tensor": {"shape": [3], "dtype": "float32", "data": "AAAA"}, "method": "batch"},
        422,
        "/tensor/data",
        "12",
    ),
    "not base64": (
        {"tensor": {"shape": [1], "dtype": "int8", "data": "?"}, "method": "batch"},
        422,
        "/tensor/data",
        "base64",
    ),
    "unknown dtype": (
        {"tensor": {"shape": [1], "dtype": "object", "data": ""}, "method": "batch"},
        422,
        "/tensor/dtype",
        "Got “object”; expected float16, float32",
    ),
    "zero length": (
        {"tensor": {"shape": [0], "dtype": "int8", "data": ""}, "method": "batch"},
        422,
        "/tensor/shape/0",
        "expected 1 or more; try 1",
    ),
    "six sizes": (
        {"tensor": {"shape": [1] * 6, "dtype": "int8", "data": "AA=="}, "method": "batch"},
        422,
        "/tensor/shape",
        "Got 6 numbers; expected at most 5; try fewer axes.",
    ),
    "no tensor": ({"method": "batch"}, 422, "/tensor", "no member “tensor”"),
    "a list for a tensor": ({"tensor": [1], "method": "batch"}, 422, "/tensor", "Got a list; expected an object of"),
    "a key with a slash": ({"tensor": OK, "method": "batch", "a/b": 1}, 422, "/a~1b", "“a/b”"),
    "a place of epsilon": (
        {"tensor": OK, "method": "batch", "epsilon_place": "root"},
        422,
        "/epsilon_place",
        "Got “root”; expected variance or deviation; try",
    ),
    "frozen is a number": (
        {"tensor": OK, "method": "batch", "frozen": 3},
        422,
        "/frozen",
        "of mean and variance; try {",
    ),
    "text for center": ({"tensor": OK, "method": "batch", "center": "no"}, 422, "/center", "true or false"),
    "a weight over 1": (
        {"tensor": OK, "method": "batch", "running": {"mean": OK, "variance": OK, "new_weight": 2}},
        422,
        "/running/new_weight",
        "Got “2”; expected 1 or less",
    ),
    "not an object": ([1], 422, "", "Got a list; expected an object of tensor, axes"),
    "NaN literal": (b'{"tensor": {"values": [NaN]}, "method": "batch"}', 422, "", 'try "NaN" in quotes'),
    "a key twice": (b'{"method": "batch", "method": "layer"}', 422, "/method", "twice"),
    "claimed size": (
        {"tensor": {"shape": [99999, 99999], "dtype": "float64", "data": "AAAA"}, "method": "batch"},
        413,
        "",
        "at most 67,108,864",
    ),
    "no JSON": (b"{", 400, "", "line 1, column 2"),
    "not UTF-8": (b'{"a": "\xff"}', 400, "", "UTF-8"),
    "deep": (b"[" * 100_000, 400, "", "nested too deeply"),
    "a number of 5000 digits": (b"[" + b"1" * 5000 + b"]", 400, "", "too many digits"),
}


@pytest.mark.parametrize(("body", "status", "pointer", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals_point_at_the_member(client: TestClient, body: Any, status: int, pointer: str, words: str) -> None:
    told = post(client, body, status)
    assert told["status"] == status
    assert words in told["detail"]
    if status == 413:
        pointer = "/tensor/shape"
    if status != 200:
        assert "Input should" not in told["detail"] and "Pydantic" not in told["detail"]
        assert pointer in [error["pointer"] for error in told["errors"]]


def test_values_without_a_number_in_json_are_text_in_any_case(client: TestClient) -> None:
    values = [["nan", 1], ["NaN", 1], ["inf", 1], ["-inf", 1], ["Infinity", 1], ["-INFINITY", 1]]
    told = post(client, {"tensor": {"values": values}, "method": "layer"})
    assert len(told["output"]["values"]) == 6
    assert "“+inf”" in post(client, {"tensor": {"values": ["+inf"]}, "method": "batch"}, 422)["detail"]


def test_every_refusal_has_the_member_errors(client: TestClient) -> None:
    refusals = [
        client.get("/api/v1/nothing"),
        client.delete("/api/v1/compare"),
        client.post("/api/v1/normalize", content=b"{}"),
        client.post("/api/v1/compare", content=b"{", headers={"content-type": "application/json"}),
        client.post("/api/v1/compare", content=b"[[1],[2,3]]", headers={"content-type": "application/json"}),
        client.post("/api/v1/compare", content=b"x", headers={"content-type": "application/x-npy"}),
        client.post("/api/v1/compare", content=b"x,1", headers={"content-type": "text/csv"}),
        client.post("/api/v1/compare", content=b"x,1", headers={"content-type": "image/png"}),
    ]
    told = [answer.json() for answer in refusals]
    assert [each["status"] for each in told] == [404, 405, 415, 400, 422, 422, 422, 415]
    assert [len(each["errors"]) for each in told] == [0, 0, 1, 1, 1, 1, 1, 1]
    assert {error["pointer"] for each in told for error in each["errors"]} == {""}


def test_a_body_that_cannot_be_read_gets_a_page_too(client: TestClient) -> None:
    headers = {"content-type": "application/json", "accept": "text/html"}
    answer = client.post("/", content=b"{", headers=headers)
    assert answer.status_code == 400 and "not JSON at line 1" in answer.text


def test_only_json_is_taken(client: TestClient) -> None:
    for headers in ({}, {"content-type": "text/plain"}, {"content-type": "application/x-npy"}):
        answer = client.post("/api/v1/normalize", content=b"{}", headers=headers)
        assert answer.status_code == 415
        assert answer.headers["content-type"] == "application/problem+json"


def test_bodies_of_very_many_members_are_refused_at_once(client: TestClient) -> None:
    many = "".join(f'"k{i}":0,' for i in range(30_000))
    started = perf_counter()
    told = post(client, f'{{{many}"k29999":1}}'.encode(), 422)
    assert "the key “k29999” twice" in told["detail"]
    told = post(client, f'{{{many}"method":"batch"}}'.encode(), 422)
    assert len(told["errors"]) == MOST_TOLD
    assert perf_counter() - started < 5  # with work that grows with the square, 20 seconds


def test_the_keys_of_what_is_no_tensor_are_named_in_short(client: TestClient) -> None:
    answer = client.post("/api/v1/compare", json={f"k{i}": 0 for i in range(1000)})
    assert answer.status_code == 422
    assert "Got the keys “k0, k1, k10" in answer.json()["detail"] and len(answer.content) < 1000
    for body, got in ({}, "the keys (none)"), (True, "“True”"), ("x", "“x”"):
        assert f"Got {got}; expected shape, dtype" in client.post("/api/v1/compare", json=body).json()["detail"]
