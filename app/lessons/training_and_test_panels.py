"""Lesson: training and test, its pictures: statistics of one unit, the gap, a batch of one, and momentum exchanged."""

import numpy as np

from app.experiments.running import Result
from app.figures.curve import Curve, curve_figure
from app.figures.dots import Row, dots_figure
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Panel, Table

DRAWN = 100
"""Moments of a long stream that are drawn where every one would say no more."""
ROWS = 40
"""Batches that are listed of a long stream."""


def panels(results: list[Result], weight: float, seed: int) -> tuple[Panel, ...]:
    """The pictures; every figure of one stream is that of the first seed."""
    first = results[0]
    unit = int(np.argmax(np.abs(first.true_mean) / first.true_deviation))
    batches = len(first.batch_mean)
    step = max(1, -(-batches // ROWS))
    listed = [t for t in range(batches + 1) if t % step == 0 or t == batches]
    curves = [
        Curve(
            "mean",
            first.batch_mean[:, unit].tolist(),
            first.running_mean[:, unit].tolist(),
            float(first.whole_mean[unit]),
        ),
        Curve(
            "variance",
            first.batch_variance[:, unit].tolist(),
            first.running_variance[:, unit].tolist(),
            float(first.whole_variance[unit]),
        ),
    ]
    rows = tuple(
        (
            t,
            float(first.batch_mean[t - 1, unit]) if t else "",
            float(first.running_mean[t, unit]),
            float(first.batch_variance[t - 1, unit]) if t else "",
            float(first.running_variance[t, unit]),
        )
        for t in listed
    )
    running = Panel(
        "running",
        "The statistics of one unit",
        "Mean and variance of one unit in every batch, their running averages, and those of all batches together.",
        curve_figure(curves, 2),
        Table(("batches seen", "mean of the batch", "running mean", "variance of the batch", "running variance"), rows),
        f"Seed {seed}. Rings: each batch. Blue: running averages, in which each new batch weighs {number(weight)}; the "
        "dot is what is frozen. Dashed: all batches together.",
    )
    seen = _moments(batches)
    gaps = [each.gap_running.tolist() for each in results]
    others = [Line("", seen, [gap[t] for t in seen], "grey") for gap in gaps[1:]]
    gap = Panel(
        "gap",
        "Training against test",
        "How far the outputs of one new batch in training and with the running averages lie apart, by batches seen.",
        line_chart(
            [
                *others,
                Line("all batches", [0, batches], [first.gap_whole] * 2, "dashed"),
                Line("running", seen, [gaps[0][t] for t in seen], "accent"),
            ],
            Scale("batches seen"),
            Scale("root mean square difference of x̂", low=0),
        ),
        Table(
            ("batches seen", *(f"seed {seed + k}" for k in range(len(results)))),
            tuple((t, *(each[t] for each in gaps)) for t in listed),
        ),
        "The same new batch, from the end of the stream, each time. Dashed: with the statistics of all batches. Blue: "
        f"seed {seed}, grey: the others. The gap does not close: in training each batch has statistics of its own.",
    )
    units = len(first.single_test)
    alone = Panel(
        "alone",
        "A batch of one",
        "One example alone: all its outputs in training, and with frozen statistics.",
        dots_figure(
            [
                Row("in training", first.single_training.tolist(), ("its own mean",)),
                Row("at test", first.single_test.tolist(), ("frozen mean",)),
            ],
            f"x̂ of {units} units",
        ),
        Table(
            ("unit", "in training", "at test"),
            tuple(
                (k + 1, float(a), float(b))
                for k, (a, b) in enumerate(zip(first.single_training, first.single_test, strict=True))
            ),
        ),
        f"Seed {seed}. Each ring is a unit. A single number is its own mean, so it becomes 0: alone in its batch, "
        "every example looks the same. Frozen statistics tell them apart.",
    )
    return running, gap, alone, _exchanged(results, weight, seed, unit, listed)


def _moments(last: int) -> list[int]:
    """Those of a stream that are drawn, from the start to its last batch."""
    return [t for t in range(last + 1) if t % -(-last // DRAWN) == 0 or t == last]


def _exchanged(results: list[Result], weight: float, seed: int, unit: int, listed: list[int]) -> Panel:
    """The running mean of one unit with both meanings of one and the same momentum."""
    first = results[0]
    same, other = (each[:, unit].tolist() for each in (first.running_mean, first.exchanged_mean))
    last = len(same) - 1
    seen = _moments(last)
    return Panel(
        "momentum",
        f"momentum={number(weight)}, copied from PyTorch to Keras",
        "The running mean of one unit where the same momentum is the weight of the new batch, and of the old average.",
        line_chart(
            [
                Line("all batches", [0, last], [float(first.whole_mean[unit])] * 2, "theory"),
                Line("Keras, ONNX", seen, [other[t] for t in seen], "ink"),
                Line("PyTorch", seen, [same[t] for t in seen], "accent"),
            ],
            Scale("batches seen"),
            Scale("running mean of one unit"),
        ),
        Table(
            ("batches seen", "PyTorch", "Keras, ONNX"),
            tuple((t, same[t], other[t]) for t in listed),
        ),
        f"Seed {seed}. The same batches and the same number: each new batch weighs {number(weight)} in PyTorch and "
        f"{number(round(1 - weight, 9))} in Keras and ONNX.",
    )
