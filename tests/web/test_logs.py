"""One line a request, which tells all about the answer and nothing about the reader."""

import io
import json
import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.web.app import create_app
from app.web.faults import Faults
from app.web.logs import Log, Observed, OfServer
from app.web.metrics import Metrics
from app.web.settings import Settings

MEMBERS = {"time", "request", "method", "route", "status", "milliseconds", "bytes"}
SECRET = "sesame"  # what a reader sends and a log must not hold


def logging_to(stream: io.StringIO) -> FastAPI:
    """An application that logs to a stream of the test's own."""
    app = create_app(Settings())
    app.state.log.stream = stream
    return app


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_request_is_a_line_without_anything_about_the_reader() -> None:
    written = io.StringIO()
    made = TestClient(logging_to(written), client=("203.0.113.9", 4711), raise_server_exceptions=False)
    headers = {"user-agent": SECRET, "cookie": SECRET, "referer": f"http://{SECRET}/", "accept-language": SECRET}
    headers |= {"x-forwarded-for": "198.51.100.23", "authorization": SECRET}
    page = made.get("/?shape=2,3,2,2&source=gaussian&seed=4711", headers=headers)
    made.get(f"/?source={SECRET}", headers=headers)
    made.get(f"/{SECRET}%0A/x", headers=headers)
    made.head("/lessons/noise", headers=headers)
    made.post("/api/v1/compare", content=SECRET, headers={**headers, "content-type": "text/csv"})
    made.request(SECRET.upper(), "/", headers=headers)
    found = lines(written)
    assert all(set(line) == MEMBERS for line in found)
    assert [(line["method"], line["route"], line["status"]) for line in found] == [
        ("GET", "/", 200),
        ("GET", "/", 422),
        ("GET", "(none)", 404),
        ("HEAD", "/lessons/{slug}", 200),
        ("POST", "/api/v1/compare", 422),
        (SECRET.upper(), "/", 405),
    ]
    text = written.getvalue().replace(SECRET.upper(), "")
    assert not re.search(f"{SECRET}|4711|203\\.0|198\\.51", text)
    assert found[0]["bytes"] == int(page.headers["content-length"]) and found[3]["bytes"] == 0
    assert found[0]["request"] == page.headers["x-request-id"]
    assert found[0]["milliseconds"] > 0


@pytest.mark.parametrize("given", ["abcdefgh", "A-1-" * 16, "00000000-0000-4000-8000-000000000000"])
def test_an_id_that_is_one_is_kept(client, given: str) -> None:
    assert client.get("/livez", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["short", "a" * 65, "with space", 'quote"quote', "a_b_c_d_e", "äöüäöüäöü", ""])
def test_any_other_is_replaced(client, given: str) -> None:
    one, two = (
        client.get("/livez", headers={"x-request-id": given.encode("latin-1")}).headers["x-request-id"]
        for _ in range(2)
    )
    assert re.fullmatch("[0-9a-f]{16}", one) and one != two


def test_a_fault_is_told_to_the_log_and_not_to_the_reader() -> None:
    written = io.StringIO()
    app = logging_to(written)

    async def broken() -> None:
        raise ZeroDivisionError(SECRET)

    app.add_api_route("/broken", broken)
    for headers, kind in (({}, "application/problem+json"), ({"accept": "text/html"}, "text/html; charset=utf-8")):
        answer = TestClient(app).get("/broken", headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (500, kind)
        assert "ZeroDivision" not in answer.text and SECRET not in answer.text
        assert "content-security-policy" in answer.headers and answer.headers["cache-control"] == "no-store"
        fault, line = lines(written)[-2:]
        assert fault["request"] == line["request"] == answer.headers["x-request-id"]
        assert "in broken" in fault["fault"] and fault["fault"].endswith("ZeroDivisionError")
        assert line["status"] == 500
    assert SECRET not in written.getvalue()


def test_half_an_answer_is_not_completed_by_another() -> None:
    async def half(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ZeroDivisionError

    written = io.StringIO()
    stack = Observed(Faults(half, Log(written)), Log(written), Metrics())
    with pytest.raises(ZeroDivisionError):
        TestClient(stack).get("/")
    assert [line.get("status", "fault") for line in lines(written)] == ["fault", 200]


def test_the_log_is_written_to_the_standard_output(capsys) -> None:
    TestClient(create_app(Settings())).get("/livez")
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line)["route"] == "/livez"


def test_without_a_log_only_faults_are_told(capsys) -> None:
    app = create_app(Settings(log=False))

    async def broken() -> None:
        raise ZeroDivisionError

    app.add_api_route("/broken", broken)
    TestClient(app).get("/livez")
    TestClient(app).get("/broken")
    out, error = capsys.readouterr()
    assert out == "" and json.loads(error)["fault"].endswith("ZeroDivisionError")


def test_what_the_server_below_says_is_a_line_too() -> None:
    import logging

    stream = io.StringIO()
    OfServer(Log(stream)).handle(logging.LogRecord("uvicorn.error", logging.WARNING, "", 1, "Invalid %s", ("x",), None))
    [line] = lines(stream)
    assert (line["level"], line["message"]) == ("warning", "Invalid x")
