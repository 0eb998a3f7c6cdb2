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


async def with_a_loss(where: Site, hall: Hall) -> Seen:
    """What a hall sees while the first replica is killed, as a machine is that loses its power, and stays away."""

    async def lose() -> None:
        await asyncio.sleep((hall.opening + hall.staying) / 2)
        where.processes[0].kill()

    loss = asyncio.create_task(lose())
    seen = await lecture(where.host, where.port, hall)
    await loss
    return seen


def words(told: Counter[str]) -> str:
    """What nginx did, in a sentence."""
    kept, same = (told[key] / max(1, told["answers"]) for key in ("from the cache", "still the same"))
    return (
        f"nginx gave {told['answers']} answers: {kept:.0%} from its cache, {same:.0%} after asking whether they are "
        f"still the same; {told['passed on']} were passed on to the other replica"
    )
