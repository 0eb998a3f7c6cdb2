"""`python -m tests.load` fills a lecture hall with browsers and prints what they saw.

By default it starts a server of its own, one process, and shares the machine's cores with it; `--address` takes one
that runs elsewhere. The targets: no failure, 99 of 100 changes within a second, /healthz always within 200 ms.
"""

import argparse
import asyncio
import resource
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from app.bootstrap import ROOT
from tests.benchmarks.large import cores_seconds
from tests.benchmarks.timing import table
from tests.load.client import Seen
from tests.load.run import Hall, lecture
from tests.serving import started


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 1 where anything failed."""
    parser = argparse.ArgumentParser("python -m tests.load", description=__doc__)
    parser.add_argument("--address", help="of a server that runs already")
    parser.add_argument("--browsers", type=int, default=Hall.browsers)
    parser.add_argument("--opening", type=float, default=Hall.opening, help="seconds in which all open the link")
    parser.add_argument("--staying", type=float, default=Hall.staying, help="seconds for which each moves controls")
    parser.add_argument("--thinking", type=float, default=Hall.thinking, help="seconds between two changes, on average")
    given = parser.parse_args(arguments)
    hall = Hall(given.browsers, given.opening, given.staying, given.thinking)
    many_connections()
    with ExitStack() as stack:
        address, process = (given.address, None) if given.address else stack.enter_context(started(folder=ROOT))
        place = urlsplit(address)
        start = perf_counter()
        seen = asyncio.run(lecture(place.hostname or "", place.port or 80, hall))
        seconds = perf_counter() - start
        worked = sum(map(cores_seconds, family(process.pid))) if process else 0.0
    print(report(hall, seen, seconds, worked))
    return 1 if seen.failures else 0


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
    rows = []
    for kind, found in seen.seconds.items():
        found.sort()
        times = [found[len(found) // 2], found[min(len(found) - 1, len(found) * 99 // 100)], found[-1]]
        rows.append([kind, str(len(found)), *(f"{each * 1e3:.1f}" for each in times)])
    requests = sum(seen.statuses.values())
    statuses = ", ".join(f"{count} × {status}" for status, count in sorted(seen.statuses.items()))
    rate = f"{requests / seconds:.0f} a second, {seen.bytes / 1e6:.0f} MB"
    lines = [
        f"{requests} answers in {seconds:.0f} s, {rate}: {statuses}",
        *(
            [f"The server worked for {worked:.1f} s of one core, {worked / requests * 1e3:.2f} ms an answer"]
            if worked
            else []
        ),
        f"{len(seen.failures)} failures{':' if seen.failures else ''}",
        *seen.failures[:10],
    ]
    return table(title, ["", "times", "median ms", "99 % ms", "longest ms"], rows) + "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
