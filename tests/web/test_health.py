"""What those ask who look after the server, and who may ask it."""

import re
import threading

import pytest
from starlette.testclient import TestClient

from app.web.app import create_app
from app.web.assets import Assets
from app.web.health import check
from app.web.metrics import Metrics
from app.web.settings import Settings

LOCAL = ("127.0.0.1", 1)
LINE = re.compile(r'normaxis_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? \d+(\.\d+)?(e[+-]\d+)?')


def test_it_is_alive_and_ready(client: TestClient) -> None:
    for path, told in (("/livez", "ok\n"), ("/healthz", "ok\n"), ("/readyz", "ready\n")):
        answer = client.get(path)
        assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, told, "no-store"), path


def test_with_a_full_queue_it_is_alive_but_not_ready() -> None:
    app, release = create_app(Settings(slots=1, queue=1, log=False)), threading.Event()
    with TestClient(app) as made:
        portal = made.portal
        assert portal
        waiting = [portal.start_task_soon(app.state.slots.run, release.wait) for _ in range(2)]
        while not app.state.slots.full:
            pass
        told = made.get("/readyz")
        assert (told.status_code, told.headers["retry-after"]) == (503, "1")
        assert made.get("/livez").status_code == 200
        release.set()
        for each in waiting:
            each.result()
        assert made.get("/readyz").status_code == 200


def test_a_missing_file_is_noticed(tmp_path, client: TestClient) -> None:
    assert check(client.app.state.assets) == []  # type: ignore[attr-defined]
    (tmp_path / "css").mkdir()
    wrong = check(Assets(tmp_path))
    assert "The static file css/page.css is missing." in wrong
    assert any("plotly" in each for each in wrong)
    app = create_app(Settings(log=False))
    app.state.assets = Assets(tmp_path)
    with TestClient(app) as made:
        told = made.get("/readyz")
        assert told.status_code == 503 and "css/page.css" in told.json()["detail"]


def test_wrong_sums_are_noticed(monkeypatch, client: TestClient) -> None:
    from app.web import health

    right = health.run
    monkeypatch.setattr(health, "run", lambda recipe: right(recipe.__class__("features", (2, 1), "constant", (0, 0))))
    assert "The self-check of the arithmetic failed." in check(client.app.state.assets)  # type: ignore[attr-defined]


def test_metrics_are_for_this_machine_unless_they_are_for_all() -> None:
    app = create_app(Settings(log=False))
    assert TestClient(app, client=LOCAL).get("/metrics").status_code == 200
    assert TestClient(app, client=("192.0.2.7", 1)).get("/metrics").status_code == 404
    for header in ("X-Forwarded-For", "Forwarded", "Via"):
        assert TestClient(app, client=LOCAL).get("/metrics", headers={header: "x"}).status_code == 404
    for_all = create_app(Settings(metrics=True, log=False))
    assert TestClient(for_all, client=("192.0.2.7", 1)).get("/metrics").status_code == 200


def test_metrics_count_what_happened() -> None:
    made = TestClient(create_app(Settings(log=False)), client=LOCAL, raise_server_exceptions=False)
    tag = made.get("/?shape=2,3,2,2&source=gaussian").headers["etag"]
    made.get("/?shape=2,3,2,2&source=gaussian")
    made.get("/?source=gaussian&shape=2,3,2,2", headers={"if-none-match": tag})
    for k in range(3):
        made.get(f"/nowhere/{k}")
    answer = made.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert all(LINE.fullmatch(line) for line in lines), [line for line in lines if not LINE.fullmatch(line)]
    told = dict(line.rsplit(" ", 1) for line in lines)
    assert told['normaxis_requests_total{route="/",status="200"}'] == "2"
    assert told['normaxis_requests_total{route="/",status="304"}'] == "1"
    assert told['normaxis_requests_total{route="(none)",status="404"}'] == "3"
    assert told["normaxis_store_answers"] == "1" and told["normaxis_unchanged_total"] == "1"
    assert told["normaxis_computed_total"] == "1" and told["normaxis_request_seconds_count"] == "6"
    names = re.findall(r"^# TYPE (\w+) (?:gauge|counter|histogram)$", answer.text, re.MULTILINE)
    assert len(names) == len(set(names)) > 15


@pytest.mark.parametrize(("seconds", "place"), [(0.0, 0), (0.001, 0), (0.0011, 1), (99.0, 11)])
def test_a_time_is_counted_in_its_class_and_all_above(seconds: float, place: int) -> None:
    metrics = Metrics()
    metrics.add("/", 200, seconds)
    counted = [int(line.rsplit(" ", 1)[1]) for line in metrics._times() if "_bucket" in line]
    assert counted == [0] * place + [1] * (12 - place)
