"""Several processes that share a port: stopped together, replaced one by one, and gone with the one that looks on."""

import os
import signal
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.bootstrap import ROOT
from app.web.settings import Settings
from tests.serving import started

SOON = 10
pytestmark = pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes through /proc")


@pytest.fixture
def two(monkeypatch) -> Iterator[tuple[str, int]]:
    monkeypatch.setenv("NORMAXIS_PROCESSES", "2")
    monkeypatch.setenv("NORMAXIS_LOG", "0")
    with started(folder=ROOT) as (address, process):
        yield address, process.pid


def children(process: int) -> set[int]:
    """The processes that one has begun and that have not ended."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return {int(each) for each in found}


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(true) -> None:
    end = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def status(address: str, path: str = "/livez") -> int:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=SOON)
    connection.request("GET", path)
    found = connection.getresponse()
    found.read()
    connection.close()
    return found.status


def test_one_that_ends_is_replaced_and_all_are_stopped_together(two) -> None:
    address, process = two
    until(lambda: len(children(process)) == 2)
    before = children(process)
    assert {status(address) for _ in range(10)} == {200}
    os.kill(min(before), signal.SIGKILL)
    until(lambda: len(children(process)) == 2 and children(process) != before)
    assert {status(address) for _ in range(10)} == {200}
    serving = children(process)
    os.kill(process, signal.SIGTERM)
    until(lambda: not any(alive(each) for each in (*serving, process)))


def test_none_stays_when_the_one_that_looks_on_is_gone(two) -> None:
    _, process = two
    until(lambda: len(children(process)) == 2)
    serving = children(process)
    time.sleep(2)  # they have begun to serve
    os.kill(process, signal.SIGKILL)
    until(lambda: not any(alive(each) for each in serving))


def test_each_has_its_part() -> None:
    whole = Settings(processes=4, slots=8, queue=100, memory_bytes=4000, cache_bytes=400)
    part = whole.part
    assert (part.slots, part.queue, part.memory, part.cache_bytes) == (2, 25, 1000, 100)
    assert Settings(processes=4, slots=2).part.slots == 1
    assert Settings().part == Settings()
