"""The page of a large tensor from a server that has just started, and the memory it takes.

The targets, for 64 × 256 × 56 × 56 values (51 million): less than a second, and at most 100 MB beyond the tensor. The
photographs and what is made of them have limits of their own. The first page also loads what is loaded once. Beside
it stands the time to make the values alone, in a process that has them for the second time.
"""

from collections.abc import Iterator
from http.client import HTTPConnection
from math import prod
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from app.bootstrap import ROOT
from app.core.axes import LAYOUTS
from app.core.moments import moments
from app.run import run
from app.sources import generate
from app.web.query import read_query
from app.web.settings import Settings
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
HEAD = ["", "values", "tensor MB", "page s", "values s", "moments s", "idle MB", "peak MB", "beyond MB"]


def report(tiny: bool) -> str:
    """The table."""
    cases = {"gaussian": TINY} if tiny else SHAPES
    return table("Pages of large tensors", HEAD, [_row(source, shape) for source, shape in cases.items()])


def _row(source: str, shape: tuple[int, ...]) -> list[str]:
    sizes = ",".join(map(str, shape))
    query = f"shape={sizes}&source={source}&methods=batch,layer,instance"
    seconds, idle, peak = _first_page(query)
    made = generate(source, LAYOUTS[0], shape, 1)
    pools = [result.pools for result in run(read_query(query, Settings()).recipe, made).results]
    jobs = {"make": lambda: generate(source, LAYOUTS[0], shape, 1), "moments": lambda: moments(made, pools)}
    times = in_turns(jobs, 2)
    beyond = peak - idle - made.nbytes if peak else 0.0
    memory = [f"{each / MEGA:.0f}" if peak else "?" for each in (idle, peak, beyond)]
    of_parts = [f"{times[name].best:.3f}" for name in jobs]
    return [source, f"{prod(shape):,}", f"{made.nbytes / MEGA:.0f}", f"{seconds:.3f}", *of_parts, *memory]


def _first_page(query: str) -> tuple[float, float, float]:
    """Seconds of the first page of a new server, and its memory before and at most, in bytes."""
    with started(folder=ROOT) as (address, process):
        connection = HTTPConnection(urlsplit(address).netloc)
        connection.request("GET", "/livez")
        connection.getresponse().read()
        idle = dict(_memory(process.pid)).get("VmRSS", 0.0)
        start = perf_counter()
        connection.request("GET", f"/?{query}", headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        body = response.read()
        seconds = perf_counter() - start
        assert response.status == 200, body
        peak = dict(_memory(process.pid)).get("VmHWM", 0.0)
        connection.close()
    return seconds, idle, peak


def _memory(process: int) -> Iterator[tuple[str, float]]:
    """What Linux tells of a process's memory, in bytes; nothing elsewhere."""
    status = Path(f"/proc/{process}/status")
    for line in status.read_text().splitlines() if status.exists() else ():
        name, _, value = line.partition(":")
        if name.startswith("Vm"):
            yield name, float(value.split()[0]) * 1024
