"""Lesson: training and test. Statistics of the batch, running averages of them, and those of all the data, frozen."""

from math import sqrt

import numpy as np

from app.experiments.running import Result, Settings, follow
from app.figures.numbers import number, span
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.lessons.training_and_test_panels import panels

SEEDS = 3
"""The experiment is run with so many seeds, one after another from the one that is set."""
NOTHING = 0.01
"""Outputs that lie less than this apart (in deviations) are taken for the same."""
SAME = 1e-9
"""Running means that lie less than this apart are the same but for rounding."""
FAR = 1.5
"""A gap is more than noise if it is so many times as large as what noise alone makes."""


MOMENTUM = (
    "PyTorch’s momentum, 0.1 by default, is the weight of the new batch. Keras’s, 0.99, and ONNX’s, 0.9, are weights "
    "of the old average, so that w is 0.01 and 0.1."
)


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
    return Shown(
        panels(results, weight, seeds[0]),
        (*measured, _momentum(weight, results)),
        right,
        right == "noise" and alone == 0,
        headings={"momentum": ("Momentum", MOMENTUM)},
        also={"momentum": _copied(results)},
    )


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


def _paces(results: list[Result]) -> tuple[list[float], list[float]]:
    """For each seed, how far running means move with a batch, in deviations: with w, and with 1 - w in its place."""
    ours, theirs = (
        [
            float(np.sqrt(np.square(np.diff(getattr(each, name), axis=0) / each.true_deviation).mean()))
            for each in results
        ]
        for name in ("running_mean", "exchanged_mean")
    )
    return ours, theirs


def _copied(results: list[Result]) -> str:
    """What becomes of a momentum that is copied from one library to another: by how fast the running means move."""
    apart = max(float(np.abs(each.running_mean - each.exchanged_mean).max()) for each in results)
    if apart < SAME:
        return "same"
    ours, theirs = _paces(results)
    return "follows" if float(np.mean(theirs)) > float(np.mean(ours)) else "sticks"


def _momentum(weight: float, results: list[Result]) -> str:
    """How far apart the same number takes the libraries."""
    apart = [
        float(np.sqrt(np.square((each.running_mean - each.exchanged_mean)[-1] / each.true_deviation).mean()))
        for each in results
    ]
    ours, theirs = _paces(results)
    return (
        f"momentum={number(weight)} copied to Keras or ONNX gives each new batch {number(round(1 - weight, 9))}: the "
        f"running means at the end are {_range(apart)} deviations apart, and with every batch they move by "
        f"{_range(theirs)} deviations, PyTorch’s by {_range(ours)} (root mean square). The same averages need "
        f"momentum={number(round(1 - weight, 9))} there."
    )


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
    return span(values, 2)


def _short(value: float) -> str:
    return number(float(f"{value:.2g}"))


TRAINING_AND_TEST = Lesson(
    "training-and-test",
    "Training and test",
    "At test time there may be one example and no batch. Which mean and which deviation is it normalized with?",
    "once the running averages are old and the data stand still, frozen statistics give what training gives, but for "
    "the noise of a batch; and they work for a single example.",
    (11, 12),
    (
        Control("batches", "After", 100, 1, 400, unit="batches"),
        Control("batch", "of", 32, 2, 128, unit="examples, each batch weighing"),
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
        about="The gap",
    ),
    run,
    (("Training and test for any tensor", "/?view=training"),),
    further=(
        Prediction(
            "In PyTorch this network has momentum = w. Rewritten for Keras, it is given the same number. What becomes "
            "of its running averages?",
            (
                Choice(
                    "same",
                    "They are the same: momentum is momentum.",
                    "The word has two meanings. In PyTorch it is the weight of the new batch, in Keras and ONNX that "
                    "of the old average. What PyTorch calls 0.1, Keras calls 0.9; only at 0.5 do they agree.",
                ),
                Choice(
                    "follows",
                    "They follow every batch: almost nothing of the older ones is left.",
                    "The new batch then weighs 1 − w. The averages are hardly averages any more, and what is "
                    "frozen for the test is the last batch.",
                ),
                Choice(
                    "sticks",
                    "They hardly move, and stay near where they started.",
                    "That is what comes of copying a number above 0.5, such as Keras’s own 0.99 read the other way.",
                ),
            ),
            key="momentum",
            about="Momentum",
        ),
    ),
)
