"""Scenes: a tensor, a normalization and a value, drawn from a seed, and how they are called in a question."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import TypeVar

import numpy as np

from app.core.axes import Layout, Role, layout_by_key
from app.core.errors import InputError, listed
from app.core.methods import REDUCE, Method, group_choices, method_by_key
from app.core.names import method_over
from app.core.pools import Index, Pools
from app.describe import counted
from app.quiz.levels import Lengths, Level
from app.quiz.words import small
from app.recipe import Recipe

T = TypeVar("T")
MOST_TRIED = 1000
"""Scenes; a kind of question finds one among the first few."""
SAME_VALUES = 50
"""Scenes drawn over the same seed of values: if none of these shows what is to be seen, those of others do."""
OTHER_VALUES = 7_777_777
"""Between the seeds of values; they stay below SEEDS."""
SEEDS = 10**9
"""Seeds that an address can say. A question links to the comparison of its values."""
SOURCE = "gaussian"
"""Every sample and every channel of these values has a mean and a spread of its own, so that pools differ."""


@dataclass(frozen=True)
class Scene:
    """What a question is about."""

    recipe: Recipe

    @property
    def layout(self) -> Layout:
        return self.recipe.layout

    @property
    def shape(self) -> Index:
        return self.recipe.shape

    @property
    def method(self) -> Method:
        return method_by_key(self.recipe.methods[0], self.layout)

    @property
    def pools(self) -> Pools:
        return self.method.pools(self.layout, self.shape, self.recipe.groups, self.recipe.virtual)

    @property
    def name(self) -> str:
        """The normalization in a sentence: "group norm with 2 groups", "a normalization over the axes N and W"."""
        return called(self.method, self.recipe)

    @property
    def where(self) -> str:
        """What one of its pools is: "one channel, across all samples and pixels"."""
        return self.method.pool_sentence(self.layout)

    @property
    def given(self) -> str:
        """The tensor: "A tensor of 2 samples, 3 channels, 4 rows and 4 columns: N, C, H, W = 2, 3, 4, 4."."""
        axes = self.layout.axes
        sizes = [counted(n, axis.one, axis.many) for axis, n in zip(axes, self.shape, strict=True)]
        letters, lengths = ", ".join(self.layout.letters), ", ".join(map(str, self.shape))
        return f"A tensor of {listed(sizes, 'and')}: {letters} = {lengths}."


def called(method: Method, recipe: Recipe) -> str:
    """A method in the middle of a sentence, with the number of its parts."""
    if method.letters is not None:
        letters = list(method.letters)
        return f"a normalization over the {'axis' if len(letters) == 1 else 'axes'} {listed(letters, 'and')}"
    name = small(method.label)
    if method.splits is Role.CHANNEL:
        return f"{name} with {counted(recipe.groups or 1, 'group', 'groups')}"
    if method.splits is Role.BATCH:
        return f"{name} with {counted(recipe.virtual or 1, 'virtual batch', 'virtual batches')}"
    return name


def scenes(kind: int, seed: int, level: Level, lengths: Lengths) -> Iterator[tuple[Scene, np.random.Generator]]:
    """Scenes of a level, enough of them for a kind of question to find one that it can ask about.

    With each comes the generator for further choices. `lengths` are those of the level that the question is for.
    """
    for attempt in range(MOST_TRIED):
        rng = np.random.default_rng([seed, kind, level.number, attempt])
        yield _scene(rng, level, lengths, (seed + attempt // SAME_VALUES * OTHER_VALUES) % SEEDS), rng


def no_scene() -> InputError:
    """What is said where none of the scenes will do. Nobody has seen it: `tests/quiz/test_scenes.py` says why."""
    return InputError("seed", "a question that cannot be made from this seed", "another seed", "the next one")


def _scene(rng: np.random.Generator, level: Level, sizes: Lengths, seed: int) -> Scene:
    layout = layout_by_key(one(rng, level.layouts))
    shape = tuple(one(rng, sizes[letter]) for letter in layout.letters)
    key = _chosen_axes(rng, layout) if level.custom and rng.random() < 0.4 else one(rng, level.methods)
    cell = tuple(int(rng.integers(length)) for length in shape)
    groups = _parts(rng, shape[layout.letters.index("C")])
    virtual = _parts(rng, shape[0])
    return Scene(
        Recipe(
            layout.key,
            shape,
            SOURCE,
            cell,
            seed=seed,
            methods=(key,),
            groups=groups if key == "group" else None,
            virtual=virtual if key == "ghost" else None,
        )
    )


def _chosen_axes(rng: np.random.Generator, layout: Layout) -> str:
    """The key of the method over some of the axes, not none: a named one where they have a name."""
    while True:
        letters = tuple(letter for letter in layout.letters if rng.random() < 0.5)
        if letters:
            return method_over(letters, layout).key


def _parts(rng: np.random.Generator, length: int) -> int:
    """In how many parts an axis is split: a real split where the length has one."""
    choices = group_choices(length)
    return one(rng, tuple(choices[1:-1] or choices[-1:]))


def one(rng: np.random.Generator, choices: tuple[T, ...]) -> T:
    """One of these, with equal chances."""
    return choices[int(rng.integers(len(choices)))]


def is_custom(scene: Scene) -> bool:
    """Whether the axes were chosen one by one, so that no library has a layer of this name."""
    return scene.method.key.startswith(REDUCE)


def size(scene: Scene) -> int:
    """How many values the tensor has."""
    return prod(scene.shape)
