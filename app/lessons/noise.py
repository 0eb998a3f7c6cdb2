"""Lesson: noise that regularizes. One training example, many random batches."""

from math import log, sqrt

from app.experiments.noise import Result, Settings, measure
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Panel, Table
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.lessons.seeds import beside, drawn, rings, told

SIZES = (4, 8, 16, 32, 64, 128, 256)
SEEDS = 5
"""The experiment is run with so many seeds, one after another from the one that is set."""
GROWTH = SIZES[-1] / SIZES[0]
BATCH = Scale("examples in the batch", log=True)
POWERS = {"grows": -0.25, "same": 0.0, "root": 0.5, "whole": 1.0}
"""With which power of the batch size the spread falls, by the prediction."""


def run(values: Values) -> Shown:
    """Spreads over random batches of each size."""
    seeds = range(values["seed"], values["seed"] + SEEDS)
    results = [
        measure(Settings(sizes=SIZES, draws=values["draws"], value=values["value"], side=values["side"], seed=seed))
        for seed in seeds
    ]
    powers = [_power(result) for result in results]
    mean = sum(powers) / SEEDS
    right = min(POWERS, key=lambda key: abs(POWERS[key] - mean))
    alone = max(abs(found - found[0]).max() for result in results for found in result.alone.values())
    count = "1 value" if values["side"] == 1 else f"{values['side']}² values"
    measured = (
        f"Seeds {seeds[0]}–{seeds[-1]}, {values['draws']} batches of each size, {count} of every example in the "
        f"channel: from {SIZES[0]} to {SIZES[-1]} examples the spread of x̂ changes as the batch size to the power of "
        f"{_range([-power for power in powers])}.",
        f"Largest change of the example’s value under layer norm and instance norm in these batches: {number(alone)}.",
        f"The batch’s mean μ spreads {_ratios(results, 'mean')} times σ/√M, its deviation σ "
        f"{_ratios(results, 'deviation')} times σ/√(2M), where M counts the values of the channel in the batch. "
        "The second is an approximation, good from M = 32 on.",
    )
    sizes = f"{values['draws']} batches of each size, {count} of every example"
    return Shown(_panels(results, seeds, sizes), measured, right, right == "root" and alone == 0)


def _power(result: Result) -> float:
    """The exponent p of a spread that falls as size^-p between the smallest and the largest batch."""
    first, last = (result.spreads[k].normalized.std() for k in (0, -1))
    return float(log(first / last) / log(GROWTH))


def _ratios(results: list[Result], what: str) -> str:
    """Measured over expected spread of a batch's mean or deviation, from the least to the largest over all sizes."""
    found = [
        float(getattr(each, f"{what}s").std() / getattr(each, f"expected_sd_of_{what}"))
        for result in results
        for each in result.spreads
    ]
    return _range(found)


def _range(values: list[float]) -> str:
    return f"{number(round(min(values), 3))} to {number(round(max(values), 3))}"


def _panels(results: list[Result], seeds: range, count: str) -> tuple[Panel, ...]:
    sizes = [each.size for each in results[0].spreads]
    theory = [each.expected_sd for each in results[0].spreads]
    still = [0.0 for _ in sizes]
    spread, *spreads = [[float(each.normalized.std()) for each in one.spreads] for one in results]
    ghost, *ghosts = [[float(each.ghost.std()) for each in one.spreads] for one in results]
    table = Table(
        ("examples", "batch norm", "ghost batch norm of 256", "expected"),
        tuple(zip(sizes, spread, ghost, theory, strict=True)),
    )
    value = Panel(
        "value",
        "The example’s normalized value",
        "Standard deviation of one example’s normalized value over random batches, against the batch size: it falls "
        "for batch norm and is zero for layer and instance norm.",
        line_chart(
            [
                *(Line("", sizes, each, "grey") for each in spreads),
                *rings(sizes, ghosts, "grey"),
                Line("batch norm", sizes, spread, "accent", marked=True),
                Line("ghost, of 256", sizes, ghost, "ink", marked=True, joined=False),
                Line("√((1+v²/2)/M)", sizes, theory, "theory"),
                Line("layer, instance", sizes, still, "dashed"),
            ],
            Scale("examples in the batch, or in the virtual batch", log=True),
            Scale("standard deviation of x̂", low=-0.02),
        ),
        beside(table, seeds, [[*each, theory] for each in zip(spreads, ghosts, strict=True)]),
        "The rings of ghost batch norm are parts of one batch of 256: the size of a part sets the noise.",
    )
    found = [
        [[float(getattr(each, what).std()) for each in one.spreads] for what in ("means", "deviations")]
        for one in results
    ]
    (means, deviations), *others = found
    expected = [(each.expected_sd_of_mean, each.expected_sd_of_deviation) for each in results[0].spreads]
    of_mean, of_deviation = ([each[k] for each in expected] for k in (0, 1))
    table = Table(
        ("examples", "sd of the mean", "σ/√M", "sd of the deviation", "σ/√(2M)"),
        tuple(zip(sizes, means, of_mean, deviations, of_deviation, strict=True)),
    )
    statistics = Panel(
        "statistics",
        "The batch’s statistics",
        "Standard deviations of the batch mean and of the batch deviation against the batch size; σ/√M and σ/√(2M).",
        line_chart(
            [
                *rings(sizes, [each[0] for each in others], "ink"),
                *rings(sizes, [each[1] for each in others], "grey"),
                Line("of the mean", sizes, means, "ink", marked=True, joined=False, filled=True),
                Line("σ/√M", sizes, of_mean, "theory"),
                Line("of the deviation", sizes, deviations, "grey", marked=True, joined=False, filled=True),
                Line("σ/√(2M)", sizes, of_deviation, "theory"),
            ],
            BATCH,
            Scale("standard deviation over batches", log=True),
        ),
        beside(table, seeds, [[a, of_mean, b, of_deviation] for a, b in others]),
        "Thin dashes: the formulas.",
    )
    return (
        told(value, "spread of one x̂ over the batches", count, seeds, drawn(seeds, "grey lines and grey rings")),
        told(
            statistics,
            "spread of the batch’s own mean and deviation",
            count,
            seeds,
            f"dots are seed {seeds[0]}, rings the others",
        ),
    )


NOISE = Lesson(
    "noise",
    "Noise that regularizes",
    "The same training example comes in another batch each time. How much of what the network sees of it changes?",
    "batch norm shows an example differently in every batch, with a spread that falls as one over the root of the "
    "batch size; layer and instance norm show it the same.",
    (24, 25),
    (
        Control("value", "An example whose value is", 1.0, -5, 5, unit="deviations from the mean,"),
        Control("side", "in a channel of", 1, choices=((1, "1 value"), (2, "2 × 2 values"), (3, "3 × 3 values"))),
        Control("draws", "in", 400, 20, 400, unit="random batches of each size ·"),
        Control("seed", "seed", 0, 0, 10**6),
    ),
    Prediction(
        f"Batches grow from {SIZES[0]} to {SIZES[-1]} examples, {GROWTH:.0f} times as many. What happens to the spread "
        "of this one example’s normalized value?",
        (
            Choice(
                "same",
                "It stays about the same.",
                "The example does not change, but the mean and the deviation that it is measured against do: they "
                "belong to whoever else is in the batch.",
                "Not because the example does not change, though: it lies so far out that it makes up much of a small "
                "batch’s mean and deviation itself, which holds its value in place. With more examples that ends.",
            ),
            Choice(
                "grows",
                "It grows.",
                "More examples make better estimates. Only an example that lies very far out is held in place by small "
                "batches, because it makes up most of their mean and deviation itself.",
                "It lies so far out that in a small batch it makes up most of mean and deviation itself, and comes out "
                "near the same value whoever else is there.",
            ),
            Choice("root", f"It falls to about 1/{sqrt(GROWTH):.0f}.", "Averages of M values scatter as σ/√M."),
            Choice(
                "whole",
                f"It falls to about 1/{GROWTH:.0f}.",
                "The variance of an average falls so; its deviation falls only as the root of it.",
            ),
        ),
    ),
    run,
    (("Whether it regularizes, measured", "/lessons/small-batches"),),
)
