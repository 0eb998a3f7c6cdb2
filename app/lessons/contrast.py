"""Lesson: contrast and style. One photograph of a batch is made paler: which norm notices, and what gets lost?"""

from collections.abc import Sequence

import numpy as np

from app.core.axes import layout_by_key
from app.core.precision import Doubles
from app.experiments.contrast import KEYS, Change, Result, Settings, adaptive, compare
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number, span
from app.figures.panel import Panel, Table
from app.figures.tiles import Row, photograph, tiles_figure
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.sources import PICTURES, generate
from app.sources.photographs import order

SEEDS = 3
SIDE = 32
"""Pixels of a photograph along each side: what fits in a page of a few kilobytes."""
NAMES = ("cat", "rocket", "coffee cup", "deep field", "eye", "astronaut", "grass", "bricks")
CHOSEN = tuple(enumerate(NAMES))
CASTS = {"none": (1.0, 1.0, 1.0), "warm": (1.0, 0.8, 0.5), "cold": (0.5, 0.8, 1.0)}
NORMS = {key: f"{key} norm" for key in KEYS}
STYLES = {"batch": "accent", "layer": "dashed", "instance": "ink"}
ROUNDING = 1e-9
"""With ε = 0 a change below this is rounding: float64 makes 10⁻¹³ where a channel is almost constant."""
ENDS = (-2.0, 2.0)
COLOURS = ("red", "green", "blue")


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
        _pictures(results[0], name),
        _deviations(results[0]),
        _style(mixed, style, name, NAMES[values["style"]]),
    )
    return Shown(panels, measured, right, holds)


def _each(changes: dict[str, list[float]]) -> str:
    return ", ".join(f"{NORMS[key]} {span(found, 2)}" for key, found in changes.items())


def _spreads(pictures: Doubles) -> Doubles:
    """The deviation of every plane of a batch."""
    return np.asarray(pictures.std(axis=(2, 3)).ravel())


def _ratio(pictures: Doubles) -> float:
    spreads = _spreads(pictures)
    return float(spreads.max() / spreads.min())


def _moments(picture: Doubles, channel: int) -> tuple[float, float]:
    return float(picture[channel].mean()), float(picture[channel].std())


def _pictures(result: Result, name: str) -> Panel:
    states = [("photograph", result.pictures[0], result.changed[0])]
    states += [(NORMS[each.method], each.before[0], each.after[0]) for each in result.outputs]
    ends = [(0.0, 1.0), *(ENDS for _ in result.outputs)]
    both = [
        tuple(photograph(picture, *end) for picture, end in zip(pictures, ends, strict=True))
        for pictures in ([before for _, before, _ in states], [after for _, _, after in states])
    ]
    rows = (Row(f"the {name} as it is", both[0]), Row("changed", both[1]))
    return Panel(
        "pictures",
        "One picture, two contrasts",
        f"The {name} as it is and changed, and what batch norm, layer norm and instance norm make of both.",
        tiles_figure(["photograph", *KEYS], rows),
        Table(
            ("", "channel", "mean", "deviation", "mean, changed", "deviation, changed"),
            tuple(
                (title, COLOURS[channel], *_moments(before, channel), *_moments(after, channel))
                for title, before, after in states
                for channel in range(3)
            ),
        ),
        f"Photographs from 0 (black) to 1 (white), x̂ from {number(ENDS[0])} to {number(ENDS[1])}; cut off beyond. "
        "Where both rows look alike, nothing behind the norm can know which picture it got.",
    )


def _deviations(result: Result) -> Panel:
    spreads = {NORMS[each.method]: _spreads(each.before) for each in result.outputs}
    plain = _spreads(result.pictures)
    ranks = np.argsort(plain, kind="stable")
    places = list(range(1, len(ranks) + 1))
    found = {"photographs": plain, **spreads}
    columns = {title: each[ranks].tolist() for title, each in found.items()}
    styles = ["grey", *STYLES.values()]
    return Panel(
        "deviations",
        "What is left of each channel’s contrast",
        "Standard deviation of each channel of each photograph, before and after three norms, in the order of that "
        "before.",
        line_chart(
            [Line(title, places, each, style) for (title, each), style in zip(columns.items(), styles, strict=True)],
            Scale("channels of all photographs, the palest first", whole=True),
            Scale("standard deviation within the channel", low=0),
        ),
        Table(("channel", *columns), tuple(zip(places, *columns.values(), strict=True))),
        "Instance norm leaves a flat line: that a channel was pale or strong is gone. Layer norm keeps the differences "
        "within a photograph, batch norm those between photographs too.",
    )


def _style(mixed: Sequence[Doubles], style: Doubles, name: str, other: str) -> Panel:
    tiles = tuple(photograph(each, 0.0, 1.0) for each in (style, *mixed))
    titles = (f"the {other}", f"{name}, restyled", "changed, restyled")
    return Panel(
        "style",
        "Style as statistics",
        f"The {other}, and the {name} as it is and changed, both with the channel statistics of the {other}.",
        tiles_figure(titles, (Row("", tiles),)),
        Table(
            ("picture", "channel", "mean", "deviation"),
            tuple(
                (title, COLOURS[channel], *_moments(picture, channel))
                for title, picture in zip(titles, (style, *mixed), strict=True)
                for channel in range(3)
            ),
        ),
        f"Adaptive instance norm on bare pixels: the mean and deviation that instance norm removes from each channel "
        f"are replaced by those of the {other}. Style transfer does it with the channels inside of a network.",
    )


CONTRAST = Lesson(
    "contrast-and-style",
    "Contrast and style",
    "Make one photograph of a batch paler, brighter or warmer. Which normalization still sees that it was?",
    "instance norm gives a photograph the same output whatever its contrast, brightness and cast, and whatever the "
    "batch; batch norm keeps its contrast and lets it into all others.",
    (34, 36, 37, 49, 50),
    (
        Control("picture", "the", 0, choices=CHOSEN),
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
