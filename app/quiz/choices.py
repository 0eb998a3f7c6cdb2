"""Choices: the right answer among the wrong ideas that people have, each text once, under letters that tell nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.quiz.question import Choice

LETTERS = "abcdef"


@dataclass(frozen=True)
class Idea:
    """An answer and what leads to it. `order` sorts answers that have an order of their own, as numbers do."""

    text: str
    reply: str
    order: int = 0


def others(right: Idea, ideas: Sequence[Idea]) -> list[Idea]:
    """The ideas that are not the right one, each text once: the first idea that leads to it."""
    found: dict[str, Idea] = {}
    for idea in ideas:
        if idea.text != right.text:
            found.setdefault(idea.text, idea)
    return list(found.values())


def lettered(right: Idea, wrong: Sequence[Idea], rng: np.random.Generator) -> tuple[tuple[Choice, ...], str]:
    """The choices in an order that tells nothing, and the key of the right one. Numbers are in their own order."""
    every = [right, *wrong]
    mixed = [every[place] for place in rng.permutation(len(every))]
    return in_order(right, sorted(mixed, key=lambda idea: idea.order))


def in_order(right: Idea, every: Sequence[Idea]) -> tuple[tuple[Choice, ...], str]:
    """The choices as they come, and the key of the right one."""
    choices = tuple(
        Choice(letter, idea.text, idea.reply) for letter, idea in zip(LETTERS[: len(every)], every, strict=True)
    )
    return choices, next(choice.key for choice in choices if choice.text == right.text)


def some(rng: np.random.Generator, ideas: Sequence[Idea], most: int) -> list[Idea]:
    """At most so many of the ideas. The first one, which is the commonest, is always among them."""
    if len(ideas) <= most:
        return list(ideas)
    rest = sorted(int(place) + 1 for place in rng.permutation(len(ideas) - 1)[: most - 1])
    return [ideas[0], *(ideas[place] for place in rest)]
