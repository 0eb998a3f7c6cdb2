"""What /metrics tells, in the text format of Prometheus: requests, their times, slots, the store of answers."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from time import process_time

from app import __version__
from app.web.limits import Slots
from app.web.store import Store

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper ends of the classes of times, in seconds."""


class Metrics:
    """Counts since the start. Routes are the templates of addresses, so that their number is bounded."""

    def __init__(self) -> None:
        self.in_flight = 0
        self.requests: Counter[tuple[str, int]] = Counter()
        self.seconds = 0.0
        self.classes = [0] * (len(BOUNDS) + 1)

    def add(self, route: str, status: int, seconds: float) -> None:
        """One more request that is over."""
        self.requests[route, status] += 1
        self.seconds += seconds
        self.classes[bisect_left(BOUNDS, seconds)] += 1

    def text(self, slots: Slots, store: Store[object, object]) -> str:
        """All of it."""
        counts = store.counts
        lines = [
            *_one("info", "gauge", "The version.", 1, f'{{version="{__version__}"}}'),
            *self._requests(),
            *self._times(),
            *_one("in_flight", "gauge", "Requests being answered.", self.in_flight),
            *_one("slots", "gauge", "Computations that can run at once.", slots.slots),
            *_one("slots_busy", "gauge", "Computations that run.", slots.busy),
            *_one("queue", "gauge", "Computations that may wait.", slots.queue),
            *_one("queue_waiting", "gauge", "Computations that wait.", slots.waiting),
            *_one("computed_total", "counter", "Computations that ended.", slots.done),
            *_one("computing_seconds_total", "counter", "Seconds they took.", slots.seconds),
            *_one("refused_total", "counter", "Computations refused because the queue was full.", slots.refused),
            *_one("store_answers", "gauge", "Answers that are kept.", len(store)),
            *_one("store_bytes", "gauge", "Bytes they take.", store.bytes),
            *_one("store_bound_bytes", "gauge", "Bytes they may take.", store.bound),
            *_one("store_found_total", "counter", "Questions whose answer was kept.", counts.found),
            *_one("store_missing_total", "counter", "Questions whose answer was not.", counts.missing),
            *_one("store_driven_out_total", "counter", "Answers that made room for others.", counts.driven_out),
            *_one("joined_total", "counter", "Questions that waited for an equal one.", counts.joined),
            *_one("unchanged_total", "counter", "Answers of 304.", counts.unchanged),
            *_one("cpu_seconds_total", "counter", "Seconds of all cores.", process_time()),
            *_one("resident_bytes", "gauge", "Memory of this process.", resident()),
        ]
        return "\n".join(lines) + "\n"

    def _requests(self) -> Iterator[str]:
        yield from _head("requests_total", "counter", "Requests by route and status; 499 left before the answer.")
        for (route, status), count in sorted(self.requests.items()):
            yield f'normaxis_requests_total{{route="{route}",status="{status}"}} {count}'

    def _times(self) -> Iterator[str]:
        yield from _head("request_seconds", "histogram", "From a request to the end of its answer.")
        for bound, count in zip((*BOUNDS, "+Inf"), accumulate(self.classes), strict=True):
            yield f'normaxis_request_seconds_bucket{{le="{bound}"}} {count}'
        yield f"normaxis_request_seconds_sum {self.seconds:.6f}"
        yield f"normaxis_request_seconds_count {sum(self.classes)}"


def _head(name: str, kind: str, words: str) -> Iterator[str]:
    yield f"# HELP normaxis_{name} {words}"
    yield f"# TYPE normaxis_{name} {kind}"


def _one(name: str, kind: str, words: str, value: float, labels: str = "") -> Iterator[str]:
    yield from _head(name, kind, words)
    yield f"normaxis_{name}{labels} {value:g}" if value < 1e5 else f"normaxis_{name}{labels} {value:.0f}"


def resident() -> int:
    """The memory of this process in bytes; 0 where there is no /proc."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:")), 0)
