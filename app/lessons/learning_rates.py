"""Lesson: higher learning rates. Small networks on real digits, trained at eight rates; the loss along the gradient."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from math import log, log10
from typing import Any

import numpy as np

from app.experiments.classifiers import CLASSES, NONE
from app.experiments.landscape import Look, look
from app.experiments.landscape import Settings as Along
from app.experiments.training import NORMS, RATES, Curve, Record, Settings, curves, train
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Panel, Table
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Progress, Shown, Values
from app.lessons.rates import CHANCE, NAMES, cell, cells, ended, largest, trained_panels
from app.lessons.stored import stored
from app.sources.digits import digits

SLUG = "learning-rates"
GAINS = {"none": 1.0, "three": 10**0.5, "ten": 10.0, "any": 100.0}
"""By which factor the largest rate grows, by the prediction."""
PLATEAU = 0.8 * log(CLASSES)
"""A loss above, at the end, is not far from that of guessing."""


def run(values: Values) -> Shown:
    """The run that ships with the lesson, and the loss along the gradient, measured now."""
    norm, rate = values["norm"], values["rate"]
    settings, found, version = stored(SLUG)
    most = {each: largest(found, each) for each in NORMS}
    gain = most[norm] / most[NONE]
    right = min(GAINS, key=lambda key: abs(log10(GAINS[key]) - log10(max(gain, 1e-9))))
    looked = _looked(norm, rate, values["seed"])
    smoother = _median(looked[norm], "change") < _median(looked[NONE], "change") and (
        _median(looked[norm], "smoothness") < _median(looked[NONE], "smoothness")
    )
    table = [(NAMES[n], [(r, cell(n, r), cells(found)[cell(n, r)]) for r in RATES]) for n in NORMS]
    kept = f"Shown is the run that ships with Normaxis {version}: seed {settings.seed}, {_size(settings)}."
    return Shown(
        (*trained_panels(found, settings, norm, rate), *_along(looked, norm)),
        (_learned(most, settings), _best(found, norm), *_compared(looked, values)),
        right,
        gain > 1 and bool(smoother),
        {"rates": RATES, "rate": rate, "table": table, "kept": kept, "classes": CHANCE},
        {
            "rates": ("Training", ""),
            "along": (
                "The loss along the gradient",
                f"Both networks are trained anew with seed {values['seed']} for {Along.steps} steps while this page is "
                "made. At every fourth step the gradient is followed further than the step itself, from half of it to "
                "four times, and the loss and its gradient are looked at there, on the same batch.",
            ),
        },
    )


def live(values: Values) -> Iterator[Progress]:
    """The same grid with the chosen seed, trained before one's eyes."""
    settings = Settings(seed=values["seed"])
    records: list[Record] = []
    share = [0.0] * len(settings.runs)
    for record in train(*digits(), settings):
        records.append(record)
        share[record.run] = 1.0 if record.last else record.step / record.steps
        done = sum(share) / len(share)
        yield _progress(record, done, tuple(records), settings, values)


def _progress(record: Record, done: float, seen: tuple[Record, ...], settings: Settings, values: Values) -> Progress:
    ours = asdict(settings.runs[record.run])
    measured = {key: value for key, value in asdict(record).items() if key != "run"}
    said = "Training now" if done < 1 else "Shown is your own run"
    return Progress(
        ours | measured,
        done,
        lambda: trained_panels(curves(settings, seen), settings, values["norm"], values["rate"]),
        lambda: cells(curves(settings, seen)),
        f"{said}: seed {settings.seed}, {_size(settings)}.",
    )


def _size(settings: Settings) -> str:
    pictures = len(digits()[1]) - settings.held_out
    return (
        f"{len(settings.runs)} networks of {settings.depth} layers with {settings.width} units, plain gradient descent "
        f"at a constant rate, {number(settings.epochs)} epochs of {pictures} digits in batches of 32, tested on "
        f"{settings.held_out} others"
    )


def _learned(most: dict[str, float], settings: Settings) -> str:
    named = ", ".join(f"{number(rate)} with {NAMES[norm]}" for norm, rate in most.items())
    return (
        f"The run of seed {settings.seed}: the largest rate of those tried at which more than half of the test "
        f"pictures are right is {named}. A network that guesses is right for one in ten; up to {CHANCE:.0%} is called "
        "chance.".replace("%", " %")
    )


def _best(found: tuple[Curve, ...], norm: str) -> str:
    shares = [
        max(ended(curve) for curve in found if curve.run.norm == each and ended(curve) > 0) for each in (NONE, norm)
    ]
    bare, normed = (f"{share:.1%}".replace("%", " %") for share in shares)
    return (
        f"At the best of these rates {bare} of the test pictures are right without a norm, {normed} with "
        f"{NAMES[norm]}: what the layers can represent is still there, and easier to reach."
    )


def _looked(norm: str, rate: float, seed: int) -> dict[str, list[Look]]:
    found: dict[str, list[Look]] = {NONE: [], norm: []}
    for each in look(*digits(), replace(Along(), norms=(NONE, norm), rate=rate, seed=seed)):
        found[each.norm].append(each)
    return found


def _change(each: Look) -> float:
    return float(each.changes.max())


def _median(looks: list[Look], what: str) -> float:
    values = [_change(each) if what == "change" else getattr(each, what) for each in looks]
    return float(np.median([value if np.isfinite(value) else np.inf for value in values]))


def _compared(looked: dict[str, list[Look]], values: Values) -> list[str]:
    norm = values["norm"]
    pairs = [
        f"{words} {number(_rough(_median(looked[NONE], what)))} without a norm, "
        f"{number(_rough(_median(looked[norm], what)))} with {NAMES[norm]}"
        for what, words in (
            ("change", "gradient change"),
            ("smoothness", "effective smoothness"),
            ("range", "range of the loss"),
        )
    ]
    sentences = [
        f"Along the gradient, seed {values['seed']}, rate {number(values['rate'])}, median over "
        f"{len(looked[NONE])} looks: {'; '.join(pairs)}. Smaller is smoother."
    ]
    for each, looks in looked.items():
        last = looks[-1].loss
        if not last < PLATEAU:
            end = f"ends at {number(_rough(last))}" if np.isfinite(last) else "is not finite any more"
            sentences.append(
                f"Caution: at this rate the network with {NAMES[each]} has not learned, its loss {end}, and guessing "
                f"gives ln {CLASSES} = {number(_rough(log(CLASSES)))}. A plateau is smooth, so its smoothness says "
                "nothing here."
            )
    return sentences


def _rough(value: float) -> float:
    return float(f"{value:.3g}")


def _along(looked: dict[str, list[Look]], norm: str) -> tuple[Panel, ...]:
    steps = [each.step for each in looked[norm]]
    styles = {NONE: "ink", norm: "accent"}
    beyond = {NONE: "dashed", norm: "accent-dashed"}
    across = Scale("step of the training")

    def lines(of: Any, marked: bool = False) -> list[Line]:
        return [Line(NAMES[n], steps, [of(each) for each in looks], styles[n], marked) for n, looks in looked.items()]

    highest = [Line("", steps, [float(each.losses.max()) for each in looks], beyond[n]) for n, looks in looked.items()]

    def table(name: str, of: Any) -> Table:
        columns = [[float(of(each)) for each in looked[n]] for n in (NONE, norm)]
        return Table(("step", *(f"{name}, {NAMES[n]}" for n in (NONE, norm))), tuple(zip(steps, *columns, strict=True)))

    return (
        Panel(
            "along",
            "The loss at each step",
            "The loss of the batch at each step, and the highest loss met along its gradient.",
            line_chart([*lines(lambda each: each.loss), *highest], across, Scale("loss", log=True)),
            table("loss", lambda each: each.loss),
            "Broken lines: the highest loss met along the gradient of that step.",
        ),
        Panel(
            "change",
            "How much the gradient changes",
            "The largest change of the gradient along its own direction, at each step.",
            line_chart(lines(_change), across, Scale("‖∇L there − ∇L here‖", log=True)),
            table("change", _change),
        ),
        Panel(
            "smoothness",
            "Effective smoothness",
            "The largest change of the gradient for the distance moved, at each step.",
            line_chart(lines(lambda each: each.smoothness), across, Scale("gradient change / distance", log=True)),
            table("smoothness", lambda each: each.smoothness),
            "Santurkar et al. (2018), figure 4, for a small network; smaller is smoother.",
        ),
    )


LEARNING_RATES = Lesson(
    SLUG,
    "Higher learning rates",
    "How large may the steps be before a network stops learning, and what does a normalization change about that?",
    "the normalized network learns at rates at which the bare one does not, and along the gradient its loss changes "
    "more smoothly.",
    (22, 23, 26, 28),
    (
        Control("norm", "A network with", "batch", choices=tuple((n, NAMES[n]) for n in NORMS if n != NONE)),
        Control("rate", "beside the same one without, at rate", 0.1, choices=tuple((r, number(r)) for r in RATES)),
        Control("seed", "· seed", 0, 0, 10**6),
    ),
    Prediction(
        "Without a norm, the network learns up to some rate; above it, it stays at guessing or its loss explodes. "
        "By how much does the norm chosen above raise that limit?",
        (
            Choice("none", "Not at all.", "Compare the last percentage in the norm’s row with that of the first row."),
            Choice(
                "three",
                "To about 3 times the rate.",
                "That is what layer norm and group norm do here; with batch norm it is about ten times.",
            ),
            Choice(
                "ten",
                "To about 10 times the rate.",
                "That is what batch norm does here; with layer norm and group norm it is about three times.",
            ),
            Choice(
                "any",
                "There is no limit any more.",
                "At a rate of 10 each of these networks is lost: a smoother loss is not a flat one.",
            ),
        ),
    ),
    run,
    live=live,
)
