"""What a normalization reacts to, in the tensors of one kind of network: the facts behind the choice of one.

One example, Gaussian from a seed, goes through each method in training: beside random companions, beside none, longer,
with other tokens after it, with another contrast. Most results are the root mean square of the change of its normalized
values, which have a mean square of about 1. Pixels of a plane have a common part, as those of pictures do.

    gap       between training, with a batch's statistics, and test time, with those of all examples (mean over draws)
    noise     deviation over the draws of companions
    padding   when zeros are appended to it (sequences)
    later     of the first half of its tokens, when the second half is replaced (sequences)
    contrast  when each channel gets another contrast and brightness (images)
    mixing    the part of the other channels that change at all, when one channel is doubled and moved
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from app.core.axes import layout_by_key
from app.core.methods import METHODS, Method
from app.core.precision import Doubles
from app.experiments.normalization import Normalization

KEYS = ("batch", "layer", "instance", "group")
SHAPES = {"image": (8, 6, 6), "sequence": (12, 16), "features": (32,)}
"""Of one example, without the batch."""
COMMON = 0.7
"""The part of a pixel's variance that is the same in its plane."""
PADDED = 12
SAME = 1e-9


@dataclass(frozen=True)
class Settings:
    """`layout` is a key of the core's layouts; `batch` examples at once; `draws` batches of companions."""

    layout: str = "image"
    batch: int = 32
    draws: int = 24
    groups: int = 4
    epsilon: float = 1e-5
    seed: int = 0


@dataclass(frozen=True)
class Facts:
    """Of one method, as above; NaN for what there is not in these tensors."""

    method: str
    gap: float
    noise: float
    padding: float
    later: float
    contrast: float
    mixing: float


@dataclass(frozen=True, eq=False)
class Material:
    """What every method is tried on: an example (1, ...), batches with it as their first, and what is done to it."""

    example: Doubles
    batches: list[Doubles]
    later: Doubles
    factors: Doubles
    moves: Doubles
    others: Doubles


@lru_cache(maxsize=64)
def suited(settings: Settings) -> tuple[Facts, ...]:
    """The facts of every method that has something to average over in this layout."""
    layout = layout_by_key(settings.layout)
    methods = [method for method in METHODS if method.key in KEYS and method.reduced_axes(layout)]
    random = np.random.default_rng([settings.seed, settings.batch])
    example, shape = _examples(random, 1, SHAPES[settings.layout]), SHAPES[settings.layout]
    material = Material(
        example,
        _batches(random, settings, example),
        _examples(random, 1, shape),
        random.uniform(0.4, 2.5, shape[0]),
        random.normal(0, 1, shape[0]),
        _examples(random, settings.batch - 1, shape),
    )
    return tuple(_facts(method, settings, material) for method in methods)


@lru_cache(maxsize=256)
def gap(settings: Settings) -> float:
    """The gap of batch norm alone, as `suited` gives it."""
    random = np.random.default_rng([settings.seed, settings.batch])
    example = _examples(random, 1, SHAPES[settings.layout])
    return _gap(*_trained(METHODS[0], settings, example, _batches(random, settings, example)))


def _batches(random: np.random.Generator, settings: Settings, example: Doubles) -> list[Doubles]:
    """The example beside companions of each draw."""
    batches = [_examples(random, settings.batch, example.shape[1:]) for _ in range(settings.draws)]
    for each in batches:
        each[0] = example[0]
    return batches


def _trained(
    method: Method, settings: Settings, example: Doubles, batches: list[Doubles]
) -> tuple[list[Doubles], Doubles]:
    """The example's values beside companions of each draw, and at test time."""
    noisy = method.depends_on_batch(layout_by_key(settings.layout))
    # That nothing depends on the others, two draws show.
    trained = [_output(method, settings, each)[0] for each in (batches if noisy else batches[:2])]
    return trained, example[0] if noisy else trained[0]


def _gap(trained: list[Doubles], tested: Doubles) -> float:
    return float(np.mean([_rms(each - tested) for each in trained]))


def _facts(method: Method, settings: Settings, material: Material) -> Facts:
    example = material.example
    trained, tested = _trained(method, settings, example, material.batches)
    alone = _output(method, settings, example)[0]
    sequence, image = settings.layout == "sequence", settings.layout == "image"
    half = example.shape[1] // 2
    later = example.copy()
    later[:, half:] = material.later[:, half:]
    padded = np.concatenate([example, np.zeros((1, PADDED, example.shape[-1]))], axis=1) if sequence else example
    factors, moves = (each[:, None, None] for each in (material.factors, material.moves))
    cast = example * factors + moves if image else example
    one = example.copy()
    one[_of_channel(one, image)] = 2 * one[_of_channel(one, image)] + 3
    return Facts(
        method.key,
        _gap(trained, tested),
        float(np.sqrt(np.mean(np.var(trained, axis=0)))),
        _rms(_output(method, settings, padded)[0][: example.shape[1]] - alone) if sequence else float("nan"),
        _rms((_output(method, settings, later)[0] - alone)[:half]) if sequence else float("nan"),
        _moved(method, settings, example, cast, material.others) if image else float("nan"),
        _touched(_output(method, settings, one) - alone, image),
    )


def _moved(method: Method, settings: Settings, before: Doubles, after: Doubles, others: Doubles) -> float:
    first, second = (_output(method, settings, np.concatenate([each, others]))[0] for each in (before, after))
    return _rms(second - first)


def _examples(random: np.random.Generator, count: int, shape: tuple[int, ...]) -> Doubles:
    values = random.standard_normal((count, *shape))
    if len(shape) < 3:
        return values
    values *= np.sqrt(1 - COMMON)
    values += np.sqrt(COMMON) * random.standard_normal((count, shape[0], *(1 for _ in shape[1:])))
    return values


def _output(method: Method, settings: Settings, x: Doubles) -> Doubles:
    layer = Normalization(
        method, layout_by_key(settings.layout), x.shape[1:], settings.groups, epsilon=settings.epsilon, learns=False
    )
    return np.asarray(layer.forward([], x)[0])


def _of_channel(x: Doubles, image: bool) -> tuple[Any, ...]:
    """The first channel of a batch."""
    return (slice(None), 0) if image else (..., 0)


def _touched(change: Doubles, image: bool) -> float:
    """The part of the channels but the first that hold a change."""
    channels = np.moveaxis(change, 1 if image else -1, 0)[1:]
    return float(np.mean([bool(np.abs(each).max() > SAME) for each in channels]))


def _rms(values: Doubles) -> float:
    return float(np.sqrt(np.mean(np.square(values))))
