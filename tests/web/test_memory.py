"""What is needed is estimated from above, refused where it is never there, and waited for where it is not there now."""

import threading
import tracemalloc
from math import prod

import pytest
from starlette.testclient import TestClient

from app.web import memory
from app.web.app import create_app
from app.web.memory import Memory, claim, most_values, of_machine, of_steps, of_tensor
from app.web.metrics import resident
from app.web.settings import Settings

SHAPE = (4, 64, 64, 64)
COUNT = prod(SHAPE)
STATE = f"shape={','.join(map(str, SHAPE))}"


@pytest.mark.parametrize(
    ("path", "estimate"),
    [
        (f"/?{STATE}&source=gaussian", of_tensor(COUNT)),
        (f"/?{STATE}&source=gaussian&methods=reduce:,reduce:N,reduce:C,reduce:H,reduce:W,reduce:NC", of_tensor(COUNT)),
        (f"/?{STATE}&source=gaussian&view=training", of_tensor(COUNT)),
        (f"/?{STATE}&source=gaussian&view=layernorms", of_tensor(COUNT)),
        (f"/axes?{STATE}&source=gaussian", of_tensor(COUNT)),
        (f"/export/tensor.npz?{STATE}&source=gaussian", of_tensor(COUNT)),
        (f"/export/steps.npz?{STATE}&source=gaussian&methods=batch,layer", of_steps(COUNT, 2)),
    ],
)
def test_an_answer_takes_less_than_was_estimated_but_not_nothing_of_it(path: str, estimate: int) -> None:
    client = TestClient(create_app(Settings(cache_bytes=0, log=False)))
    client.get("/livez")
    tracemalloc.start()
    try:
        assert client.get(path).status_code == 200
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < estimate < 40 * peak


def test_what_will_never_fit_is_refused_with_the_nearest_that_does() -> None:
    client = TestClient(create_app(Settings(memory_bytes=2 * memory.ITSELF, log=False)))
    most = most_values(2 * memory.ITSELF)
    told = client.get("/api/v1/compare?source=gaussian&shape=100,100,100,100")
    assert told.status_code == 422 and f"at most {most:,}; try " in told.json()["detail"]
    near = told.json()["detail"].rpartition("try ")[2].rstrip(".")
    assert client.get(f"/api/v1/compare?source=gaussian&shape={near}").status_code == 200


@pytest.mark.parametrize("size", [memory.ITSELF + 10**7, memory.ITSELF + 118 * 2**20, 2**30])
def test_the_largest_tensor_that_fits_is_known(size: int) -> None:
    assert of_tensor(most_values(size)) <= size < of_tensor(most_values(size) + 1)


def test_large_ones_wait_for_each_other_and_small_ones_do_not() -> None:
    whole, order, first, release = Memory(100), [], threading.Event(), threading.Event()

    def work(name: str, size: int, started: threading.Event | None = None) -> None:
        with whole.at_work():
            claim(size)
            order.append(name)
            if started:
                started.set()
                release.wait(10)
        order.append(f"{name} ended")

    large = threading.Thread(target=work, args=("large", 80, first))
    large.start()
    assert first.wait(10)
    other = threading.Thread(target=work, args=("other", 1000))  # more than there is: it waits until it is alone
    other.start()
    work("small", 20)
    assert order == ["large", "small", "small ended"]
    release.set()
    large.join(10)
    other.join(10)
    assert order[-1] == "other ended" and whole.taken == 0


def test_a_second_claim_takes_the_place_of_a_smaller_one() -> None:
    whole = Memory(100)
    with whole.at_work():
        for size, taken in ((30, 30), (20, 30), (70, 70)):
            claim(size)
            assert whole.taken == taken
    assert whole.taken == 0
    claim(50)  # outside a slot nothing is claimed
    assert whole.taken == 0


def test_what_fails_gives_back_what_it_claimed() -> None:
    client = TestClient(create_app(Settings(log=False)))
    assert client.post("/api/v1/compare", content=b"[[1,2],[3]]", headers={"content-type": "application/json"}).is_error
    assert client.get("/?shape=2,3,2,2&source=gaussian").status_code == 200
    assert client.app.state.slots.memory.taken == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(("said", "expected"), [("1000000", 10**6), ("max", None), (None, None)])
def test_a_container_has_what_it_may_take(said, expected, tmp_path, monkeypatch) -> None:
    limit = tmp_path / "memory.max"
    if said:
        limit.write_text(f"{said}\n")
    monkeypatch.setattr(memory, "LIMITS", (limit,))
    found = of_machine.__wrapped__()
    assert found == expected if expected else found > 2**28
    assert Settings(memory_bytes=5).memory == 5


def test_free_memory_between_what_is_kept_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [bytes(64 * 1024) for _ in range(2048)]
    held = resident()
    kept = made[::16]
    del made
    if not memory.give_back():
        pytest.skip("another C library")
    assert held - resident() > 80 * 2**20
    assert sum(map(len, kept)) == 2**23

    def nothing(_: object) -> object:
        return object()

    monkeypatch.setattr(memory.ctypes, "CDLL", nothing)
    assert not memory.give_back()
