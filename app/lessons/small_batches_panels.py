"""Lesson: small batches, its pictures of what a batch knows of its channel: the variance and the mean."""

from collections.abc import Callable, Sequence

import numpy as np

from app.experiments.small_batches import Estimates, Settings
from app.figures.lines import Line, Scale, line_chart
from app.figures.panel import Panel, Table
from app.lessons.seeds import rings, told

ACROSS = Scale("examples in the batch", log=True)
Results = list[tuple[Estimates, ...]]
"""For each seed, what was estimated with each batch size."""
Found = list[list[float]]
"""For each seed, a number for each batch size."""


def statistics(results: Results, settings: Settings, seeds: range) -> tuple[Panel, ...]:
    """How large the variance of a batch is in the mean, and how far its mean scatters, by the size of the batch."""
    values = "1 value" if settings.side == 1 else f"{settings.side} × {settings.side} values"
    sizes = f"{settings.draws} batches of each size, {values} of every example in a channel"
    return _variance(results, seeds, sizes), _scatter(results, seeds, sizes)


def _drawn(theory: Line, batch: Found, group: Found) -> list[Line]:
    """Every seed as rings, the means of both norms, and what is expected of batch norm."""
    sizes = theory.x
    return [
        theory,
        *rings(sizes, group, "ink"),
        *rings(sizes, batch, "accent"),
        Line("batch norm", sizes, _mean(batch), "accent", marked=True, joined=False, filled=True),
        Line("group norm", sizes, _mean(group), "dashed"),
    ]


SPREAD = "rings one by one, dots and the broken line their mean"


def _table(first: dict[str, Sequence[float]], theory: Line, batch: Found, group: Found, seeds: range) -> Table:
    """These columns, the mean of both norms and what is expected of batch norm, and those of every seed."""
    columns = first | {"batch norm": _mean(batch), theory.name: theory.y, "group norm": _mean(group)}
    for seed, of_batch, of_group in zip(seeds, batch, group, strict=True):
        columns |= {f"batch norm, seed {seed}": of_batch, f"group norm, seed {seed}": of_group}
    return Table(tuple(columns), tuple(zip(*columns.values(), strict=True)))


def _mean(found: Found) -> list[float]:
    """For each batch size, over the seeds."""
    return [float(each) for each in np.mean(found, axis=0)]


def _of(results: Results, measured: Callable[[Estimates], float]) -> Found:
    return [[float(measured(each)) for each in one] for one in results]


def _variance(results: Results, seeds: range, count: str) -> Panel:
    sizes, pools, expected = (
        [getattr(each, name) for each in results[0]] for name in ("size", "batch_pool", "expected_variance")
    )
    batch = _of(results, lambda each: each.batch_variance.mean())
    group = _of(results, lambda each: each.group_variance.mean())
    theory = Line("(M − 1)/M", sizes, expected, "theory")
    panel = Panel(
        "variance",
        "Too small a variance",
        "The variance of a batch, averaged over batches, against the batch size: too small in small batches.",
        line_chart(
            _drawn(theory, batch, group), ACROSS, Scale("mean of the batch’s variance, in σ²", low=-0.04, high=1.1)
        ),
        _table({"examples": sizes, "values M": pools}, theory, batch, group, seeds),
        "M counts the values of the channel in the batch. Part of the spread goes into the mean, taken from the same "
        "values.",
    )
    return told(panel, "mean of the variances of the batches", count, seeds, SPREAD)


def _scatter(results: Results, seeds: range, count: str) -> Panel:
    sizes, expected = ([getattr(each, name) for each in results[0]] for name in ("size", "expected_sd_of_mean"))
    batch = _of(results, lambda each: each.batch_mean.std())
    group = _of(results, lambda each: each.group_mean.std())
    theory = Line("σ/√M", sizes, expected, "theory")
    panel = Panel(
        "scatter",
        "Too uncertain a mean",
        "How far the mean of a batch scatters, against the batch size.",
        line_chart(_drawn(theory, batch, group), ACROSS, Scale("deviation of the mean, in σ", log=True)),
        _table({"examples": sizes}, theory, batch, group, seeds),
        "Group norm’s statistics come from one example, so the size of the batch does not enter: they are as good, or "
        "as bad, in any batch, and for one example the same every time.",
    )
    return told(panel, "deviation of the means of the batches", count, seeds, SPREAD)
