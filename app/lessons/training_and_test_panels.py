"""Lesson: training and test, its pictures: statistics of one unit, the gap, a batch of one, and momentum exchanged."""

import numpy as np

from app.core.precision import Doubles
from app.experiments.running import Result
from app.figures.curve import Curve, curve_figure
from app.figures.dots import Row, dots_figure
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number, span
from app.figures.panel import Panel, Table
from app.lessons.seeds import drawn, told

DRAWN = 50
"""Moments of a long stream that are drawn where every one would say no more."""
ROWS = 25
"""Batches that are listed of a long stream."""


def panels(results: list[Result], weight: float, seeds: range, sizes: str) -> tuple[Panel, ...]:
    """The pictures; what is drawn of one stream is that of the first seed."""
    last = len(results[0].batch_mean)
    step = max(1, -(-last // ROWS))
    listed = [t for t in range(last + 1) if t % step == 0 or t == last]
    seen = [t for t in range(last + 1) if t % -(-last // DRAWN) == 0 or t == last]
    return (
        _running(results, weight, seeds, sizes, listed),
        _gap(results, seeds, sizes, listed, seen),
        _alone(results, seeds, sizes),
        _exchanged(results, weight, seeds, sizes, listed, seen),
    )


def unit_of(result: Result) -> int:
    """The unit that is drawn: the one that starts furthest from its own mean."""
    return int(np.argmax(np.abs(result.true_mean) / result.true_deviation))


def _means(result: Result, means: Doubles) -> Doubles:
    """Means of the unit that is drawn, in its deviations, from its true mean on."""
    unit = unit_of(result)
    return np.asarray((means[..., unit] - result.true_mean[unit]) / result.true_deviation[unit])


def _variances(result: Result, variances: Doubles) -> Doubles:
    """Variances of the unit that is drawn, in parts of its true one."""
    unit = unit_of(result)
    return np.asarray(variances[..., unit] / result.true_deviation[unit] ** 2)


def _running(results: list[Result], weight: float, seeds: range, sizes: str, listed: list[int]) -> Panel:
    """Mean and variance of one unit, from batch to batch."""
    first = results[0]
    means, variances = _means(first, first.batch_mean).tolist(), _variances(first, first.batch_variance).tolist()
    mean, *more_means = [_means(each, each.running_mean).tolist() for each in results]
    variance, *more_variances = [_variances(each, each.running_variance).tolist() for each in results]
    curves = [
        Curve("mean, in deviations from the true one", means, mean, float(_means(first, first.whole_mean)), more_means),
        Curve(
            "variance, in parts of the true one",
            variances,
            variance,
            float(_variances(first, first.whole_variance)),
            more_variances,
        ),
    ]
    rows = tuple(
        (
            t,
            means[t - 1] if t else "",
            mean[t],
            variances[t - 1] if t else "",
            variance[t],
            *(each[t] for pair in zip(more_means, more_variances, strict=True) for each in pair),
        )
        for t in listed
    )
    heads = [f"running {what}, seed {seed}" for seed in seeds[1:] for what in ("mean", "variance")]
    panel = Panel(
        "running",
        "The statistics of one unit",
        "Mean and variance of one unit in every batch, their running averages, and those of all batches together.",
        curve_figure(curves, 2),
        Table(
            ("batches seen", "mean of the batch", "running mean", "variance of the batch", "running variance", *heads),
            rows,
        ),
        f"Rings: each batch. Blue: running averages, in which each new batch weighs {number(weight)}; the dot is what "
        "is frozen. Dashed: all batches together.",
    )
    spread = f"rings and blue are seed {seeds[0]}, grey lines the others, each with a unit of its own"
    return told(panel, "mean and variance of one unit, seen from its true ones", sizes, seeds, spread)


def _gap(results: list[Result], seeds: range, sizes: str, listed: list[int], seen: list[int]) -> Panel:
    """How far training and test are apart, by the batches seen."""
    first = results[0]
    gaps = [each.gap_running.tolist() for each in results]
    others = [Line("", seen, [gap[t] for t in seen], "grey") for gap in gaps[1:]]
    panel = Panel(
        "gap",
        "Training against test",
        "How far the outputs of one new batch in training and with the running averages lie apart, by batches seen.",
        line_chart(
            [
                *others,
                Line("all batches", [0, seen[-1]], [first.gap_whole] * 2, "dashed"),
                Line("running", seen, [gaps[0][t] for t in seen], "accent"),
            ],
            Scale("batches seen"),
            Scale("root mean square difference of x̂", low=0),
        ),
        Table(
            ("batches seen", *(f"seed {seed}" for seed in seeds)),
            tuple((t, *(each[t] for each in gaps)) for t in listed),
        ),
        "The same new batch, from the end of the stream, each time. Dashed: with the statistics of all batches. The "
        "gap does not close: in training each batch has statistics of its own.",
    )
    return told(panel, "difference of x̂ of one batch", sizes, seeds, drawn(seeds, "grey lines"))


def _alone(results: list[Result], seeds: range, sizes: str) -> Panel:
    """One example in training and at test."""
    first = results[0]
    panel = Panel(
        "alone",
        "A batch of one",
        "One example alone: all its outputs in training, and with frozen statistics.",
        dots_figure(
            [
                Row("in training", first.single_training.tolist(), ("its own mean",)),
                Row("at test", first.single_test.tolist(), ("frozen mean",)),
            ],
            f"x̂ of {len(first.single_test)} units",
        ),
        Table(
            ("unit", *(f"{when}{which}" for which in _of(seeds) for when in ("in training", "at test"))),
            tuple(
                (k, *(float(each) for each in row))
                for k, row in enumerate(
                    zip(*(each for one in results for each in (one.single_training, one.single_test)), strict=True), 1
                )
            ),
        ),
        "Each ring is a unit. A single number is its own mean, so it becomes 0: alone in its batch, every example "
        "looks the same. Frozen statistics tell them apart.",
    )
    largest = max(float(np.abs(each.single_training).max()) for each in results)
    spreads = span([float(each.single_test.std()) for each in results], 2)
    spread = f"drawn is seed {seeds[0]}; in training none is further than {number(largest)} from 0"
    spread += f", at test their deviation is {spreads}"
    return told(panel, "x̂ of one example alone, statistics of all batches frozen", sizes, seeds, spread)


def _of(seeds: range) -> list[str]:
    """What stands behind the names of columns: nothing for the first seed."""
    return ["", *(f", seed {seed}" for seed in seeds[1:])]


def _exchanged(
    results: list[Result], weight: float, seeds: range, sizes: str, listed: list[int], seen: list[int]
) -> Panel:
    """The running mean of one unit with both meanings of one and the same momentum."""
    first, *others = [
        [_means(each, means).tolist() for means in (each.running_mean, each.exchanged_mean)] for each in results
    ]
    same, other = first
    whole = float(_means(results[0], results[0].whole_mean))
    panel = Panel(
        "momentum",
        f"momentum={number(weight)}, copied from PyTorch to Keras",
        "The running mean of one unit where the same momentum is the weight of the new batch, and of the old average.",
        line_chart(
            [
                *(Line("", seen, [course[t] for t in seen], "grey") for each in others for course in each),
                Line("all batches", [0, seen[-1]], [whole] * 2, "theory"),
                Line("Keras, ONNX", seen, [other[t] for t in seen], "ink"),
                Line("PyTorch", seen, [same[t] for t in seen], "accent"),
            ],
            Scale("batches seen"),
            Scale("running mean of one unit, in deviations from the true one"),
        ),
        Table(
            ("batches seen", *(f"{name}{which}" for which in _of(seeds) for name in ("PyTorch", "Keras, ONNX"))),
            tuple((t, *(course[t] for each in (first, *others) for course in each)) for t in listed),
        ),
        f"The same batches and the same number: each new batch weighs {number(weight)} in PyTorch and "
        f"{number(round(1 - weight, 9))} in Keras and ONNX.",
    )
    spread = f"black and blue are seed {seeds[0]}, grey lines the others, each with a unit of its own"
    return told(panel, "running mean of one unit, seen from its true mean", sizes, seeds, spread)
