"""Lesson: small batches. What a few values tell of a mean and a variance, and what a network makes of it."""

from dataclasses import replace

import numpy as np

from app.experiments.small_batches import Estimates, Settings, estimate
from app.figures.numbers import number, span
from app.lessons import few_examples
from app.lessons.batch_sizes import FELL, REFERENCE, losses, told, trained, trained_panels, verdict
from app.lessons.few_examples_panels import panels as gap_panels
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.lessons.small_batches_panels import statistics
from app.sources.digits import CREDIT

SEEDS = 5
"""The statistics are measured with so many seeds, one after another from the one that is set."""
ERRORS = 5
"""A measured average agrees with a formula if it is at most so many of its standard errors off."""


def run(values: Values) -> Shown:
    """Estimates from batches of each size, measured now; the finished trainings; and the published numbers."""
    size, seeds = values["size"], range(values["seed"], values["seed"] + SEEDS)
    asked = Settings(draws=values["draws"], side=values["side"], distribution=values["distribution"])
    results = [estimate(replace(asked, seed=seed)) for seed in seeds]
    done = trained()
    agreed = all(_agrees([result[k] for result in results]) for k in range(len(asked.sizes)))
    right = verdict(done.lost("batch", size), done.lost("group", size))
    few = few_examples.few()
    regular = few_examples.verdict(*few.difference(("ghost", few_examples.PART), ("ghost", few_examples.WHOLE)))
    measured = (
        _variances(results, seeds, values),
        *_pair(results),
        *losses(done, size),
        *few_examples.sentences(few),
    )
    worse = verdict(done.lost("batch", 2), done.lost("group", 2)) == "batch"
    headings = {
        "variance": ("What a batch knows of its channel", "Measured now, with your settings."),
        "sizes": ("What a network makes of it", told(done)),
        "gap": ("Whether the noise regularizes", few_examples.told(few)),
    }
    panels = *statistics(results, asked, seeds), *trained_panels(done, size), *gap_panels(few)
    return Shown(panels, measured, right, agreed and worse, headings=headings, also={"gap": regular})


def _agrees(found: list[Estimates]) -> bool:
    """Whether the mean of the biased variance over all draws and seeds is (M - 1)/M, within its standard errors."""
    variances = np.concatenate([each.batch_variance for each in found])
    allowed = ERRORS * variances.std() / np.sqrt(len(variances)) + 1e-12
    return bool(abs(variances.mean() - found[0].expected_variance) <= allowed)


def _variances(results: list[tuple[Estimates, ...]], seeds: range, values: Values) -> str:
    shares = []
    for k in (1, 3, 5):
        each = [result[k] for result in results]
        means = [float(one.batch_variance.mean()) for one in each]
        shares.append(
            f"{_range(means)} σ² in batches of {each[0].size} (expected {_short(each[0].expected_variance)}, from "
            f"M = {each[0].batch_pool})"
        )
    group = [float(one.group_variance.mean()) for result in results for one in result]
    return (
        f"Seeds {seeds[0]}–{seeds[-1]}, {values['draws']} batches of each size, "
        f"{DISTRIBUTIONS[values['distribution']]} values: the variance of a batch is in the mean {', '.join(shares)}. "
        f"Group norm’s, from {results[0][0].group_pool} values of one example, is {_range(group)} σ² in all of them."
    )


def _pair(results: list[tuple[Estimates, ...]]) -> tuple[str, ...]:
    """What becomes of two values, where a batch of two has no more."""
    (two,) = (each for each in results[0] if each.size == 2)
    if two.batch_pool != 2:
        return ()
    off = max(each.pair for result in results for each in result if each.size == 2)
    return (
        f"Two values always become −1 and 1 (largest distance from there {_short(off)}, with ε = 0): a batch of two "
        "tells the layers above only which of the two was larger.",
    )


def _short(value: float) -> str:
    return number(float(f"{value:.2g}"))


def _range(values: list[float]) -> str:
    return span(values, 2)


DISTRIBUTIONS = {"gaussian": "Gaussian", "uniform": "uniform", "exponential": "exponential"}
SMALL_BATCHES = Lesson(
    "small-batches",
    "Small batches",
    "Batch norm has to learn from a batch what its channels are like. How small may the batch be?",
    "the statistics of a batch get the worse the smaller it is, and with batches of two batch norm fails where group "
    "norm, which does not look at the batch, is as good as ever.",
    (24, 46, 47),
    (
        Control("size", "Train with batches of", 2, choices=tuple((n, str(n)) for n in (2, 4, 8, 16, 64))),
        Control("draws", f"instead of {REFERENCE}. Below, look at", 400, 20, 500, unit="batches of each size,"),
        Control("side", "channels of", 1, choices=((1, "1 value"), (2, "2 × 2 values"), (4, "4 × 4 values"))),
        Control("distribution", "for each example,", "gaussian", choices=tuple(DISTRIBUTIONS.items())),
        Control("seed", "· seed", 0, 0, 10**6),
    ),
    Prediction(
        f"A network learns handwritten digits with batches of the size you chose instead of {REFERENCE}; the rate "
        f"follows it. With which norm does its score on test pictures fall by more than {100 * FELL:.0f} in 100?",
        (
            Choice(
                "both",
                "With both: small batches make noisy gradients.",
                "The gradients are noisier for both, but the steps are smaller and more. What only batch norm has "
                "is noise in the activations themselves.",
            ),
            Choice("batch", "With batch norm only.", "Its statistics are those of the few examples at hand."),
            Choice(
                "group",
                "With group norm only: it cannot average over examples.",
                "Group norm takes its statistics from each example alone. They are the same in a batch of any size.",
            ),
            Choice(
                "neither",
                "With neither of them.",
                "Down to about eight examples this network bears the noise of batch statistics, but not with fewer.",
                "Down to about eight examples this network bears the noise of batch statistics. With fewer it does "
                "not: try 2 and 4.",
            ),
        ),
        about="Score",
    ),
    run,
    (("The noise of one example’s value", "/lessons/noise"),),
    further=(few_examples.PREDICTION,),
    credit=CREDIT,
)
