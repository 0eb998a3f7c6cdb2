"""Lesson: training and test. Statistics of the batch, running averages of them, and those of all the data, frozen."""

from math import sqrt

import numpy as np

from app.experiments.running import Result, Settings, follow
from app.figures.curve import Curve, curve_figure
from app.figures.dots import Row, dots_figure
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Panel, Table
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values

SEEDS = 3
"""The experiment is run with so many seeds, one after another from the one that is set."""
NOTHING = 0.01
"""Outputs that lie less than this apart (in deviations) are taken for the same."""
FAR = 1.5
"""A gap is more than noise if it is so many times as large as what noise alone makes."""
ROWS = 40
"""Batches that are listed of a long stream."""


def run(values: Values) -> Shown:
    """Streams of batches, and the gap between training and test after each of them."""
    seeds = range(values["seed"], values["seed"] + SEEDS)
    results = [_follow(values, seed) for seed in seeds]
    still = results if values["drift"] == 0 else [_follow({**values, "drift": 0.0}, seed) for seed in seeds]
    weight, batches, batch = values["weight"], values["batches"], values["batch"]
    gaps = [float(each.gap_running[-1]) for each in results]
    wholes = [each.gap_whole for each in results]
    first = results[0]
    means = [
        float(np.sqrt(np.square((each.running_mean[-1] - each.whole_mean) / each.true_deviation).mean()))
        for each in results
    ]
    left = (1 - weight) ** batches
    alone = max(float(np.abs(each.single_training).max()) for each in results)
    measured = (
        f"Seeds {seeds[0]}–{seeds[-1]}, {batches} batches of {batch}, {Settings().units} units: with the running "
        f"averages of the end, a new batch comes out {_range(gaps)} (root mean square) from where it does in training; "
        f"with the statistics of all batches together, {_range(wholes)}.",
        f"Each new batch weighs {number(weight)}, so {_short(left)} of the running averages is still the start, mean 0 "
        f"and variance 1. Running means lie {_range(means)} deviations from those of all batches together; by noise "
        f"alone it would be about {_short(sqrt(weight / (2 - weight) / batch))}.",
        *_drift(values, results),
        f"One example alone: in training every output is {_short(alone)}, whatever the example; with frozen statistics "
        f"outputs lie between {_short(float(first.single_test.min()))} and {_short(float(first.single_test.max()))}.",
    )
    right = _right(values, gaps, still)
    return Shown(_panels(results, weight), measured, right, right == "noise" and alone == 0)


def _follow(values: Values, seed: int) -> Result:
    return follow(
        Settings(
            batches=values["batches"],
            batch=values["batch"],
            new_weight=values["weight"],
            drift=values["drift"],
            seed=seed,
        )
    )


def _right(values: Values, gaps: list[float], still: list[Result]) -> str:
    """What the gap is made of: compared with the same streams without a drift, and with frozen true statistics."""
    gap = float(np.mean(gaps))
    noise = float(np.mean([each.gap_whole for each in still])) * sqrt(1 + values["weight"] / (2 - values["weight"]))
    if gap < NOTHING:
        return "none"
    if gap <= FAR * noise:
        return "noise"
    return "start" if float(np.mean([each.gap_running[-1] for each in still])) > FAR * noise else "behind"


def _drift(values: Values, results: list[Result]) -> tuple[str, ...]:
    drift, weight = values["drift"], values["weight"]
    if drift == 0:
        return ()
    behind = [
        float(
            np.mean(
                (drift * (values["batches"] - 1) * r.true_deviation + r.true_mean - r.running_mean[-1])
                / r.true_deviation
            )
        )
        for r in results
    ]
    return (
        f"The mean moves by {number(drift)} deviations per batch: running means lag {_range(behind)} deviations behind "
        f"(averaged over units), in the long run (1 − w)/w batches’ drift, {_short(drift * (1 - weight) / weight)}. "
        "Statistics of all batches ever seen are then those of data that are no longer there.",
    )


def _range(values: list[float]) -> str:
    return f"{_short(min(values))} to {_short(max(values))}"


def _short(value: float) -> str:
    return number(float(f"{value:.2g}"))


def _panels(results: list[Result], weight: float) -> tuple[Panel, ...]:
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
        f"Rings: each batch. Blue: running averages, in which each new batch weighs {number(weight)}; the dot is "
        "what is frozen. Dashed: all batches together.",
    )
    seen = list(range(batches + 1))
    gaps = [each.gap_running.tolist() for each in results]
    others = [Line("", seen, gap, "grey") for gap in gaps[1:]]
    gap = Panel(
        "gap",
        "Training against test",
        "How far the outputs of one new batch in training and with the running averages lie apart, by batches seen.",
        line_chart(
            [
                *others,
                Line("all batches", [0, batches], [first.gap_whole] * 2, "dashed"),
                Line("running", seen, gaps[0], "accent"),
            ],
            Scale("batches seen"),
            Scale("root mean square difference of x̂", low=0),
        ),
        Table(
            ("batches seen", *(f"seed {k + 1}" for k in range(len(results)))),
            tuple((t, *(each[t] for each in gaps)) for t in listed),
        ),
        "The same new batch, from the end of the stream, each time. Dashed: with the statistics of all batches. Grey: "
        "the other seeds. The gap does not close, because in training each batch has statistics of its own.",
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
        "Each ring is a unit. A single number is its own mean, so it becomes 0: alone in its batch, every example "
        "looks the same. Frozen statistics tell them apart.",
    )
    return running, gap, alone


TRAINING_AND_TEST = Lesson(
    "training-and-test",
    "Training and test",
    "At test time there may be one example and no batch. Which mean and which deviation is it normalized with?",
    "once the running averages are old and the data stand still, frozen statistics give what training gives, but for "
    "the noise of a batch; and they work for a single example.",
    (11, 12),
    (
        Control("batches", "After", 100, 1, 400, unit="batches"),
        Control("batch", "of", 32, 2, 256, unit="examples, each batch weighing"),
        Control("weight", "w =", 0.1, 0.001, 1, unit="in the running averages,"),
        Control("drift", "while the mean moves by", 0.0, -1, 1, unit="deviations per batch ·"),
        Control("seed", "seed", 0, 0, 10**6),
    ),
    Prediction(
        "Training stops and the running averages are frozen. A new batch is normalized with them, and once more with "
        "its own statistics, as in training. How far apart are the two outputs?",
        (
            Choice(
                "none",
                "Not at all: both describe the same data.",
                "Frozen statistics describe the data; those of a batch describe the few examples in it, and scatter.",
            ),
            Choice(
                "noise",
                "About as far as the statistics of single batches scatter.",
                "Means of M examples scatter by σ/√M, deviations by about σ/√(2M). A larger gap has another cause.",
            ),
            Choice(
                "start",
                "Far: the averages still remember where they started.",
                "After t batches (1 − w)ᵗ of the start is left. That is much or little by w and t: with w = 0.01, "
                "Keras’s default, a third of it is left after 100 batches; with w = 0.1, PyTorch’s, nothing.",
            ),
            Choice(
                "behind",
                "Far: the data have moved on.",
                "Running averages lag (1 − w)/w batches behind. That shows if the mean moves, as it does while the "
                "weights of the layers below change quickly.",
            ),
        ),
    ),
    run,
    (("Training and test for any tensor", "/?view=training"),),
)
