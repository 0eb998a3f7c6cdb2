"""The trainings of the lesson on depth: finished runs that ship with it, and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite

import numpy as np

from app.experiments.residual import Record
from app.experiments.training import Settings
from app.figures.numbers import number, span
from app.lessons.batch_sizes import FELL
from app.lessons.finished import again, origin, percent, pictures
from app.lessons.stored import stored, stored_blocks

PLAIN = ("depth", "depth-1", "depth-2")
BLOCKS = ("depth-blocks", "depth-blocks-1", "depth-blocks-2")
"""The trainings that ship with the lesson, one for each seed."""
SHALLOW, DEPTHS, RATES = 2, (2, 4, 8, 16, 32), (0.01, 0.03, 0.1, 0.3, 1.0)
BEST = "best"
AT = 0.1
"""The rate of the residual networks whose scales are looked at."""
RESIDUAL = "residual"
NAMES = {"none": "no norm", "layer": "layer norm", "batch": "batch norm", RESIDUAL: "residual + batch"}
SAID = NAMES | {RESIDUAL: "batch norm in residual blocks"}
STILL = 0.05
"""Scales that move by less than this part of 1 in the mean have hardly moved."""
FACTOR = 1.5
"""Late blocks change more than early ones if it is by this factor."""


@dataclass(frozen=True)
class One:
    """A training: epochs and training loss at each record, and the right test pictures at the end."""

    epochs: list[float]
    losses: list[float]
    share: float


@dataclass(frozen=True)
class Trained:
    """(norm, layers, rate) -> a training for each seed; (γ at the start, layers) -> the records for each seed."""

    runs: dict[tuple[str, int, float], list[One]]
    blocks: dict[tuple[int, int], list[tuple[Record, ...]]]
    settings: tuple[Settings, ...]
    version: str

    @property
    def seeds(self) -> list[int]:
        return [each.seed for each in self.settings]

    def rate(self, norm: str, depth: int, asked: str = BEST) -> float:
        """The rate that is asked for; or of all the one with the least training loss, in the mean over the seeds."""
        if asked != BEST:
            return float(asked)
        means = {rate: np.mean([one.losses[-1] for one in self.runs[norm, depth, rate]]) for rate in RATES}
        return min(RATES, key=lambda rate: means[rate] if isfinite(means[rate]) else np.inf)

    def of(self, norm: str, depth: int, asked: str = BEST) -> list[One]:
        """The trainings of a network, one for each seed."""
        return self.runs[norm, depth, self.rate(norm, depth, asked)]

    def keeps(self, norm: str, depth: int, asked: str = BEST) -> bool:
        """Whether it is hardly worse than with the fewest layers: by no more than FELL, in the mean over the seeds."""
        shallow, deep = (
            float(np.mean(np.nan_to_num([one.share for one in self.of(norm, each, asked)])))
            for each in (SHALLOW, depth)
        )
        return shallow - deep <= FELL


@cache
def trained() -> Trained:
    """The trainings that ship with the lesson."""
    runs: dict[tuple[str, int, float], list[One]] = {}
    blocks: dict[tuple[int, int], list[tuple[Record, ...]]] = {}
    plain = [stored(slug) for slug in PLAIN]
    for _, curves, _ in plain:
        for curve in curves:
            one = One(curve.epochs.tolist(), curve.train_losses.tolist(), float(curve.test_accuracies[-1]))
            runs.setdefault((curve.run.norm, curve.run.depth or 0, curve.run.rate), []).append(one)
    for slug in BLOCKS:
        settings, found, _ = stored_blocks(slug)
        epoch = pictures(settings) // settings.batch
        for run, records in zip(settings.runs, found, strict=True):
            if run.rate == AT:
                blocks.setdefault((int(run.start), 2 * run.blocks), []).append(records)
            if run.start:
                one = One(
                    [each.step / epoch for each in records],
                    [each.loss for each in records],
                    records[-1].test_accuracy,
                )
                runs.setdefault((RESIDUAL, 2 * run.blocks, run.rate), []).append(one)
    return Trained(runs, blocks, tuple(settings for settings, _, _ in plain), plain[0][2])


def verdict(done: Trained, depth: int, asked: str) -> str:
    """The prediction that the trainings bear out."""
    order = {"any": "none", "batch": "batch", "residual": RESIDUAL}
    return next((key for key, norm in order.items() if done.keeps(norm, depth, asked)), "no")


def moved(done: Trained, start: int, depth: int) -> str:
    """Which scales changed more, in the mean over units, blocks and seeds."""
    changes = np.mean([np.array(each[-1].scales) - each[0].scales for each in done.blocks[start, depth]], axis=0)
    half = (len(changes) + 1) // 2
    early, late = abs(float(changes[:half].mean())), abs(float(changes[-half:].mean()))
    if max(early, late) < STILL:
        return "still"
    return "late" if late > FACTOR * early else "early" if early > FACTOR * late else "alike"


def told(done: Trained) -> str:
    """Which runs are shown, and how to make them again."""
    first = done.settings[0]
    return (
        f"Too slow for a page, so these are finished runs, {origin(done.version, done.seeds)}: {SHALLOW} to "
        f"{DEPTHS[-1]} layers of {first.width} units, {pictures(first)} handwritten digits, {number(first.epochs)} "
        f"epochs of plain gradient descent in batches of 32 at each of {len(RATES)} rates. {again((*PLAIN, *BLOCKS))}"
    )


def sizes(done: Trained) -> str:
    """What was trained, for the end of a caption."""
    first = done.settings[0]
    return (
        f"{first.width} units in every layer, {pictures(first)} pictures to train with and "
        f"{first.held_out} to test, {number(first.epochs)} epochs"
    )


def sentences(done: Trained, depth: int, asked: str, start: int) -> tuple[str, ...]:
    """What the trainings say, each sentence with its seeds."""
    which = f"Seeds {done.seeds[0]}–{done.seeds[-1]}"
    rate = "each at its best rate" if asked == BEST else f"rate {asked}"
    found = (
        _ends(done, depth, asked)
        if depth != SHALLOW
        else [f"{SAID[norm]} {percent([one.share for one in done.of(norm, depth, asked)])}" for norm in NAMES]
    )
    of = f"with {SHALLOW} layers, then with {depth}" if depth != SHALLOW else f"with {SHALLOW} layers"
    losses = [f"{SAID[norm]} {_losses([one.losses[-1] for one in done.of(norm, depth, asked)])}" for norm in NAMES]
    said = [
        f"{which}, {rate}: right test pictures at the end {of}: {'; '.join(found)}.",
        f"{which}, {rate}: loss on all training pictures at the end with {depth} layers: {'; '.join(losses)}.",
    ]
    if asked == BEST:
        rates = [f"{SAID[norm]} {number(done.rate(norm, depth))}" for norm in NAMES]
        said.append(f"The best rates with {depth} layers, by the loss on the training pictures: {', '.join(rates)}.")
    records = done.blocks[start, depth]
    count = len(records[0][0].scales)
    half = (count + 1) // 2
    first, last = ([float(np.mean(each[-1].scales[part])) for each in records] for part in _halves(half))
    where = "of the one block" if count == 1 else f"in the first {half} of {count} blocks"
    then = "" if count == 1 else f", in the last {half} it is {span(last)}"
    said.append(
        f"{which}, rate {number(AT)}: the scales γ of the last norm in each block start at {start}. After training the "
        f"mean of |γ| {where} is {span(first)}{then}."
    )
    before, after = ([sum(each[k].shares) for each in records] for k in (0, -1))
    lasts = [[each[k].shares[-1] for each in records] for k in (0, -1)]
    accuracies = percent([each[-1].test_accuracy for each in records])
    said.append(
        f"{which}, rate {number(AT)}: before training the share of the last block is {span(lasts[0])}, and all shares "
        f"add up to {span(before)} of {count}; after it the last has {span(lasts[1])}, all have {span(after)}. "
        f"{accuracies} of the test pictures are right then."
    )
    return tuple(said)


def _halves(half: int) -> tuple[slice, slice]:
    return slice(0, half), slice(-half, None)


def _ends(done: Trained, depth: int, asked: str) -> list[str]:
    return [
        f"{SAID[norm]} "
        + ", then ".join(percent([one.share for one in done.of(norm, each, asked)]) for each in (SHALLOW, depth))
        for norm in NAMES
    ]


def _losses(losses: Sequence[float]) -> str:
    return span(losses, 2) if all(isfinite(each) for each in losses) else "diverged"
