"""The trainings of the lesson on small batches: finished runs that ship with it, and the published numbers."""

from dataclasses import dataclass

import numpy as np

from app.experiments.training import Curve, Settings
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Cell, Panel, Table
from app.lessons.finished import again, origin, percent, pictures
from app.lessons.seeds import told as captioned
from app.lessons.stored import stored

RUNS = ("small-batches", "small-batches-1", "small-batches-2")
"""The trainings that ship with the lesson, one for each seed."""
REFERENCE = 32
FELL = 0.03
"""Worse by more than this part of the 360 test pictures. Where 19 in 20 are right, the mean of three seeds has a
standard error of √(0.95 · 0.05 / 360 / 3) = 0.007, a difference of two √2 times that: this is three of those."""
PUBLISHED = ((32, 23.6, 24.1), (16, 23.7, 24.2), (8, 24.8, 24.0), (4, 27.3, 24.2), (2, 34.7, 24.1))
"""Images per worker; validation error in % with batch norm and with group norm: Wu & He 2018, ResNet-50 on ImageNet."""
NORMS = {"batch": "batch norm", "group": "group norm"}


@dataclass(frozen=True)
class Trained:
    """Right test pictures at the end, by seed: (norm, batch size) -> one share for each run; and how it was trained."""

    shares: dict[tuple[str, int], list[float]]
    training: dict[tuple[str, int], list[float]]
    curves: dict[tuple[str, int], list[Curve]]
    settings: tuple[Settings, ...]
    version: str

    def lost(self, norm: str, size: int) -> float:
        """How much lower than with batches of 32, in the mean over the seeds."""
        return float(np.mean(self.shares[norm, REFERENCE]) - np.mean(self.shares[norm, size]))


def trained() -> Trained:
    """The trainings that ship with the lesson."""
    found = [stored(slug) for slug in RUNS]
    of: dict[tuple[str, int], list[Curve]] = {}
    for _, curves, _ in found:
        for curve in curves:
            of.setdefault((curve.run.norm, curve.run.batch), []).append(curve)
    return Trained(
        {key: [float(curve.test_accuracies[-1]) for curve in curves] for key, curves in of.items()},
        {key: [float(curve.accuracies[-1]) for curve in curves] for key, curves in of.items()},
        of,
        tuple(settings for settings, _, _ in found),
        found[0][2],
    )


def verdict(lost_by_batch: float, lost_by_group: float) -> str:
    """The prediction that these losses of accuracy bear out."""
    batch, group = lost_by_batch > FELL, lost_by_group > FELL
    return {(True, True): "both", (True, False): "batch", (False, True): "group", (False, False): "neither"}[
        batch, group
    ]


def told(done: Trained) -> str:
    """Which runs are shown, and how to make them again."""
    first = done.settings[0]
    source = origin(done.version, (each.seed for each in done.settings))
    return (
        f"Too slow for a page, so these are finished runs, {source}: {first.depth} layers of {first.width} units, "
        f"{pictures(first)} handwritten digits, {number(first.epochs)} epochs of plain gradient descent at a rate in "
        f"proportion to the batch, 0.1 at {REFERENCE}; group norm with {first.groups} groups. {again(RUNS)}"
    )


def losses(done: Trained, size: int) -> tuple[str, ...]:
    """How right the networks were, in sentences."""
    first = done.settings[0]
    ends = [
        f"with {name} {percent(done.shares[norm, REFERENCE])} after batches of {REFERENCE}, "
        f"{percent(done.shares[norm, size])} after batches of {size}"
        for norm, name in NORMS.items()
    ]
    return (
        f"Trainings, {_seeds(done).lower()}: right test pictures at the end: {'; '.join(ends)}.",
        f"With batch norm and batches of {size}, {percent(done.training['batch', size])} of the training pictures are "
        f"right in the last {number(first.epochs / first.records)} epochs, normalized with statistics of the batch; on "
        f"the test pictures, with those of the whole training set, {percent(done.shares['batch', size])}.",
    )


def _seeds(done: Trained) -> str:
    *most, last = [str(each.seed) for each in done.settings]
    return f"Seeds {', '.join(most)} and {last}"


def trained_panels(done: Trained, size: int) -> tuple[Panel, ...]:
    """Accuracy by batch size, over the epochs at one size, and as published for a large network."""
    sizes = sorted({batch for _, batch in done.shares})
    styles = {"batch": "accent", "group": "dashed"}
    lines = []
    for norm, style in styles.items():
        shares = [done.shares[norm, each] for each in sizes]
        lines.append(Line(NORMS[norm], sizes, [float(np.mean(each)) for each in shares], style))
        ring = "accent" if norm == "batch" else "ink"
        for k in range(len(RUNS)):
            lines.append(Line("", sizes, [each[k] for each in shares], ring, marked=True, joined=False))
    by_size = Panel(
        "sizes",
        "After training, by batch size",
        "Right test pictures after training with batches of each size, with batch norm and with group norm.",
        line_chart(lines, Scale("examples in the batch", log=True), Scale("right test pictures", low=0, high=1.02)),
        Table(
            ("norm", "batch", *(f"test, seed {each.seed}" for each in done.settings), "in training, mean"),
            tuple(
                (NORMS[norm], each, *done.shares[norm, each], float(np.mean(done.training[norm, each])))
                for norm in styles
                for each in sizes
            ),
        ),
    )
    over = [
        Line(NORMS[norm] if k == 0 else "", curve.epochs.tolist(), curve.test_accuracies.tolist(), style)
        for norm, style in styles.items()
        for k, curve in enumerate(done.curves[norm, size])
    ]
    rows: list[tuple[Cell, ...]] = [
        (NORMS[norm], float(epoch), *(float(curve.test_accuracies[i]) for curve in done.curves[norm, size]))
        for norm in styles
        for i, epoch in enumerate(done.curves[norm, size][0].epochs)
    ]
    epochs = Panel(
        "epochs",
        f"While training, with batches of {size}",
        f"Right test pictures over the epochs, with batches of {size}: one line for each norm and seed.",
        line_chart(over, Scale("epochs", low=0), Scale("right test pictures", low=0, high=1.02)),
        Table(("norm", "epoch", *(f"seed {each.seed}" for each in done.settings)), tuple(rows)),
        "At every record, statistics of the whole training set are taken with the weights of that moment.",
    )
    what, count = "right test pictures", _sizes(done)
    seeds = [each.seed for each in done.settings]
    return (
        captioned(by_size, what, count, seeds, "rings one by one, lines their mean"),
        captioned(epochs, what, count, seeds, "a line for each"),
        _published(),
    )


def _sizes(done: Trained) -> str:
    first = done.settings[0]
    return (
        f"{first.held_out} pictures after training with {pictures(first)}, networks of "
        f"{first.depth} layers with {first.width} units, {number(first.epochs)} epochs"
    )


def _published() -> Panel:
    batches = [size for size, _, _ in PUBLISHED]
    panel = Panel(
        "published",
        "Published, not measured here",
        "Published validation errors against the images per GPU: batch norm gets worse below 16, group norm does not.",
        line_chart(
            [
                Line("group norm", batches[::-1], [group for _, _, group in PUBLISHED][::-1], "dashed", marked=True),
                Line("batch norm", batches[::-1], [batch for _, batch, _ in PUBLISHED][::-1], "accent", marked=True),
            ],
            Scale("images per GPU", log=True),
            Scale("validation error, %", low=20),
        ),
        Table(("images per GPU", "batch norm, error in %", "group norm, error in %"), PUBLISHED),
        "Numbers from Wu & He (2018), Group Normalization: eight GPUs, each with statistics of its own. Another "
        "network and other data than ours; what agrees is the shape.",
    )
    sizes = f"ResNet-50 on ImageNet, batches of {batches[-1]} to {batches[0]} images per GPU"
    return captioned(panel, "validation error", sizes, (), "one training each, no spread is given", "Published")
