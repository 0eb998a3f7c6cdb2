"""What moves: a sample, a channel of one, a token or a value is replaced; which outputs are other ones then?

The answer is measured: the outputs are computed before and after, and compared.
"""

from dataclasses import dataclass, replace

import numpy as np

from app.core.axes import Role
from app.core.names import NAMES, method_over
from app.core.pools import Box
from app.figures.numbers import number
from app.quiz.choices import Idea, lettered, others, some
from app.quiz.levels import level_by_number
from app.quiz.measure import Values, frozen_statistics, hull, output, replaced, values_of
from app.quiz.pictures import lit_cube, scale_of, values_panel
from app.quiz.question import Choice, Kind, Question
from app.quiz.scene import Scene, no_scene, scenes
from app.quiz.words import capital, region, samples, small

STREAM = 5
LEAST_POOL = 4
"""Values in a pool: of two values the output hardly knows more than which is the larger."""
MOST_WRONG = 3
SPECIAL = {"Whole tensor": "one mean for all values"}
"""A name that does not stand in a sentence as it is."""
OTHER = 10**9
"""Added to a seed for the values that take another's place."""


@dataclass(frozen=True)
class Change:
    """What was replaced, the values before and after, what of the outputs moved, and how far."""

    scene: Scene
    box: Box
    before: Values
    after: Values
    difference: Values
    frozen: bool

    @property
    def moved(self) -> Box:
        """The box of the outputs that are other ones."""
        return hull(self.difference != 0)


def make(seed: int, level: int) -> Question:
    """A whole sample is replaced, or a part of one; from level 2 on it may be test time."""
    found = level_by_number(level)
    for scene, rng in scenes(STREAM, seed, found, found.sizes):
        if scene.pools.size < LEAST_POOL or scene.shape[0] < 2:
            continue
        same = scene.method.same_at_test_time(scene.layout)
        # Most methods keep samples apart. "Only its own" shall not be the better guess for that.
        if same and rng.random() < 0.6:
            continue
        frozen = level > 1 and not same and rng.random() < 0.4
        whole = rng.random() < 0.5
        change = _change(scene, _box(scene, whole), frozen)
        right, ideas = _of_samples(change) if whole else _of_parts(change)
        wrong = others(right, ideas)
        if len(wrong) < 2:
            continue
        choices, key = lettered(right, some(rng, wrong, MOST_WRONG), rng)
        return _question(change, whole, choices, key)
    raise no_scene()


def _box(scene: Scene, whole: bool) -> Box:
    """The sample of the scene's value; or of it one channel of a picture, one token of a sequence, one value."""
    fixed = {Role.BATCH} if whole else {Role.BATCH, Role.TOKEN}
    if not whole and scene.layout.key != "sequence":
        fixed.add(Role.CHANNEL)
    return tuple(
        (place, place + 1) if axis.role in fixed else (0, n)
        for axis, place, n in zip(scene.layout.axes, scene.recipe.cell, scene.shape, strict=True)
    )


def _change(scene: Scene, box: Box, frozen: bool) -> Change:
    before = values_of(scene)
    after = replaced(before, values_of(scene, scene.recipe.seed + OTHER), box)
    statistics = frozen_statistics(scene) if frozen else None
    difference = output(scene, after, statistics) - output(scene, before, statistics)
    return Change(scene, box, before, after, difference, frozen)


def _of_samples(change: Change) -> tuple[Idea, list[Idea]]:
    """Answers by samples: its own, all, half of them, all but its own."""
    scene = change.scene
    count, own = scene.shape[0], scene.recipe.cell[0]
    moved = np.flatnonzero((change.difference != 0).reshape(count, -1).any(axis=1)).tolist()
    half = max(1, count // 2)
    first = own // half * half
    neighbours = tuple(range(first, min(first + half, count)))
    ideas = [
        Idea(_sample_words(scene, tuple(range(count))), "That would be so if a pool held values of several samples."),
        Idea(_sample_words(scene, (own,)), "That would be so if every sample had statistics of its own."),
        Idea(
            _sample_words(scene, tuple(n for n in range(count) if n != own)),
            "Its own outputs move in any case: other values came in.",
        ),
        Idea(
            _sample_words(scene, neighbours if len(neighbours) < count else (0,)),
            f"So it is with virtual batches of {half}, as in ghost batch norm.",
        ),
        Idea("None at all", "Other values came in, so other values come out, if only for this sample."),
    ]
    return Idea(_sample_words(scene, tuple(moved)), ""), ideas


def _sample_words(scene: Scene, numbers: tuple[int, ...]) -> str:
    own, count = scene.recipe.cell[0], scene.shape[0]
    if len(numbers) == count:
        return "The outputs of every sample"
    if numbers == (own,):
        return f"Only the outputs of sample {own} itself"
    if len(numbers) == count - 1 and own not in numbers:
        return "The outputs of all other samples, but not its own"
    return f"The outputs of {samples(numbers)}"


def _of_parts(change: Change) -> tuple[Idea, list[Idea]]:
    """Answers by regions: what would move under any of the named choices of axes."""
    scene = change.scene
    layout, shape = scene.layout, scene.shape

    def words(box: Box) -> str:
        return f"The outputs of {region(layout, shape, box)}"

    def reached(letters: tuple[str, ...]) -> Box:
        pools = method_over(letters, layout).pools(layout, shape)
        return pools.hull(pools.meeting(change.box))

    ideas = [
        Idea(
            words(reached(layout.with_role(*name.reduces))),
            f"So it is with {SPECIAL.get(name.label) or small(name.label)}."
            if name.reduces
            else "So it is if nothing else shares its statistics.",
        )
        for name in NAMES
    ]
    ideas.append(
        Idea(
            words(scene.pools.hull(scene.pools.meeting(change.box))),
            "So it is in training, when these values are part of the statistics.",
        )
    )
    return Idea(words(change.moved), ""), ideas


def _taken(change: Change) -> str:
    scene = change.scene
    name = capital(scene.name)
    if change.frozen:
        return f"{name} at test time uses statistics that were frozen after training: no value changes them any more."
    return f"{name} takes its statistics over {scene.where}."


def _question(change: Change, whole: bool, choices: tuple[Choice, ...], key: str) -> Question:
    scene = change.scene
    layout, shape, moved = scene.layout, scene.shape, change.moved
    what = f"Sample {scene.recipe.cell[0]}" if whole else region(layout, shape, change.box)
    when = "at test time, with frozen statistics" if change.frozen else "in training"
    scale = scale_of(change.before, change.after)
    count = int(np.count_nonzero(change.difference))
    largest = float(np.abs(change.difference).max())
    return Question(
        "neighbour",
        f"{capital(what)} of the batch is replaced by another. Which outputs of {scene.name} change {when}?"
        if whole
        else f"{capital(what)} gets other values. Which outputs of {scene.name} change {when}?",
        scene.given,
        (
            values_panel("before", "The batch before", layout, change.before, scale),
            values_panel("after", "The batch after", layout, change.after, scale),
        ),
        (
            f"{count} of {change.difference.size} outputs moved, by up to {number(largest)}: those of "
            f"{region(layout, shape, moved)}.",
            _taken(change),
        ),
        (
            values_panel(
                "moved",
                "How far the outputs moved",
                layout,
                change.difference,
                scale_of(change.difference),
                box=moved,
                caption=f"Output after minus output before. Where nothing is painted nothing moved; outlined: "
                f"{region(layout, shape, moved)}.",
            ),
            lit_cube(scene),
        ),
        replace(scene.recipe, mode="test") if change.frozen else scene.recipe,
        ("Sequences", "/lessons/sequences") if layout.key == "sequence" else ("The noise of a batch", "/lessons/noise"),
        choices=choices,
        right=key,
    )


NEIGHBOURS = Kind("neighbour", "What moves", "A sample or a part of it is replaced: which outputs change?", make)
