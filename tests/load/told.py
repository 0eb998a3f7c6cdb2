"""What was measured, in tables."""

from collections.abc import Iterable

from tests.benchmarks.timing import table
from tests.load.client import Seen
from tests.load.soak import FEWEST_MINUTES, Soak
from tests.load.watched import Held, Sample

MOST_TOLD = 20
"""Breaches that are told one by one."""


def times(title: str, seen: Seen) -> str:
    """How long each kind of step took."""
    rows = []
    for kind, found in seen.seconds.items():
        found.sort()
        told = [found[len(found) // 2], found[min(len(found) - 1, len(found) * 99 // 100)], found[-1]]
        rows.append([kind, str(len(found)), *(f"{each * 1e3:.1f}" for each in told)])
    return table(title, ["", "times", "median ms", "99 % ms", "longest ms"], rows)


def told(found: Soak, breaches: list[str]) -> str:
    """A soak: what was asked and how long it took, what happened, what the processes held minute by minute."""
    ledger, plan = found.ledger, found.plan
    seen = ledger.seen
    requests = sum(seen.statuses.values())
    statuses = ", ".join(f"{count} × {status}" for status, count in sorted(seen.statuses.items()))
    seconds = max(1.0, found.samples[-1].seconds)
    title = f"{plan.readers} readers of all kinds for {plan.minutes:g} minutes, and accidents all the while"
    rows = [[name, str(count)] for name, count in sorted(found.accidents.items())]
    if plan.minutes >= FEWEST_MINUTES:
        growths = [words for words, _ in found.growths()]
    else:
        growths = [f"Growth is judged from {FEWEST_MINUTES} minutes on: before, what is kept is still becoming full"]
    return "\n".join(
        [
            times(title, seen)
            + table("Accidents", ["", "times"], rows)
            + table("Minute by minute", ["minute", "MB", "MB each", "files", "threads"], by_minute(found.samples)),
            f"{requests} answers in {seconds:.0f} s, {requests / seconds:.0f} a second, {seen.bytes / 1e6:.0f} MB: "
            f"{statuses}",
            f"{ledger.compared} answers compared with an earlier one to the same, {ledger.unchanged} asked with a tag, "
            f"{ledger.told_to_wait} told to come back, {ledger.cut_off} cut off by a process's end and asked again",
            *growths,
            f"{len(breaches)} breaches{':' if breaches else ''}",
            *breaches[:MOST_TOLD],
        ]
    )


def by_minute(samples: Iterable[Sample]) -> list[list[str]]:
    """The medians of each minute; the memory of each process as it was last."""
    minutes: dict[int, list[Sample]] = {}
    for each in samples:
        minutes.setdefault(int(each.seconds // 60), []).append(each)
    rows = []
    for minute, there in minutes.items():
        middle = Held(
            *(sorted(values)[len(values) // 2] for values in zip(*(each.all() for each in there), strict=True))
        )
        each = " + ".join(f"{one.memory / 1e6:.0f}" for one in there[-1].held.values())
        rows.append([str(minute + 1), f"{middle.memory / 1e6:.0f}", each, str(middle.files), str(middle.threads)])
    return rows
