"""Train or test: which output was computed with the statistics of its batch, and which with frozen ones?"""

from dataclasses import replace

import numpy as np

from app.describe import counted
from app.figures.numbers import number
from app.quiz.choices import Idea, in_order
from app.quiz.levels import level_by_number
from app.quiz.measure import Values, frozen_statistics, output, pool_means, values_of
from app.quiz.pictures import legend, lit_cube, scale_of, values_panel
from app.quiz.question import Choice, Kind, Question
from app.quiz.scene import Scene, no_scene, scenes
from app.quiz.words import capital

STREAM = 6
LEAST_POOL = 4
BATCHES = 4
"""Training batches before the statistics are frozen: so few that those of this batch are clearly other ones."""
LEAST_LEAN = 0.5
"""How far the mean of some pool is from 0 with frozen statistics, in deviations, so that it can be seen."""
MOST_LISTED = 8
"""Pools whose means are written out under a picture."""
SAME = "There is no difference"
UNTOLD = "It cannot be told: it is the same in both"


STATELESS = "This method computes the same in both."


def make(seed: int, level: int) -> Question:
    """Levels 1 and 2 show two outputs, level 3 one. From level 2 on the method may keep no statistics at all."""
    found = level_by_number(level)
    for drawn, rng in scenes(STREAM, seed, found, found.sizes):
        scene = Scene(replace(drawn.recipe, batches=BATCHES))
        if scene.pools.size < LEAST_POOL or not scene.method.centers:
            continue
        same = scene.method.same_at_test_time(scene.layout)
        # Half of the questions are about methods that freeze something, whatever the level's methods are.
        if same and (level == 1 or rng.random() < 0.6):
            continue
        values = values_of(scene)
        train, test = output(scene, values), output(scene, values, frozen_statistics(scene))
        lean = float(np.abs(pool_means(scene.pools, test)).max())
        if not same and lean < LEAST_LEAN:
            continue
        frozen_first = bool(rng.random() < 0.5)
        return (_one if level == 3 else _two)(scene, values, train, test, frozen_first)
    raise no_scene()


def _two(scene: Scene, values: Values, train: Values, test: Values, frozen_first: bool) -> Question:
    first, second = (test, train) if frozen_first else (train, test)
    same = np.array_equal(train, test)
    texts = ("Output A", "Output B", SAME)
    right = SAME if same else texts[0 if frozen_first else 1]
    replies = {
        texts[0]: _reply(scene, first, test, same),
        texts[1]: _reply(scene, second, test, same),
        SAME: "The two outputs are equal."
        if same
        else "The two outputs differ: batch statistics and frozen ones are different numbers.",
    }
    choices, key = in_order(Idea(right, ""), [Idea(text, replies[text]) for text in texts])
    return _question(
        scene,
        f"The same batch went through {scene.name} twice, once in training and once at test time. "
        "Which output is that of test time?",
        (("before", "The batch", values), ("a", "Output A", first), ("b", "Output B", second)),
        True,
        (train, test),
        (choices, key),
    )


def _one(scene: Scene, values: Values, train: Values, test: Values, frozen: bool) -> Question:
    same = np.array_equal(train, test)
    seen = test if frozen else train
    right = UNTOLD if same else "At test time" if frozen else "In training"
    balanced = "Every pool has the mean 0: only its own statistics can do that."
    leaning = f"The mean of a pool is off by {number(_lean(scene, test))}: with its own statistics it would be 0."
    ideas = [
        Idea("In training", STATELESS if same else leaning if frozen else balanced),
        Idea("At test time", STATELESS if same else leaning if frozen else balanced),
        Idea(UNTOLD, STATELESS if same else f"It can. {leaning if frozen else balanced}"),
    ]
    choices, key = in_order(Idea(right, ""), ideas)
    return _question(
        scene,
        f"This is what {scene.name} made of a batch. Was it in training, or at test time with frozen statistics?",
        (("before", "The batch", values), ("after", "The output", seen)),
        False,
        (train, test),
        (choices, key),
    )


def _question(
    scene: Scene,
    prompt: str,
    pictures: tuple[tuple[str, str, Values], ...],
    told: bool,
    outputs: tuple[Values, Values],
    answers: tuple[tuple[Choice, ...], str],
) -> Question:
    train, test = outputs
    layout, recipe = scene.layout, scene.recipe
    # The picture of the batch comes first; those of outputs have one scale, so that they can be compared.
    before, shown = scale_of(pictures[0][2]), scale_of(train, test)
    after = scale_of(*(values for _, _, values in pictures[1:]))
    scales = (before, *(after for _ in pictures[1:]))
    mode = "train" if scene.method.same_at_test_time(layout) else "test"
    return Question(
        "mode",
        prompt,
        f"{scene.given} {legend(before, after)}",
        tuple(
            values_panel(ident, title, layout, values, scale, caption=_means(scene, values) if told else "")
            for (ident, title, values), scale in zip(pictures, scales, strict=True)
        ),
        _because(scene, train, test),
        (
            values_panel("train", "In training", layout, train, shown),
            values_panel("test", "At test time", layout, test, shown),
            lit_cube(scene),
        ),
        replace(recipe, mode=mode, view="training"),
        ("Training and test", "/lessons/training-and-test"),
        choices=answers[0],
        right=answers[1],
    )


def _because(scene: Scene, train: Values, test: Values) -> tuple[str, ...]:
    if np.array_equal(train, test):
        return (_kept(scene), "So it is computed in the same way in training and at test time, to the last digit.")
    batches = counted(scene.recipe.batches, "batch", "batches")
    means = pool_means(scene.pools, test)
    return (
        f"In training every pool, {scene.where}, is normalized with its own statistics: its mean becomes 0.",
        f"At test time the statistics are those that running averages held after {batches}. They are not this batch’s: "
        f"the means of the pools come out between {number(float(means.min()))} and {number(float(means.max()))}.",
        f"The two outputs differ by up to {number(float(np.abs(train - test).max()))}.",
    )


def _means(scene: Scene, values: Values) -> str:
    """The means of the pools, each to two decimals; of many only the ends."""
    means = [number(float(f"{mean:.2f}") + 0.0) for mean in sorted(pool_means(scene.pools, values).ravel().tolist())]
    if len(means) > MOST_LISTED:
        return f"The means of its pools lie between {means[0]} and {means[-1]}."
    return f"The {'mean of its pool' if len(means) == 1 else 'means of its pools'}: {', '.join(means)}."


def _kept(scene: Scene) -> str:
    alone = f"{capital(scene.name)} takes its statistics from each sample alone ({scene.where})"
    return f"{alone}: nothing has to be kept for test time."


def _reply(scene: Scene, shown: Values, test: Values, same: bool) -> str:
    if same:
        return "The two outputs are equal, to the last digit."
    if np.array_equal(shown, test):
        return f"There the mean of a pool is off by {number(_lean(scene, shown))}: its statistics are not its own."
    return "There every pool has the mean 0: it was normalized with its own statistics, as in training."


def _lean(scene: Scene, values: Values) -> float:
    return float(np.abs(pool_means(scene.pools, values)).max())


MODES = Kind("mode", "Train or test", "Which output was computed with frozen statistics?", make)
