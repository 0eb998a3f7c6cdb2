"""Lesson: batch norm, step by step. One hidden unit over a batch, from its numbers to its output."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from app.core.axes import layout_by_key
from app.core.normalize import Place, arithmetic
from app.core.precision import Doubles
from app.experiments.steps import steps
from app.figures.numbers import number
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.lessons.step_by_step_panels import panels
from app.sources import generate

SEEDS = range(5)
PAIR = (0.0, 0.001)
"""Two numbers so close that an ε of 1e−5 shows."""
CLOSE = 1e-3
"""The output has the deviation γ if it differs by less than this part of it."""
UNITS, PHOTOGRAPHS = 32, 8
PLACES = {Place.VARIANCE: "in the root", Place.DEVIATION: "beside it"}


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
    random = _random(numbers.size)
    others = steps(random, epsilon, place, scale, offset).output
    off = [
        number(float(f"{np.abs(found).max():.1g}"))
        for found in (others.mean(axis=0) - offset, others.std(axis=0) - abs(scale))
    ]
    spread = (
        f"for Gaussian numbers, seeds {SEEDS[0]}–{SEEDS[-1]}, the output’s mean is at most {off[0]} off δ, its "
        f"deviation {off[1]} off {_size(scale)}"
    )
    extra = {"way": way, "epsilon": epsilon, "beside": place is Place.DEVIATION}
    measured = (
        f"{numbers.size} {'number' if numbers.size == 1 else 'numbers'}: mean {number(way.mean)}, deviation "
        f"{number(way.deviation)} (over n, not n − 1).",
        f"Output: mean {number(mean)}, {_off(mean - offset)} δ; deviation {number(deviation)}, "
        f"{_off(deviation - abs(scale))} {_size(scale)}.",
        *_by_variance(way.deviation, deviation, scale),
        f"Seeds {SEEDS[0]}–{SEEDS[-1]}, {numbers.size} Gaussian numbers each, with means and deviations of their own: "
        f"the output’s mean is at most {off[0]} off δ, its deviation at most {off[1]} off {_size(scale)}.",
        f"ε = {number(epsilon)} turns the two numbers {number(PAIR[0])} and {number(PAIR[1])} into "
        + " and into ".join(f"±{_largest(PAIR, epsilon, each)} {PLACES[each]}" for each in PLACES)
        + f"; a smaller one, 1e−12, into ±{_largest(PAIR, 1e-12, place)}.",
        *_pairs(numbers, epsilon, place),
    )
    drawn = panels(done, epsilon, random, spread, values["from"] == "unit")
    return Shown(drawn, measured, right, right == "learned", extra)


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


def _by_variance(before: float, deviation: float, scale: float) -> tuple[str, ...]:
    """What dividing by the variance would have made."""
    if not before or not scale:
        return ()
    return (
        f"Divided by the variance {number(before**2)} instead of the deviation {number(before)}, the output would have "
        f"the deviation {_size(scale)}/σ = {number(abs(scale) / before)}; it has {number(deviation)}.",
    )


def _off(difference: float) -> str:
    return f"{number(float(f'{abs(difference):.2g}'))} from" if difference else "exactly"


def _random(count: int) -> Doubles:
    """Gaussian numbers, (count, seeds): one column for each seed, with a mean and a deviation of its own."""
    columns = []
    for seed in SEEDS:
        random = np.random.default_rng(seed)
        columns.append(random.normal(random.normal(0, 10), random.uniform(0.1, 10), count))
    return np.array(columns).T


def _size(scale: float) -> str:
    return "γ" if scale >= 0 else "|γ|"


def _largest(numbers: Sequence[float], epsilon: float, place: Place) -> str:
    found = np.abs(steps(np.array(numbers), epsilon, place).standardized).max()
    return number(float(f"{found:.3g}"))


def _pairs(numbers: Doubles, epsilon: float, place: Place) -> tuple[str, ...]:
    """Two different numbers alone always become -1 and 1."""
    pairs = np.array([pair for pair in combinations(numbers.tolist(), 2) if pair[0] != pair[1]]).reshape(-1, 2).T
    if not pairs.size:
        return ("There are no two different numbers here: nothing can be told apart afterwards.",)
    off = float(np.abs(np.abs(steps(pairs, epsilon, place).standardized) - 1).max())
    count = pairs.shape[1]
    few = f"Any two of these numbers alone ({count} {'pair' if count == 1 else 'pairs'})"
    return (
        f"{'Two numbers' if numbers.size == 2 else few} become −1 and 1, whatever they are, to within "
        f"{number(float(f'{off:.1g}'))}{', because of ε' if epsilon else ''}.",
    )


STEP_BY_STEP = Lesson(
    "step-by-step",
    "Batch norm, step by step",
    "One hidden unit gives one number for every example of a batch. What does batch norm make of them?",
    "afterwards the numbers of a hidden unit have mean δ and deviation γ across the batch.",
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
                "Mean δ and deviation γ.",
                "Neither depends on the numbers any more, as long as ε is small against their spread.",
            ),
            Choice(
                "variance",
                "Mean δ and deviation γ/σ: one subtracts the mean and divides by the variance σ².",
                "One divides by the deviation σ, the root of the variance. Divided by the variance the numbers would "
                "keep a trace of how far they were spread, and have another unit than before: see what is measured.",
            ),
            Choice(
                "less",
                "Mean δ, but a deviation of less than γ.",
                "ε makes the divisor larger than the deviation. Where the numbers lie far apart nothing is seen of it; "
                "where they are equal, or almost, it decides.",
            ),
        ),
    ),
    run,
    (("The same for a whole tensor", "/?layout=features&methods=batch"),),
)
