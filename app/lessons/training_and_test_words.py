"""Lesson: training and test, its numbers in words: gaps, what is left of the start, lags, and momentum exchanged."""

from math import sqrt

import numpy as np

from app.describe import counted
from app.experiments.running import Result, Settings
from app.figures.numbers import number, span
from app.lessons.lesson import Values

NOTHING = 0.01
"""Outputs that lie less than this apart (in deviations) are taken for the same."""
SAME = 1e-9
"""Running means that lie less than this apart are the same but for rounding."""
FAR = 1.5
"""A gap is more than noise if it is so many times as large as what noise alone makes."""


def sentences(values: Values, results: list[Result], seeds: range) -> tuple[str, ...]:
    """What was measured."""
    weight, batches, batch = values["weight"], values["batches"], values["batch"]
    gaps = [float(each.gap_running[-1]) for each in results]
    wholes = [each.gap_whole for each in results]
    means = [
        float(np.sqrt(np.square((each.running_mean[-1] - each.whole_mean) / each.true_deviation).mean()))
        for each in results
    ]
    left = (1 - weight) ** batches
    alone = max(float(np.abs(each.single_training).max()) for each in results)
    single = np.concatenate([each.single_test for each in results])
    return (
        f"Seeds {seeds[0]}–{seeds[-1]}, {counted(batches, 'batch', 'batches')} of {batch}, {Settings().units} units: "
        f"with the running averages of the end, a new batch comes out {_range(gaps)} (root mean square) from where it "
        "does in training; "
        f"with the statistics of all batches together, {_range(wholes)}.",
        f"Each new batch weighs {number(weight)}, so {_short(left)} of the running averages is still the start, mean 0 "
        f"and variance 1. Running means lie {_range(means)} deviations from those of all batches together; noise "
        f"alone, in the long run, makes about {_short(sqrt(weight / (2 - weight) / batch))}.",
        *_drift(values, results),
        f"One example alone: in training every output is {_short(alone)}, whatever the example; with frozen statistics "
        f"outputs lie between {_short(float(single.min()))} and {_short(float(single.max()))}.",
        _momentum(weight, results),
    )


def why_apart(values: Values, results: list[Result], still: list[Result]) -> str:
    """What the gap is made of: compared with the same streams without a drift, and with frozen true statistics."""
    gap = float(np.mean([each.gap_running[-1] for each in results]))
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


def copied(results: list[Result]) -> str:
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
            * np.sign(drift)
        )
        for r in results
    ]
    return (
        f"The mean moves by {number(drift)} deviations per batch: running means lag {_range(behind)} deviations behind "
        f"(averaged over units), in the long run (1 − w)/w batches’ drift, "
        f"{_short(abs(drift) * (1 - weight) / weight)}. Statistics of all batches ever seen are then those of data "
        "that are no longer there.",
    )


def _range(values: list[float]) -> str:
    return span(values, 2)


def _short(value: float) -> str:
    return number(float(f"{value:.2g}"))
