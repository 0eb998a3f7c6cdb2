"""Lesson: higher learning rates. Small networks on real digits, trained at eight rates; the loss along the gradient."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import cache

from app.experiments.classifiers import NONE, SHAKEN
from app.experiments.training import NORMS, RATES, Record, Settings, curves, train
from app.figures.numbers import number
from app.lessons import along
from app.lessons.finished import again
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Progress, Shown, Values
from app.lessons.rate_panels import panels
from app.lessons.rates import CHANCE, NAMES, Trained, cell, cells, raised, sentences, size, withstood
from app.lessons.stored import stored
from app.sources.digits import CREDIT, digits

RUNS = ("learning-rates", "learning-rates-1", "learning-rates-2")
"""The trainings that ship with the lesson, one grid for each seed."""


@cache
def shipped() -> Trained:
    """The trainings that ship with the lesson."""
    found = [stored(name) for name in RUNS]
    return Trained(tuple(settings for settings, _, _ in found), tuple(grid for _, grid, _ in found))


def run(values: Values) -> Shown:
    """The trainings that ship with the lesson, and the loss along the gradient, measured now."""
    found = shipped()
    shown = _shown(values, found)
    looks = along.looked(values["norm"], values["rate"], values["seed"])
    text = cells(found)
    kept = (
        f"Shown are the trainings that ship with Normaxis {stored(RUNS[0])[2]}, with {found.seeds.lower()}: for each "
        f"seed {size(found.settings[0])}. {again(RUNS)}"
    )
    return Shown(
        (*shown.panels, *along.panels(looks, values["norm"], values["seed"])),
        shown.measured,
        shown.right,
        shown.holds,
        {
            "rates": RATES,
            "rate": values["rate"],
            "table": [(NAMES[n], [(r, cell(n, r), text[cell(n, r)]) for r in RATES]) for n in NORMS],
            "kept": kept,
            "classes": CHANCE,
        },
        {
            "rates": ("Training", ""),
            "shift": (
                "Internal covariate shift",
                "Shaken: behind each batch norm every unit is moved and stretched by noise of its own, another one at "
                "each step. At test time there is no noise.",
            ),
            "along": ("The loss along the gradient", along.about(values["seed"])),
        },
        shown.also,
    )


def _shown(values: Values, found: Trained) -> Shown:
    """What these trainings give: their pictures, and all that is said on the page."""
    norm, rate, seed = values["norm"], values["rate"], values["seed"]
    looks = along.looked(norm, rate, seed)
    limits = zip(found.largest(norm), found.largest(NONE), strict=True)
    return Shown(
        panels(found, norm, rate),
        (*sentences(found, norm, rate), *along.sentences(looks, norm, rate, seed)),
        raised(found, norm),
        all(ours > bare for ours, bare in limits) and along.smoother(looks, norm),
        {"cells": cells(found)},
        also={"shift": withstood(found)},
    )


def live(values: Values) -> Iterator[Progress]:
    """The same grid with the chosen seed, trained before one's eyes."""
    settings = Settings(seed=values["seed"], records=shipped().settings[0].records)
    records: list[Record] = []
    share = [0.0] * len(settings.runs)
    for record in train(*digits(), settings):
        records.append(record)
        share[record.run] = 1.0 if record.last else record.step / record.steps
        yield _progress(record, sum(share) / len(share), tuple(records), settings, values)


def _progress(record: Record, done: float, seen: tuple[Record, ...], settings: Settings, values: Values) -> Progress:
    ours = {key: value for key, value in asdict(settings.runs[record.run]).items() if value is not None}
    unasked = ("run", "train_loss", "train_accuracy")
    measured = {key: value for key, value in asdict(record).items() if key not in unasked}
    said = "Training now" if done < 1 else "Shown is your own run"
    return Progress(
        ours | measured,
        done,
        lambda: _shown(values, Trained((settings,), (curves(settings, seen),), own=True)),
        f"{said}: seed {settings.seed}, {size(settings)}.",
    )


LEARNING_RATES = Lesson(
    "learning-rates",
    "Higher learning rates",
    "How large may the steps be before a network stops learning, and what does a normalization change about that?",
    "the normalized network learns at rates at which the bare one does not, and along the gradient its loss changes "
    "more smoothly, with every seed.",
    (22, 23, 26, 28),
    (
        Control(
            "norm", "A network with", "batch", choices=tuple((n, NAMES[n]) for n in NORMS if n not in (NONE, SHAKEN))
        ),
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
                "That is what layer norm does here, and group norm with most seeds; with batch norm it is about ten "
                "times.",
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
        about="The limit",
    ),
    run,
    live=live,
    further=(
        Prediction(
            "Now batch norm is shaken: behind it, noise moves and stretches every unit anew at each step, so that what "
            "the next layer gets shifts more than without any norm. Up to which rate does this network learn?",
            (
                Choice(
                    "lost",
                    "No further than without a norm: batch norm works because the inputs of the layers keep still.",
                    "They shift more than ever here, and still it learns at rates at which the bare network is lost. "
                    "Keeping the inputs of the layers still, the reduced internal covariate shift, is a disputed "
                    "explanation: it is not what the gain is made of, or not alone.",
                ),
                Choice(
                    "between",
                    "Further than without a norm, though not as far as with a quiet batch norm.",
                    "Noise of that size costs something at the largest rates. The gain over the bare network stays, "
                    "although the inputs of the layers shift more than the bare network’s.",
                ),
                Choice(
                    "kept",
                    "Just as far as with a quiet batch norm.",
                    "At moderate rates it trains as well. At the largest one the noise is too much.",
                ),
            ),
            key="shift",
            about="Internal covariate shift",
        ),
    ),
    credit=CREDIT,
)
