"""The page of a comparison that was asked for before, beside a bare FastAPI route that returns the same bytes.

Both are served by the same server, each from a process of its own, to a few connections at once; ours with its log, its
headers and its deadlines. The target: at least 0.8 times as many answers a second. Beside it stand the seconds of all
cores for an answer, which other programs disturb less.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from app.bootstrap import ROOT
from tests.benchmarks.large import cores_seconds
from tests.benchmarks.timing import table
from tests.load.client import Line
from tests.serving import started

QUERY = "/?layout=image&shape=8,6,8,8&source=gaussian&methods=batch,layer,instance"
AT_ONCE = 8
HEAD = ["", "answers/s best", "median", "to bare", "cores' ms", "to bare", "kB"]


def report(tiny: bool) -> str:
    """The table."""
    rounds, answers = (1, 16) if tiny else (12, 1600)
    with started(folder=ROOT) as (ours, process):
        body = _body(ours)
        with bare(body) as (other, pid):
            places = {"cached comparison": (ours, QUERY, process.pid), "bare route": (other, "/", pid)}
            rates: dict[str, list[float]] = {name: [] for name in places}
            cores: dict[str, list[float]] = {name: [] for name in places}
            for _ in range(rounds + 1):
                for name, (address, path, pid) in places.items():
                    before, start = cores_seconds(pid), perf_counter()
                    asyncio.run(_ask(address, path, answers, len(body)))
                    rates[name].append(answers / (perf_counter() - start))
                    cores[name].append((cores_seconds(pid) - before) / answers)
    rows = []
    for name in places:
        best, work = max(rates[name][1:]), sum(cores[name][1:]) / rounds
        other_best, other_work = max(rates["bare route"][1:]), sum(cores["bare route"][1:]) / rounds
        rows.append(
            [
                name,
                f"{best:.0f}",
                f"{sorted(rates[name][1:])[rounds // 2]:.0f}",
                f"{best / other_best:.2f}",
                f"{work * 1e3:.3f}",
                f"{work / other_work:.2f}" if other_work else "",
                f"{len(body) / 1000:.1f}",
            ]
        )
    return table("An answer that is kept, over loopback", HEAD, rows)


def _body(address: str) -> bytes:
    connection = HTTPConnection(urlsplit(address).netloc)
    connection.request("GET", QUERY, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    assert response.status == 200 and response.headers["Content-Encoding"] == "gzip"
    connection.close()
    return body


@contextmanager
def bare(body: bytes) -> Iterator[tuple[str, int]]:
    """The address and the process of the bare route."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "body"
        file.write_bytes(body)
        command = [sys.executable, "-m", "tests.benchmarks.bare", str(file)]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ}, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        try:
            yield process.stdout.readline().split()[-1], process.pid
        finally:
            process.terminate()
            process.wait(60)
            process.stdout.close()


async def _ask(address: str, path: str, answers: int, length: int) -> None:
    place = urlsplit(address)

    async def some() -> None:
        line = Line(place.hostname or "", place.port or 0)
        for _ in range(answers // AT_ONCE):
            reply = await line.get(path, {"Accept-Encoding": "gzip"})
            assert reply.status == 200 and len(reply.body) == length
        await line.close()

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))
