"""Sentences of different lengths: what padding does to a normalization.

Tokens (N, T, C) with N sentences of their own lengths, filled up with zeros to a common T. Layer norm takes its
statistics at each token: no other token matters. Batch norm takes them over (N, T), instance norm over T: the zeros
count. With a part f of the T·N tokens real, their mean m and variance v become, per feature,

    m' = f m        v' = f v + f (1 - f) m²

so that the same sentence comes out differently when a longer one stands beside it. "Right" here means: statistics over
the real tokens only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.axes import layout_by_key
from app.core.methods import METHODS, Method
from app.core.precision import Doubles
from app.core.running import Running
from app.experiments.normalization import Normalization

KEYS = ("batch", "layer", "instance")


@dataclass(frozen=True)
class Settings:
    """The sentences' lengths; `paddings`: how many more zeros than the longest sentence needs; the features' mean."""

    lengths: tuple[int, ...] = (3, 5, 8, 4)
    width: int = 16
    paddings: tuple[int, ...] = (0, 1, 2, 4, 8, 16, 32, 64)
    mean: float = 0.5
    epsilon: float = 1e-5
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Padded:
    """One length T.

    real: the part of tokens that is. change[method]: the largest change of a real token's output from the right one;
    output[method] (length, C): the first sentence. mean, variance (C,): batch norm's; expected_*: from the real tokens'
    by the formulas above.
    """

    tokens: int
    real: float
    change: dict[str, float]
    output: dict[str, Doubles]
    mean: Doubles
    variance: Doubles
    expected_mean: Doubles
    expected_variance: Doubles


@dataclass(frozen=True, eq=False)
class Result:
    """Every length, and the first sentence by itself.

    right[method] (length, C): its right output. The largest changes of its output in the shortest tensor, by method:
    companions, when all other sentences are replaced by new ones of the same lengths; alone, when it comes by itself,
    unpadded; frozen, at test time, where statistics that depend on the batch are those of the new sentences.
    """

    padded: tuple[Padded, ...]
    right: dict[str, Doubles]
    companions: dict[str, float]
    alone: dict[str, float]
    frozen: dict[str, float]


def compare(settings: Settings) -> Result:
    """The same sentences in longer and longer tensors."""
    random = np.random.default_rng(settings.seed)
    lengths, longest = settings.lengths, max(settings.lengths)
    means = settings.mean + random.standard_normal(settings.width)
    sentences = [means + random.standard_normal((length, settings.width)) for length in lengths]
    others = [sentences[0], *(means + random.standard_normal((length, settings.width)) for length in lengths[1:])]
    right = {key: _right(key, sentences, settings) for key in KEYS}
    together = np.concatenate(sentences)
    padded = []
    for padding in settings.paddings:
        x, real = _filled(sentences, longest + padding)
        outputs = {key: _norm(key, x.shape, settings).forward([], x) for key in KEYS}
        share = float(real.mean())
        found = outputs["batch"][1][-1]
        padded.append(
            Padded(
                longest + padding,
                share,
                {key: float(np.abs(y[real] - np.concatenate(right[key])).max()) for key, (y, _) in outputs.items()},
                {key: y[0, : lengths[0]] for key, (y, _) in outputs.items()},
                found.mean.ravel(),
                found.variance.ravel(),
                share * together.mean(axis=0),
                share * together.var(axis=0) + share * (1 - share) * together.mean(axis=0) ** 2,
            )
        )
    changes = {key: _changes(key, sentences, others, settings) for key in KEYS}
    companions, alone, frozen = ({key: each[i] for key, each in changes.items()} for i in range(3))
    return Result(tuple(padded), {key: each[0] for key, each in right.items()}, companions, alone, frozen)


def _changes(
    key: str, sentences: list[Doubles], others: list[Doubles], settings: Settings
) -> tuple[float, float, float]:
    """Of the first sentence's output: beside other sentences, alone, and at test time."""
    length, longest = len(sentences[0]), max(settings.lengths)
    (x, _), (beside, _) = (_filled(each, longest) for each in (sentences, others))
    norm = _norm(key, x.shape, settings)
    before = norm.forward([], x)[0][0, :length]
    after, memory = norm.forward([], beside)
    by_itself = _norm(key, sentences[0][None].shape, settings).forward([], sentences[0][None])[0][0]
    known = memory[-1] if norm.method.depends_on_batch(norm.layout) else None
    tested = norm.forward([], x, known)[0][0, :length]
    one, two, three = (float(np.abs(each - before).max()) for each in (after[0, :length], by_itself, tested))
    return one, two, three


def _filled(sentences: list[Doubles], tokens: int) -> tuple[Doubles, NDArray[np.bool_]]:
    """(N, T, C) with zeros after each sentence, and which tokens (N, T) are real."""
    x = np.zeros((len(sentences), tokens, sentences[0].shape[1]))
    real = np.zeros(x.shape[:2], bool)
    for row, marked, sentence in zip(x, real, sentences, strict=True):
        row[: len(sentence)] = sentence
        marked[: len(sentence)] = True
    return x, real


def _right(key: str, sentences: list[Doubles], settings: Settings) -> list[Doubles]:
    """Every sentence, with statistics over real tokens only."""
    if key == "batch":
        together = np.concatenate(sentences)
        known = Running(together.mean(axis=0), together.var(axis=0))
        return [_norm(key, each[None].shape, settings).forward([], each[None], known)[0][0] for each in sentences]
    return [_norm(key, each[None].shape, settings).forward([], each[None])[0][0] for each in sentences]


def _norm(key: str, shape: tuple[int, ...], settings: Settings) -> Normalization:
    method: Method = next(each for each in METHODS if each.key == key)
    return Normalization(method, layout_by_key("sequence"), shape[1:], epsilon=settings.epsilon, learns=False)
