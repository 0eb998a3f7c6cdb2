"""Lesson: sequences. Sentences of different lengths, filled up with zeros: whose statistics count the zeros?"""

from dataclasses import replace

import numpy as np

from app.experiments.sequences import KEYS, Padded, Result, Settings, compare
from app.figures.numbers import number, span
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.lessons.sequences_panels import LENGTHS, NAMES, errors_panel, said, statistics_panel, tokens_panel

SEEDS = 5
PADDINGS = (0, 1, 2, 4, 8, 16, 32, 64)
ROUNDING = 1e-9
"""Changes below this are none: float64 makes 10⁻¹⁵."""


def run(values: Values) -> Shown:
    """The same sentences in tensors of growing length."""
    lengths = tuple(int(length) for length in values["lengths"].split(","))
    padding = values["padding"]
    seeds = range(values["seed"], values["seed"] + SEEDS)
    paddings = tuple(sorted({*PADDINGS, padding}))
    settings = Settings(lengths, paddings=paddings, mean=values["mean"], seed=seeds[0])
    results = [compare(replace(settings, seed=seed)) for seed in seeds]
    here = [result.padded[paddings.index(padding)] for result in results]
    changed = [key for key in KEYS if max(each.change[key] for each in here) > ROUNDING]
    right = "none" if not changed else "all" if "layer" in changed else "tokens" if "instance" in changed else "batch"
    listed = [f"{NAMES[key]} {span(each.change[key] for each in here)}" for key in KEYS]
    beside = (
        f"The first sentence in the shortest tensor, beside other sentences of the same lengths: "
        f"{_each(results, 'companions')}.",
        f"The same sentence alone, without padding: {_each(results, 'alone')}.",
        f"The same at test time, with statistics of another batch frozen where a norm has any to freeze: "
        f"{_each(results, 'frozen')}.",
    )
    measured = (
        f"Seeds {seeds[0]}–{seeds[-1]}, {said(lengths)} with {settings.width} "
        f"features in a tensor of {here[0].tokens}: {number(100 * round(here[0].real, 4))} % of the tokens are real. "
        f"Largest error of a real token’s x̂, in standard deviations: {', '.join(listed)}.",
        *(beside if len(lengths) > 1 else ("It is the only sentence: there are none beside it, nor another batch.",)),
        f"Batch norm’s means and variances are those of the formulas f m and f v + f (1 − f) m², up to "
        f"{number(float(f'{max(_off(each) for each in here):.1g}'))}.",
    )
    holds = (
        "layer" not in changed
        and "batch" in changed
        and max(getattr(each, what)["layer"] for each in results for what in ("companions", "alone", "frozen"))
        < ROUNDING
    )
    panels = (
        errors_panel(results, padding, settings, seeds),
        tokens_panel(results, here, settings, seeds),
        statistics_panel(results, settings, seeds),
    )
    return Shown(panels, measured, right, holds)


def _each(results: list[Result], what: str) -> str:
    """The changes of every method."""
    return ", ".join(f"{NAMES[key]} {span(getattr(each, what)[key] for each in results)}" for key in KEYS)


def _off(padded: Padded) -> float:
    means = np.abs(padded.mean - padded.expected_mean).max()
    return float(max(means, np.abs(padded.variance - padded.expected_variance).max()))


SEQUENCES = Lesson(
    "sequences",
    "Sequences",
    "Sentences differ in length, so the short ones are filled up with zeros. Which normalization notices the filling?",
    "layer norm, taken at each token, gives a token the same output whatever stands beside it, in training and at test "
    "time; batch norm over batch and tokens does not.",
    (29, 30, 32, 33, 47, 48),
    (
        Control(
            "lengths", "Sentences of", "3,5,8,4", choices=tuple(LENGTHS.items()), unit="tokens, filled up with zeros"
        ),
        Control("padding", "and", 8, 0, 64, unit="more zeros each;"),
        Control("mean", "features about", 0.5, -3, 3, unit="·"),
        Control("seed", "seed", 0, 0, 10**6),
    ),
    Prediction(
        "The real tokens stay as they are, only zeros stand behind them. For which norms do the real tokens come out "
        "wrong, that is, not as statistics over the real tokens alone would have it?",
        (
            Choice(
                "none",
                "For none: all three come out right.",
                "Zeros add nothing to a sum, but they are counted: the same sum is divided by more tokens. Only where "
                "nothing is filled up, nothing is wrong.",
            ),
            Choice(
                "batch",
                "For batch norm only: it is the one that looks at other sentences.",
                "Padding need not come from other sentences: instance norm averages over the tokens of one sentence, "
                "and the zeros behind it are among them.",
            ),
            Choice(
                "tokens",
                "For batch norm and instance norm: both average over tokens.",
                "Layer norm takes its mean over the features of one token, so there is no other token in it.",
            ),
            Choice(
                "all",
                "For all three: layer norm takes its statistics across the tokens too.",
                "A common misreading. In a sequence model each token has a mean and a variance of its own, over its "
                "features; the tokens are never mixed. Layer norm of pictures, over C, H and W, does mix positions.",
            ),
        ),
    ),
    run,
    (("Batch norm over (N, T) as a cube", "/?layout=sequence"),),
)
