"""Lesson: small batches, its pictures of what a batch knows of its channel: the variance and the mean."""

from collections.abc import Sequence

import numpy as np

from app.experiments.small_batches import Estimates, Settings
from app.figures.lines import Line, Scale, line_chart
from app.figures.panel import Panel, Table
from app.lessons.seeds import rings, told

ACROSS = Scale("examples in the batch", log=True)
Found = list[list[float]]
"""For each seed, a number for each batch size."""


def statistics(results: list[tuple[Estimates, ...]], settings: Settings, seeds: range) -> tuple[Panel, ...]:
    """How large the variance of a batch is in the mean, and how far its mean scatters, by the size of the batch."""
    values = "1 value" if settings.side == 1 else f"{settings.side} × {settings.side} values"
    sizes = f"{settings.draws} batches of each size, {values} of every example in a channel"
    return _variance(results, seeds, sizes), _scatter(results, seeds, sizes)


def _drawn(sizes: Sequence[float], batch: Found, group: Found, theory: Line) -> list[Line]:
    """Every seed as rings, the means of both norms, and what is expected of batch norm."""
    return [
        theory,
        *rings(sizes, group, "ink"),
        *rings(sizes, batch, "accent"),
        Line("batch norm", sizes, np.mean(batch, axis=0).tolist(), "accent", marked=True, joined=False, filled=True),
        Line("group norm", sizes, np.mean(group, axis=0).tolist(), "dashed"),
    ]


SPREAD = "rings one by one, dots and the broken line their mean"


def _table(
    head: tuple[str, ...], columns: Sequence[Sequence[float]], batch: Found, group: Found, seeds: range
) -> Table:
    """These columns, and those of every seed."""
    seen = [f"{norm}, seed {seed}" for seed in seeds for norm in ("batch norm", "group norm")]
    every = [each for pair in zip(batch, group, strict=True) for each in pair]
    return Table((*head, *seen), tuple(zip(*columns, *every, strict=True)))


def _variance(results: list[tuple[Estimates, ...]], seeds: range, count: str) -> Panel:
    sizes, pools = ([getattr(each, name) for each in results[0]] for name in ("size", "batch_pool"))
    batch: Found = [[float(each.batch_variance.mean()) for each in one] for one in results]
    group: Found = [[float(each.group_variance.mean()) for each in one] for one in results]
    expected = [each.expected_variance for each in results[0]]
    means = [np.mean(each, axis=0).tolist() for each in (batch, group)]
    panel = Panel(
        "variance",
        "Too small a variance",
        "The variance of a batch, averaged over batches, against the batch size: too small in small batches.",
        line_chart(
            _drawn(sizes, batch, group, Line("(M − 1)/M", sizes, expected, "theory")),
            ACROSS,
            Scale("mean of the batch’s variance, in σ²", low=-0.04, high=1.1),
        ),
        _table(
            ("examples", "values M", "batch norm", "(M − 1)/M", "group norm"),
            [sizes, pools, means[0], expected, means[1]],
            batch,
            group,
            seeds,
        ),
        "M counts the values of the channel in the batch. Part of the spread goes into the mean, taken from the same "
        "values.",
    )
    return told(panel, "mean of the variances of the batches", count, seeds, SPREAD)


def _scatter(results: list[tuple[Estimates, ...]], seeds: range, count: str) -> Panel:
    sizes = [each.size for each in results[0]]
    batch: Found = [[float(each.batch_mean.std()) for each in one] for one in results]
    group: Found = [[float(each.group_mean.std()) for each in one] for one in results]
    root = [each.expected_sd_of_mean for each in results[0]]
    means = [np.mean(each, axis=0).tolist() for each in (batch, group)]
    panel = Panel(
        "scatter",
        "Too uncertain a mean",
        "How far the mean of a batch scatters, against the batch size.",
        line_chart(
            _drawn(sizes, batch, group, Line("σ/√M", sizes, root, "theory")),
            ACROSS,
            Scale("deviation of the mean, in σ", log=True),
        ),
        _table(
            ("examples", "batch norm", "σ/√M", "group norm"), [sizes, means[0], root, means[1]], batch, group, seeds
        ),
        "Group norm’s statistics come from one example, so the size of the batch does not enter: they are as good, or "
        "as bad, in any batch, and for one example the same every time.",
    )
    return told(panel, "deviation of the means of the batches", count, seeds, SPREAD)
