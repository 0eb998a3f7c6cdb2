"""What the core makes of the values of a scene: its output in training and at test time, and what moves in it."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.core.moments import Moments, moments
from app.core.normalize import Place, normalize
from app.core.pools import Box, Pools
from app.quiz.scene import Scene
from app.run import run, tensor_of

Values = NDArray[np.float64]


def values_of(scene: Scene, seed: int | None = None) -> Values:
    """The values of a scene, or other ones of the same kind where another seed is given."""
    recipe = scene.recipe if seed is None else replace(scene.recipe, seed=seed)
    return np.asarray(tensor_of(recipe), np.float64)


def own_statistics(scene: Scene, values: Values) -> Moments:
    """The statistics of every pool of these values: those of training."""
    (found,) = moments(values, [scene.pools])
    return found if scene.method.centers else found.about_zero()


def frozen_statistics(scene: Scene) -> Moments:
    """The statistics that training froze; of a method that freezes nothing, those of the scene's own values."""
    return run(replace(scene.recipe, mode="test")).results[0].statistics


def output(scene: Scene, values: Values, statistics: Moments | None = None) -> Values:
    """The standardized values, in their shape: with their own statistics where none are given."""
    found = own_statistics(scene, values) if statistics is None else statistics
    recipe = scene.recipe
    return np.asarray(
        normalize(
            values,
            scene.pools,
            found.mean,
            found.variance,
            epsilon=recipe.epsilon,
            place=Place(recipe.epsilon_place),
        )
    )


def pool_means(pools: Pools, values: Values) -> Values:
    """The mean of every pool of these values."""
    (found,) = moments(values, [pools])
    return found.mean


def replaced(values: Values, by: Values, box: Box) -> Values:
    """The values with those of a box replaced by others."""
    made = values.copy()
    place = tuple(slice(low, high) for low, high in box)
    made[place] = by[place]
    return made


def hull(mask: NDArray[np.bool_]) -> Box:
    """The smallest box that holds everything marked; empty ranges where nothing is."""
    places = np.argwhere(mask)
    if not len(places):
        return tuple((0, 0) for _ in mask.shape)
    low, high = places.min(axis=0), places.max(axis=0) + 1
    return tuple((int(a), int(b)) for a, b in zip(low, high, strict=True))
