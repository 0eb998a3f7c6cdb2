"""Lesson: not interchangeable. One network, one batch of photographs, the norm swapped."""

import numpy as np

from app.core.axes import layout_by_key
from app.describe import counted
from app.experiments.swap import Settings, Swapped, swap
from app.figures.numbers import number, span
from app.lessons.contrast import CHOSEN, NAMES
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.lessons.swapping_panels import (
    LABELS,
    NORMS,
    SAME,
    Run,
    answers_panel,
    apart_panel,
    difference,
    maps_panel,
    noticed,
    planes_panel,
    table_of_results,
)
from app.sources import PICTURES, generate
from app.sources.photographs import order

SEEDS = 3
SIDE = 16


def run(values: Values) -> Shown:
    """Every norm with the same weights; the weights of several seeds."""
    others = [place for place in order(0) if place != values["picture"]]
    every = generate("photographs", layout_by_key("image"), (len(PICTURES), 3, SIDE, SIDE), 0)
    batch = every[[values["picture"], *others[: values["batch"] - 1]]]
    seeds = range(values["seed"], values["seed"] + SEEDS)
    epsilon, groups = float(values["epsilon"]), values["groups"]
    settings = [Settings(norms=NORMS, groups=groups, epsilon=epsilon, seed=seed) for seed in seeds]
    runs = [{each.norm: each for each in swap(batch, one)} for one in settings]
    first, normed = runs[0], NORMS[1:]
    apart = [_apart(one) for one in runs]
    agreeing = sum(len(_winners(one)) == 1 for one in runs)
    right = "same" if apart[0] < SAME else "class" if len(_winners(first)) == 1 else "differ"
    sizes = {norm: [_mean_square(one[norm]) for one in runs] for norm in NORMS}
    strengths = ", ".join(f"{LABELS[norm]} {span(sizes[norm], 2)}" for norm in NORMS)
    group = [difference(one["group"], one["layer"]) for one in runs]
    measured = (
        f"Seeds {seeds[0]}–{seeds[-1]} of the weights, the {NAMES[values['picture']]} in a batch of {values['batch']}: "
        f"the same {first['batch'].weights} weights under every norm, every γ = 1 and δ = 0, "
        f"ε = {number(epsilon)}.",
        f"The answers of two norms differ by {span(apart, 2)} of the largest logit at the most; in {agreeing} of "
        f"{SEEDS} seeds all four name the same class.",
        f"Mean square of this picture behind the first norm: {strengths}.",
        f"Group norm with {counted(groups, 'group', 'groups')} answers {span(group, 2)} away from layer norm. With one "
        f"group both do the same as long as nothing is learned: group norm has {first['group'].added} scales and "
        f"offsets to learn, layer norm {first['layer'].added}.",
    )
    alike = all(
        noticed(one[norm], what) == (norm == "batch")
        for one in runs
        for norm in normed
        for what in ("companions", "frozen", "contrast")
    )
    holds = min(apart) > SAME and alike
    said = f"{values['batch']} photographs of 3 × {SIDE} × {SIDE} values, {settings[0].channels} channels"
    pictures = answers_panel, apart_panel, planes_panel, maps_panel
    panels = tuple(each(runs, said, seeds) for each in pictures)
    return Shown(panels, measured, right, holds, {"table": table_of_results(runs)})


def _winners(one: Run) -> set[int]:
    """The most probable classes, of all networks that have a norm."""
    return {int(one[norm].logits.argmax()) for norm in NORMS[1:]}


def _apart(one: Run) -> float:
    """The largest difference between two of the batch, layer and instance networks."""
    three = [one[norm] for norm in ("batch", "layer", "instance")]
    return max(difference(a, b) for a in three for b in three)


def _mean_square(one: Swapped) -> float:
    return float(np.square(one.first).mean())


SWAPPING = Lesson(
    "not-interchangeable",
    "Not interchangeable",
    "One network, one picture, one set of weights. Only the norm is swapped for another. What stays the same?",
    "the norms do the same arithmetic over other axes, and so keep and discard different things: with the same weights "
    "the answers differ, only batch norm notices its companions and the test, and only it notices half the contrast.",
    (38, 39, 44, 51, 52),
    (
        Control("picture", "The", 0, choices=CHOSEN),
        Control("batch", "in a batch of", 4, choices=((2, "2"), (4, "4"), (8, "8")), unit="photographs;"),
        Control(
            "groups",
            "group norm with",
            2,
            choices=((1, "1"), (2, "2"), (4, "4"), (8, "8")),
            unit="groups of its 8 channels;",
        ),
        Control("epsilon", "ε =", "1e-5", choices=(("1e-5", "10⁻⁵"), ("0", "0")), unit="·"),
        Control("seed", "weights by seed", 0, 0, 10**6),
    ),
    Prediction(
        "Batch, layer, instance and group norm all make mean 0 and variance 1. What do the four networks answer?",
        (
            Choice(
                "same",
                "The same: mean 0 and variance 1 is mean 0 and variance 1.",
                "Of other sets of values. What is made equal differs, so what remains to tell values apart does too.",
            ),
            Choice(
                "class",
                "Other numbers, but all four name the same class.",
                "That can happen, and with a few seeds it does: then the classes lie far apart. Nothing makes it so.",
            ),
            Choice(
                "differ",
                "They do not even name the same class.",
                "The weights were drawn for none of them. Trained with one norm, they fit that norm and no other.",
            ),
        ),
    ),
    run,
)
