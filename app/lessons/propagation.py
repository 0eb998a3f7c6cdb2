"""Lesson: stable forward propagation. The size of activations and gradients from block to block, at initialization."""

from math import log

import numpy as np

from app.core.precision import Doubles
from app.experiments.propagation import Settings, propagate
from app.figures.numbers import number, span
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.lessons.propagation_panels import (
    QUANTITIES,
    SQUARE,
    UNIT,
    Runs,
    backward_panel,
    dial_panel,
    forward_panel,
    sizes_of,
)

SEEDS = 3
OFF = 0.15
"""How far the average over seeds may be from what is claimed, as a part of it: weights and inputs are random."""


def run(values: Values) -> Shown:
    """All schemes with each seed; the scheme with batch norm also with other scales."""
    depth, scale, quantity = values["depth"], values["scale"], values["quantity"]
    seeds = range(values["seed"], values["seed"] + SEEDS)
    settings = [Settings(depth, values["width"], values["batch"], values["gain"], scale, seed=seed) for seed in seeds]
    runs: Runs = [{course.scheme.key: course for course in propagate(each)} for each in settings]
    doubling = [_growth(sizes_of(each["residual"], quantity)) for each in runs]
    added = [_added(sizes_of(each["residual-batch"], quantity)) for each in runs]
    other = UNIT if quantity == SQUARE else SQUARE
    plain, stable = ([float(sizes_of(each[key], quantity)[-1]) for each in runs] for key in ("plain", "plain-batch"))
    right = _right(np.mean([sizes_of(each["residual-batch"], quantity) for each in runs], axis=0))
    shares = [1 - 1 / (1 + depth * each) for each in added]
    measured = (
        f"Seeds {seeds[0]}–{seeds[-1]}, {depth} blocks of {values['width']} units, {values['batch']} examples, "
        f"{QUANTITIES[quantity]}: times {span(doubling)} in each residual block; with batch norm {span(added)} more in "
        f"each. The claim is times 2 and {number(scale**2)} more"
        + (
            "."
            if values["gain"] == 2
            else f", for weights of variance 2 / width; with these, wide networks make it times "
            f"{number(1 + values['gain'] / 2)} and {number(values['gain'] / 2 * scale**2)} more."
        ),
        f"The other quantity, {QUANTITIES[other]}, in the same runs: times "
        f"{span([_growth(sizes_of(each['residual'], other)) for each in runs])} and "
        f"{span([_added(sizes_of(each['residual-batch'], other)) for each in runs])} more. relu leaves every unit "
        "with a mean of its own, which the mean square contains and the variance over the batch does not: behind batch "
        "norm, in large batches, 1/π of what a block adds is missing.",
        f"After {depth} plain blocks the {QUANTITIES[quantity]} is {span(plain)} "
        + (f"without, {span(stable)} with batch norm." if scale else "without batch norm; with γ = 0 nothing is left."),
        f"Mean square of the gradient at the first block, for 1 at the last: residual "
        f"{span(_first_gradients(runs, 'residual'))}, with batch norm "
        f"{span(_first_gradients(runs, 'residual-batch'))}"
        + (f"; plain with batch norm {span(_first_gradients(runs, 'plain-batch'))}." if scale else "."),
        f"At γ = {number(scale)}, {span(100 * np.array(shares), 2)} % of what leaves the last block was added by the "
        "blocks; the rest is the input.",
    )
    found = [(doubling, 2.0), (added, scale**2), *([(stable, scale**2)] if scale else [])]
    holds = all(abs(float(np.mean(each)) - claimed) <= OFF * claimed for each, claimed in found)
    panels = (
        forward_panel(runs, settings[0], quantity, seeds),
        dial_panel(runs, settings[0], quantity, seeds),
        backward_panel(runs, settings[0], seeds),
    )
    return Shown(panels, measured, right, holds)


def _first_gradients(runs: Runs, key: str) -> list[float]:
    return [float(each[key].gradient[0]) for each in runs]


def _growth(sizes: Doubles) -> float:
    """The factor of a block, were it the same in all."""
    return float((sizes[-1] / sizes[0]) ** (1 / (len(sizes) - 1)))


def _added(sizes: Doubles) -> float:
    """The summand of a block, were it the same in all, in parts of the input."""
    return float((sizes[-1] / sizes[0] - 1) / (len(sizes) - 1))


def _right(sizes: Doubles) -> str:
    """Hardly larger at the end; or a line or doubling, by what lies nearer to the last block's part of the growth."""
    if sizes[-1] < 1.2 * sizes[0]:
        return "stays"
    steps, blocks = np.diff(sizes), len(sizes) - 1
    half = blocks // 2
    later = steps[-half:].sum() / steps[:half].sum()
    return "line" if abs(log(max(later, 1e-9))) < abs(log(max(later, 1e-9)) - (blocks - half) * log(2)) else "doubles"


PROPAGATION = Lesson(
    "stable-propagation",
    "Stable forward propagation",
    "Nothing is trained yet. How large are the values after many blocks, and what does batch norm change about it?",
    "at the start the variance, in the sense that is set, doubles in every residual block; with batch norm in front of "
    "the block it grows linearly, by γ² in each, and stays at γ² in a network without residual connections.",
    (18, 19, 20, 21, 27),
    (
        Control("depth", "Through", 8, 3, 12, unit="blocks"),
        Control("width", "of width", 96, 8, 128, unit=","),
        Control("batch", "with", 96, 4, 96, unit="examples in the batch,"),
        Control("gain", "weights of variance", 2.0, 0.5, 4, unit="/ width,"),
        Control("scale", "scale γ =", 1.0, 0, 4, unit=","),
        Control("quantity", "look at the", SQUARE, choices=tuple(QUANTITIES.items()), unit="·"),
        Control("seed", "seed", 0, 0, 10**6),
    ),
    Prediction(
        "Every residual block adds its result to what came in: h + f(norm(h)). With batch norm at the start of each "
        "block, what happens to the size of h on its way?",
        (
            Choice(
                "stays",
                "It stays as it is.",
                "Batch norm holds the variance at γ², but inside of the block. The sum goes around the norm: what a "
                "block adds comes on top of what was there. Only where γ is near 0 do the blocks add next to nothing.",
            ),
            Choice(
                "line",
                "It grows by the same amount in each block.",
                "Whatever comes in, what the norm lets into the block has size γ², so each block adds the same.",
            ),
            Choice(
                "doubles",
                "It doubles in each block, as without a norm.",
                "It doubles where a block adds as much as came in. Behind a norm the block does not see how much that "
                "was: it adds the same every time.",
            ),
        ),
    ),
    run,
    (("What training makes of the scales", "/lessons/depth"),),
)
