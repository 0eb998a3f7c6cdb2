"""Whatever is answered, at every address: it is named by its tag, made once, and can be asked for again."""

import asyncio
import random
import threading

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.web.answers import ALONE, FRESH, LASTING, lifetime
from app.web.app import create_app
from app.web.settings import Settings
from tests.web.addresses import SMALL, every_address
from tests.web.answering import running
from tests.web.asgi import Reader
from tests.web.visiting import BROWSER

axis = st.integers(1, 3)
states = st.fixed_dictionaries(
    {
        "shape": st.tuples(axis, axis, axis, axis).map(lambda shape: ",".join(map(str, shape))),
        "source": st.just("gaussian"),
    },
    optional={
        "seed": st.integers(0, 3).map(str),
        "methods": st.sampled_from(["batch", "layer,rms", "reduce:HW"]),
        "epsilon": st.sampled_from(["0", "0.001"]),
        "theme": st.sampled_from(["dark", "light"]),
        "turn": st.sampled_from(["10,30", "45,35"]),
        "view": st.sampled_from(["matrix", "maps"]),
    },
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(states, min_size=2, max_size=2), st.randoms(use_true_random=False))
def test_two_pages_are_the_same_bytes_only_if_their_tags_are(client: TestClient, two, chance: random.Random) -> None:
    def got(state: dict[str, str]) -> tuple[str, bytes]:
        keys = list(state)
        chance.shuffle(keys)
        answer = client.get("/?" + "&".join(f"{key}={state[key]}" for key in keys))
        assert answer.status_code == 200, answer.text
        return answer.headers["etag"], answer.content

    a, b = map(got, two)
    assert got(two[0]) == a
    if a[0] == b[0]:
        assert a[1] == b[1]
    if two[0] == two[1]:
        assert a[0] == b[0]
    if a[1] != b[1]:
        assert a[0] != b[0]


def test_two_servers_give_the_same_tag_and_bytes() -> None:
    one, other = (TestClient(create_app(Settings(log=False))) for _ in range(2))
    for path in (f"/?{SMALL}", f"/api/v1/compare?{SMALL}", f"/embed/compare.svg?{SMALL}"):
        a, b = one.get(path), other.get(path)
        assert (a.headers["etag"], a.content) == (b.headers["etag"], b.content)
        assert other.get(path, headers={"if-none-match": a.headers["etag"]}).status_code == 304


def test_what_is_kept_does_not_wait_for_a_slot() -> None:
    app = create_app(Settings(slots=1, queue=1, log=False))
    release = threading.Event()

    async def test() -> None:
        await Reader(f"/?{SMALL}").of(app)
        busy = [asyncio.create_task(app.state.slots.run(release.wait)) for _ in range(2)]
        await asyncio.sleep(0.05)
        assert app.state.slots.full
        async with asyncio.timeout(1):
            assert (await Reader(f"/?{SMALL}").of(app)).status == 200
            refused = await Reader(f"/?{SMALL}&seed=1", headers=BROWSER).of(app)
        assert (refused.status, refused.headers[b"retry-after"], refused.headers[b"refresh"]) == (503, b"1", b"1")
        assert b"asks again by itself" in refused.body
        program = await Reader(f"/?{SMALL}&seed=1").of(app)
        assert (program.headers[b"content-type"], b"refresh" in program.headers) == (b"application/problem+json", False)
        release.set()
        await asyncio.gather(*busy)

    running(test)


def test_posted_values_are_not_kept(client: TestClient) -> None:
    before = len(client.app.state.store)  # type: ignore[attr-defined]
    for path in ("/api/v1/compare", "/", "/export/statistics.csv"):
        answer = client.post(path, content=b"1,2\n3,4", headers={"content-type": "text/csv"})
        assert answer.status_code == 200, path
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store" or "no-cache" in answer.headers["cache-control"]
    assert len(client.app.state.store) == before  # type: ignore[attr-defined]


def test_head_is_get_without_a_body_at_every_address(client: TestClient) -> None:
    changing = {"date", "x-request-id"}
    found = every_address(client)
    assert len(found) > 15
    for template, path in found.items():
        assert path, f"no example of {template}"
        for coding in ("gzip", "identity"):
            asked = {"accept-encoding": coding}
            get, head = (
                client.request(method, path, headers=asked, follow_redirects=False) for method in ("GET", "HEAD")
            )
            assert get.status_code in (200, 303), path
            assert head.status_code == get.status_code
            ours = {name: value for name, value in get.headers.items() if name not in changing}
            assert {name: value for name, value in head.headers.items() if name not in changing} == ours, path
            assert head.content == b""


def test_every_answer_that_is_kept_can_be_asked_for_again(client: TestClient) -> None:
    tagged = 0
    for template, path in every_address(client).items():
        get = client.get(path, follow_redirects=False)
        if ALONE.fullmatch(path) or get.status_code != 200:
            continue
        tagged += 1
        policy = get.headers["cache-control"]
        if template != "/favicon.ico":
            # What a page reads to be one page is as fresh as the page.
            page = get.headers["content-type"].startswith("text/html") or path.startswith("/islands/")
            # Also a server that does not have it at hand says so of what the reader has.
            assert policy == (FRESH if page else LASTING).decode() == lifetime(path.partition("?")[0]).decode(), path
        told = client.get(path, headers={"if-none-match": get.headers["etag"]})
        assert (told.status_code, told.content) == (304, b""), path
        assert told.headers["etag"] == get.headers["etag"]
        assert told.headers["cache-control"] == policy
        assert "content-security-policy" in told.headers and "accept-encoding" in told.headers["vary"].lower()
    assert tagged > 12
