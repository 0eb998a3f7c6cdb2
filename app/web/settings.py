"""Settings: the limits of one process, and how others reach it, from the environment, checked once at the start."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

PREFIX = "NORMAXIS_"
WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?")
ANCESTOR = re.compile(r"\*|'self'|'none'|[a-z][a-z0-9+.-]*:|([a-z]+://)?(\*\.)?[A-Za-z0-9.-]+(:([0-9]{1,5}|\*))?")
"""A source in a list of frame ancestors (CSP, level 3, 6.4.2)."""


@dataclass(frozen=True)
class Settings:
    """Each field is an environment variable: `most_values` is NORMAXIS_MOST_VALUES. Numbers are positive and whole."""

    most_values: int = 2**26
    """The largest tensor that is made or taken, in values."""
    most_body_bytes: int = 2**26
    """The largest request body, in bytes."""
    most_pasted: int = 4096
    """The most characters of pasted numbers that travel in an address."""
    slots: int = os.cpu_count() or 1
    """Computations that run at once."""
    queue: int = 32
    """Computations that may wait for a slot; beyond them the answer is 503."""
    public_url: str = ""
    """Scheme and host under which readers reach the pages; empty for what each request says."""
    embed_ancestors: str = "*"
    """The pages that may hold an embedded figure in a frame, as the policy `frame-ancestors` lists them."""


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings that the environment asks for; ValueError names the variable that is not as it has to be."""
    given: dict[str, Any] = {}
    for field in fields(Settings):
        name = PREFIX + field.name.upper()
        text = environment.get(name)
        if text is not None:
            given[field.name] = READERS.get(field.name, _number)(name, text)
    return Settings(**given)


def _number(name: str, text: str) -> object:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ValueError(f"{name} is {text!r}; expected a positive whole number")
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
"""How the settings are read that are not numbers."""
