"""Lesson: batch norm, step by step. One hidden unit over a batch, from its numbers to its output."""

import numpy as np

from app.core.axes import layout_by_key
from app.core.normalize import Place, arithmetic
from app.core.precision import Doubles
from app.experiments.steps import steps
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.lessons.step_by_step_panels import panels
from app.lessons.step_by_step_words import apart, random_numbers, sentences
from app.sources import generate

CLOSE = 1e-3
"""The output has the deviation |γ| if it differs by less than this part of it."""
UNITS, PHOTOGRAPHS = 32, 8


def run(values: Values) -> Shown:
    """The four steps, what ε does, and whether mean and deviation came out as learned."""
    scale, offset, epsilon, place = (values[key] for key in ("scale", "offset", "epsilon", "place"))
    place = Place(place)
    numbers = _unit(values["unit"]) if values["from"] == "unit" else np.array(values["numbers"])
    done = steps(numbers, epsilon, place, scale, offset)
    mean, deviation = float(done.output.mean()), float(done.output.std())
    right = _right(mean, deviation, scale, offset, float(done.deviation))
    way = arithmetic(
        float(numbers[0]),
        float(done.mean),
        float(done.deviation) ** 2,
        epsilon=epsilon,
        place=place,
        scale=scale,
        offset=offset,
    )
    extra = {"way": way, "epsilon": epsilon, "beside": place is Place.DEVIATION}
    random = random_numbers(numbers.size)
    off = apart(steps(random, epsilon, place, scale, offset).output, scale, offset)
    drawn = panels(done, epsilon, random, off, values["from"] == "unit")
    return Shown(drawn, sentences(done, way, values, off), right, right == "learned", extra)


def _unit(number_of: int) -> Doubles:
    """One activation for each of the photographs."""
    tensor = generate("activations", layout_by_key("image"), (PHOTOGRAPHS, UNITS, 4, 4), 0)
    return np.asarray(tensor[:, number_of - 1, 1, 2], np.float64)


def _right(mean: float, deviation: float, scale: float, offset: float, before: float) -> str:
    """The prediction that mean and deviation of the output bear out; `before` is the deviation of what came in."""
    room = CLOSE * max(abs(scale), 1e-300)
    if not abs(mean - offset) <= room + 1e-12 * abs(offset):
        return "less"
    divided = abs(scale) / before if before else np.inf
    candidates = (("learned", abs(scale)), ("standard", 1.0), ("variance", divided))
    return next((key for key, expected in candidates if abs(deviation - expected) <= room), "less")


STEP_BY_STEP = Lesson(
    "step-by-step",
    "Batch norm, step by step",
    "One hidden unit gives one number for every example of a batch. What does batch norm make of them?",
    "afterwards the numbers of a hidden unit have mean δ and deviation |γ| across the batch.",
    (1, 2, 3, 4, 5, 6, 7),
    (
        Control("from", "Normalize", "own", choices=(("own", "the numbers"), ("unit", "a real hidden unit"))),
        Control(
            "numbers",
            "namely",
            (2.0, 4.0, 6.0, 10.0, 13.0),
            -1e6,
            1e6,
            meaning="The unit’s numbers, one for each example.",
            needs=("from", ("own",)),
            idle="a hidden unit is",
        ),
        Control(
            "unit",
            "or hidden unit",
            10,
            1,
            UNITS,
            unit=f"of {UNITS}, for eight photographs,",
            needs=("from", ("unit",)),
            idle="the numbers are",
        ),
        Control("scale", "with scale γ =", 2.0, -100, 100),
        Control("offset", "offset δ =", 1.0, -100, 100),
        Control("epsilon", "and ε =", 1e-5, 0, 10),
        Control(
            "place",
            "put",
            "variance",
            choices=(("variance", "in the root, √(σ² + ε)"), ("deviation", "beside it, σ + ε")),
        ),
    ),
    Prediction(
        "Put in any numbers. What will be the mean and the deviation of what comes out?",
        (
            Choice(
                "standard",
                "Mean 0 and deviation 1: that is what normalizing means.",
                "That is x̂, the third line. It is then multiplied by γ and moved by δ, which are learned; the network "
                "is free to undo the standardization.",
            ),
            Choice(
                "learned",
                "Mean δ and deviation |γ|.",
                "Neither depends on the numbers any more, as long as ε is small against their spread. No deviation is "
                "negative, so of a negative γ only the size counts.",
            ),
            Choice(
                "variance",
                "Mean δ and deviation |γ|/σ: one subtracts the mean and divides by the variance σ².",
                "One divides by the deviation σ, the root of the variance. Divided by the variance the numbers would "
                "keep a trace of how far they were spread, and have another unit than before: see what is measured.",
            ),
            Choice(
                "less",
                "Mean δ, but a deviation of less than |γ|.",
                "ε makes the divisor larger than the deviation. Where the numbers lie far apart nothing is seen of it; "
                "where they are equal, or almost, it decides.",
            ),
        ),
    ),
    run,
    (("The same for a whole tensor", "/?layout=features&methods=batch"),),
)
