"""Training and test: what batches do to running statistics, and what a sample's neighbours do to its output."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from app.core.conventions import convention_by_key
from app.core.moments import moments
from app.core.normalize import Place, arithmetic
from app.describe import counted
from app.figures.curve import Curve, curve_figure, reach
from app.figures.numbers import number, telling
from app.figures.strip import strip_figure
from app.run import Outcome, Result, trained
from app.training import Course, Training
from app.views.training_words import borders, bounds, means, origin
from app.views.view import Panel, Table, View

MOST_ROWS, MOST_TOGETHER = 40, 60
"""Batches in a table, and in those of all methods together: of more, every second, third, … is listed, and the last.

The curve has all of them.
"""


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
        "means": f"{means(convention)} Spread is the standard deviation of the rings’ outputs.",
        "links": {"train": {"mode": None}, "test": {"mode": "test"}},
        "notes": [*bounds(outcome, training), origin(outcome), *borders(outcome)],
        "in_play": any(not result.method.same_at_test_time(outcome.recipe.layout) for result in outcome.results),
    }


def _column(
    outcome: Outcome, result: Result, course: Course, training: Training, shown: tuple[float, float]
) -> dict[str, Any]:
    columns, number_of = len(outcome.results), outcome.recipe.methods.index(result.method.key)
    return {
        "label": result.method.label,
        "strip": _strip(outcome, result, course, shown, columns, number_of),
        "curve": _curve(outcome, result, course, training, columns, number_of) if course.frozen is not None else None,
        "sentence": _sentence(result, course, outcome.recipe.layout.axis("C").one),
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


def _curve(outcome: Outcome, result: Result, course: Course, training: Training, columns: int, number_of: int) -> Panel:
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
    step = max(1, -(-training.seen // min(MOST_ROWS, MOST_TOGETHER // columns)))
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
            digits=telling(outcome.shared_digits),
        ),
        caption=_frozen(course, training, telling(outcome.shared_digits)),
    )


def _frozen(course: Course, training: Training, digits: int) -> str:
    """What is used at test time, what all batches together have, and how much of the start is still in it."""
    mean, variance = (float(each[-1]) for each in course.running)
    told = f"Frozen: mean {number(mean, digits)}, variance {number(variance)}."
    if training.new_weight is not None:
        left = (1 - training.new_weight) ** training.seen
        told += f" {number(left)} of it is still the start, mean 0 and variance 1."
    if course.whole and training.new_weight is not None:
        told += f" All batches together: mean {number(course.whole[0], digits)}, variance {number(course.whole[1])}."
    return told


def _sentence(result: Result, course: Course, one: str) -> str:
    if course.tracked is not None:
        return (
            f"Kept only with track_running_stats=True: the means of each {one}’s instances."
            f" Then the output at test would be {number(course.tracked)}."
        )
    return "" if course.frozen is not None else "Keeps no statistics: training and test are the same computation."


TRAINING = View("training", "Training and test", "What do a sample’s neighbours change, in training and at test?", make)
