"""Whether the noise of batch statistics regularizes: finished trainings on few pictures, each with its gap to the test.

The gap is the loss on the test pictures less that on the training pictures, both with the statistics of the whole
training set. Smaller batches make noise of another kind too, in the gradients. With ghost batch norm the steps
are those of batches of 64, and it takes its statistics over parts of them: only the noise of the statistics changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import sqrt
from typing import Any

import numpy as np

from app.experiments.training import Curve, Settings
from app.figures.numbers import number, span
from app.lessons.finished import again, origin, pictures
from app.lessons.lesson import Choice, Prediction
from app.lessons.stored import stored

RUNS = ("few-examples", "few-examples-1", "few-examples-2", "few-examples-3", "few-examples-4")
"""One for each seed."""
WHOLE, PART = 64, 8
"""The batch, and the parts of it that are compared with it."""
ERRORS = 2.8
"""A mean difference of five seeds is told from none if it is so many of its standard errors: Student's t for 95 %, four
degrees of freedom."""
NAMES = {"none": "no norm", "layer": "layer norm", "batch": "batch norm"}


@dataclass(frozen=True)
class Few:
    """By norm and number of examples that share their statistics: for each seed the gap in loss, that in accuracy,
    and the losses in training and at the test.
    """

    gaps: dict[tuple[str, int], list[float]]
    scores: dict[tuple[str, int], list[float]]
    learned: dict[tuple[str, int], list[float]]
    tested: dict[tuple[str, int], list[float]]
    settings: tuple[Settings, ...]
    version: str

    @property
    def sizes(self) -> list[int]:
        return sorted({size for norm, size in self.gaps if norm == "batch"})

    @property
    def parts(self) -> list[int]:
        return sorted({size for norm, size in self.gaps if norm == "ghost"})

    @property
    def seeds(self) -> list[int]:
        return [each.seed for each in self.settings]

    def difference(self, one: tuple[str, int], other: tuple[str, int]) -> tuple[float, float]:
        """By how much the one's gap is larger: the mean over the seeds, each with its own pictures, and its error."""
        found = np.array(self.gaps[one]) - self.gaps[other]
        return float(found.mean()), float(found.std(ddof=1) / sqrt(len(found)))


@cache
def few() -> Few:
    """The trainings that ship with the lesson. Ghost batch norm of one part is batch norm."""
    found = [stored(slug) for slug in RUNS]
    ends: dict[tuple[str, int], list[Curve]] = {}
    for _, curves, _ in found:
        for curve in curves:
            run = curve.run
            ends.setdefault((run.norm, run.batch // (run.virtual or 1)), []).append(curve)
    ends["ghost", WHOLE] = ends["batch", WHOLE]

    def at_end(of: Callable[[Curve], Any]) -> dict[tuple[str, int], list[float]]:
        return {key: [float(of(curve)) for curve in curves] for key, curves in ends.items()}

    return Few(
        at_end(lambda curve: curve.test_losses[-1] - curve.train_losses[-1]),
        at_end(lambda curve: curve.train_accuracies[-1] - curve.test_accuracies[-1]),
        at_end(lambda curve: curve.train_losses[-1]),
        at_end(lambda curve: curve.test_losses[-1]),
        tuple(settings for settings, _, _ in found),
        found[0][2],
    )


def verdict(difference: float, error: float) -> str:
    """The prediction that a difference of gaps bears out: that with more noise less that with less noise."""
    if abs(difference) <= ERRORS * error:
        return "same"
    return "smaller" if difference < 0 else "larger"


def told(done: Few) -> str:
    """Which runs are shown, and how to make them again."""
    first = done.settings[0]
    return (
        f"Few pictures are soon learned by heart, so here is something to regularize. Finished runs, "
        f"{origin(done.version, done.seeds)}: {sizes(done)}, rate 0.1, {first.depth} layers of {first.width} units. "
        f"{again(RUNS)}"
    )


def sizes(done: Few) -> str:
    """What was trained, for the end of a caption."""
    first = done.settings[0]
    return f"{pictures(first)} pictures to train with and {first.held_out} to test, {number(first.epochs)} epochs"


def sentences(done: Few) -> tuple[str, ...]:
    """What was measured."""
    which = f"Few pictures, seeds {done.seeds[0]}–{done.seeds[-1]}"
    difference, error = done.difference(("ghost", PART), ("ghost", WHOLE))
    verdicts = {"same": "not told apart from none", "smaller": "smaller", "larger": "larger"}
    against = []
    for norm in ("layer", "none"):
        for size in (PART, WHOLE):
            more, its = done.difference(("batch", size), (norm, size))
            against.append(
                f"{_signed(more)} ± {number(float(f'{its:.2g}'))} against {NAMES[norm]} in batches of {size} "
                f"({verdicts[verdict(more, its)]})"
            )
    scores = "; ".join(
        f"{name} {span([100 * each for each in done.scores[key]], 2)}"
        for name, key in (
            ("with batch norm over 64", ("ghost", WHOLE)),
            (f"over parts of {PART}", ("ghost", PART)),
            ("with layer norm", ("layer", WHOLE)),
            ("with no norm", ("none", WHOLE)),
        )
    )
    least = done.parts[0]
    losses = ", ".join(f"{span(done.tested['ghost', size])} over {size}" for size in (WHOLE, PART, least))
    return (
        f"{which}: in steps of {WHOLE} pictures the loss at the test is above that in training by "
        f"{span(done.gaps['ghost', WHOLE])} with statistics over all {WHOLE}, by {span(done.gaps['ghost', PART])} over "
        f"parts of {PART}. The difference, seed by seed, is {_signed(difference)} ± {number(float(f'{error:.2g}'))} "
        f"(mean and its standard error): {verdicts[verdict(difference, error)]}.",
        f"{which}: the loss at the test itself is {losses}. Parts of {least} make the gap small because the training "
        f"pictures are learned less well too: their loss is {span(done.learned['ghost', least])}, and over {WHOLE} "
        f"{span(done.learned['ghost', WHOLE])}.",
        f"{which}: by so much the gap of batch norm is larger: {'; '.join(against)}.",
        f"{which}, steps of {WHOLE}: of 100 pictures so many more are right in training than at the test: {scores}.",
    )


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + number(float(f"{value:.2g}"))


PREDICTION = Prediction(
    f"Few pictures, steps of {WHOLE}. Batch norm takes its statistics over parts of {PART} instead of all {WHOLE}: "
    "noisier ones, and nothing else is changed. The loss at the test is above that in training. What does the noise do "
    "to this gap?",
    (
        Choice(
            "smaller",
            "It gets smaller: the noise regularizes.",
            "Noise that cannot be learned by heart keeps the network from relying on single values. It is a mild "
            "effect, and not one that makes batch norm better here than networks without it: see the level lines.",
        ),
        Choice(
            "same",
            "It stays about the same, within the spread of the seeds.",
            "It changes by more than the seeds differ, in the same direction with each of them.",
        ),
        Choice(
            "larger",
            "It gets larger: the test is not like the training.",
            "The test uses statistics that no part had in training, but parts of this size come near enough to them. "
            "With parts of 4 the loss at the test does get larger.",
        ),
    ),
    key="gap",
    about="Gap",
)
