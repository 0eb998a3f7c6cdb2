"""Learned parameters: the shape of the scale, or how many numbers are learned."""

from dataclasses import replace
from math import prod

from app.core.conventions import Convention, convention_by_key
from app.core.pools import Index
from app.describe import counted
from app.quiz.choices import Idea, lettered, others, some
from app.quiz.levels import level_by_number
from app.quiz.pictures import dark_cube, lit_cube
from app.quiz.question import Kind, Question
from app.quiz.scene import Scene, is_custom, no_scene, one, scenes
from app.quiz.words import capital, grouped

STREAM = 3
MOST_WRONG = 4
SHAPES = {
    "": "A single number could not tell one {channel} from another.",
    "N": "There is no sample at test time that a number for each sample could belong to: parameters are learned once, "
    "for all samples.",
    "C": "One for each {channel} is what batch, instance and group norm learn.",
    "HW": "One for each position of a picture, the same in all channels: no method learns that.",
    "NC": "That is the shape of the statistics of instance norm. Parameters cannot depend on the sample.",
    "T": "One for each token would tie the layer to sequences of this length.",
    "NT": "Those are the statistics of layer norm, one for each token. What is learned goes along the features.",
    "TC": "One for each token and feature would tie the layer to sequences of this length.",
    "CHW": "One for each channel and position is what layer norm over C, H and W learns in PyTorch.",
}
"""What each shape would mean, by the letters of its axes. C counts what its layout says."""


def make(seed: int, level: int) -> Question:
    """Level 1 asks for the shape in PyTorch, level 2 also for the number, level 3 also in Prince's convention."""
    found = level_by_number(level)
    for scene, rng in scenes(STREAM, seed, found, found.large):
        convention = convention_by_key(one(rng, ("pytorch", "prince")) if level == 3 else "pytorch")
        counts = level > 1 and rng.random() < 0.5
        if is_custom(scene) or (convention.per_channel and not scene.method.centers):
            continue
        right, ideas = _counts(scene, convention) if counts else _shapes(scene, convention)
        wrong = others(right, ideas)
        if len(wrong) < 3:
            continue
        choices, key = lettered(right, some(rng, wrong, MOST_WRONG), rng)
        return Question(
            "parameters",
            _prompt(scene, convention, counts),
            scene.given,
            (dark_cube(scene),),
            _because(scene, convention),
            (lit_cube(scene),),
            replace(
                scene.recipe,
                convention=convention.key,
                epsilon=convention.epsilon,
                epsilon_place=convention.place.value,
            ),
            ("Counting parameters", "/lessons/counting-parameters"),
            choices=choices,
            right=key,
        )
    raise no_scene()


def _prompt(scene: Scene, convention: Convention, counts: bool) -> str:
    where = "In PyTorch" if convention.key == "pytorch" else "In Prince’s book"
    affine = " (with affine=True)" if scene.method.key == "instance" and convention.key == "pytorch" else ""
    symbols = convention.symbols
    if not counts:
        return f"{where}, which shape has the scale {symbols.scale} of {scene.name}{affine} here?"
    what = "scales and offsets together" if scene.method.centers else "all of them"
    return f"{where}, how many numbers does {scene.name}{affine} learn here, {what}?"


def _because(scene: Scene, convention: Convention) -> tuple[str, ...]:
    method, layout, shape = scene.method, scene.layout, scene.shape
    letters = convention.parameter_axes(method, layout)
    along = convention.parameter_shape(method, layout, shape)
    number = prod(along)
    both = (
        f"There are {grouped(number)} scales and {grouped(number)} offsets: {grouped(2 * number)} numbers."
        if method.centers
        else f"RMS norm subtracts nothing and adds nothing: {grouped(number)} scales, no offsets."
    )
    product = f"{' × '.join(map(str, along))} = {grouped(number)}" if len(along) > 1 else grouped(number)
    return (
        f"{capital(scene.name)} learns along {', '.join(letters)}: {product} scales.",
        both,
        f"The statistics are another matter: one pool is {scene.where}, which makes "
        f"{counted(scene.pools.count, 'pool', 'pools')}.",
    )


def _shapes(scene: Scene, convention: Convention) -> tuple[Idea, list[Idea]]:
    method, layout, shape = scene.method, scene.layout, scene.shape
    right = Idea(
        _written(convention.parameter_shape(method, layout, shape)),
        f"It varies along {', '.join(convention.parameter_axes(method, layout))}.",
    )
    kept = tuple(parts for parts in scene.pools.parts if parts > 1)
    elsewhere = method.parameter_axes(layout) if convention.per_channel else ()
    ideas = [
        Idea(
            _written(kept),
            "That is the shape of the statistics, one for each pool. Parameters have a shape of their own.",
        )
    ]
    if elsewhere and elsewhere != convention.parameter_axes(method, layout):
        lengths = _written(_lengths(scene, "".join(elsewhere)))
        ideas.append(
            Idea(lengths, f"So it is in PyTorch; in Prince’s figure 11.14 it is one for a {layout.axis('C').one}.")
        )
    ideas += [Idea(_written(_lengths(scene, letters)), reply) for letters, reply in _replies(scene)]
    return right, ideas


def _counts(scene: Scene, convention: Convention) -> tuple[Idea, list[Idea]]:
    method, layout, shape = scene.method, scene.layout, scene.shape
    count = convention.parameter_count(method, layout, shape)
    along = prod(convention.parameter_shape(method, layout, shape))
    sets = 2 if method.centers else 1
    pools = scene.pools.count
    ideas = [
        _number(along, "Those are the scales. There are as many offsets.")
        if method.centers
        else _number(2 * along, "RMS norm has no offset: it does not subtract a mean either."),
        _number(
            2 * pools if method.centers else pools,
            "So many statistics are computed. They are not learned, and they are counted along other axes.",
        ),
        *(_number(sets * prod(_lengths(scene, letters)), reply) for letters, reply in _replies(scene)),
    ]
    return _number(count, "Scales, and offsets where something is centred, and nothing else."), ideas


def _replies(scene: Scene) -> list[tuple[str, str]]:
    """SHAPES as far as the scene has the axes, in its words."""
    layout = scene.layout
    one = layout.axis("C").one
    return [
        (letters, reply.format(channel=one)) for letters, reply in SHAPES.items() if set(letters) <= set(layout.letters)
    ]


def _lengths(scene: Scene, letters: str) -> Index:
    return tuple(n for letter, n in zip(scene.layout.letters, scene.shape, strict=True) if letter in letters)


def _written(shape: Index) -> str:
    return " × ".join(map(str, shape)) or "a single number"


def _number(count: int, reply: str) -> Idea:
    return Idea(grouped(count), reply, count)


PARAMETERS = Kind("parameters", "Learned parameters", "Which shape have they, and how many are they?", make)
