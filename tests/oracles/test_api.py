"""POST /api/v1/normalize gives what PyTorch gives: the same cases, through every layer of the server."""

from base64 import b64decode, b64encode
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from tests.oracles.cases import CASES, MOMENTUM, Array, Case
from tests.oracles.ours import allowed, along, answers, apart, best


@pytest.mark.parametrize("case", [case for case in CASES if case.epsilon == 1e-5], ids=lambda case: case.name)
def test_the_api_gives_what_pytorch_gives(case: Case, client: TestClient) -> None:
    answer = client.post("/api/v1/normalize", json=request(case))
    assert answer.status_code == 200, answer.text
    found, stored = answer.json(), answers("stored")
    assert found["output"]["dtype"] == case.dtype
    assert apart(decoded(found["output"]), best(case, stored)) <= allowed(case)
    if found["running"]:
        pair = np.stack([decoded(found["running"][name]).ravel() for name in ("mean", "variance")])
        assert apart(pair, stored[f"{case.name}/running"]) <= 1e-14


def request(case: Case) -> dict[str, Any]:
    """The case as a body of the API."""
    body: dict[str, Any] = {
        "tensor": encoded(case.x()),
        "method": case.method,
        "virtual" if case.method == "ghost" else "groups": case.groups,
        "epsilon": case.epsilon,
        "scale": encoded(along(case, case.scale())),
        "offset": encoded(along(case, case.offset())),
    }
    if case.method == "batch":
        mean, variance = case.running()
        pair = {"mean": encoded(mean), "variance": encoded(variance)}
        body |= {"frozen": pair} if case.frozen else {"running": pair | {"new_weight": MOMENTUM, "unbiased": True}}
    return body


def encoded(array: Array | None) -> dict[str, Any] | None:
    if array is None:
        return None
    return {"shape": array.shape, "dtype": array.dtype.name, "data": b64encode(array.tobytes()).decode()}


def decoded(tensor: dict[str, Any]) -> Array:
    return np.frombuffer(b64decode(tensor["data"]), tensor["dtype"]).reshape(tensor["shape"])


def test_tensors_come_back_as_they_went() -> None:
    sent = CASES[0].x()
    tensor = encoded(sent)
    assert tensor is not None
    assert (decoded(tensor) == sent).all()
    assert any(case.frozen for case in CASES if case.epsilon == 1e-5)
