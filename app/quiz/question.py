"""Question: something to predict about one tensor and one normalization, with the answer that the core computed."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

import numpy as np

from app.core.axes import Layout
from app.core.pools import Box, Index
from app.figures.panel import Panel
from app.recipe import Recipe


@dataclass(frozen=True)
class Choice:
    """One possible answer, and what is said to those who gave it: which idea leads there, or why it is right."""

    key: str
    text: str
    reply: str


@dataclass(frozen=True)
class Marks:
    """Values to be marked in a tensor of this shape. `cell` is marked from the start; `pool` is all that belongs."""

    layout: Layout
    shape: Index
    cell: Index
    pool: Box

    @property
    def count(self) -> int:
        """How many values there are to choose from."""
        return prod(self.shape)

    @property
    def start(self) -> int:
        """The place of `cell` in C order."""
        return int(np.ravel_multi_index(self.cell, self.shape))

    @property
    def right(self) -> frozenset[int]:
        """The places of the pool's values in C order."""
        places = np.arange(self.count).reshape(self.shape)
        return frozenset(places[tuple(slice(low, high) for low, high in self.pool)].ravel().tolist())


@dataclass(frozen=True)
class Question:
    """What is asked, and all that is said afterwards.

    `given` says which tensor it is about, `panels` are the pictures that come with the question. There are either
    `choices`, of which `right` is the key of the one that holds, or `marks`, and then `right` is empty. `because` are
    the sentences of the explanation, `shown` its pictures. `recipe` is the state of the comparison that shows the
    same, `lesson` (title, address) where more is said.
    """

    kind: str
    prompt: str
    given: str
    panels: tuple[Panel, ...]
    because: tuple[str, ...]
    shown: tuple[Panel, ...]
    recipe: Recipe
    lesson: tuple[str, str]
    choices: tuple[Choice, ...] = ()
    right: str = ""
    marks: Marks | None = None


@dataclass(frozen=True)
class Kind:
    """An entry of QUESTIONS: the key in addresses, its name, what one is asked to do, and the maker of questions.

    `make(seed, level)` is a function: the same seed and level give the same question.
    """

    key: str
    label: str
    summary: str
    make: Callable[[int, int], Question]
