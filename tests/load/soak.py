"""A soak: readers of all kinds and accidents of all kinds, for half an hour, against two processes, one of which is
killed now and then. Nothing may be lost, and nothing may grow.
"""

import asyncio
import os
import random
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from tests.load.accidents import HEAVY, QUICK, RUN, SLOW, SLOWEST, Accident, Place, Raw, Wrong
from tests.load.asker import Asked, Asker, Ledger
from tests.load.run import PULSE, lateness
from tests.load.served import SOON, logged, server, stopped, until
from tests.load.visits import VISITS, text_of
from tests.load.watched import Held, Sample, bounds, children, growth, look

SAMPLE = 2.0
"""Seconds between two looks at the processes."""
BURST = 40
"""Questions at once, each of which takes a slot for some hundredths of a second."""
FEWEST_MINUTES = 10
"""Of less than these nothing can be said about growth: what is kept is still becoming full."""
AT_REST = Held(memory=0, files=6, threads=12)
"""What may be left of files and threads after all have gone, beyond what was there before they came."""
QUIET = ("in_flight 1", "slots_busy 0", "queue_waiting 0")
"""What the metrics say of a process at rest: only the question itself is under way."""


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
        end = monotonic() + 2 * SOON
        while (loud := await self.loud(asker)) and monotonic() < end:
            await asyncio.sleep(0.2)
        self.breaches += [f"not {each} when all have gone" for each in loud]
        for _ in range(4):
            while not (placed := await self.placed()) and monotonic() < end:
                await asyncio.sleep(0.5)
            if not placed:
                self.breaches.append("no place for a training when all have gone")
            await asyncio.sleep(0.5)

    async def loud(self, asker: Asker) -> list[str]:
        """What is not as it has to be at rest in one of the processes; each connection may reach another one."""
        loud = set()
        for _ in range(8):
            reply = await asker.ask("at rest", Asked("/metrics", twins=False, html=False))
            await asker.close()
            told = text_of(reply.body) if reply else ""
            loud |= {quiet for quiet in QUIET if f"normaxis_{quiet}\n" not in told}
        return sorted(loud)

    async def placed(self) -> bool:
        """Whether a training begins; its reader leaves at once."""
        async with Raw(self.place) as line:
            await line.get(f"{RUN}1")
            return (await line.some()).startswith(b"HTTP/1.1 200 ")


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
