"""The page for those who host it: ways from one container to many, the settings, and how many readers each carries.

The files that the page shows are files, in templates/hosting/, and can be fetched as they are.
"""

from dataclasses import dataclass
from math import ceil
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.resources import TEMPLATES
from app.web.addresses import base_of
from app.web.plain_page import plain_page
from app.web.settings import PREFIX, Settings

router = APIRouter()
FOLDER = TEMPLATES / "hosting"


class Said(NamedTuple):
    """What readers are told of a setting. `default` is a word where the value says too little; `code` in backticks."""

    field: str
    meaning: str
    default: str = ""

    @property
    def name(self) -> str:
        """The environment variable."""
        return PREFIX + self.field.upper()

    @property
    def value(self) -> str:
        """Its default, in a word or as it would be written."""
        found: str | int = getattr(Settings, self.field)
        return self.default or (found if isinstance(found, str) else str(int(found)))

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The meaning in pieces, and whether each is code."""
        return [(piece, bool(place % 2)) for place, piece in enumerate(self.meaning.split("`"))]


SETTINGS = (
    Said("most_values", "values of a tensor"),
    Said("most_body_bytes", "bytes of a request's body"),
    Said("most_pasted", "characters of pasted numbers in an address"),
    Said(
        "processes",
        "processes that share the port; a lecture hall wants one for each core. Of slots, queue, memory and kept "
        "answers each has its part",
    ),
    Said("slots", "computations at once", "number of cores"),
    Said("queue", "computations that wait for a slot; further ones are told to come back"),
    Said(
        "memory_bytes",
        "memory for all computations together, estimated before it is taken; 0 for half of what the machine or the "
        "container has",
    ),
    Said("cache_bytes", "answers that are kept, so that equal questions are computed once; 0 keeps none"),
    Said("hosts", "names this server answers to; `.example.org` takes all below it", "any"),
    Said("proxies", "addresses of proxies whose `X-Forwarded-For` and `-Proto` are believed", "nobody"),
    Said("tls", "readers come over HTTPS, spoken by somebody in front: tell them to stay with it"),
    Said("metrics", "anyone may read `/metrics`, not only this machine"),
    Said(
        "log",
        "a line of JSON on the standard output for each request, without anything about the reader; at a terminal only "
        "if it is set",
    ),
    Said(
        "public_url",
        "scheme and host in links that are used elsewhere, as `https://normaxis.example.org`; empty: those of each "
        "request. Set it behind a proxy",
        "empty",
    ),
    Said(
        "embed_ancestors",
        "pages that may hold an embedded figure in a frame, as `https://course.example.org *.example.com`",
    ),
)
"""Every setting, as README.md and the page have it; a test compares."""
EXAMPLES = ("compose.yaml", "nginx.conf", "kubernetes.yaml", "cloud-run.yaml")
"""The files that are shown and can be fetched."""
HALF = 0.5
"""How busy a core may be so that what comes at once does not wait long."""
STAYED = 60.0
"""Seconds that each of the measured browsers stayed."""
MACHINE = "two cores of an AMD EPYC with Python 3.11, shared with the browsers that asked"


@dataclass(frozen=True)
class Measured:
    """What `python -m tests.load` saw: `browsers` open one link within ten seconds, then move controls for a minute.

    `worked` and `of_nginx` are the time of one core that Normaxis and nginx took for all of them, in seconds; `kept` is
    the part of the answers that came from nginx's cache.
    """

    options: str
    answers: int
    lost: int
    worked: float
    of_nginx: float = 0.0
    kept: float = 0.0
    browsers: int = 500

    @property
    def busy(self) -> float:
        """How much of a core one reader keeps busy, opening included."""
        return (self.worked + self.of_nginx) / self.browsers / STAYED

    @property
    def thousandths(self) -> str:
        """That, in thousandths of a core, with two places after the point."""
        return f"{self.busy * 1e3:.2f}"

    @property
    def through(self) -> tuple[str, str]:
        """The seconds of one core that nginx took, and the part of the answers that came from its cache; or dashes."""
        return (f"{self.of_nginx:.1f}", f"{self.kept:.0%}") if self.kept else ("–", "–")

    def readers(self, cores: int) -> int:
        """How many readers so many cores carry, each of them half busy; rounded down to tens."""
        return int(cores * HALF / self.busy / 10) * 10


APART = Measured("NORMAXIS_PROCESSES=2", 11933, 0, 33.3)
TOGETHER = Measured("NORMAXIS_PROCESSES=2, --together", 12586, 0, 8.2)
APART_KEPT = Measured("--replicas", 11936, 0, 28.9, 2.2, 0.68)
TOGETHER_KEPT = Measured("--replicas --together", 12586, 0, 1.4, 1.0, 0.95)
MEASURED = (APART, TOGETHER, APART_KEPT, TOGETHER_KEPT)
"""Of readers who each go their own way, and of those who go the same way, as a class that follows a lecturer does."""


class Way(NamedTuple):
    """A way to host it, its cores, and whether a cache stands in front."""

    what: str
    cores: int
    cache: bool

    @property
    def apart(self) -> int:
        """Readers who each go their own way."""
        return (APART_KEPT if self.cache else APART).readers(self.cores)

    @property
    def together(self) -> int:
        """Readers who go the same way."""
        return (TOGETHER_KEPT if self.cache else TOGETHER).readers(self.cores)


WAYS = (
    Way("One container, one process", 1, False),
    Way("One container, two processes", 2, False),
    Way("Two replicas behind nginx", 2, True),
    Way("Kubernetes or Cloud Run", 12, False),
    Way("The same behind a cache that does as nginx does here", 12, True),
)


def cores_for(readers: int) -> int:
    """How many cores carry so many readers without a cache in front."""
    return ceil(readers * APART.busy / HALF)


@router.get("/hosting")
async def hosting(request: Request) -> Response:
    """The page; its query is the palette alone."""

    def said() -> dict[str, Any]:
        return {
            "settings": SETTINGS,
            "files": {name: written(name) for name in EXAMPLES},
            "base": base_of(request),
            "ways": WAYS,
            "measured": MEASURED,
            "machine": MACHINE,
            "lectures": [(readers, cores_for(readers)) for readers in (500, 2000, 10_000)],
            "half": HALF,
        }

    return await plain_page(request, "hosting.html", said)


@router.get("/hosting/{name}")
async def example(name: str) -> Response:
    """A file of the page, as it is."""
    if name not in EXAMPLES:
        raise HTTPException(404)
    return Response(written(name), media_type="text/plain; charset=utf-8")


def written(name: str) -> str:
    """What is in one of the files."""
    return (FOLDER / name).read_text(encoding="utf-8")
