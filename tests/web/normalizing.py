"""A body put to POST /api/v1/normalize."""

import json
from typing import Any

from starlette.testclient import TestClient


def post(client: TestClient, body: Any, status: int = 200) -> dict[str, Any]:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = client.post("/api/v1/normalize", content=text, headers={"content-type": "application/json"})
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()
