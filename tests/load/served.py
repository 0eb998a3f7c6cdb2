"""The server of a soak: how it is begun, how it has to stop, and what its log must not hold."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from app.bootstrap import ROOT
from tests.load.accidents import MOST_BODY, Place
from tests.load.asker import Asked, Asker, Ledger
from tests.load.watched import children

ENVIRONMENT = {
    "NORMAXIS_PROCESSES": "2",
    "NORMAXIS_QUEUE": "8",
    "NORMAXIS_CACHE_BYTES": str(2**25),
    "NORMAXIS_MOST_BODY_BYTES": str(MOST_BODY),
    "NORMAXIS_HOSTS": "127.0.0.1",
    "NORMAXIS_LOG": "1",
}
"""Small bounds, so that all of them are reached: a store that is soon full, a queue that a burst overflows."""
SOON = 10.0
"""Seconds in which the server is up, a killed process replaced, and all of it stopped."""
LONG = "/api/v1/compare?shape=64,256,32,32&source=gaussian&methods=batch,layer,instance&seed="
SAID = ("Invalid HTTP request received.",)
"""What the server below may say: it says it of each request that is none."""


async def until(true: Callable[[], bool], within: float) -> bool:
    """Waits for something, for so many seconds at most; whether it has come."""
    end = monotonic() + within
    while not true():
        if monotonic() > end:
            return False
        await asyncio.sleep(0.2)
    return True


async def stopped(place: Place, process: subprocess.Popen[bytes]) -> list[str]:
    """What is wrong with how the server stops, told so in the middle of a long answer."""
    family = [process.pid, *children(process.pid)]
    asker = Asker(place, Ledger(), random.Random("stop"))
    asking = asyncio.create_task(asker.ask("the last", Asked(f"{LONG}{random.randrange(10**9)}")))
    await asyncio.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    gone = await until(lambda: process.poll() is not None, SOON)
    wrong = [] if gone else [f"not stopped within {SOON:g} s"]
    wrong += [] if await asking else [f"the last request was not finished: {asker.ledger.seen.failures}"]
    wrong += [f"the process {each} is still there" for each in family[1:] if Path(f"/proc/{each}").exists()]
    await asker.close()
    return wrong


def logged(lines: Iterable[str], kills: int) -> list[str]:
    """What is wrong in all that the server has said."""
    wrong, replaced = [], 0
    for line in lines:
        if line.startswith(("Normaxis is at ", "A process ended by itself")):
            replaced += line.startswith("A process")
            continue
        try:
            told = json.loads(line)
        except ValueError:
            wrong.append(f"the log has a line that is none: {line[:200]}")
            continue
        if "fault" in told or told.get("status", 0) == 500 or told.get("message", SAID[0]) not in SAID:
            wrong.append(f"the log tells of {line[:2000]}")
    if replaced != kills:
        wrong.append(f"{replaced} processes were replaced, {kills} killed")
    return wrong


@contextmanager
def server(folder: Path) -> Iterator[tuple[Place, subprocess.Popen[bytes], Path]]:
    """Two processes on a free port, what they say in a file; ended at the end if they are still there."""
    said = folder / "said"
    command = [sys.executable, "-m", "app", "--port", "0"]
    environment = {**os.environ, **ENVIRONMENT, "PYTHONUNBUFFERED": "1"}
    with said.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        end = monotonic() + 6 * SOON
        while not (first := said.read_text()).startswith("Normaxis is at http://") or "\n" not in first:
            assert process.poll() is None and monotonic() < end, first
            time.sleep(0.1)
        address = urlsplit(first.split()[3])
        yield Place(address.hostname or "", address.port or 80), process, said
    finally:
        if process.poll() is None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(SOON)
            process.kill()
