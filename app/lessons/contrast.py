"""Lesson: contrast and style. One photograph of a batch is made paler: which norm notices, and what gets lost?"""

import numpy as np

from app.core.axes import layout_by_key
from app.core.precision import Doubles
from app.experiments.contrast import KEYS, Change, Settings, adaptive, compare
from app.figures.numbers import span
from app.lessons.contrast_panels import NORMS, deviations_panel, pictures_panel, spreads_of, style_panel
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.sources import PICTURES, generate
from app.sources.photographs import order

SEEDS = 3
SIDE = 32
"""Pixels of a photograph along each side: what fits in a page of a few kilobytes."""
NAMES = ("cat", "rocket", "coffee cup", "deep field", "eye", "astronaut", "grass", "bricks")
CHOSEN = tuple(enumerate(NAMES))
CASTS = {"none": (1.0, 1.0, 1.0), "warm": (1.0, 0.8, 0.5), "cold": (0.5, 0.8, 1.0)}
ROUNDING = 1e-9
"""With ε = 0 a change below this is rounding: float64 makes 10⁻¹³ where a channel is almost constant."""


def run(values: Values) -> Shown:
    """The same change of one photograph, beside other companions for each seed."""
    factors = tuple(values["contrast"] * part for part in CASTS[values["cast"]])
    change = Change("set", "", factors, values["brightness"])
    every = generate("photographs", layout_by_key("image"), (len(PICTURES), 3, SIDE, SIDE), 0).astype(np.float64)
    seeds = range(values["seed"], values["seed"] + SEEDS)
    results = []
    for seed in seeds:
        others = [place for place in order(seed) if place != values["picture"]]
        batch = every[[values["picture"], *others[: values["batch"] - 1]]]
        results.append(compare(batch, Settings(0, change, epsilon=0.0)))
    own, others_ = (
        {key: [float(getattr(result.outputs[i], what)) for result in results] for i, key in enumerate(KEYS)}
        for what in ("own", "others")
    )
    same = {key for key in KEYS if max(own[key]) < ROUNDING}
    right = {0: "none", 1: "instance", 2: "both", 3: "all"}[len(same)]
    style = every[values["style"]]
    mixed = [adaptive(picture, style, epsilon=0.0) for picture in (every[values["picture"]], results[0].changed[0])]
    name = NAMES[values["picture"]]
    measured = (
        f"Seeds {seeds[0]}–{seeds[-1]}: the {name} in batches of {values['batch']} photographs of {SIDE} × {SIDE} "
        f"pixels, ε = 0. Largest change of its own x̂, in deviations: {_each(own)}.",
        *(
            ("With all eight in the batch, every seed has the same companions.",)
            if values["batch"] == len(PICTURES)
            else ()
        ),
        f"Largest change of the x̂ of all other photographs, which were not touched: {_each(others_)}.",
        f"Spread of the channels’ deviations over the batch, largest over smallest: photographs "
        f"{span(_ratio(result.pictures) for result in results)}; after batch norm "
        f"{span(_ratio(result.outputs[0].before) for result in results)}, layer norm "
        f"{span(_ratio(result.outputs[1].before) for result in results)}, instance norm "
        f"{span(_ratio(result.outputs[2].before) for result in results)}.",
        f"With the channel statistics of the {NAMES[values['style']]}, the {name} and the changed {name} become the "
        f"same picture: largest difference {span([np.abs(mixed[1] - mixed[0]).max()], 1)} on a scale from 0 to 1.",
    )
    holds = (
        "instance" in same
        and min(own["batch"]) > ROUNDING
        and min(others_["batch"]) > ROUNDING
        and max(others_["instance"]) == 0
    )
    panels = (
        pictures_panel(results, name, seeds),
        deviations_panel(results, seeds),
        style_panel(mixed, style, name, NAMES[values["style"]]),
    )
    return Shown(panels, measured, right, holds)


def _each(changes: dict[str, list[float]]) -> str:
    return ", ".join(f"{NORMS[key]} {span(found, 2)}" for key, found in changes.items())


def _ratio(pictures: Doubles) -> float:
    spreads = spreads_of(pictures)
    return float(spreads.max() / spreads.min())


CONTRAST = Lesson(
    "contrast-and-style",
    "Contrast and style",
    "Make one photograph of a batch paler, brighter or warmer. Which normalization still sees that it was?",
    "instance norm gives a photograph the same output whatever its contrast, brightness and cast, and whatever the "
    "batch; batch norm keeps its contrast and lets it into all others.",
    (34, 36, 37, 49, 50),
    (
        Control("picture", "The", 0, choices=CHOSEN),
        Control("batch", "in a batch of", 4, choices=((2, "2"), (4, "4"), (8, "8")), unit="photographs gets"),
        Control("contrast", "contrast times", 0.5, 0.1, 2, unit=","),
        Control("brightness", "brightness plus", 0.2, -1, 1, unit=","),
        Control(
            "cast", "a cast that is", "none", choices=(("none", "none"), ("warm", "warm"), ("cold", "cold")), unit=";"
        ),
        Control("style", "style of the", 2, choices=CHOSEN, unit="·"),
        Control("seed", "companions by seed", 0, 0, 10**6),
    ),
    Prediction(
        "Which norms give the changed photograph the same output as before, up to rounding?",
        (
            Choice(
                "none",
                "None: what goes in is different.",
                "Different numbers, but each norm subtracts a mean and divides by a deviation, and these change along "
                "where they are taken over nothing but the changed values.",
            ),
            Choice(
                "instance",
                "Only instance norm.",
                "It forgets every such change. Layer norm does too, as long as all three channels change alike: its "
                "mean and deviation are of the whole photograph. A cast of colour it keeps.",
            ),
            Choice(
                "both",
                "Layer norm and instance norm, batch norm not.",
                "Both take their statistics from this photograph alone; layer norm takes one pair for all channels, so "
                "it takes a change that they share.",
            ),
            Choice(
                "all",
                "All three.",
                "All make mean 0 and variance 1, but batch norm of the batch together, not of each photograph: one "
                "that is paler than the rest stays paler. Only a change of nothing goes unseen by all.",
            ),
        ),
    ),
    run,
)
