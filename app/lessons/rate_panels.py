"""Which learning rates train, as pictures: by rate, while training, and how much the inputs of the layers shift."""

from collections.abc import Callable, Sequence
from math import isfinite

import numpy as np

from app.core.precision import Doubles
from app.experiments.classifiers import NONE, SHAKEN
from app.experiments.training import Curve, Settings
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Cell, Panel, Table
from app.lessons.finished import pictures
from app.lessons.rates import NAMES, Trained, ended
from app.lessons.seeds import told

HIGHEST = 10.0
"""Losses above are drawn here."""
OTHERS = ("grey", "grey-dashed", "dotted")
SHIFTED = (NONE, "batch", SHAKEN)
"""The networks whose inputs are compared, in the same lines as in the other pictures."""


def panels(found: Trained, norm: str, rate: float) -> tuple[Panel, ...]:
    """Accuracy against the rate; loss, accuracy and shift while training at one rate; `norm` is in the accent."""
    norms = list(dict.fromkeys(run.norm for run in found.settings[0].runs))
    others = [each for each in norms if each not in (NONE, norm)]
    styles = {NONE: "ink", norm: "accent"} | dict(zip(others, OTHERS, strict=False))
    gone = [NAMES[each] for each in norms if any(curve.diverged_at is not None for curve in found.of(each, rate))]
    note = f"Diverged: {', '.join(gone)}." if gone else ""
    seeds = [each.seed for each in found.settings]
    one = "one training, so no spread; three seeds ship with the page"
    line = one if len(seeds) == 1 else "a line for each norm and seed"
    test = f"{found.settings[0].held_out} test pictures, {sizes(found.settings[0])}"
    by_rate = _by_rate(found, norms, styles)
    rings = one if len(seeds) == 1 else "rings one by one, lines their mean"
    loss, accuracy, shift = _courses(found, rate, styles, note)
    return (
        told(by_rate, "right test pictures after training", test, seeds, rings),
        told(loss, "loss of the training batches", sizes(found.settings[0]), seeds, line),
        told(accuracy, "right test pictures", test, seeds, line),
        told(shift, "move of the means in one step", sizes(found.settings[0]), seeds, line),
    )


def sizes(settings: Settings) -> str:
    """What was trained, in short."""
    return (
        f"{settings.depth} layers of {settings.width} units, {pictures(settings)} digits, "
        f"{number(settings.epochs)} epochs"
    )


def _courses(found: Trained, rate: float, styles: dict[str, str], note: str) -> tuple[Panel, ...]:
    """Loss, accuracy and shift at this rate, over the epochs."""
    return (
        _course(
            found,
            rate,
            styles,
            ("loss", f"Training loss at rate {number(rate)}", "The training loss of each network over the epochs"),
            Scale("loss", low=0.003, high=HIGHEST, log=True),
            lambda curve: _capped(curve.losses),
            f"{note} Losses above {HIGHEST:g} are drawn at {HIGHEST:g}.".strip(),
        ),
        _course(
            found,
            rate,
            styles,
            (
                "accuracy",
                f"Test accuracy at rate {number(rate)}",
                "The part of the test pictures that each network is right about, over the epochs",
            ),
            Scale("right test pictures", low=0, high=1),
            lambda curve: curve.test_accuracies,
            note,
        ),
        _course(
            found,
            rate,
            {norm: style for norm, style in styles.items() if norm in SHIFTED},
            (
                "shift",
                f"Shift of the layers’ inputs at rate {number(rate)}",
                "How far one step moves the means of the hidden units in front of relu, in their deviations",
            ),
            Scale("mean’s move in one step, in deviations", log=True),
            lambda curve: curve.shifts,
            f"{note} Taken on the same pictures before and after a step.".strip(),
        ),
    )


def _course(
    found: Trained,
    rate: float,
    styles: dict[str, str],
    names: tuple[str, str, str],
    up: Scale,
    of: Callable[[Curve], Doubles],
    note: str,
) -> Panel:
    """One number of every record over the epochs, one line for each norm and seed."""
    ident, title, description = names
    lines, rows = list[Line](), list[tuple[Cell, ...]]()
    for norm, style in styles.items():
        curves = found.of(norm, rate)
        for k, curve in enumerate(curves):
            lines.append(Line(NAMES[norm] if k == 0 else "", curve.epochs.tolist(), of(curve).tolist(), style))
        longest = max(curves, key=lambda curve: len(curve.epochs))
        for i, epoch in enumerate(longest.epochs):
            values = [float(of(curve)[i]) if i < len(curve.epochs) else float("nan") for curve in curves]
            rows.append((NAMES[norm], float(epoch), *values))
    return Panel(
        ident,
        title,
        f"{description}, at rate {number(rate)}.",
        line_chart(lines, Scale("epochs", low=0, high=found.settings[0].epochs), up),
        Table(
            ("norm", "epoch", *(f"seed {each.seed}" for each in found.settings)),
            tuple(rows) or (("–", "–", *("–" for _ in found.settings)),),
        ),
        note,
    )


def _by_rate(found: Trained, norms: Sequence[str], styles: dict[str, str]) -> Panel:
    rates = list(dict.fromkeys(run.rate for run in found.settings[0].runs))
    share = {(norm, rate): [_share(curve) for curve in found.of(norm, rate)] for norm in norms for rate in rates}
    lines = [Line(NAMES[n], rates, [float(np.mean(share[n, rate])) for rate in rates], styles[n]) for n in norms]
    for norm in norms:
        for k in range(len(found.settings)):
            ring = {"dashed": "ink", "dotted": "ink", "grey-dashed": "grey"}.get(styles[norm], styles[norm])
            each = [share[norm, rate][k] for rate in rates]
            lines.append(Line("", rates, each, ring, marked=True, joined=False))
    guessed = Line("guessing", [rates[0], rates[-1]], [0.1, 0.1], "theory")
    return Panel(
        "rates",
        "After training, at every rate",
        "Test accuracy after training against the learning rate: each network learns up to some rate and fails beyond.",
        line_chart([*lines, guessed], Scale("learning rate", log=True), Scale("right test pictures", low=0, high=1)),
        Table(
            ("norm", "rate", *(f"seed {each.seed}" for each in found.settings)),
            tuple((NAMES[n], rate, *share[n, rate]) for n in norms for rate in rates),
        ),
        "A run that diverged is drawn at 0.",
    )


def _share(curve: Curve) -> float:
    return 0.0 if curve.diverged_at is not None else ended(curve)


def _capped(losses: Doubles) -> Doubles:
    return np.array([HIGHEST if not isfinite(loss) or loss > HIGHEST else float(loss) for loss in losses])
