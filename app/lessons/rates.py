"""Which learning rates train: a grid of norms and rates as pictures, as a table, and in words."""

from collections.abc import Sequence
from math import isfinite

from app.experiments.classifiers import NONE
from app.experiments.training import Curve, Settings
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Panel, Table

NAMES = {NONE: "no norm", "batch": "batch norm", "layer": "layer norm", "group": "group norm"}
LEARNED = 0.5
"""The part of the test pictures that a network which has learned something is right about."""
CHANCE = 0.18
"""Up to here a network may only have guessed: 10 % of 360 pictures, and five deviations of √(360 · 0.1 · 0.9)."""
HIGHEST = 10.0
"""Losses above are drawn here."""
OTHERS = ("grey", "grey-dashed", "dotted")


def ended(curve: Curve) -> float:
    """The test accuracy at the end; NaN where the run diverged or has not begun."""
    return float(curve.test_accuracies[-1]) if len(curve.steps) else float("nan")


def outcome(curve: Curve) -> str:
    """How a run ended, in a word or a number."""
    if curve.diverged_at is not None:
        return "diverged"
    share = ended(curve)
    if not isfinite(share):
        return "…"
    return "chance" if share <= CHANCE else f"{share:.0%}".replace("%", " %")


def largest(found: Sequence[Curve], norm: str) -> float:
    """The largest rate at which the network learned; 0 where there is none."""
    return max((c.run.rate for c in found if c.run.norm == norm and ended(c) > LEARNED), default=0.0)


def cell(norm: str, rate: float) -> str:
    """The name of a cell in the table of rates."""
    return f"{norm}-{rate:g}"


def cells(found: Sequence[Curve]) -> dict[str, str]:
    """The text of every cell."""
    return {cell(curve.run.norm, curve.run.rate): outcome(curve) for curve in found}


def trained_panels(found: Sequence[Curve], settings: Settings, norm: str, rate: float) -> tuple[Panel, ...]:
    """Accuracy against the rate, then loss and accuracy while training at one rate; `norm` is in the accent."""
    norms = list(dict.fromkeys(run.norm for run in settings.runs))
    others = [each for each in norms if each not in (NONE, norm)]
    styles = {NONE: "ink", norm: "accent"} | dict(zip(others, OTHERS, strict=False))
    at_rate = {curve.run.norm: curve for curve in found if curve.run.rate == rate}
    head = ("norm", "epoch", "training loss", "test accuracy")
    rows = tuple(
        (NAMES[each], float(epoch), float(loss), float(share))
        for each in norms
        for epoch, loss, share in zip(
            at_rate[each].epochs, at_rate[each].losses, at_rate[each].test_accuracies, strict=True
        )
    )
    epochs = Scale("epochs", low=0, high=settings.epochs)
    losses, shares = [], []
    for each in norms:
        seen = at_rate[each].epochs.tolist()
        losses.append(Line(NAMES[each], seen, _capped(at_rate[each].losses.tolist()), styles[each]))
        shares.append(Line(NAMES[each], seen, at_rate[each].test_accuracies.tolist(), styles[each]))
    gone = [NAMES[each] for each in norms if at_rate[each].diverged_at is not None]
    note = f"Diverged: {', '.join(gone)}." if gone else ""
    return (
        _by_rate(found, norms, styles),
        Panel(
            "loss",
            f"Training loss at rate {number(rate)}",
            f"The training loss of each network over {number(settings.epochs)} epochs at rate {number(rate)}.",
            line_chart(losses, epochs, Scale("loss", low=0.003, high=HIGHEST, log=True)),
            Table(head, rows or (("–", "–", "–", "–"),)),
            f"Losses above {HIGHEST:g} are drawn at {HIGHEST:g}. {note}".strip(),
        ),
        Panel(
            "accuracy",
            f"Test accuracy at rate {number(rate)}",
            f"The part of the test pictures that each network is right about, over the epochs, at rate {number(rate)}.",
            line_chart(shares, epochs, Scale("right test pictures", low=0, high=1)),
            Table(head, rows or (("–", "–", "–", "–"),)),
            note,
        ),
    )


def _by_rate(found: Sequence[Curve], norms: Sequence[str], styles: dict[str, str]) -> Panel:
    rates = list(dict.fromkeys(curve.run.rate for curve in found))
    share = {(curve.run.norm, curve.run.rate): 0.0 if curve.diverged_at else ended(curve) for curve in found}
    lines = [Line(NAMES[n], rates, [share[n, rate] for rate in rates], styles[n], marked=True) for n in norms]
    guessed = Line("guessing", [rates[0], rates[-1]], [0.1, 0.1], "theory")
    words = cells(found)
    return Panel(
        "rates",
        "After training, at every rate",
        "Test accuracy after training against the learning rate: each network learns up to some rate and fails beyond.",
        line_chart([*lines, guessed], Scale("learning rate", log=True), Scale("right test pictures", low=0, high=1)),
        Table(
            ("norm", *(number(rate) for rate in rates)),
            tuple((NAMES[n], *(words[cell(n, rate)] for rate in rates)) for n in norms),
        ),
        "A run that diverged is drawn at 0.",
    )


def _capped(losses: Sequence[float]) -> list[float]:
    return [HIGHEST if not isfinite(loss) or loss > HIGHEST else float(loss) for loss in losses]
