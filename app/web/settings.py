"""Settings: the limits of one process, how others reach it, what stands before it; from the environment, read once."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from app.web.memory import of_machine

PREFIX = "NORMAXIS_"
MAY_BE_ZERO = ("cache_bytes", "memory_bytes")
"""Of whole numbers, those that are positive or 0; all others are positive."""
WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?")
ANCESTOR = re.compile(r"\*|'self'|'none'|[a-z][a-z0-9+.-]*:|([a-z]+://)?(\*\.)?[A-Za-z0-9.-]+(:([0-9]{1,5}|\*))?")
"""A source in a list of frame ancestors (CSP, level 3, 6.4.2)."""


@dataclass(frozen=True)
class Settings:
    """Each field is an environment variable: `most_values` is NORMAXIS_MOST_VALUES.

    Numbers are whole and positive, switches are 0 or 1, lists are joined by commas.
    """

    most_values: int = 2**26
    """The largest tensor that is made or taken, in values."""
    most_body_bytes: int = 2**26
    """The largest request body, in bytes."""
    most_pasted: int = 4096
    """The most characters of pasted numbers that travel in an address."""
    processes: int = 1
    """Processes that share the port. Of slots, queue, memory and kept answers each has its part."""
    slots: int = os.cpu_count() or 1
    """Computations that run at once."""
    queue: int = 256
    """Computations that may wait for a slot; beyond them the answer is 503."""
    memory_bytes: int = 0
    """Memory for all computations together; 0 for half of what the machine or the container has."""
    cache_bytes: int = 2**26
    """Answers that are kept, in bytes; 0 keeps none."""
    hosts: str = ""
    """The names this server answers to; any where there is none. A name that begins with a dot takes all below it."""
    proxies: str = ""
    """Addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; nobody's where there is none."""
    tls: bool = False
    """Whether readers come over HTTPS, which somebody in front of this server speaks: then they are told to stay."""
    metrics: bool = False
    """Whether anyone may read /metrics, and not only this machine."""
    log: bool = True
    """Whether each request is a line of JSON on the standard output."""
    public_url: str = ""
    """Scheme and host under which readers reach the pages; empty for what each request says."""
    embed_ancestors: str = "*"
    """The pages that may hold an embedded figure in a frame, as the policy `frame-ancestors` lists them."""

    @property
    def memory(self) -> int:
        """Bytes for all computations together."""
        return self.memory_bytes or of_machine() // 2

    @property
    def part(self) -> "Settings":
        """What one of the processes has."""
        if self.processes == 1:
            return self
        slots, queue = (max(1, each // self.processes) for each in (self.slots, self.queue))
        memory, kept = self.memory // self.processes, self.cache_bytes // self.processes
        return replace(self, slots=slots, queue=queue, memory_bytes=memory, cache_bytes=kept)

    @property
    def known_hosts(self) -> tuple[str, ...]:
        """The names this server answers to; none where it answers to any."""
        return tuple(host.strip().lower() for host in self.hosts.split(",") if host.strip())


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings that the environment asks for; ValueError names the variable that cannot be used."""
    given: dict[str, Any] = {}
    for field in fields(Settings):
        name = PREFIX + field.name.upper()
        text = environment.get(name)
        if text is None:
            continue
        if field.name in READERS:
            given[field.name] = READERS[field.name](name, text)
        elif field.type is str:
            given[field.name] = text
        elif field.type is bool:
            if text not in ("0", "1"):
                raise ValueError(f"{name} is {text!r}; expected 0 or 1")
            given[field.name] = text == "1"
        else:
            given[field.name] = _whole(name, text, least=0 if field.name in MAY_BE_ZERO else 1)
    return Settings(**given)


def _whole(name: str, text: str, least: int) -> int:
    if not (text.isascii() and text.isdigit() and int(text) >= least):
        raise ValueError(f"{name} is {text!r}; expected a {'' if least == 0 else 'positive '}whole number")
    return int(text)


def _web_address(name: str, text: str) -> object:
    found = text.removesuffix("/")
    if not WEB_ADDRESS.fullmatch(found):
        raise ValueError(f"{name} is {text!r}; expected scheme and host alone, as in https://normaxis.example.org")
    return found


def _ancestors(name: str, text: str) -> object:
    sources = text.split()
    if not sources or not all(ANCESTOR.fullmatch(source) for source in sources):
        raise ValueError(f"{name} is {text!r}; expected *, or hosts as in https://course.example.org *.example.com")
    return " ".join(sources)


READERS: dict[str, Callable[[str, str], object]] = {"public_url": _web_address, "embed_ancestors": _ancestors}
"""How the settings are read that have a form of their own."""
