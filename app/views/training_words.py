"""What is said about training and test beside its pictures: measured on the tensor, or true of the convention."""

import numpy as np

from app.core.conventions import Convention
from app.core.methods import METHODS
from app.core.moments import moments
from app.core.normalize import Place, normalize
from app.describe import counted
from app.figures.numbers import number
from app.recipe import OWN
from app.run import Outcome
from app.sources import source_by_key
from app.training import MOST_DRAWN, Training


def means(convention: Convention) -> str:
    """What the convention's momentum means."""
    momentum = convention.momentum
    if momentum is None:
        return f"{convention.label} freezes the statistics of all training batches together."
    whose = "the new batch" if momentum.of_new else "the old statistics"
    kind = "unbiased" if convention.unbiased else "biased"
    return (
        f"{convention.label}’s {momentum.name}, {number(momentum.default)}, is the weight of {whose};"
        f" its running variance is {kind}."
    )


def bounds(outcome: Outcome, training: Training) -> list[str]:
    """How many batches were left out, where there were too many values in them."""
    if training.seen == training.asked:
        return []
    return [
        f"{counted(training.seen, 'batch was', 'batches were')} drawn of the {training.asked} asked for:"
        f" together they may have {MOST_DRAWN:,} values.".replace(",", "\N{NARROW NO-BREAK SPACE}")
    ]


def origin(outcome: Outcome) -> str:
    """Where the batches come from."""
    recipe = outcome.recipe
    if recipe.source == OWN:
        return "Batches of your own numbers: their samples, drawn again with replacement."
    source = source_by_key(recipe.source)
    if not source.seeded:
        return f"{source.label} has no chance in it: every batch is the same."
    if recipe.source == "photographs":
        return "Every batch has other photographs of the eight, or the same in another order."
    return f"Every batch has other samples from the same source: {source.label}."


def borders(outcome: Outcome) -> list[str]:
    """What happens to batch norm at the smallest sizes, measured on this tensor."""
    recipe, layout = outcome.recipe, outcome.recipe.layout
    place = Place(recipe.epsilon_place)
    cell = tuple(
        slice(i, i + 1) if k < 1 or layout.letters[k] == "C" else slice(None) for k, i in enumerate(recipe.cell)
    )
    alone = outcome.tensor[cell]
    found = []
    for key in ("batch", "instance"):
        method = next(each for each in METHODS if each.key == key)
        pools = method.pools(layout, alone.shape)
        (measured,) = moments(alone, [pools])
        found.append(normalize(alone, pools, measured.mean, measured.variance, epsilon=recipe.epsilon, place=place))
    told = []
    if alone.size > 1:
        apart = float(np.abs(found[0].astype(np.float64) - found[1]).max())
        told.append(
            f"With one sample in a batch, batch norm in training is instance norm: on the pinned sample’s"
            f" {layout.axis('C').one} their largest difference is {number(apart)}."
        )
    one = alone[tuple(slice(1) for _ in alone.shape)]
    pools = METHODS[0].pools(layout, one.shape)
    (measured,) = moments(one, [pools])
    output = normalize(one, pools, measured.mean, measured.variance, epsilon=recipe.epsilon, place=place).item()
    told.append(
        f"With one value in a pool, x̂ is {number(output)} whatever the value is; PyTorch raises an error instead."
    )
    return told
