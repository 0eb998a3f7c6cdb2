"""Requests of the size a lecture has: the application in this process, and a server over loopback.

The target is 10 ms of the server's time for 8 × 6 × 8 × 8 values under three methods, figures and compression included.
No two requests ask for the same, so that no cache of answers could help.
"""

import asyncio
from collections.abc import Callable
from http.client import HTTPConnection
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from app.bootstrap import ROOT
from app.web.app import create_app
from app.web.settings import Settings
from tests.benchmarks.timing import in_turns, table, times_row
from tests.serving import serving

QUERY = "layout=image&shape=8,6,8,8&source=gaussian&methods=batch,layer,instance"
PATHS = ("/", "/api/v1/compare")
HEADERS = {"Accept-Encoding": "gzip"}


def report(tiny: bool) -> str:
    """The table."""
    rounds = 2 if tiny else 200
    app = create_app(Settings())
    runner = asyncio.Runner()
    seeds = count()

    def inside(path: str) -> bytes:
        return runner.run(answer(app, path, f"{QUERY}&seed={next(seeds)}"))

    with runner, serving(folder=ROOT) as address:
        connection = HTTPConnection(urlsplit(address).netloc)

        def outside(path: str) -> bytes:
            connection.request("GET", f"{path}?{QUERY}&seed={next(seeds)}", headers=HEADERS)
            response = connection.getresponse()
            assert response.status == 200
            return response.read()

        jobs: dict[str, Callable[[], object]] = {}
        for path in PATHS:
            jobs[f"{path} in process"] = lambda path=path: inside(path)
            jobs[f"{path} over loopback"] = lambda path=path: outside(path)
        jobs["/livez over loopback"] = lambda: outside("/livez")
        times = in_turns(jobs, rounds)
        sizes = {name: len(job()) for name, job in jobs.items()}  # type: ignore[arg-type]
        connection.close()
    rows = [[*times_row(name, times[name]), f"{size / 1000:.1f}"] for name, size in sizes.items()]
    return table(f"Requests for {QUERY}", ["", "best ms", "median ms", "kB (gzip)"], rows)


async def answer(app: Any, path: str, query: str) -> bytes:
    """The body of a GET request, as the application gives it to its server."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    body = bytearray()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            assert message["status"] == 200, message
        else:
            body.extend(message.get("body", b""))

    await app(scope, receive, send)
    return bytes(body)
