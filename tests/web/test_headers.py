"""Pages of other hosts may use the API; every address says which methods it knows."""

import pytest
from starlette.testclient import TestClient

ORIGIN = {"origin": "https://example.org", "access-control-request-method": "POST"}


@pytest.mark.parametrize("path", ["/api/v1/normalize", "/api/v1/compare", "/api/v1/methods"])
def test_a_preflight_of_the_api_is_answered(client: TestClient, path: str) -> None:
    answer = client.options(path, headers={**ORIGIN, "access-control-request-headers": "content-type"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "content-type"
    assert int(answer.headers["access-control-max-age"]) > 0


def test_pages_stay_with_their_host(client: TestClient) -> None:
    answer = client.options("/", headers=ORIGIN)
    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/v1/compare", "GET, HEAD, OPTIONS, POST"),
        ("/api/v1/normalize", "OPTIONS, POST"),
        ("/api/v1/openapi.json", "GET, HEAD, OPTIONS"),
        ("/", "GET, HEAD, POST"),
        ("/livez", "GET, HEAD"),
    ],
)
def test_an_unknown_method_is_told_the_known_ones(client: TestClient, path: str, allowed: str) -> None:
    answer = client.delete(path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
    assert f"try {allowed}." in answer.json()["detail"]


def test_a_page_of_an_error_keeps_the_palette(client: TestClient) -> None:
    for theme, shown in (("projector", "projector"), ("nonsense", "auto")):
        answer = client.get(f"/?shape=4,7,4,4&source=digits&theme={theme}", headers={"accept": "text/html"})
        assert answer.status_code == 422
        assert f'data-theme="{shown}"' in answer.text
