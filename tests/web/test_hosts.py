"""A server that knows its names answers to no other; nothing that is sent leads anywhere else."""

import pytest
from starlette.testclient import TestClient

from app.web.app import create_app
from app.web.hosts import Hosts
from app.web.settings import Settings


@pytest.mark.parametrize(
    ("host", "taken"),
    [
        ("norm.example.org", True),
        ("NORM.example.org:8000", True),
        ("a.classes.example.org", True),
        ("[::1]:8000", True),
        ("[::1]", True),
        ("evil.example", False),
        ("norm.example.org.evil.example", False),
        ("evilclasses.example.org", False),
        ("norm.example.org:evil", False),
        ("", False),
    ],
)
def test_names_are_known_or_not(host: str, taken: bool) -> None:
    known = Settings(hosts="norm.example.org, .classes.example.org,[::1]").known_hosts
    assert Hosts(lambda *_: None, known).takes(host) is taken  # type: ignore[arg-type,return-value]


def test_another_name_is_refused_in_words_but_probes_are_answered() -> None:
    made = TestClient(create_app(Settings(hosts="norm.example.org", log=False)))
    assert made.get("/api/v1/methods", headers={"host": "norm.example.org"}).status_code == 200
    told = made.get("/", headers={"host": "evil.example"})
    assert (told.status_code, told.headers["content-type"]) == (400, "application/problem+json")
    assert "expected norm.example.org" in told.json()["detail"]
    page = made.get("/", headers={"host": "evil.example", "accept": "text/html"})
    assert page.status_code == 400 and "content-security-policy" in page.headers
    for path in ("/livez", "/healthz", "/readyz"):
        assert made.get(path, headers={"host": "10.0.0.7:8000"}).status_code == 200


EVIL = {
    "host": "evil.example",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "forwarded": "host=evil",
}


@pytest.mark.parametrize(
    "path", ["/go?seed=1", "/lessons/noise/go", "/lessons/", "http://testserver//evil.example/", "/axes/", "/api/v1/"]
)
def test_no_answer_leads_to_where_a_reader_says(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=EVIL, follow_redirects=False)
    assert answer.status_code in (303, 404)
    assert answer.headers.get("location", "/").startswith("/") and "evil" not in answer.headers.get("location", "")
    assert "evil" not in answer.text


def test_only_where_there_is_tls_readers_are_told_to_stay() -> None:
    secure = TestClient(create_app(Settings(tls=True, log=False))).get("/livez")
    assert secure.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in TestClient(create_app(Settings(log=False))).get("/livez").headers
