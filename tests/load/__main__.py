"""`python -m tests.load` fills a lecture hall with browsers and prints what they saw.

By default it starts a server of its own, one process, and shares the machine's cores with it; `--address` takes one
that runs elsewhere; `--replicas` starts two behind nginx and its cache, and kills one in the middle. The targets: no
failure, 99 of 100 changes within a second, /healthz always within 200 ms.

`--soak` is another thing: for half an hour all kinds of requests and all kinds of accidents; nothing may be lost, and
nothing may grow.
"""

import argparse
import asyncio
import resource
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from app.bootstrap import ROOT
from tests.benchmarks.large import cores_seconds
from tests.load.client import Seen
from tests.load.nginx import TOLD, find
from tests.load.replicas import site, with_a_loss, words
from tests.load.run import Hall, lecture
from tests.load.soak import Plan, soak
from tests.load.told import times, told
from tests.serving import started

NO_NGINX = (
    "There is no nginx on this machine, so nothing was measured; on Debian or Ubuntu: apt-get install nginx-light"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 1 where anything failed."""
    parser = argparse.ArgumentParser("python -m tests.load", description=__doc__)
    servers = parser.add_mutually_exclusive_group()
    servers.add_argument("--address", help="of a server that runs already")
    servers.add_argument("--replicas", action="store_true", help="two behind nginx, one of them killed in the middle")
    servers.add_argument(
        "--soak",
        type=float,
        nargs="?",
        const=Plan.minutes,
        metavar="MINUTES",
        help="requests of all kinds and accidents",
    )
    parser.add_argument("--browsers", type=int, default=Hall.browsers)
    parser.add_argument("--opening", type=float, default=Hall.opening, help="seconds in which all open the link")
    parser.add_argument("--staying", type=float, default=Hall.staying, help="seconds for which each moves controls")
    parser.add_argument("--thinking", type=float, default=Hall.thinking, help="seconds between two changes, on average")
    parser.add_argument("--together", action="store_true", help="all go the same way, as those who follow a lecturer")
    given = parser.parse_args(arguments)
    hall = Hall(given.browsers, given.opening, given.staying, given.thinking, given.together)
    many_connections()
    if given.soak is not None:
        found, breaches = soak(Plan(given.soak))
        print(told(found, breaches))
        return 1 if breaches else 0
    if given.replicas and find() is None:
        print(NO_NGINX)
        return 0
    seen, seconds, worked, more = through_replicas(hall) if given.replicas else through_one(hall, given.address)
    print(report(hall, seen, seconds, worked), *more, sep="\n")
    return 1 if seen.failures else 0


def through_one(hall: Hall, given: str | None) -> tuple[Seen, float, float, list[str]]:
    """What the hall sees of one server, in how many seconds, for how many of one core, and what else is to be said."""
    with ExitStack() as stack:
        address, process = (given, None) if given else stack.enter_context(started(folder=ROOT))
        place = urlsplit(address)
        before = sum(map(cores_seconds, family(process.pid))) if process else 0.0
        start = perf_counter()
        seen = asyncio.run(lecture(place.hostname or "", place.port or 80, hall))
        seconds = perf_counter() - start
        worked = sum(map(cores_seconds, family(process.pid))) - before if process else 0.0
        return seen, seconds, worked, []


def through_replicas(hall: Hall) -> tuple[Seen, float, float, list[str]]:
    """The same of two replicas behind nginx."""
    with site() as where:
        start = perf_counter()
        seen, worked = asyncio.run(with_a_loss(where, hall))
        seconds = perf_counter() - start
        time.sleep(TOLD)
        of_nginx = sum(map(cores_seconds, family(where.proxy.process)))
        return seen, seconds, worked, [words(where.proxy.told(), of_nginx)]


def family(process: int) -> list[int]:
    """A process and those that it has begun, as Linux tells."""
    children = Path(f"/proc/{process}/task/{process}/children")
    return [process, *map(int, children.read_text().split() if children.exists() else [])]


def many_connections() -> None:
    """Let this process have as many connections as the system lets it have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def report(hall: Hall, seen: Seen, seconds: float, worked: float) -> str:
    """What was seen, in tables."""
    title = f"{hall.browsers} browsers open a link within {hall.opening:g} s and stay for {hall.staying:g} s"
    title += ", all going the same way" if hall.together else ""
    requests = sum(seen.statuses.values())
    statuses = ", ".join(f"{count} × {status}" for status, count in sorted(seen.statuses.items()))
    rate = f"{requests / seconds:.0f} a second, {seen.bytes / 1e6:.0f} MB"
    lines = [
        f"{requests} answers in {seconds:.0f} s, {rate}: {statuses}",
        *(
            [f"Normaxis worked for {worked:.1f} s of one core, {worked / requests * 1e3:.2f} ms an answer"]
            if worked
            else []
        ),
        f"{len(seen.failures)} failures{':' if seen.failures else ''}",
        *seen.failures[:10],
    ]
    return times(title, seen) + "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
