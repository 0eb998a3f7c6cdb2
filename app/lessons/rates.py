"""Which learning rates train: trainings over a grid of norms and rates, with one seed or several: numbers and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, log10

import numpy as np

from app.experiments.classifiers import NONE, SHAKEN
from app.experiments.training import Curve, Settings
from app.figures.numbers import number, span
from app.lessons.finished import pictures

NAMES = {
    NONE: "no norm",
    "batch": "batch norm",
    "layer": "layer norm",
    "group": "group norm",
    SHAKEN: "shaken batch norm",
}
LEARNED = 0.5
"""The part of the test pictures that a network which has learned something is right about."""
CHANCE = 0.18
"""Up to here a network may only have guessed: 10 % of 360 pictures, and five deviations of √(360 · 0.1 · 0.9)."""
GAINS = {"none": 1.0, "three": 10**0.5, "ten": 10.0, "any": 100.0}
"""By which factor the largest rate grows, by the prediction."""
STEP = 10**0.25
"""Half a step of the grid of rates: limits that lie closer together than this are the same."""


@dataclass(frozen=True)
class Trained:
    """The curves of whole grids, or of as much as there is of them, one grid for each seed, all of one kind.

    `own` is whether the visitor had it trained just now.
    """

    settings: tuple[Settings, ...]
    grids: tuple[tuple[Curve, ...], ...]
    own: bool = False

    @cached_property
    def over(self) -> bool:
        """Whether every run has come to its end."""
        last = self.settings[0].records + 1
        return all(c.diverged_at is not None or len(c.steps) >= last for grid in self.grids for c in grid)

    def of(self, norm: str, rate: float) -> list[Curve]:
        """The runs with this norm and rate, one for each seed."""
        return [curve for grid in self.grids for curve in grid if (curve.run.norm, curve.run.rate) == (norm, rate)]

    def largest(self, norm: str) -> list[float]:
        """For each seed, the largest rate at which the network learned; 0 where there is none."""
        return [
            max((c.run.rate for c in grid if c.run.norm == norm and ended(c) > LEARNED), default=0.0)
            for grid in self.grids
        ]

    def gain(self, norm: str, other: str = NONE) -> float:
        """By which factor the one's largest rate is above the other's: the geometric mean over the seeds."""
        pairs = zip(self.largest(norm), self.largest(other), strict=True)
        return float(10 ** np.mean([log10(max(a, 1e-9)) - log10(max(b, 1e-9)) for a, b in pairs]))

    @property
    def seeds(self) -> str:
        """Which seeds these are, to begin a sentence."""
        every = [str(each.seed) for each in self.settings]
        return f"Seed {every[0]}" if len(every) == 1 else f"Seeds {', '.join(every[:-1])} and {every[-1]}"


def ended(curve: Curve) -> float:
    """The test accuracy at the end; NaN where the run diverged or has not begun."""
    return float(curve.test_accuracies[-1]) if len(curve.steps) else float("nan")


def outcome(curves: Sequence[Curve]) -> str:
    """How runs that differ in the seed alone ended: a word, or a percentage, or from the worst to the best of them."""
    ordered = sorted(curves, key=lambda each: ended(each) if isfinite(ended(each)) else -1.0)
    worst, best = (_one(each) for each in (ordered[0], ordered[-1]))
    if worst == best:
        return best
    return f"{worst.removesuffix(' %')}–{best}"


def _one(curve: Curve) -> str:
    if curve.diverged_at is not None:
        return "diverged"
    share = ended(curve)
    if not isfinite(share):
        return "…"
    return "chance" if share <= CHANCE else f"{100 * share:.0f} %"


def cell(norm: str, rate: float) -> str:
    """The name of a cell in the table of rates."""
    return f"{norm}-{rate:g}"


def cells(found: Trained) -> dict[str, str]:
    """The text of every cell."""
    runs = found.settings[0].runs
    return {cell(run.norm, run.rate): outcome(found.of(run.norm, run.rate)) for run in runs}


def raised(found: Trained, norm: str) -> str:
    """The prediction that says by how much the norm raises the limit."""
    gain = max(found.gain(norm), 1e-9)
    return min(GAINS, key=lambda key: abs(log10(GAINS[key]) - log10(gain)))


def withstood(found: Trained) -> str:
    """The prediction that says how far a batch norm that is shaken still raises the limit."""
    if found.gain(SHAKEN) < STEP:
        return "lost"
    return "kept" if found.gain("batch", SHAKEN) < STEP else "between"


def size(settings: Settings) -> str:
    """What is trained, in words."""
    return (
        f"{len(settings.runs)} networks of {settings.depth} layers with {settings.width} units, plain gradient descent "
        f"at a constant rate, {number(settings.epochs)} epochs of {pictures(settings)} digits in batches of 32, "
        f"tested on {settings.held_out} others"
    )


def sentences(found: Trained, norm: str, rate: float) -> list[str]:
    """What the trainings say, each sentence with its seeds."""
    norms = list(dict.fromkeys(run.norm for run in found.settings[0].runs))
    limits = {each: found.largest(each) for each in norms}
    named = ", ".join(f"{_limit(rates)} with {NAMES[each]}" for each, rates in limits.items())
    which = f"{found.seeds}{', your own run' if found.own else ''}{'' if found.over else ', so far'}"
    told = [
        f"{which}: the largest rate of those tried at which more than half of the test pictures are right is {named}. "
        f"A network that guesses is right for one in ten; up to {100 * CHANCE:.0f} % is called chance."
    ]
    bare, normed = (_best(found, each) for each in (NONE, norm))
    if bare and normed:
        told.append(
            f"{which}: at the best of these rates {_percent(bare)} of the test pictures are right without a norm, "
            f"{_percent(normed)} with {NAMES[norm]}: what the layers can represent is still there, and easier to reach."
        )
    moved = {each: [_shift(curve) for curve in found.of(each, rate)] for each in (SHAKEN, "batch", NONE)}
    if all(isfinite(each) for shifts in moved.values() for each in shifts):
        parts = ", ".join(f"{span(shifts, 2)} with {NAMES[each]}" for each, shifts in moved.items())
        told.append(
            f"{which}, rate {number(rate)}: in one step the mean of a unit in front of relu moves by so many of its "
            f"deviations: {parts} (root mean square over units, median over the training). Shaken, batch norm learns "
            f"up to {_limit(limits[SHAKEN])}; quiet, up to {_limit(limits['batch'])}; no norm, up to "
            f"{_limit(limits[NONE])}."
        )
    return told


def _limit(rates: Sequence[float]) -> str:
    return span(rates) if max(rates) else "none"


def _best(found: Trained, norm: str) -> list[float]:
    shares = [[ended(curve) for curve in grid if curve.run.norm == norm] for grid in found.grids]
    kept = [[share for share in each if isfinite(share)] for each in shares]
    return [max(each) for each in kept] if all(kept) else []


def _percent(shares: Sequence[float]) -> str:
    low, high = (f"{100 * share:.1f}" for share in (min(shares), max(shares)))
    return f"{low} %" if low == high else f"{low} to {high} %"


def _shift(curve: Curve) -> float:
    """How far the means move in a step, in the middle of all records."""
    return float(np.median(curve.shifts)) if len(curve.shifts) else float("nan")
