"""Bodies are counted while they are read; computations have slots, a bounded queue, and then a polite 503."""

import threading
from collections.abc import Iterator

import anyio
import pytest
from fastapi import Request
from starlette.testclient import TestClient

from app.web import limits
from app.web.limits import Slots, read_body
from app.web.problems import Problem
from app.web.settings import Settings, settings_from


def test_a_body_over_the_limit_is_refused_by_its_length(small_client: TestClient) -> None:
    answer = small_client.post("/api/v1/compare", content=b"1" * 3000, headers={"content-type": "text/csv"})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert "expected at most 2,000" in answer.json()["detail"]


def test_a_chunked_body_over_the_limit_is_refused_while_it_is_read(small_client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            yield b"1," * 50

    for path in ("/api/v1/compare", "/api/v1/normalize", "/", "/export/statistics.csv"):
        answer = small_client.post(path, content=chunks(), headers={"content-type": "application/json"})
        assert answer.status_code == 413, path


@pytest.mark.parametrize(("size", "read"), [(150, 150), (200, 200), (1000, 210)])
def test_of_a_body_over_the_limit_as_much_again_is_read(size: int, read: int) -> None:
    sent = 0

    async def receive() -> dict[str, object]:
        nonlocal sent
        sent += 10
        return {"type": "http.request", "body": b"1" * 10, "more_body": sent < size}

    with pytest.raises(Problem) as caught:
        anyio.run(read_body, Request({"type": "http", "headers": []}, receive), 100)
    assert caught.value.status == 413
    assert sent == read


def test_a_body_that_says_it_is_far_too_large_is_not_read() -> None:
    async def receive() -> dict[str, object]:
        raise AssertionError

    with pytest.raises(Problem, match=r"201 bytes"):
        anyio.run(read_body, Request({"type": "http", "headers": [(b"content-length", b"201")]}, receive), 100)


def test_a_tensor_over_the_limit_names_the_limit(small_client: TestClient) -> None:
    answer = small_client.get("/api/v1/compare?source=gaussian&shape=10,10,10,10")
    assert answer.status_code == 422
    assert "at most 1,000" in answer.json()["detail"]


def test_pasted_numbers_over_the_limit_are_to_be_posted(small_client: TestClient) -> None:
    answer = small_client.get("/api/v1/compare", params={"values": ",".join(["1"] * 40)})
    assert answer.status_code == 422
    assert "posting them" in answer.json()["detail"]


def test_beyond_slots_and_queue_the_answer_is_503() -> None:
    release = threading.Event()
    told: list[str] = []

    async def ask(slots: Slots) -> None:
        try:
            await slots.run(release.wait)
            told.append("served")
        except Problem as problem:
            told.append(f"{problem.status} after {problem.headers['Retry-After']}")
            release.set()

    async def crowd() -> None:
        slots = Slots(slots=1, queue=2)
        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(ask, slots)
                await anyio.sleep(0.02)
        assert await slots.run(lambda: "free again") == "free again"

    anyio.run(crowd)
    assert sorted(told) == ["503 after 1", "served", "served", "served"]


def test_settings_come_from_the_environment() -> None:
    assert settings_from({"NORMAXIS_MOST_VALUES": "100", "OTHER": "x"}) == Settings(most_values=100)
    for wrong in ("0", "-1", "1e6", "", "١"):
        with pytest.raises(ValueError, match="NORMAXIS_SLOTS"):
            settings_from({"NORMAXIS_SLOTS": wrong})


def test_bodies_are_bounded_together_and_let_go_of_at_the_end(client: TestClient) -> None:
    bodies = client.app.state.bodies  # type: ignore[attr-defined]
    kind = {"content-type": "text/csv"}
    assert client.post("/api/v1/compare", content=b"1,2\n3,4", headers=kind).status_code == 200
    assert client.post("/api/v1/compare", content=b"nonsense", headers=kind).status_code == 422
    assert bodies.held == 0
    bodies.take(bodies.most - 3)
    told = client.post("/api/v1/compare", content=b"1,2\n3,4", headers=kind)
    assert (told.status_code, told.headers["retry-after"]) == (503, "3")
    bodies.leave(bodies.most - 3)
    assert bodies.held == 0
    assert client.post("/api/v1/compare", content=b"1,2\n3,4", headers=kind).status_code == 200


def test_who_waits_longer_is_told_a_later_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for waiting, seconds in ((0, 1), (1, 2), (4, 7), (1000, 30)):
        slots = Slots(slots=2, queue=0)
        assert slots.retry_after() == 1
        slots._usual = 3.0
        monkeypatch.setattr(Slots, "waiting", waiting)
        assert slots.retry_after() == seconds


def test_a_crowd_is_told_times_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two slots and computations of a second: two more can be served in each second; after half a minute, all again."""
    now = [100.0]
    monkeypatch.setattr(limits, "monotonic", lambda: now[0])
    monkeypatch.setattr(Slots, "waiting", 4)
    slots = Slots(slots=2, queue=4)
    slots._usual = 1.0
    assert [slots.retry_after() for _ in range(6)] == [3, 3, 4, 4, 5, 5]
    assert [slots.retry_after() for _ in range(60)][-5:] == [30] * 5
    now[0] += 100.0
    assert slots.retry_after() == 3


def test_switches_and_lists_come_from_the_environment_too() -> None:
    given = {"NORMAXIS_TLS": "1", "NORMAXIS_LOG": "0", "NORMAXIS_HOSTS": "a, B", "NORMAXIS_CACHE_BYTES": "0"}
    found = settings_from(given)
    assert found == Settings(tls=True, log=False, hosts="a, B", cache_bytes=0)
    assert found.known_hosts == ("a", "b")
    for name, wrong in (("TLS", "yes"), ("LOG", ""), ("CACHE_BYTES", "-1"), ("MEMORY_BYTES", "1G")):
        with pytest.raises(ValueError, match=f"NORMAXIS_{name}"):
            settings_from({f"NORMAXIS_{name}": wrong})
