"""Lesson: rescaling the weights changes nothing, where a normalization follows them."""

import numpy as np

from app.experiments import invariance
from app.experiments.rescaling import Result, Settings, rescale
from app.figures.numbers import number, span
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.lessons.rescaling_panels import (
    NORMS,
    cells_panel,
    change_panel,
    family_panel,
    gradient_panel,
    line_of,
    table_of_results,
)

SEEDS = 3
ALPHAS = tuple(float(10 ** (power / 2)) for power in range(-6, 7))
"""Drawn for every lesson; the one that is set is measured too."""
SAME = 0.01
"""A change of the outputs by so small a part is called none: ε = 10⁻⁵ makes less, rounding far less."""


def run(values: Values) -> Shown:
    """The change of the outputs over α, the family of equivalent weights, and the table of invariances."""
    alpha, norm, epsilon = values["alpha"], values["norm"], float(values["epsilon"])
    seeds = range(values["seed"], values["seed"] + SEEDS)
    alphas = tuple(sorted({*ALPHAS, alpha, 1.0}))
    results = [rescale(Settings(alphas=alphas, epsilon=epsilon, seed=seed)) for seed in seeds]
    tables = [invariance.measure(invariance.Settings(seed=seed)) for seed in seeds]
    at = alphas.index(alpha)
    changes = [float(line_of(result, norm).change[at]) for result in results]
    agreed = [sum(cell.invariant == cell.claimed for cell in cells) for cells in tables]
    families = [result.family for result in results]
    right = _right(results, norm, at)
    first = Settings()
    measured = (
        f"Seeds {seeds[0]}–{seeds[-1]}, {first.samples} examples, {first.hidden} hidden units: with {NORMS[norm]} and "
        f"ε = {number(epsilon)}, α = {number(alpha)} changes the outputs by {span(changes)} of their size.",
        f"{first.members} other first layers a seed, every unit with a factor from 0.1 to 10 and a bias of its own, "
        f"{span(np.concatenate([each.distance for each in families]))} of the weights’ size away: batch norm’s "
        f"outputs differ by at most {span([max(each.change.max() for each in families)])}, those without a norm by "
        f"{span(np.concatenate([each.without_norm for each in families]))}.",
        f"So behind batch norm a factor and a bias of each of {first.hidden} units have no effect: "
        f"{2 * first.hidden} of the {first.hidden * (first.inputs + 1)} numbers of the layer. γ and δ of batch norm "
        f"put back {2 * first.hidden}.",
        f"The gradient of the weights stands at right angles to them: largest cosine of a unit "
        f"{span([max(np.abs(each.angle).max() for each in families)])}.",
        f"{span(agreed)} of 18 cells of the table agree with the paper, in each of {SEEDS} seeds.",
    )
    equivalent = max(each.change.max() for each in families) < SAME < min(each.without_norm.min() for each in families)
    holds = right == "same" and bool(equivalent) and min(agreed) == len(tables[0])
    panels = (
        change_panel(results, alpha, norm, seeds),
        family_panel(families, seeds),
        gradient_panel(results, seeds),
        cells_panel(tables, seeds),
    )
    return Shown(panels, measured, right, holds, {"table": table_of_results(tables)})


def _right(results: list[Result], norm: str, at: int) -> str:
    """What α does in the worst of the seeds: nothing; y - b₂ times α, as at all other α; or something else."""
    lines = [line_of(result, norm) for result in results]
    if max(line.change[at] for line in lines) < SAME:
        return "same"
    steps = [line.change / np.abs(result.alphas - 1).clip(1e-300) for line, result in zip(lines, results, strict=True)]
    straight = all(np.allclose(step[result.alphas != 1], step[at]) for step, result in zip(steps, results, strict=True))
    return "factor" if straight else "partly"


RESCALING = Lesson(
    "rescaling",
    "Rescaling the weights changes nothing",
    "All weights and biases of a layer are multiplied by the same number. What does a network notice that normalizes "
    "right after it?",
    "behind a norm the outputs do not notice that the weights and biases before it are multiplied by a number, so that "
    "a large family of weights does the same.",
    (13, 14, 15, 16, 17),
    (
        Control("alpha", "The first layer’s weights and biases times α =", 10.0, 0.001, 1000, unit=","),
        Control("norm", "behind it", "batch", choices=tuple(NORMS.items())),
        Control("epsilon", "with ε =", "1e-5", choices=(("1e-5", "10⁻⁵"), ("1e-3", "10⁻³"), ("0", "0")), unit="·"),
        Control("seed", "seed", 0, 0, 10**6),
    ),
    Prediction(
        "What happens to the outputs y of the network at the α that is set?",
        (
            Choice(
                "factor",
                "They follow: y − b₂ is multiplied by α.",
                "The values before the norm are, and so is y − b₂ where there is no norm. But a norm divides by a "
                "deviation that carries the same factor: there α cancels.",
            ),
            Choice(
                "partly",
                "They change, though not by the factor α.",
                "Behind a norm only ε can do that. The value, its mean and its deviation all carry α, ε does not: it "
                "is felt where α² times the variance is hardly larger than ε.",
            ),
            Choice(
                "same",
                "Nothing: they change by less than 1 %.",
                "The deviation that the norm divides by carries α too, so it cancels. That takes a norm, and weights "
                "not so small that ε is felt; or α = 1, which changes nothing anywhere.",
            ),
        ),
    ),
    run,
)
