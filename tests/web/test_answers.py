"""An answer is made once, kept as bytes, and has a tag that changes exactly when it does."""

import asyncio
import gzip
import random
import re
import threading
from collections.abc import Callable

import pytest
from fastapi.routing import iter_route_contexts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from app.web.answers import ALONE, FRESH, LASTING, Answers, lifetime
from app.web.app import create_app
from app.web.conditional import code_version, coded, named
from app.web.limits import Slots
from app.web.problems import Problem
from app.web.settings import Settings
from app.web.store import Store
from tests.web.asgi import Got, Reader

TAG = re.compile(r'"[0-9a-f]{32}(-gzip)?"')
SMALL = "shape=2,3,2,2&source=gaussian"
BROWSER = {"accept": "text/html,*/*;q=0.8"}


class Made:
    """An application that counts what it is asked for; each answer waits for `go`."""

    def __init__(self, status: int = 200, headers: tuple[tuple[bytes, bytes], ...] = (), size: int = 2000) -> None:
        self.scopes: list[Scope] = []
        self.cancelled = 0
        self.go = asyncio.Event()
        self.go.set()
        self.status, self.headers, self.size = status, headers, size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        headers = [(b"content-type", b"text/plain"), *self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"a" * self.size})


def answers(made: Made, version: str = "1", bound: int = 10**6) -> Answers:
    return Answers(made, version, Store(bound))


def running(test: Callable[[], object]) -> None:
    asyncio.run(test())  # type: ignore[arg-type]


async def ask(app: Answers, target: str = "/x?a=1", **headers: str) -> Got:
    return await Reader(target, headers={name.replace("_", "-"): value for name, value in headers.items()}).of(app)


def test_it_is_made_once_and_then_found() -> None:
    async def test() -> None:
        made = Made()
        app = answers(made)
        first, second = await ask(app), await ask(app)
        assert (first, len(made.scopes), app.store.counts.found) == (second, 1, 1)
        assert TAG.fullmatch(first.headers[b"etag"].decode())

    running(test)


def test_the_order_of_keys_and_their_spelling_change_nothing_and_all_else_does() -> None:
    async def test() -> None:
        made = Made()
        app = answers(made)
        same = ["/x?a=1,2&b=2", "/x?b=2&a=1,2", "/x?b=2&a=1%2C2"]
        tags = {(await ask(app, target)).headers[b"etag"] for target in same}
        assert (len(tags), len(made.scopes)) == (1, 1)
        others = ["/x?a=1,2", "/x?a=1&a=2", "/x?a=2&a=1", "/y?a=1,2&b=2", "/x?a=1,2&b=", "/x"]
        tags |= {(await ask(app, target)).headers[b"etag"] for target in others}
        tags.add((await ask(app, same[0], host="other")).headers[b"etag"])
        tags.add((await ask(answers(made, "2"), same[0])).headers[b"etag"])
        assert len(tags) == 3 + len(others)

    running(test)


def test_a_route_is_told_nothing_that_its_answer_could_wrongly_depend_on() -> None:
    async def test() -> None:
        made = Made()
        app = answers(made)
        await ask(
            app, cookie="a=b", accept_language="de", user_agent="x", accept="text/html,*/*;q=0.8", range="bytes=0-"
        )
        [scope] = made.scopes
        assert scope["headers"] == [(b"host", b"testserver"), (b"accept", b"text/html")]
        assert scope["client"] is None

    running(test)


def test_equal_requests_in_flight_are_computed_once() -> None:
    async def test() -> None:
        made = Made()
        app = answers(made)
        made.go.clear()
        asking = [asyncio.create_task(ask(app)) for _ in range(10)]
        await asyncio.sleep(0.01)
        made.go.set()
        got = await asyncio.gather(*asking)
        assert all(each == got[0] and each.status == 200 for each in got)
        assert (len(made.scopes), app.store.counts.joined) == (1, 9)

    running(test)


def test_who_goes_away_does_not_take_the_answer_from_others() -> None:
    async def test() -> None:
        made = Made()
        app = answers(made)
        made.go.clear()
        readers = [Reader("/x?a=1") for _ in range(3)]
        asking = [asyncio.create_task(reader.of(app)) for reader in readers]
        await asyncio.sleep(0.01)
        readers[0].leave()  # who asked first
        assert (await asking[0]).status == 0
        made.go.set()
        assert [(await each).status for each in asking[1:]] == [200, 200]
        assert (len(made.scopes), made.cancelled) == (1, 0)

    running(test)


def test_when_all_have_gone_the_work_ends_and_the_next_one_starts_anew() -> None:
    async def test() -> None:
        made = Made()
        app = answers(made)
        made.go.clear()
        readers = [Reader("/x?a=1") for _ in range(2)]
        asking = [asyncio.create_task(reader.of(app)) for reader in readers]
        await asyncio.sleep(0.01)
        for reader in readers:
            reader.leave()
        await asyncio.gather(*asking)
        await asyncio.sleep(0)
        assert made.cancelled == 1
        made.go.set()
        assert (await ask(app)).status == 200
        assert len(made.scopes) == 2

    running(test)


def test_a_place_in_the_queue_is_free_when_its_reader_goes() -> None:
    async def test() -> None:
        slots, release = Slots(slots=1, queue=1), threading.Event()

        async def route(scope: Scope, receive: Receive, send: Send) -> None:
            await slots.run(release.wait)
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"x"})

        app = Answers(route, "1", Store(0))
        readers = [Reader(f"/x?a={k}") for k in range(2)]
        asking = [asyncio.create_task(reader.of(app)) for reader in readers]
        await asyncio.sleep(0.05)
        assert (slots.busy, slots.waiting, slots.full) == (1, 1, True)
        with pytest.raises(Problem):
            await ask(app, "/x?a=2")
        readers[1].leave()
        await asking[1]
        await asyncio.sleep(0.01)
        assert (slots.busy, slots.waiting, slots.full) == (1, 0, False)
        release.set()
        assert (await asking[0]).status == 200
        await asyncio.sleep(0.01)
        assert (slots.busy, slots.done, slots.refused) == (0, 1, 1)

    running(test)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', 'W/"a" , W/{},"b"', "*", " * "])
def test_who_has_it_is_told_so_without_computing(form: str) -> None:
    async def test() -> None:
        made = Made()
        got = await ask(answers(made))
        again = answers(made, bound=0)
        told = await ask(again, if_none_match=form.format(got.headers[b"etag"].decode()))
        assert (told.status, told.body) == (304, b"")
        assert {name: told.headers[name] for name in (b"etag", b"cache-control")} == {
            name: got.headers[name] for name in (b"etag", b"cache-control")
        }
        # What is there at all has to be known first.
        assert len(made.scopes) == (2 if "*" in form else 1)

    running(test)


@pytest.mark.parametrize("form", ['"other"', "{}x".format('"'), "", "W/", "other", '"*"'])
def test_who_has_something_else_gets_the_answer(form: str) -> None:
    async def test() -> None:
        got = await ask(answers(Made()), if_none_match=form)
        assert (got.status, got.body) == (200, b"a" * 2000)

    running(test)


def test_what_is_no_200_is_not_there_for_anyone_who_has_it() -> None:
    async def test() -> None:
        made = Made(status=404)
        app = answers(made)
        for _ in range(2):
            got = await ask(app, if_none_match="*")
            assert (got.status, b"etag" in got.headers) == (404, False)
        assert (len(made.scopes), len(app.store)) == (2, 0)

    running(test)


def test_what_is_not_to_be_stored_is_not_kept() -> None:
    async def test() -> None:
        made = Made(headers=((b"cache-control", b"no-store"),))
        app = answers(made)
        assert b"etag" not in (await ask(app)).headers
        await ask(app)
        assert len(made.scopes) == 2

    running(test)


@pytest.mark.parametrize(("size", "shorter"), [(10, False), (2000, True), (200_000, True)])
def test_each_coding_has_its_tag_and_its_length_and_the_same_content(size: int, shorter: bool) -> None:
    async def test() -> None:
        app = answers(Made(size=size), bound=10**8)
        plain, zipped, refused = [
            await ask(app, accept_encoding=each) for each in ("identity", "br, gzip;q=0.5", "gzip;q=0")
        ]
        assert plain == refused
        assert plain.body == b"a" * size
        assert b"content-encoding" not in plain.headers
        assert (zipped.headers.get(b"content-encoding") == b"gzip") is shorter
        assert (zipped.headers[b"etag"] == coded(plain.headers[b"etag"])) is shorter
        assert (gzip.decompress(zipped.body) if shorter else zipped.body) == plain.body
        for got in (plain, zipped):
            assert int(got.headers[b"content-length"]) == len(got.body)
        # A cache that has one of them is told about that one.
        for got in (plain, zipped):
            told = await ask(app, accept_encoding="gzip", if_none_match=got.headers[b"etag"].decode())
            assert (told.status, told.headers[b"etag"]) == (304, got.headers[b"etag"])

    running(test)


def test_a_fault_is_everybodys_and_not_kept() -> None:
    async def test() -> None:
        async def route(scope: Scope, receive: Receive, send: Send) -> None:
            await asyncio.sleep(0.01)
            raise ZeroDivisionError

        app = Answers(route, "1", Store(10**6))
        for _ in range(2):
            told = await asyncio.gather(*(ask(app) for _ in range(3)), return_exceptions=True)
            assert [type(each) for each in told] == [ZeroDivisionError] * 3

    running(test)


def test_a_tag_is_found_in_a_list_and_nowhere_else() -> None:
    assert named(b'"a", "b"', b'"b"') == b'"b"'
    assert named(b'W/"b-gzip"', b'"b"') == b'"b-gzip"'
    for header in (b'"ab"', b"b", b'"b', b'"b-br"', b"", b'"B"'):
        assert named(header, b'"b"') is None


def test_another_file_is_another_version(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("app.web.conditional.STATIC", tmp_path)
    (tmp_path / "a.js").write_text("1")
    first = code_version()
    assert code_version() == first
    (tmp_path / "a.js").write_text("2")
    second = code_version()
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    assert len({first, second, code_version()}) == 3


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


EXAMPLES = {
    "/": f"/?{SMALL}",
    "/first": "/first?size.N=2&size.C=3&size.H=2&size.W=2&source=gaussian",
    "/rest": "/rest?size.N=2&size.C=3&size.H=2&size.W=2&source=gaussian",
    "/go": f"/go?{SMALL}",
    "/axes": f"/axes?{SMALL}",
    "/api/v1/compare": f"/api/v1/compare?{SMALL}",
    "/api/v1/view": f"/api/v1/view?{SMALL}",
    "/export/{name}": f"/export/statistics.csv?{SMALL}",
    "/api/v1/lessons/{slug}": "/api/v1/lessons/noise",
    "/lessons/{slug}": "/lessons/noise",
    "/lessons/{slug}/go": "/lessons/noise/go",
    "/embed/{key}": f"/embed/compare?{SMALL}",
    "/embed/{name}.{rest}": f"/embed/matrix.svg?{SMALL}",
    "/share/{key}": f"/share/compare?{SMALL}",
    "/share/{key}/code.svg": f"/share/compare/code.svg?{SMALL}",
    "/share/{key}/go": f"/share/compare/go?{SMALL}",
    "/s/{version}/{key}": "/s/1/compare",
    "/hosting/{name}": "/hosting/compose.yaml",
    "/oembed": "/oembed?url=http%3A%2F%2Ftestserver%2Fembed%2Fcompare",
    "/pictures/{number}.png": f"/pictures/0.png?{SMALL}",
    "/islands/{name}": f"/islands/outcome?{SMALL}",
    "/lecture/{number}": "/lecture/1",
}
ELSEWHERE = ("/lessons/{slug}/run", "/metrics")
"""Their answers are others each time: tests/web/test_lesson_live.py and test_health.py have them."""


def every_address(client: TestClient) -> dict[str, str]:
    """An example of each address that answers GET, by its template."""
    app = client.app
    found = {}
    for context in iter_route_contexts(app.routes):  # type: ignore[attr-defined]
        path = getattr(context, "path", None)
        if path and path not in ELSEWHERE and "GET" in (context.methods or ()):
            found[path] = EXAMPLES.get(path) or (path if "{" not in path else "")
    found["/static/{version}/{name:path}"] = app.state.assets.url("js/main.js")  # type: ignore[attr-defined]
    return found


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
            # What a page leaves to an address is of the page's own version.
            page = get.headers["content-type"].startswith("text/html") or template == "/islands/{name}"
            # Also a server that does not have it at hand says so of what the reader has.
            assert policy == (FRESH if page else LASTING).decode() == lifetime(path.partition("?")[0]).decode(), path
        told = client.get(path, headers={"if-none-match": get.headers["etag"]})
        assert (told.status_code, told.content) == (304, b""), path
        assert told.headers["etag"] == get.headers["etag"]
        assert told.headers["cache-control"] == policy
        assert "content-security-policy" in told.headers and "accept-encoding" in told.headers["vary"].lower()
    assert tagged > 12
