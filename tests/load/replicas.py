"""The lecture hall before two replicas and nginx, one of the replicas killed in the middle."""

import asyncio
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

from app.bootstrap import ROOT
from tests.benchmarks.large import cores_seconds
from tests.load.client import Seen
from tests.load.nginx import Proxy, proxied
from tests.load.run import Hall, lecture
from tests.serving import started

REPLICAS = 2
BESIDE = {"NORMAXIS_PROXIES": "127.0.0.1", "NORMAXIS_PROCESSES": "1"}
"""What each replica is told: nginx, which stands on the same machine, may say who asked."""


@dataclass(frozen=True)
class Site:
    """Replicas, the first of which is the one that is killed, and nginx before them."""

    processes: list[subprocess.Popen[str]]
    addresses: list[str]
    proxy: Proxy

    @property
    def host(self) -> str:
        return urlsplit(self.proxy.address).hostname or ""

    @property
    def port(self) -> int:
        return urlsplit(self.proxy.address).port or 80


@contextmanager
def site(configuration: str | None = None) -> Iterator[Site]:
    """Replicas and nginx, all of them stopped at the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        with patch.dict(os.environ, BESIDE):
            replicas = [stack.enter_context(started(folder=ROOT)) for _ in range(REPLICAS)]
        addresses = [urlsplit(address).netloc for address, _ in replicas]
        proxy = stack.enter_context(proxied(addresses, folder, configuration))
        yield Site([process for _, process in replicas], addresses, proxy)


async def with_a_loss(where: Site, hall: Hall) -> tuple[Seen, float]:
    """What a hall sees while the first replica is killed, as a machine is that loses its power, and stays away.

    Also for how many seconds of one core the replicas have worked.
    """

    async def lose() -> float:
        await asyncio.sleep((hall.opening + hall.staying) / 2)
        worked = cores_seconds(where.processes[0].pid)
        where.processes[0].kill()
        return worked

    before = sum(cores_seconds(process.pid) for process in where.processes)
    loss = asyncio.create_task(lose())
    seen = await lecture(where.host, where.port, hall)
    return seen, await loss + cores_seconds(where.processes[1].pid) - before


def words(told: Counter[str], worked: float) -> str:
    """What nginx did, in a sentence."""
    kept = told["from the cache"] / max(1, told["answers"])
    return (
        f"nginx gave {told['answers']} answers, {kept:.0%} from its cache; {told['passed on']} were passed on to the "
        f"other replica. It worked for {worked:.1f} s of one core"
    )
