"""Every choice of axes on the same pictures: what each of the sixteen notices, and what it does not.

One picture of a batch is looked at, (N, C, H, W), normalized over each subset of the axes:

    moved       it is moved by some pixels, what leaves at one edge coming in at the other; the others stay. Its output,
                moved back, is compared with the one before. A convolution passes the comparison: it treats all places
                alike.
    companions  all others are given half their contrast
    brighter    a number is added to its first channel

By the axes that are averaged over alone: moving is noticed where N is among them and not both of H and W (a place is
then measured against the same place of other pictures), companions where N is, the brightness where N or C is.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.axes import layout_by_key
from app.core.methods import Method
from app.core.names import method_over, ranks
from app.core.precision import Doubles
from app.experiments.normalization import Normalization

IMAGE = layout_by_key("image")
ALL = tuple(letters for rank in ranks(IMAGE) for letters in rank)
"""All subsets of N, C, H and W, by how many axes they hold."""


@dataclass(frozen=True)
class Settings:
    """By how many pixels, down and to the right, the picture moves; what is added to its first channel."""

    moved: int = 1
    brighter: float = 0.3
    epsilon: float = 1e-5


@dataclass(frozen=True, eq=False)
class Choice:
    """One subset. moved, companions, brighter: root mean square of the change of the picture's normalized values.

    before, after (C, H, W): its output, and that of the moved picture, moved back.
    """

    letters: tuple[str, ...]
    pools: int
    moved: float
    companions: float
    brighter: float
    before: Doubles
    after: Doubles


def choose(pictures: NDArray[Any], settings: Settings) -> tuple[Choice, ...]:
    """pictures: (N, C, H, W), N at least 2; the first one is looked at."""
    x = np.asarray(pictures, np.float64)
    return tuple(_choice(x, letters, settings) for letters in ALL)


def noticed(letters: tuple[str, ...]) -> dict[str, bool]:
    """What a choice must notice, by its axes alone."""
    batch = "N" in letters
    return {
        "moved": batch and not {"H", "W"} <= set(letters),
        "companions": batch,
        "brighter": bool({"N", "C"} & set(letters)),
    }


def _choice(x: Doubles, letters: tuple[str, ...], settings: Settings) -> Choice:
    method = method_over(letters, IMAGE)

    def output(changed: Doubles) -> Doubles:
        return _output(method, changed, settings.epsilon)

    before = output(x)
    moved, companions, brighter = x.copy(), x / 2, x.copy()
    moved[0] = np.roll(x[0], settings.moved, axis=(1, 2))
    companions[0] = x[0]
    brighter[0, 0] += settings.brighter
    after = np.roll(output(moved), -settings.moved, axis=(1, 2))
    return Choice(
        letters,
        method.pools(IMAGE, x.shape).count,
        moved=_rms(after - before),
        companions=_rms(output(companions) - before),
        brighter=_rms(output(brighter) - before),
        before=before,
        after=after,
    )


def _output(method: Method, x: Doubles, epsilon: float) -> Doubles:
    layer = Normalization(method, IMAGE, x.shape[1:], epsilon=epsilon, learns=False)
    return np.asarray(layer.forward([], x)[0][0])


def _rms(values: Doubles) -> float:
    return float(np.sqrt(np.square(values).mean()))
