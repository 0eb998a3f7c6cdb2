"""The page of a large tensor from a server that has just started, and the memory it takes.

The targets, for 64 × 256 × 56 × 56 values (51 million): less than a second, and at most 100 MB beyond the tensor. The
photographs and what is made of them have limits of their own. The first page also loads what is loaded once. Beside
it stand the seconds of all cores together, which other programs disturb less, and the time to make the values alone and
to take their moments, in a process that does so for the second time. Every number is the best of a few. The last row is
the page with histograms of all values, before and after three methods.
"""

import os
from dataclasses import dataclass
from http.client import HTTPConnection
from math import prod
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from app.bootstrap import ROOT
from app.core.methods import method_by_key
from app.core.moments import moments
from app.recipe import DEFAULT_METHODS
from app.sources import generate
from tests.benchmarks.peers import IMAGE
from tests.benchmarks.timing import in_turns, table
from tests.serving import started

SHAPES = {
    "gaussian": (64, 256, 56, 56),
    "heavy": (64, 256, 56, 56),
    "constant": (64, 256, 56, 56),
    "counting": (64, 256, 56, 56),
    "activations": (8, 392, 128, 128),
    "photographs": (8, 3, 128, 128),
}
TINY = (2, 3, 4, 4)
MEGA = 1e6
ROUNDS = 3
HEAD = ["", "values", "tensor MB", "page s", "cores' s", "values s", "moments s", "idle MB", "peak MB", "beyond MB"]


def report(tiny: bool) -> str:
    """The table."""
    cases, rounds = ({"gaussian": TINY}, 1) if tiny else (SHAPES, ROUNDS)
    rows = [_row(source, shape, rounds) for source, shape in cases.items()]
    rows += [_row("gaussian", cases["gaussian"], rounds, "distribution")]
    return table("Pages of large tensors", HEAD, rows)


@dataclass(frozen=True)
class First:
    """The first page of a new server: seconds, of the clock and of all cores; bytes of memory, before and at most."""

    seconds: float
    cores: float
    idle: float
    peak: float


def _row(source: str, shape: tuple[int, ...], rounds: int, view: str = "") -> list[str]:
    sizes = ",".join(map(str, shape))
    query = f"shape={sizes}&source={source}&methods=batch,layer,instance" + (f"&view={view}" if view else "")
    pages = [_first_page(query) for _ in range(rounds)]
    made = generate(source, IMAGE, shape, 1)
    pools = [method_by_key(key, IMAGE).pools(IMAGE, shape) for key in DEFAULT_METHODS]
    jobs = {"make": lambda: generate(source, IMAGE, shape, 1), "moments": lambda: moments(made, pools)}
    times = in_turns(jobs, rounds)
    best = [min(page.seconds for page in pages), min(page.cores for page in pages), *(t.best for t in times.values())]
    worst = max(pages, key=lambda page: page.peak - page.idle)
    memory = [worst.idle, worst.peak, worst.peak - worst.idle - made.nbytes]
    return [
        f"{source}, {view}" if view else source,
        f"{prod(shape):,}",
        f"{made.nbytes / MEGA:.0f}",
        *(f"{each:.3f}" for each in best),
        *(f"{each / MEGA:.0f}" if worst.peak else "?" for each in memory),
    ]


def _first_page(query: str) -> First:
    with started(folder=ROOT) as (address, process):
        connection = HTTPConnection(urlsplit(address).netloc)
        connection.request("GET", "/livez")
        connection.getresponse().read()
        idle, before = _memory(process.pid, "VmRSS"), cores_seconds(process.pid)
        start = perf_counter()
        connection.request("GET", f"/?{query}", headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        body = response.read()
        seconds = perf_counter() - start
        assert response.status == 200, body
        found = First(seconds, cores_seconds(process.pid) - before, idle, _memory(process.pid, "VmHWM"))
        connection.close()
    return found


def _memory(process: int, name: str) -> float:
    """What Linux says of a process's memory, in bytes; 0 elsewhere."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((float(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), 0.0)


def cores_seconds(process: int) -> float:
    """How long all threads of a process have worked together, in seconds; 0 where there is no /proc."""
    status = Path(f"/proc/{process}/stat")
    if not status.exists():
        return 0.0
    user, system = status.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
