"""An answer is made once, kept as bytes, and has a tag that changes exactly when it does."""

import asyncio
import gzip
import re
import threading

import pytest
from starlette.types import Receive, Scope, Send

from app.web.answers import Answers
from app.web.conditional import coded
from app.web.limits import Slots
from app.web.problems import Problem
from app.web.store import OWN_BYTES, Store
from tests.web.answering import Made, answers, ask, running
from tests.web.asgi import Reader

TAG = re.compile(r'"[0-9a-f]{32}(-gzip)?"')


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


def test_a_long_question_counts_as_much_as_it_takes() -> None:
    async def test() -> None:
        app = answers(Made(size=0))
        await ask(app, "/x?" + "a" * 5000)
        assert 5000 + OWN_BYTES <= app.store.bytes < 5000 + 2 * OWN_BYTES

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
