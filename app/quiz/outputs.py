"""Which method made this output: the values before and after, and what each of the methods really gives."""

from dataclasses import replace

import numpy as np

from app.core.methods import Method, method_by_key
from app.figures.numbers import number
from app.quiz.choices import Idea, lettered
from app.quiz.levels import level_by_number
from app.quiz.measure import Values, output, pool_means, values_of
from app.quiz.pictures import legend, scale_of, values_panel
from app.quiz.question import Kind, Question
from app.quiz.scene import Scene, called, no_scene, scenes
from app.quiz.words import capital

STREAM = 4
LEAST_POOL = 4
"""Values in a pool: two values always become ±1, and three are not much richer."""
APART = 0.5
"""The largest difference between the outputs of two choices is at least this, in deviations."""
CANDIDATES = (
    ("batch", "layer", "instance"),
    ("batch", "layer", "instance", "group", "rms"),
    ("batch", "layer", "instance", "group", "rms", "ghost"),
)
MOST = 4


def make(seed: int, level: int) -> Question:
    """The first scene whose method can be told from two or more others by its output."""
    found = level_by_number(level)
    for scene, rng in scenes(STREAM, seed, found, found.sizes):
        if scene.pools.size < LEAST_POOL:
            continue
        values = values_of(scene)
        keys = [
            scene.method.key,
            *(CANDIDATES[level - 1][place] for place in rng.permutation(len(CANDIDATES[level - 1]))),
        ]
        made = _distinct(scene, list(dict.fromkeys(keys)), values)
        if len(made) < 3:
            continue
        return _question(scene, values, made, rng)
    raise no_scene()


def _distinct(scene: Scene, keys: list[str], values: Values) -> list[tuple[Scene, Values]]:
    """Scenes of these methods with their outputs, as far as every two of them differ; the first is the scene itself."""
    found: list[tuple[Scene, Values]] = []
    for key in keys:
        other = scene if key == scene.method.key else _with(scene, key)
        if len(found) == MOST or other.pools.size < LEAST_POOL:
            continue
        result = output(other, values)
        if all(float(np.abs(result - before).max()) >= APART for _, before in found):
            found.append((other, result))
    return found


def _with(scene: Scene, key: str) -> Scene:
    """The same values under another method."""
    recipe = scene.recipe
    channels = recipe.shape[scene.layout.letters.index("C")]
    method = method_by_key(key, scene.layout)
    return Scene(
        replace(
            recipe,
            methods=(key,),
            groups=_split(method, channels) if key == "group" else None,
            virtual=_split(method, recipe.shape[0]) if key == "ghost" else None,
        )
    )


def _split(method: Method, length: int) -> int:
    return 2 if length % 2 == 0 else length


def _question(scene: Scene, values: Values, made: list[tuple[Scene, Values]], rng: np.random.Generator) -> Question:
    layout, right = scene.layout, made[0][1]
    before, scale = scale_of(values), scale_of(*(result for _, result in made))
    ideas = [_idea(other, result, right) for other, result in made]
    choices, key = lettered(ideas[0], ideas[1:], rng)
    letters = {choice.text: choice.key for choice in choices}
    ordered = sorted(zip(ideas, made, strict=True), key=lambda each: letters[each[0].text])
    drawn = tuple(
        values_panel(f"made-{letters[idea.text]}", f"{letters[idea.text]}: {idea.text}", layout, result, scale)
        for idea, (_, result) in ordered
    )
    statistic = "mean and variance" if scene.method.centers else "mean square"
    return Question(
        "method",
        "Which normalization turned the values “Before” into the values “After”?",
        f"{scene.given} {legend(before, scale)}",
        (
            values_panel("before", "Before", layout, values, before),
            values_panel("after", "After", layout, right, scale),
        ),
        (
            f"It was {scene.name}: every pool, {scene.where}, has lost its own {statistic}.",
            "Look where purple and orange balance: that is a pool. What still leans to one side was not a pool, "
            "or was not centred.",
        ),
        drawn,
        replace(
            scene.recipe,
            methods=tuple(other.recipe.methods[0] for other, _ in made),
            view="matrix",
            groups=_first(made, "groups"),
            virtual=_first(made, "virtual"),
        ),
        ("Which one, when", "/lessons/which-one-when"),
        choices=choices,
        right=key,
    )


def _first(made: list[tuple[Scene, Values]], name: str) -> int | None:
    return next((getattr(other.recipe, name) for other, _ in made if getattr(other.recipe, name) is not None), None)


def _idea(scene: Scene, result: Values, shown: Values) -> Idea:
    """A method as an answer. Its reply says how far the output shown is from what the method gives."""
    name = called(scene.method, scene.recipe)
    text = capital(name)
    off = float(np.abs(result - shown).max())
    if off == 0:
        return Idea(text, f"Every value is what {name} gives.")
    lean = float(np.abs(pool_means(scene.pools, shown)).max())
    said = (
        f"Its pools, {scene.where}, would have the mean 0; in the output shown, one of them is off by {number(lean)}."
        if scene.method.centers and lean > 0.01
        else f"It would have taken away another mean or size: its pools are {scene.where}."
    )
    return Idea(text, f"{said} The outputs differ by up to {number(off)}.")


OUTPUTS = Kind("method", "Name the method", "Which normalization made this output?", make)
