"""Mark the pool: every value that shares its mean and its variance with a given one."""

from app.describe import cell_name, pools_sentence
from app.figures.numbers import number
from app.quiz.levels import level_by_number
from app.quiz.measure import own_statistics, values_of
from app.quiz.pictures import dark_cube, lit_cube
from app.quiz.question import Kind, Marks, Question
from app.quiz.scene import Scene, no_scene, scenes, size
from app.quiz.words import region

STREAM = 1


def make(seed: int, level: int) -> Question:
    """The first scene whose pool is more than one value and less than all of them, and not too many to mark."""
    found = level_by_number(level)
    for scene, _ in scenes(STREAM, seed, found, found.small):
        if 1 < scene.pools.size < size(scene) <= found.most:
            return _question(scene)
    raise no_scene()


def _question(scene: Scene) -> Question:
    pools, cell, method = scene.pools, scene.recipe.cell, scene.method
    pool = pools.pool_of(cell)
    box = pools.box(pool)
    statistics = own_statistics(scene, values_of(scene))
    mean, variance = float(statistics.mean[pool]), float(statistics.variance[pool])
    shared = "its mean and its variance" if method.centers else "its mean square"
    measured = (
        f"With the values of this seed their mean is {number(mean)} and their variance {number(variance)}."
        if method.centers
        else f"With the values of this seed their mean square is {number(variance)}."
    )
    return Question(
        "pools",
        f"Mark every value that shares {shared} with {cell_name(scene.layout, cell)} under {scene.name}.",
        scene.given,
        (dark_cube(scene, selected=True),),
        (
            f"A pool of {scene.name} is {scene.where}. Here: {region(scene.layout, scene.shape, box)}, "
            f"{pools.size} of {size(scene)} values.",
            measured,
            f"The tensor has {pools_sentence(pools.count, pools.size, method.centers)}.",
        ),
        (lit_cube(scene),),
        scene.recipe,
        ("All choices of axes", f"/axes?layout={scene.layout.key}"),
        marks=Marks(scene.layout, scene.shape, cell, box),
    )


MARKING = Kind("pools", "Mark the pool", "Mark every value that shares a mean and a variance with this one.", make)
