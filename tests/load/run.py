"""A lecture hall: all open the same link within some seconds, then move controls, each at a pace of their own."""

import asyncio
import random
from collections.abc import Awaitable
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urljoin

from tests.load.client import FILE, IMPORT, Browser, Line, Seen
from tests.load.states import LINK, addresses, changed, link

BACK = 0.25
"""The part of all changes that is the way back, which the browser still has an answer for."""
PULSE = 0.1
"""Seconds between two looks at /healthz."""


@dataclass(frozen=True)
class Hall:
    """How many there are, in how many seconds they open the link, how long they stay, and how long they think.

    `together` where all go the same way, as those do who follow a lecturer, each at a pace of their own.
    """

    browsers: int = 500
    opening: float = 10.0
    staying: float = 60.0
    thinking: float = 6.0
    together: bool = False


async def lecture(host: str, port: int, hall: Hall) -> Seen:
    """What all of them saw together."""
    seen = Seen()
    files = await loaded(host, port)
    pulse = [asyncio.create_task(each) for each in (health(host, port, seen), lateness(seen))]
    readers = [reader(host, port, hall, files, seen, number) for number in range(hall.browsers)]
    await asyncio.gather(*readers)
    for each in pulse:
        each.cancel()
    await asyncio.gather(*pulse, return_exceptions=True)
    return seen


async def loaded(host: str, port: int) -> list[str]:
    """The files that a browser loads with the page, those that scripts import included."""
    line = Line(host, port)
    try:
        page = await line.get(link(), {"Accept-Encoding": "identity"})
        assert page.status == 200, page.body
        files = list(dict.fromkeys(FILE.findall(page.body.decode())))
        for file in files:
            if file.endswith(".js") and "/vendor/" not in file:
                script = await line.get(file, {"Accept-Encoding": "identity"})
                found = [urljoin(file, name) for name in IMPORT.findall(script.body.decode())]
                files += [name for name in found if name not in files]
    finally:
        await line.close()
    return files


async def reader(host: str, port: int, hall: Hall, files: list[str], seen: Seen, number: int) -> None:
    """One of them, from opening the link to leaving."""
    chance, states = random.Random(number), [dict(LINK)]
    way = random.Random(0) if hall.together else chance
    browser = Browser(host, port, seen)
    await asyncio.sleep(chance.uniform(0, hall.opening))
    await timed("opening", browser.open(link(), files), seen)
    leaving = perf_counter() + hall.staying
    while (pause := chance.expovariate(1 / hall.thinking)) < leaving - perf_counter():
        await asyncio.sleep(pause)
        if len(states) > 1 and way.random() < BACK:
            states.pop()
        else:
            states.append(changed(states[-1], way))
        first, *rest = addresses(states[-1], way)
        await timed("a change", browser.ask(first), seen)
        for each in rest:
            await timed("what lies below", browser.ask(each), seen)
    await browser.close()


async def timed(kind: str, step: Awaitable[object], seen: Seen) -> None:
    start = perf_counter()
    await step
    seen.took(kind, perf_counter() - start)


async def health(host: str, port: int, seen: Seen) -> None:
    """Looks at /healthz all the while."""
    line = Line(host, port)
    try:
        while True:
            start = perf_counter()
            try:
                reply = await line.get("/healthz", {})
                if reply.status != 200:
                    seen.failures.append(f"{reply.status} /healthz")
            except OSError as error:
                seen.failures.append(f"{type(error).__name__} /healthz")
            seen.took("/healthz", perf_counter() - start)
            await asyncio.sleep(PULSE)
    finally:
        await line.close()


async def lateness(seen: Seen) -> None:
    """How late this process itself is, which is part of every time it measures."""
    while True:
        start = perf_counter()
        await asyncio.sleep(PULSE)
        seen.took("(late myself)", perf_counter() - start - PULSE)
