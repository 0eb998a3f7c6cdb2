"""Settings: the limits of one process, from the environment, checked once at the start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

PREFIX = "NORMAXIS_"


@dataclass(frozen=True)
class Settings:
    """Each field is an environment variable: `most_values` is NORMAXIS_MOST_VALUES. All are positive whole numbers."""

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


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings that the environment asks for; ValueError names the variable that is not a positive number."""
    given = {}
    for field in fields(Settings):
        text = environment.get(PREFIX + field.name.upper())
        if text is None:
            continue
        if not (text.isascii() and text.isdigit() and int(text) > 0):
            raise ValueError(f"{PREFIX}{field.name.upper()} is {text!r}; expected a positive whole number")
        given[field.name] = int(text)
    return Settings(**given)
