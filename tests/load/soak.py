"""A soak: readers of all kinds and accidents of all kinds, for half an hour, against two processes, one of which is
killed now and then. Nothing may be lost, and nothing may grow.
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from app.bootstrap import ROOT
from tests.load.accidents import HEAVY, MOST_BODY, QUICK, RUN, SLOW, SLOWEST, Accident, Place, Raw, Wrong
from tests.load.asker import Asked, Asker, Ledger
from tests.load.run import PULSE, lateness
from tests.load.visits import VISITS, text_of
from tests.load.watched import Held, Sample, bounds, children, growth, look

ENVIRONMENT = {
    "NORMAXIS_PROCESSES": "2",
    "NORMAXIS_QUEUE": "16",
    "NORMAXIS_CACHE_BYTES": str(2**25),
    "NORMAXIS_MOST_BODY_BYTES": str(MOST_BODY),
    "NORMAXIS_HOSTS": "127.0.0.1",
    "NORMAXIS_LOG": "1",
}
"""Small bounds, so that all of them are reached: a store that is soon full, a queue that a burst overflows."""
SOON = 10.0
"""Seconds in which the server is up, a killed process replaced, and all of it stopped."""
SAMPLE = 2.0
"""Seconds between two looks at the processes."""
BURST = 40
"""Questions at once, each of which takes a slot for some hundredths of a second."""
LONG = "/api/v1/compare?shape=64,256,48,48&source=gaussian&methods=batch,layer,instance&seed="
FEWEST_MINUTES = 10
"""Of less than these nothing can be said about growth: what is kept is still becoming full."""
AT_REST = Held(memory=0, files=6, threads=12)
"""What may be left of files and threads after all have gone, beyond what was there before they came."""
SAID = ("Invalid HTTP request received.",)
"""What the server below may say: it says it of each request that is none."""


@dataclass(frozen=True)
class Plan:
    """How long, how many readers, how long each thinks, and the seconds between accidents, bursts and ends."""

    minutes: float = 30.0
    readers: int = 10
    thinking: float = 0.25
    accidents: float = 0.5
    bursts: float = 45.0
    kills: float = 150.0

    @property
    def seconds(self) -> float:
        return self.minutes * 60


@dataclass
class Soak:
    """A server under watch, and what was found."""

    place: Place
    process: int
    plan: Plan
    ledger: Ledger = field(default_factory=Ledger)
    samples: list[Sample] = field(default_factory=list)
    eldest: int = 0
    accidents: Counter[str] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)
    began: float = field(default_factory=monotonic)

    @property
    def left(self) -> float:
        return self.began + self.plan.seconds - monotonic()

    async def all_of_it(self) -> None:
        """Everything at once until the time is over, and then the looks at what is left."""
        self.eldest = children(self.process)[0]
        before = look(self.process, self.began)
        beside = [asyncio.create_task(each) for each in (self.watch(), lateness(self.ledger.seen))]
        going = [self.reader(number) for number in range(self.plan.readers)]
        going += [self.pulse(), self.bursts(), self.kills()]
        going += [self.accident(QUICK, number) for number in range(2)]
        going += [self.accident(SLOW, number, slow=True) for number in range(2)]
        await asyncio.gather(*going)
        for each in beside:
            each.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        if children(self.process)[0] != self.eldest:
            self.breaches.append("the process that nobody ends has ended")
        elif self.plan.minutes >= FEWEST_MINUTES:
            self.breaches += [words for words, within in self.growths() if not within]
        await self.rest(before)

    async def reader(self, number: int) -> None:
        """One who visits page after page, with rests of a browser's or a program's length."""
        chance = random.Random(number)
        asker = Asker(self.place, self.ledger, chance)
        weights, visits = zip(*VISITS, strict=True)
        while (pause := chance.expovariate(1 / self.plan.thinking)) < self.left:
            await asyncio.sleep(pause)
            visit = chance.choices(visits, weights)[0]
            try:
                await visit(asker)
            except (LookupError, TypeError, ValueError) as error:
                self.breaches.append(f"{visit.__name__}: an answer that cannot be read: {type(error).__name__} {error}")
            if chance.random() < 0.05:
                await asker.close()
        await asker.close()

    async def pulse(self) -> None:
        asker = Asker(self.place, self.ledger, random.Random("pulse"))
        while self.left > 0:
            await asker.ask("/healthz", Asked("/healthz", twins=False))
            await asyncio.sleep(PULSE)
        await asker.close()

    async def accident(self, kinds: tuple[Accident, ...], number: int, slow: bool = False) -> None:
        """One accident after the other; those that take long only while there is time for them."""
        chance = random.Random(f"{slow} {number}")
        while (pause := chance.expovariate(1 / self.plan.accidents)) < self.left - (SLOWEST if slow else 0):
            await asyncio.sleep(pause)
            await self.happen(chance.choice(kinds), chance)

    async def happen(self, kind: Accident, chance: random.Random) -> None:
        began = monotonic()
        try:
            await kind(self.place, chance)
        except (Wrong, OSError, TimeoutError) as error:
            if any(each > began - 1 for each in self.ledger.ended):
                self.ledger.cut_off += 1
                return
            self.breaches.append(f"{kind.__name__}: {type(error).__name__} {error}")
        self.accidents[kind.__name__.replace("_", " ")] += 1

    async def bursts(self) -> None:
        """More questions at once than there are slots and places to wait: all are answered in the end."""
        chance = random.Random("bursts")
        while self.plan.bursts < self.left:
            await asyncio.sleep(self.plan.bursts)
            askers = [Asker(self.place, self.ledger, chance) for _ in range(BURST)]
            asked = [Asked(f"{HEAVY}{chance.randrange(10**9)}", twins=False) for _ in askers]
            await asyncio.gather(*(a.ask("in a burst", b) for a, b in zip(askers, asked, strict=True)))
            await asyncio.gather(*(each.close() for each in askers))
            self.accidents["burst"] += 1
        if self.accidents["burst"] and not self.ledger.told_to_wait:
            self.breaches.append("bursts beyond the queue, and nobody was ever told to come back")

    async def kills(self) -> None:
        """The younger of the processes is killed now and then, and has to be replaced."""
        while self.plan.kills < self.left - SOON:
            await asyncio.sleep(self.plan.kills)
            before = children(self.process)
            self.ledger.ended.append(monotonic())
            os.kill(before[-1], signal.SIGKILL)
            self.accidents["process killed"] += 1
            try:
                async with asyncio.timeout(SOON):
                    while len(now := children(self.process)) != len(before) or now == before:
                        await asyncio.sleep(0.1)
            except TimeoutError:
                self.breaches.append("a process that was killed is not replaced")

    async def watch(self) -> None:
        while True:
            self.samples.append(look(self.process, self.began))
            await asyncio.sleep(SAMPLE)

    def growths(self) -> Iterator[tuple[str, bool]]:
        """What was held early and late, in words, and whether that is within its bound."""
        for bound in bounds(self.eldest):
            before, after, within = growth(bound, self.samples)
            told = f"{bound.name}: {before / bound.unit:.1f}, at the end {after / bound.unit:.1f}"
            yield f"{told} (at most {bound.part:.0%} and {bound.more / bound.unit:g} more)", within

    async def rest(self, before: Sample) -> None:
        """When all have gone, nothing is under way any more, files are closed, and trainings have their places."""
        chance = random.Random("rest")
        asker = Asker(self.place, self.ledger, chance)
        await until(lambda: look(self.process, self.began).all().files <= before.all().files + AT_REST.files, 2 * SOON)
        after = look(self.process, self.began)
        for name in ("files", "threads"):
            was, now, more = (getattr(each, name) for each in (before.all(), after.all(), AT_REST))
            if now > was + more:
                self.breaches.append(f"{now} {name} when all have gone, {was} before they came")
        for _ in range(8):
            reply = await asker.ask("at rest", Asked("/metrics", twins=False, html=False))
            await asker.close()
            told = text_of(reply.body) if reply else ""
            for quiet in ("in_flight 1", "slots_busy 0", "queue_waiting 0"):
                if f"normaxis_{quiet}\n" not in told:
                    self.breaches.append(f"not {quiet} when all have gone")
        for _ in range(4):
            async with Raw(self.place) as line:
                await line.get(f"{RUN}1")
                if not (await line.some()).startswith(b"HTTP/1.1 200 "):
                    self.breaches.append("no place for a training when all have gone")
            await asyncio.sleep(0.5)


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
    await asyncio.sleep(0.2)
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


async def soaked(place: Place, process: subprocess.Popen[bytes], plan: Plan) -> Soak:
    """The soak itself, from the first visit to the end of the server."""
    await until(lambda: len(children(process.pid)) == 2, SOON)
    await asyncio.sleep(2)  # both have begun to serve
    found = Soak(place, process.pid, plan)
    await found.all_of_it()
    found.breaches += await stopped(place, process)
    return found


def soak(plan: Plan) -> tuple[Soak, list[str]]:
    """What was found, and every breach."""
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (place, process, said):
        found = asyncio.run(soaked(place, process, plan))
        lines = said.read_text().splitlines()
    return found, [*found.ledger.seen.failures, *found.breaches, *logged(lines, len(found.ledger.ended))]
