"""Lesson: all sixteen choices of axes. What each of them notices, and why convolutions normalize channel by channel."""

import numpy as np

from app.core.axes import layout_by_key
from app.core.precision import Doubles
from app.describe import counted
from app.experiments.choices import ALL, Settings, choose, noticed
from app.figures.numbers import number, span
from app.lessons.contrast import CHOSEN, NAMES
from app.lessons.lesson import Choice as Answer
from app.lessons.lesson import Control, Lesson, Prediction, Shown, Values
from app.lessons.sixteen_panels import (
    ALONE,
    ROUNDING,
    SEEDS,
    SIDE,
    SPACE,
    TESTS,
    Run,
    changes_panel,
    pictures_panel,
    table_of_results,
)
from app.sources import PICTURES, generate
from app.sources.photographs import order


def run(values: Values) -> Shown:
    """Every choice of axes, beside other companions for each seed."""
    seeds = range(values["seed"], values["seed"] + SEEDS)
    settings = Settings(moved=values["moved"])
    runs: list[Run] = [
        {each.letters: each for each in choose(_batch(values["picture"], values["batch"], seed), settings)}
        for seed in seeds
    ]
    letters = tuple(values["axes"].replace("-", ""))
    alone, space = ([one[each].moved for one in runs] for each in (ALONE, SPACE))
    passed = {ALONE: max(alone) < ROUNDING, SPACE: max(space) < ROUNDING}
    right = {(True, True): "both", (True, False): "alone", (False, True): "space", (False, False): "neither"}[
        passed[ALONE], passed[SPACE]
    ]
    agreed = [
        sum((getattr(one[each], test) > ROUNDING) == noticed(each)[test] for each in ALL for test, _ in TESTS)
        for one in runs
    ]
    failing = sum(max(one[each].moved for one in runs) > ROUNDING for each in ALL)
    first = runs[0]
    measured = (
        f"Seeds {seeds[0]}–{seeds[-1]} of the companions: the {NAMES[values['picture']]} in batches of "
        f"{values['batch']} photographs of {SIDE} × {SIDE} pixels, ε = {number(settings.epsilon)}. It is moved by "
        f"{counted(values['moved'], 'pixel', 'pixels')}: averaged over N alone its x̂ change by {span(alone)} (root "
        f"mean square; x̂ are about 1), over N, H and W by {span(space, 1)}.",
        f"Over N alone there are {counted(first[ALONE].pools, 'mean', 'means')}, each of {values['batch']} values; "
        f"over N, H and W {counted(first[SPACE].pools, 'mean', 'means')}, each of {values['batch'] * SIDE**2}.",
        f"{failing} of the sixteen choices give a moved picture other numbers: those with N but not both of H and W.",
        f"{span(agreed)} of 48 cells of the table are what the axes alone say, in each of {SEEDS} seeds.",
        *(
            ("With all eight in the batch, every seed has the same companions.",)
            if values["batch"] == len(PICTURES)
            else ()
        ),
    )
    holds = passed == {ALONE: False, SPACE: True} and min(agreed) == len(ALL) * len(TESTS)
    sizes = f"{values['batch']} photographs of 3 × {SIDE} × {SIDE} values, moved by {values['moved']}"
    panels = pictures_panel(runs, letters, sizes, seeds), changes_panel(runs, letters, sizes, seeds)
    return Shown(panels, measured, right, holds, {"table": table_of_results(runs)})


def _batch(picture: int, size: int, seed: int) -> Doubles:
    """The picture that is looked at, and its companions."""
    every = generate("photographs", layout_by_key("image"), (len(PICTURES), 3, SIDE, SIDE), 0)
    others = [place for place in order(seed) if place != picture]
    return np.asarray(every[[picture, *others[: size - 1]]], np.float64)


AXES = tuple(("".join(letters) or "-", ", ".join(letters) or "no axis") for letters in ALL)
SIXTEEN = Lesson(
    "sixteen-choices",
    "All sixteen choices of axes",
    "Any subset of N, C, H and W can be averaged over. What does each of them notice, and why do convolutional "
    "networks use the one they use?",
    "batch norm over N alone gives a picture that is moved other numbers, over N, H and W it gives the same ones, "
    "moved along; and what a choice of axes notices follows from the axes alone.",
    (9, 39, 41),
    (
        Control("picture", "The", 0, choices=CHOSEN),
        Control("batch", "in a batch of", 4, choices=((2, "2"), (4, "4"), (8, "8")), unit="photographs"),
        Control("moved", "is moved by", 2, 1, SIDE - 1, unit="pixels;"),
        Control("axes", "look at the average over", "NHW", choices=AXES, unit="·"),
        Control("seed", "companions by seed", 0, 0, 10**6),
    ),
    Prediction(
        "In a fully connected layer batch norm averages over N alone: each hidden unit has a mean of its own. In a "
        "convolutional layer one could do the same, with a mean for each place of each channel, or average over N, H "
        "and W, with one for each channel. One picture of the batch is moved a little. Which of the two gives it the "
        "same numbers as before, moved along?",
        (
            Answer(
                "alone",
                "The one over N alone: a place of a channel is a unit like any other.",
                "Each place is then measured against what the other pictures have at that place. Moved, the "
                "picture meets other means and other deviations. A convolution looks at all places with the same "
                "weights; only a mean that all places share leaves that intact. So the channel is the unit there.",
            ),
            Answer(
                "space",
                "The one over N, H and W.",
                "All places of a channel share their mean, as they share the weights of the convolution.",
            ),
            Answer(
                "both",
                "Both: batch norm is batch norm, whether the unit is a channel or a place.",
                "The one over N alone measures each place against the same place of other pictures. That is right for "
                "the units of a fully connected layer, which have no neighbours; a picture that moves meets other "
                "means.",
            ),
            Answer(
                "neither",
                "Neither: the batch is another one.",
                "The values of the batch are the same ones, in other places. Over N, H and W that makes no difference.",
            ),
        ),
    ),
    run,
    (("All sixteen, drawn", "/axes"), ("The comparison", "/")),
)
