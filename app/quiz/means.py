"""Count the pools: how many means there are, or how many values each of them is over."""

from app.core.names import NAMES, method_over
from app.describe import pools_sentence
from app.quiz.choices import Idea, lettered, others, some
from app.quiz.levels import level_by_number
from app.quiz.pictures import dark_cube, lit_cube
from app.quiz.question import Kind, Question
from app.quiz.scene import Scene, no_scene, scenes, size
from app.quiz.words import grouped, small

STREAM = 2
MOST_WRONG = 4


def make(seed: int, level: int) -> Question:
    """Level 1 asks how many means there are; from level 2 on it may be how many values each is over."""
    found = level_by_number(level)
    for scene, rng in scenes(STREAM, seed, found, found.large):
        sizes = level > 1 and rng.random() < 0.4
        right, ideas = _sizes(scene) if sizes else _counts(scene)
        wrong = others(right, ideas)
        if scene.pools.size == 1 or len(wrong) < 3:
            continue
        choices, key = lettered(right, some(rng, wrong, MOST_WRONG), rng)
        pools, method = scene.pools, scene.method
        statistic = "mean" if method.centers else "mean square"
        prompt = (
            f"Over how many values does {scene.name} take each {statistic}?"
            if sizes
            else f"How many {statistic}s does {scene.name} take of this tensor?"
        )
        product = " · ".join(str(parts) for parts in pools.parts)
        inside = " · ".join(str(length) for length in pools.block)
        return Question(
            "means",
            prompt,
            scene.given,
            (dark_cube(scene),),
            (
                f"One pool of {scene.name} is {scene.where}.",
                f"The statistics have the shape {product.replace(' · ', ' × ')}: {product} = {grouped(pools.count)}. "
                f"A pool has the shape {inside.replace(' · ', ' × ')}: {inside} = {grouped(pools.size)}.",
                f"So there are {pools_sentence(pools.count, pools.size, method.centers)}."
                if pools.count > 1
                else f"So there is {pools_sentence(pools.count, pools.size, method.centers)}.",
            ),
            (lit_cube(scene),),
            scene.recipe,
            ("All sixteen choices of axes", "/lessons/sixteen-choices"),
            choices=choices,
            right=key,
        )
    raise no_scene()


def _counts(scene: Scene) -> tuple[Idea, list[Idea]]:
    pools = scene.pools
    ideas = [
        _idea(
            pools.size,
            "That is how many values each of them is over. There is one for each pool.",
        ),
        *(
            _idea(count, f"That is right for {name}, where a pool is {where}.")
            for name, where, count, _ in _named(scene)
        ),
        _idea(
            scene.method.parameter_count(scene.layout, scene.shape),
            "That is how many numbers are learned. Scales and offsets do not go by pools.",
        ),
        _idea(1, "Then the whole tensor would be one pool."),
        _idea(size(scene), "Then every value would be a pool of its own."),
    ]
    return _idea(pools.count, "One for each pool."), ideas


def _sizes(scene: Scene) -> tuple[Idea, list[Idea]]:
    pools = scene.pools
    ideas = [
        _idea(pools.count, "That is how many pools there are."),
        *(
            _idea(values, f"That is right for {name}, where a pool is {where}.")
            for name, where, _, values in _named(scene)
        ),
        _idea(size(scene), "Then the whole tensor would be one pool."),
        _idea(1, "Then every value would be a pool of its own."),
    ]
    return _idea(pools.size, "So many values has a pool."), ideas


def _named(scene: Scene) -> list[tuple[str, str, int, int]]:
    """What the field calls choices of some axes: the name, what a pool is, how many there are and how large."""
    layout, shape = scene.layout, scene.shape
    found = []
    for name in NAMES:
        if not 0 < len(layout.with_role(*name.reduces)) < layout.rank:
            continue
        method = method_over(layout.with_role(*name.reduces), layout)
        pools = method.pools(layout, shape)
        found.append((small(name.label), method.pool_sentence(layout), pools.count, pools.size))
    return found


def _idea(count: int, reply: str) -> Idea:
    return Idea(grouped(count), reply, count)


MEANS = Kind("means", "Count the means", "How many means are there, and over how many values is each?", make)
