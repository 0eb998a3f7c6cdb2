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


@lru_cache(maxsize=64)
def suited(settings: Settings) -> tuple[Facts, ...]:
    """The facts of every method that has something to average over in this layout."""
    layout = layout_by_key(settings.layout)
    methods = [method for method in METHODS if method.key in KEYS and method.reduced_axes(layout)]
    return tuple(_facts(method, settings) for method in methods)


def _facts(method: Method, settings: Settings) -> Facts:
    shape = SHAPES[settings.layout]
    random = np.random.default_rng([settings.seed, settings.batch])
    example = _examples(random, 1, shape)
    trained = []
    noisy = method.depends_on_batch(layout_by_key(settings.layout))
    for _ in range(settings.draws if noisy else 2):  # that nothing depends on the others, two draws show
        batch = np.concatenate([example, _examples(random, settings.batch - 1, shape)])
        trained.append(_output(method, settings, batch)[0])
    tested = example[0] if noisy else trained[0]
    alone = _output(method, settings, example)[0]
    sequence, image = settings.layout == "sequence", settings.layout == "image"
    half = shape[0] // 2
    later = example.copy()
    later[:, half:] = _examples(random, 1, shape)[:, half:]
    padded = np.concatenate([example, np.zeros((1, PADDED, shape[-1]))], axis=1) if sequence else example
    factors, moves = random.uniform(0.4, 2.5, shape[0]), random.normal(0, 1, shape[0])
    cast = example * factors[:, None, None] + moves[:, None, None] if image else example
    one = example.copy()
    one[_of_channel(one, image)] = 2 * one[_of_channel(one, image)] + 3
    others = _examples(random, settings.batch - 1, shape)
    return Facts(
        method.key,
        float(np.mean([_rms(each - tested) for each in trained])),
        float(np.sqrt(np.mean(np.var(trained, axis=0)))),
        _rms(_output(method, settings, padded)[0][: shape[0]] - alone) if sequence else float("nan"),
        _rms((_output(method, settings, later)[0] - alone)[:half]) if sequence else float("nan"),
        _moved(method, settings, example, cast, others) if image else float("nan"),
        _touched(_output(method, settings, one) - alone, image),
    )


def _moved(method: Method, settings: Settings, before: Doubles, after: Doubles, others: Doubles) -> float:
    first, second = (_output(method, settings, np.concatenate([each, others]))[0] for each in (before, after))
    return _rms(second - first)


def _examples(random: np.random.Generator, count: int, shape: tuple[int, ...]) -> Doubles:
    values = random.standard_normal((count, *shape))
    if len(shape) < 3:
        return values
    planes = random.standard_normal((count, shape[0], *(1 for _ in shape[1:])))
    return np.asarray(np.sqrt(COMMON) * planes + np.sqrt(1 - COMMON) * values)


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
