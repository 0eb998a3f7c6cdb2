"""The OpenAPI document: every refusal declared, every reference resolved, every parameter of the one query model."""

import json
from typing import Any

from starlette.testclient import TestClient

from app.web.parameters import PARAMETERS


def document(client: TestClient) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").json()


def test_every_reference_is_resolved(client: TestClient) -> None:
    told = document(client)
    text = json.dumps(told)
    for part in text.split('"$ref": "')[1:]:
        steps = part.split('"')[0].removeprefix("#/").split("/")
        place: Any = told
        for step in steps:
            place = place[step]


def test_refusals_are_declared_as_problems(client: TestClient) -> None:
    for path, operations in document(client)["paths"].items():
        for method, operation in operations.items():
            refusals = {status for status in operation["responses"] if status[0] in "45"}
            assert "405" in refusals, (path, method)
            if method == "post":
                assert {"400", "413", "415", "422", "503"} <= refusals
            for status in refusals:
                assert list(operation["responses"][status]["content"]) == ["application/problem+json"], (path, status)


def test_compare_has_the_parameters_of_the_page(client: TestClient) -> None:
    declared = [each["name"] for each in document(client)["paths"]["/api/v1/compare"]["get"]["parameters"]]
    assert declared == [parameter.key for parameter in PARAMETERS]
    assert declared[declared.index("groups") + 1] == "virtual"


def test_the_splits_of_normalize_are_described(client: TestClient) -> None:
    members = document(client)["components"]["schemas"]["NormalizeRequest"]["properties"]
    assert {"groups", "virtual"} <= set(members)
