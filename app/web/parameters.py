"""PARAMETERS: the query of pages and API, one entry for each key, in canonical order."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite

from app.code import FRAMEWORKS
from app.core.axes import LAYOUTS
from app.core.conventions import CONVENTIONS
from app.core.conventions import DEFAULT as DEFAULT_CONVENTION
from app.core.errors import InputError, shown
from app.core.methods import METHODS
from app.recipe import AXES, COLOURS, DEFAULT_FRAMEWORK, DEFAULT_METHODS, DEFAULT_TURN, MODES, OWN, THEMES
from app.sources import SOURCES
from app.views import VIEWS

# [0-9] and not \d, which takes the digits of every script; no underscores, signs or spaces, which Python's int takes.
WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True)
class Parameter:
    """One key of the query: what it means, how it is written, an example, and the reader of its text."""

    key: str
    meaning: str
    example: str
    read: Callable[[str, str], object]
    choices: tuple[str, ...] = ()


def whole(key: str, text: str) -> int:
    """A whole number from 0 to 999,999,999, written plainly."""
    if not WHOLE.fullmatch(text):
        long = re.fullmatch(r"[0-9]{10,}", text)
        expected = "a whole number of at most 999,999,999" if long else "a whole number in the digits 0–9"
        raise InputError(key, shown(text), expected, "1")
    return int(text)


def wholes(key: str, text: str) -> tuple[int, ...]:
    """Whole numbers joined by commas."""
    pieces = text.split(",")
    if 1 < len(pieces) <= 8 and "" in pieces and all(WHOLE.fullmatch(piece) for piece in pieces if piece):
        filled = ",".join(piece or "1" for piece in pieces)
        raise InputError(key, f"{shown(text)}, with a number left empty", "a number in every place", filled, filled)
    if len(pieces) > 8 or not all(WHOLE.fullmatch(piece) for piece in pieces):
        raise InputError(key, shown(text), "whole numbers in the digits 0–9, joined by commas", "4,3,4,4")
    return tuple(int(piece) for piece in pieces)


def decimal(key: str, text: str) -> float:
    """A finite decimal number; one that would become 0 although it is not is refused too."""
    if not DECIMAL.fullmatch(text):
        raise InputError(key, shown(text), "a decimal number such as 0.5 or 1e-5", "1e-5")
    value = float(text)
    if not isfinite(value) or (value == 0 and re.search("[1-9]", re.split("[eE]", text)[0])):
        raise InputError(key, shown(text), "a number that a float64 can hold", "1e-5")
    return value + 0.0  # makes 0 of −0


def plain(value: float) -> str:
    """The shortest decimal that reads back as the same number, as one would type it: "1", "0.5", "1e-5"."""
    text = repr(value).removesuffix(".0")
    mantissa, mark, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if mark else text


def _epsilon(key: str, text: str) -> float:
    value = decimal(key, text)
    if value < 0:
        raise InputError(key, shown(text), "0 or more", "1e-5")
    return value


def _batches(key: str, text: str) -> int:
    value = whole(key, text)
    if value > MOST_BATCHES:
        raise InputError(key, shown(text), f"at most {MOST_BATCHES}", str(MOST_BATCHES), str(MOST_BATCHES))
    return value


def _part(key: str, text: str) -> float:
    value = decimal(key, text)
    if not 0 <= value <= 1:
        raise InputError(key, shown(text), "a number from 0 to 1", "0.1", "1" if value > 1 else "0")
    return abs(value)


def choice(*choices: str, default: str = "") -> Callable[[str, str], str]:
    """The reader of a text that is one of these; of none of them the default, else the first, is the nearest."""

    def read(key: str, text: str) -> str:
        if text not in choices:
            near = [*get_close_matches(text, choices, 1), default or choices[0]][0]
            raise InputError(key, shown(text), f"one of {', '.join(choices)}", near, near)
        return text

    return read


def _methods(key: str, text: str) -> tuple[str, ...]:
    keys = tuple(text.split(","))
    if len(set(keys)) < len(keys):
        once = ",".join(dict.fromkeys(keys))
        raise InputError(key, f"{shown(text)} with a method twice", "each method once", once, once)
    if len(keys) > MOST_METHODS:
        first = ",".join(keys[:MOST_METHODS])
        raise InputError(key, f"{len(keys)} methods", f"at most {MOST_METHODS}", first, first)
    return keys


def _turn(key: str, text: str) -> tuple[int, int]:
    angles = wholes(key, text)
    lowest, highest = ELEVATIONS
    if len(angles) != 2 or angles[0] >= 360 or not lowest <= angles[1] <= highest:
        standard = ",".join(map(str, DEFAULT_TURN))
        raise InputError(key, shown(text), f"degrees 0–359, and {lowest}–{highest}", standard, standard)
    return angles[0], angles[1]


def verbatim(key: str, text: str) -> str:
    """The text as it is; what it means is seen later."""
    return text


MOST_METHODS = 6
MOST_BATCHES = 200
ELEVATIONS = (10, 80)
LAYOUT_KEYS = tuple(layout.key for layout in LAYOUTS)
SOURCE_KEYS = (*(source.key for source in SOURCES), OWN)
VIEW_KEYS = tuple(view.key for view in VIEWS)
CONVENTION_KEYS = tuple(convention.key for convention in CONVENTIONS)
FRAMEWORK_KEYS = tuple(framework.key for framework in FRAMEWORKS)
PLACES = ("variance", "deviation")
SWITCH = ("0", "1")
"""Off and on."""
THEME = Parameter("theme", "The palette of the page.", THEMES[0], choice(*THEMES), THEMES)
"""Of every page."""

PARAMETERS = (
    Parameter("layout", "The meaning of the axes.", "image", choice(*LAYOUT_KEYS), LAYOUT_KEYS),
    Parameter("shape", "One length for each axis of the layout.", "8,6,8,8", wholes),
    Parameter("source", "Where the values come from.", "photographs", choice(*SOURCE_KEYS), SOURCE_KEYS),
    Parameter("seed", "The seed of the source: same seed, same values.", "0", whole),
    Parameter("values", "With source=own: numbers as nested JSON lists or as CSV.", "[[1,2],[3,4]]", verbatim),
    Parameter(
        "methods",
        f"Up to {MOST_METHODS} of {', '.join(method.key for method in METHODS)}, or reduce: and letters of the axes.",
        ",".join(DEFAULT_METHODS),
        _methods,
    ),
    Parameter("groups", "Groups that group norm splits the channels into.", "2", whole),
    Parameter("virtual", "Virtual batches that ghost batch norm splits the samples into.", "2", whole),
    Parameter(
        "convention",
        "Whose symbols, ε, running statistics and parameter shapes; epsilon and epsilon_place come before it.",
        DEFAULT_CONVENTION,
        choice(*CONVENTION_KEYS, default=DEFAULT_CONVENTION),
        CONVENTION_KEYS,
    ),
    Parameter("epsilon", "The small number that prevents division by zero.", "1e-5", _epsilon),
    Parameter(
        "epsilon_place", "In the root with the variance, or beside the deviation.", "variance", choice(*PLACES), PLACES
    ),
    Parameter("scale", "The learned scale γ, the same everywhere.", "1", decimal),
    Parameter("offset", "The learned offset δ, the same everywhere.", "0", decimal),
    Parameter("mode", "Statistics of the batch, or frozen ones as at test time.", MODES[0], choice(*MODES), MODES),
    Parameter("batches", f"Training batches before the statistics are frozen, at most {MOST_BATCHES}.", "10", _batches),
    Parameter("new_weight", "The weight of a new batch in the running statistics, from 0 to 1.", "0.1", _part),
    Parameter("cell", "The pinned value: one index for each axis, from 0.", "0,2,1,3", wholes),
    Parameter("turn", "Azimuth and elevation of the cubes, in degrees.", ",".join(map(str, DEFAULT_TURN)), _turn),
    Parameter("colours", "One scale of colours for all maps, or each its own.", "shared", choice(*COLOURS), COLOURS),
    Parameter(
        "framework", "The library that the code is for.", DEFAULT_FRAMEWORK, choice(*FRAMEWORK_KEYS), FRAMEWORK_KEYS
    ),
    Parameter("view", "What is shown below the cubes.", VIEW_KEYS[0], choice(*VIEW_KEYS), VIEW_KEYS),
    Parameter("axis", "One axis for all steps of a distribution, or each its own.", AXES[0], choice(*AXES), AXES),
    THEME,
)
PARAMETER_BY_KEY = {parameter.key: parameter for parameter in PARAMETERS}
