"""Lesson: batch norm, step by step. One hidden unit over a batch, from its numbers to its output."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from app.core.axes import layout_by_key
from app.core.methods import METHODS
from app.core.moments import moments
from app.core.normalize import Place, arithmetic, normalize
from app.core.precision import Doubles
from app.figures.dots import Row, dots_figure
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Panel, Table
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.sources import generate

BATCH_NORM, FEATURES = METHODS[0], layout_by_key("features")
SEEDS = range(5)
PAIR = (0.0, 0.001)
"""Two numbers so close that an ε of 1e−5 shows."""
CLOSE = 1e-3
"""The output has the deviation γ if it differs by less than this part of it."""
UNITS, PHOTOGRAPHS = 32, 8
SPREADS = tuple(10.0 ** (power / 4) for power in range(-24, 5))
"""Deviations for which the effect of ε is drawn."""
PLACES = {Place.VARIANCE: "in the root", Place.DEVIATION: "beside it"}


@dataclass(frozen=True, eq=False)
class Steps:
    """Of one or several hidden units: (n,) or (n, units) numbers, one column for each; and after each step."""

    values: Doubles
    mean: Doubles
    deviation: Doubles
    centred: Doubles
    standardized: Doubles
    output: Doubles


def steps(values: Doubles, epsilon: float, place: Place, scale: float = 1.0, offset: float = 0.0) -> Steps:
    """Batch norm, each hidden unit on its own, with the core's own arithmetic."""
    x = np.asarray(values, np.float64)
    columns = x.reshape(len(x), -1)
    pools = BATCH_NORM.pools(FEATURES, columns.shape)
    (found,) = moments(columns, [pools])
    with np.errstate(all="ignore"):
        normal = normalize(columns, pools, found.mean, found.variance, epsilon=epsilon, place=place)
    normal = normal.reshape(x.shape)
    mean, deviation = (each.reshape(x.shape[1:]) for each in (found.mean, np.sqrt(found.variance)))
    return Steps(x, mean, deviation, x - mean, normal, scale * normal + offset)


def run(values: Values) -> Shown:
    """The four steps, what ε does, and whether mean and deviation came out as learned."""
    scale, offset, epsilon, place = (values[key] for key in ("scale", "offset", "epsilon", "place"))
    place = Place(place)
    numbers = _unit(values["unit"]) if values["from"] == "unit" else np.array(values["numbers"])
    done = steps(numbers, epsilon, place, scale, offset)
    mean, deviation = float(done.output.mean()), float(done.output.std())
    right = _right(mean, deviation, scale, offset)
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
    measured = (
        f"{numbers.size} {'number' if numbers.size == 1 else 'numbers'}: mean {number(way.mean)}, deviation "
        f"{number(way.deviation)} (over n, not n − 1).",
        f"Output: mean {number(mean)}, {_off(mean - offset)} δ; deviation {number(deviation)}, "
        f"{_off(deviation - abs(scale))} {_size(scale)}.",
        _random(numbers.size, scale, offset, epsilon, place),
        f"ε = {number(epsilon)} turns the two numbers {number(PAIR[0])} and {number(PAIR[1])} into "
        + " and into ".join(f"±{_largest(PAIR, epsilon, each)} {PLACES[each]}" for each in PLACES)
        + f"; a smaller one, 1e−12, into ±{_largest(PAIR, 1e-12, place)}.",
        *_pairs(numbers, epsilon, place),
    )
    return Shown(_panels(done, epsilon), measured, right, right == "learned", extra)


def _unit(number_of: int) -> Doubles:
    """One activation for each of the photographs."""
    tensor = generate("activations", layout_by_key("image"), (PHOTOGRAPHS, UNITS, 4, 4), 0)
    return np.asarray(tensor[:, number_of - 1, 1, 2], np.float64)


def _right(mean: float, deviation: float, scale: float, offset: float) -> str:
    """The prediction that mean and deviation of the output bear out."""
    room = CLOSE * max(abs(scale), 1e-300)
    if not abs(mean - offset) <= room + 1e-12 * abs(offset):
        return "less"
    candidates = (("learned", abs(scale)), ("standard", 1.0), ("variance", abs(scale) ** 0.5))
    return next((key for key, expected in candidates if abs(deviation - expected) <= room), "less")


def _off(difference: float) -> str:
    return f"{number(float(f'{abs(difference):.2g}'))} from" if difference else "exactly"


def _random(count: int, scale: float, offset: float, epsilon: float, place: Place) -> str:
    """The same for random numbers, one column for each seed."""
    columns = []
    for seed in SEEDS:
        random = np.random.default_rng(seed)
        columns.append(random.normal(random.normal(0, 10), random.uniform(0.1, 10), count))
    output = steps(np.array(columns).T, epsilon, place, scale, offset).output
    means = float(np.abs(output.mean(axis=0) - offset).max())
    deviations = float(np.abs(output.std(axis=0) - abs(scale)).max())
    return (
        f"Seeds {SEEDS[0]}–{SEEDS[-1]}, {count} Gaussian numbers each, with means and deviations of their own: the "
        f"output’s mean is at most {number(float(f'{means:.1g}'))} off δ, its deviation at most "
        f"{number(float(f'{deviations:.1g}'))} off {_size(scale)}."
    )


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


def _panels(done: Steps, epsilon: float) -> tuple[Panel, ...]:
    columns = (done.values, done.centred, done.standardized, done.output)
    names = ("batch x", "x − μ", "x̂", "y = γx̂ + δ")
    rows = [
        Row(name, each.tolist(), (f"mean {_short(mean)}", f"deviation {_short(deviation)}"), (mean, deviation))
        for name, each in zip(names, columns, strict=True)
        for mean, deviation in [(float(each.mean()), float(each.std()))]
    ]
    table = Table(
        ("member of the batch", "x", "x − μ", "x̂", "y"),
        tuple((k, *map(float, each)) for k, each in enumerate(zip(*columns, strict=True), 1)),
    )
    shared = Panel(
        "steps",
        "One scale: what the steps do",
        "The numbers of the batch on four number lines, before, centred, standardized, and scaled and shifted; each "
        "number is joined to itself.",
        dots_figure(rows, "value", followed=0),
        table,
        "Blue: the first number of the batch, the one written out above. Grey bars: one deviation to each side of the "
        "mean.",
    )
    own = Panel(
        "pattern",
        "Each line its own scale: what they leave alone",
        "The same four number lines, each with a scale of its own: the pattern of the dots is the same in all of them.",
        dots_figure([Row(row.name, row.values) for row in rows], own=True, followed=0),
        table,
        "The pattern of the dots is the same on every line; a negative γ mirrors it, and γ = 0 destroys it. What "
        "changes is the numbers on the scale.",
    )
    return shared, own, _epsilon_panel(done, epsilon)


def _short(value: float) -> str:
    """Four digits, and 0 where only rounding is left."""
    return number(float(f"{value:.4g}")) if abs(value) > 1e-12 else "0"


def _epsilon_panel(done: Steps, epsilon: float) -> Panel:
    """The deviation of x̂ against that of x: these very numbers, or two where they are all equal, made narrower."""
    deviation = float(done.deviation)
    pattern = done.centred / deviation if deviation else np.array([-1.0, 1.0])
    narrowed = pattern[:, None] * np.array(SPREADS)  # one column, a hidden unit, for each deviation
    found = {place: steps(narrowed, epsilon, place).standardized.std(axis=0).tolist() for place in Place}
    here = {place: float(steps(done.values, epsilon, place).standardized.std()) for place in Place}
    lines = [
        Line("beside it", SPREADS, found[Place.DEVIATION], "dashed"),
        Line("in the root", SPREADS, found[Place.VARIANCE], "accent"),
        Line("", [deviation] * 2, list(here.values()), "ink", marked=True, joined=False),
    ]
    rows = zip(SPREADS, found[Place.VARIANCE], found[Place.DEVIATION], strict=True)
    inside = SPREADS[0] <= deviation <= SPREADS[-1]
    where = "Rings: this batch." if inside else f"This batch, with its deviation of {_short(deviation)}, is not on it."
    return Panel(
        "epsilon",
        "What ε does to numbers that lie close together",
        "The deviation of the standardized numbers against that of the batch, with ε in the root and beside it.",
        line_chart(
            lines,
            Scale("deviation σ of the batch", low=SPREADS[0], high=SPREADS[-1], log=True),
            Scale("deviation of x̂", low=-0.04, high=1.1),
        ),
        Table(
            ("σ", "ε in the root", "ε beside it"),
            ((deviation, here[Place.VARIANCE], here[Place.DEVIATION]), *rows),
        ),
        f"ε = {number(epsilon)}. It is felt where σ² (in the root) or σ (beside it) is not much larger. {where}",
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
        ),
        Control("unit", "(or hidden unit", 10, 1, UNITS, unit=f"of {UNITS}, for eight photographs)"),
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
                "Mean δ and variance γ.",
                "One divides by the deviation, not by the variance. So the deviation becomes γ, and the variance γ².",
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
