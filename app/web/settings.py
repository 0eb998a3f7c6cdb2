"""Settings: the limits of one process and what stands in front of it, from the environment, checked at the start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from app.web.memory import of_machine

PREFIX = "NORMAXIS_"
MAY_BE_ZERO = ("cache_bytes", "memory_bytes")
"""Of whole numbers, those that are positive or 0; all others are positive."""


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

    @property
    def memory(self) -> int:
        """Bytes for all computations together."""
        return self.memory_bytes or of_machine() // 2

    @property
    def part(self) -> "Settings":
        """What one of the processes has."""
        slots, queue = (max(1, each // self.processes) for each in (self.slots, self.queue))
        memory, kept = self.memory // self.processes, self.cache_bytes // self.processes
        return (
            replace(self, slots=slots, queue=queue, memory_bytes=memory, cache_bytes=kept)
            if self.processes > 1
            else self
        )

    @property
    def known_hosts(self) -> tuple[str, ...]:
        return tuple(host.strip().lower() for host in self.hosts.split(",") if host.strip())


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings that the environment asks for; ValueError names the variable that cannot be used."""
    given: dict[str, int | str | bool] = {}
    for field in fields(Settings):
        name = PREFIX + field.name.upper()
        text = environment.get(name)
        if text is None:
            continue
        if field.type is str:
            given[field.name] = text
        elif field.type is bool:
            if text not in ("0", "1"):
                raise ValueError(f"{name} is {text!r}; expected 0 or 1")
            given[field.name] = text == "1"
        else:
            given[field.name] = _whole(name, text, least=0 if field.name in MAY_BE_ZERO else 1)
    return Settings(**given)  # type: ignore[arg-type]


def _whole(name: str, text: str, least: int) -> int:
    if not (text.isascii() and text.isdigit() and int(text) >= least):
        raise ValueError(f"{name} is {text!r}; expected a {'' if least == 0 else 'positive '}whole number")
    return int(text)
