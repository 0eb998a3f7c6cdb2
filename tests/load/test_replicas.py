"""Two replicas behind nginx, as the hosting page has it: what is kept, what is passed on, when something is lost."""

import asyncio
import re
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from app.__main__ import KEEP_ALIVE
from app.web.deadlines import MOST_HEAD
from app.web.settings import Settings
from tests.load import __main__, nginx, replicas
from tests.load.__main__ import main
from tests.load.replicas import Site, site, with_a_loss, words
from tests.load.run import Hall
from tests.load.states import link

TEXT = nginx.CONFIGURATION.read_text(encoding="utf-8")
needs_nginx = pytest.mark.skipif(nginx.find() is None, reason="there is no nginx; it is not needed for anything else")


@pytest.fixture(scope="module")
def two() -> Iterator[Site]:
    with site() as found:
        yield found


def get(where: Site, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(where.host, where.port, timeout=30)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@needs_nginx
def test_an_answer_is_the_same_with_nginx_before_it_and_without(two: Site) -> None:
    for path in (link(), "/api/v1/compare?seed=1", "/embed/compare.svg", "/lessons"):
        kept, body = get(two, path, Accept_Encoding="gzip, deflate, br")
        again, _ = get(two, path, Accept_Encoding="br;q=1.0, gzip;q=0.8", If_None_Match=kept.headers["ETag"])
        assert (kept.status, again.status) == (200, 304)
        assert kept.headers["X-Request-Id"] != again.headers["X-Request-Id"]
        plain, whole = get(two, path, Accept_Encoding="gzip;q=0, br")
        assert plain.headers["Content-Encoding"] is None and kept.headers["Content-Encoding"] == "gzip"
        assert len(whole) > len(body)
        direct = HTTPConnection(two.addresses[1], timeout=30)
        direct.request("GET", path, headers={"Host": f"{two.host}:{two.port}"})
        answer = direct.getresponse()
        assert answer.read() == whole
        same = {name.lower() for name, _ in answer.getheaders()} - {"server", "date", "x-request-id"}
        assert {name: plain.headers[name] for name in same} == {name: answer.headers[name] for name in same}
        direct.close()


@needs_nginx
def test_what_is_long_comes_through_and_what_is_refused_is_not_kept(two: Site) -> None:
    pasted = ",".join(["0.125"] * 600)
    assert get(two, f"/?values={pasted}&methods=batch")[0].status == 200
    sent, _ = get(two, f"/go?source=values&values={pasted}&methods=batch")
    assert sent.status in (302, 303, 307) and len(sent.headers["Location"]) > 3000
    before = two.proxy.told()
    for _ in range(2):
        assert get(two, "/?seed=x")[0].status == 422
    time.sleep(nginx.TOLD)
    after = two.proxy.told()
    assert after["answers"] - before["answers"] >= 2 and after["from the cache"] == before["from the cache"]
    assert get(two, "/static/0/none.css")[0].status == 404
    time.sleep(nginx.TOLD)
    assert two.proxy.told()["passed on"] == after["passed on"] + 1
    assert get(two, "/metrics")[0].status == 404
    assert get(two, "/readyz")[0].status == 200


@needs_nginx
def test_nothing_is_lost_with_one_replica_and_something_without_any(two: Site) -> None:
    seen, worked = asyncio.run(with_a_loss(two, Hall(browsers=6, opening=0.5, staying=3.5, thinking=0.4)))
    assert seen.failures == [] and worked > 0
    assert two.processes[0].wait(10) != 0
    assert get(two, "/api/v1/compare?seed=77")[0].status == 200
    time.sleep(nginx.TOLD)
    told = two.proxy.told()
    assert told["from the cache"] > 0 and told["passed on"] > 0
    assert "answers" in words(told, 1.0)
    two.processes[1].kill()
    two.processes[1].wait(10)
    # What was kept is still given, and nothing else: a loss is seen as one.
    assert get(two, link())[0].status == 200
    assert get(two, "/?seed=78")[0].status in (502, 504)
    lost, _ = asyncio.run(with_a_loss(two, Hall(browsers=1, opening=0.1, staying=1.5, thinking=0.1)))
    assert lost.failures


def test_the_configuration_knows_the_limits_of_the_server() -> None:
    assert f"client_max_body_size {Settings.most_body_bytes // 2**20}m;" in TEXT
    assert f"large_client_header_buffers 8 {MOST_HEAD // 1024}k;" in TEXT
    rested = re.search(r"keepalive_timeout (\d+)s;", TEXT)
    assert rested is not None and int(rested[1]) < KEEP_ALIVE


def test_places_are_put_in_or_it_is_said_what_is_missing(tmp_path: Path) -> None:
    text = nginx.placed(TEXT, 8080, ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"], tmp_path)
    assert re.findall(r"^    server (\S+) max_fails=1", text, re.MULTILINE) == [f"127.0.0.1:{k}" for k in (1, 2, 3)]
    assert "listen 127.0.0.1:8080;" in text and f"proxy_cache_path {tmp_path} levels" in text
    with pytest.raises(AssertionError, match="listen"):
        nginx.placed(TEXT.replace("listen 80;", "listen 81;"), 8080, ["a:1"], tmp_path)


def test_without_nginx_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(__main__, "find", lambda: None)
    assert main(["--replicas"]) == 0
    assert "apt-get install nginx" in capsys.readouterr().out
    assert replicas.REPLICAS == 2
