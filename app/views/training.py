"""Training and test: what batches do to running statistics, and what a sample's neighbours do to its output."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from app.core.conventions import Convention, convention_by_key
from app.core.methods import METHODS
from app.core.moments import moments
from app.core.normalize import Place, arithmetic, normalize
from app.describe import counted
from app.figures.curve import Curve, curve_figure, reach
from app.figures.numbers import number
from app.figures.strip import strip_figure
from app.recipe import OWN
from app.run import Outcome, Result, trained
from app.sources import source_by_key
from app.training import MOST_DRAWN, Course, Training
from app.views.view import Panel, Table, View

MOST_ROWS = 40
"""Batches in a table: of more, every second, third, … is listed, and the last. The curve has all of them."""


def make(outcome: Outcome) -> dict[str, Any]:
    """The names of templates/views/training.html."""
    training = trained(outcome)
    convention = convention_by_key(outcome.recipe.convention)
    courses = [training.courses[result.method.key] for result in outcome.results]
    ends = [value for course in courses for value in (*course.moving, *course.still) if np.isfinite(value)]
    columns = [
        _column(outcome, result, course, training, reach(ends))
        for result, course in zip(outcome.results, courses, strict=True)
    ]
    return {
        "columns": columns,
        "panels": [panel for column in columns for panel in (column["strip"], column["curve"]) if panel],
        "batches": outcome.recipe.batches,
        "seen": training.seen,
        "weight": training.new_weight,
        "means": f"{_means(convention)} Spread is the standard deviation of the rings’ outputs.",
        "links": {"train": {"mode": None}, "test": {"mode": "test"}},
        "notes": [*_bounds(outcome, training), _origin(outcome), *_borders(outcome)],
        "in_play": any(result.method.depends_on_batch(outcome.recipe.layout) for result in outcome.results),
    }


def _column(
    outcome: Outcome, result: Result, course: Course, training: Training, shown: tuple[float, float]
) -> dict[str, Any]:
    columns, number_of = len(outcome.results), outcome.recipe.methods.index(result.method.key)
    return {
        "label": result.method.label,
        "strip": _strip(outcome, result, course, shown, columns, number_of),
        "curve": _curve(result, course, training, columns, number_of) if course.frozen is not None else None,
        "sentence": _sentence(result, course),
    }


def _strip(
    outcome: Outcome, result: Result, course: Course, shown: tuple[float, float], columns: int, number_of: int
) -> Panel:
    name = result.method.label
    here = _here(outcome, result)
    times = len(course.moving)
    rows = [("in training", float(y)) for y in course.moving] + [("at test", float(y)) for y in course.still[:1]]
    return Panel(
        ident=f"neighbours-{number_of}",
        title=name,
        description=(
            f"{name}: the output of the pinned value beside {times} other draws of the rest of its batch:"
            f" in training {_spread(course.moving)}, at test time {_spread(course.still)}."
        ),
        figure=strip_figure(
            [
                (f"in training: {_spread(course.moving)}", course.moving.tolist()),
                (f"at test: {_spread(course.still)}", course.still.tolist()),
            ],
            here,
            shown,
            columns,
        ),
        table=Table(("when", "output"), tuple(rows)),
        caption=_moves(course),
    )


def _here(outcome: Outcome, result: Result) -> float:
    """The output in training on the page's own tensor."""
    if not result.frozen:
        return result.arithmetic.output
    recipe = outcome.recipe
    (found,) = moments(outcome.tensor, [result.pools], [tuple((i, i + 1) for i in result.pool)])
    return arithmetic(
        result.arithmetic.value,
        found.mean.item(),
        found.variance.item(),
        epsilon=recipe.epsilon,
        place=Place(recipe.epsilon_place),
        scale=recipe.scale,
        offset=recipe.offset,
    ).output


def _spread(outputs: Sequence[float] | np.ndarray[Any, Any]) -> str:
    """How far outputs lie apart: their standard deviation, 0 only where all are equal."""
    values = np.asarray(outputs, np.float64)
    if not np.isfinite(values).all():
        return "not finite"
    return f"spread {number(0.0 if (values == values[0]).all() else float(values.std()))}"


def _moves(course: Course) -> str:
    low, high = float(np.min(course.moving)), float(np.max(course.moving))
    apart = float(np.abs(course.moving - course.still).max())
    if low == high:
        same = f"Its neighbours do not matter: {number(low)} each time."
        return f"{same} Largest difference between training and test: {number(apart)}."
    return (
        f"From {number(low)} to {number(high)} with other neighbours; at test always {number(float(course.still[0]))}."
    )


def _curve(result: Result, course: Course, training: Training, columns: int, number_of: int) -> Panel:
    names = ("mean", "variance")
    whole = course.whole or (None, None)
    curves = [
        Curve(name, each.tolist(), running.tolist(), together)
        for name, each, running, together in zip(
            names, (course.means, course.variances), course.running, whole, strict=True
        )
    ]
    first = training.seen + 1 - len(course.running[0])
    rows: list[tuple[str | int | float, ...]] = []
    for k, running in enumerate(zip(*course.running, strict=True), first):
        batch = (float(course.means[k - 1]), float(course.variances[k - 1])) if k else ("", "")
        rows.append((k, *batch, *map(float, running)))
    name = result.method.label
    step = max(1, -(-training.seen // MOST_ROWS))
    return Panel(
        ident=f"running-{number_of}",
        title=f"{name}: its statistics" if course.tracked is None else f"{name}: its statistics, if tracked",
        description=(
            f"{name}: mean and variance of the pinned value’s pool in each of"
            f" {counted(training.seen, 'batch', 'batches')}, as they run, and of all batches together."
        ),
        figure=curve_figure(curves, columns),
        table=Table(
            ("batch", "its mean", "its variance", "running mean", "running variance"),
            tuple(row for row in rows if int(row[0]) % step == 0 or row[0] == training.seen),
        ),
        caption=_frozen(course, training),
    )


def _frozen(course: Course, training: Training) -> str:
    """What is used at test time, what all batches together have, and how much of the start is still in it."""
    mean, variance = (float(each[-1]) for each in course.running)
    told = f"Frozen: mean {number(mean)}, variance {number(variance)}."
    if training.new_weight is not None:
        left = (1 - training.new_weight) ** training.seen
        told += f" {number(left)} of it is still the start, mean 0 and variance 1."
    if course.whole and training.new_weight is not None:
        told += f" All batches together: mean {number(course.whole[0])}, variance {number(course.whole[1])}."
    return told


def _sentence(result: Result, course: Course) -> str:
    if course.tracked is not None:
        return (
            "Kept only with track_running_stats=True: the means of each channel’s instances."
            f" Then the output at test would be {number(course.tracked)}."
        )
    return "" if course.frozen is not None else "Keeps no statistics: training and test are the same computation."


def _means(convention: Convention) -> str:
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


def _bounds(outcome: Outcome, training: Training) -> list[str]:
    if training.seen == training.asked:
        return []
    return [
        f"{counted(training.seen, 'batch was', 'batches were')} drawn of the {training.asked} asked for:"
        f" together they may have {MOST_DRAWN:,} values.".replace(",", "\N{NARROW NO-BREAK SPACE}")
    ]


def _origin(outcome: Outcome) -> str:
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


def _borders(outcome: Outcome) -> list[str]:
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
            "With one sample in a batch, batch norm in training is instance norm: on the pinned sample’s channel their"
            f" largest difference is {number(apart)}."
        )
    one = alone[tuple(slice(1) for _ in alone.shape)]
    pools = METHODS[0].pools(layout, one.shape)
    (measured,) = moments(one, [pools])
    output = normalize(one, pools, measured.mean, measured.variance, epsilon=recipe.epsilon, place=place).item()
    told.append(
        f"With one value in a pool, x̂ is {number(output)} whatever the value is; PyTorch raises an error instead."
    )
    return told


TRAINING = View("training", "Training and test", "What do a sample’s neighbours change, in training and at test?", make)
