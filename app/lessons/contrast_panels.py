"""Lesson: contrast and style, its pictures: the photographs, what is left of their contrast, style as statistics."""

from collections.abc import Sequence

import numpy as np

from app.core.precision import Doubles
from app.experiments.contrast import KEYS, Result
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Panel, Table
from app.figures.tiles import Row, photograph, tiles_figure

NORMS = {key: f"{key} norm" for key in KEYS}


STYLES = {"batch": "accent", "layer": "dashed", "instance": "ink"}


ENDS = (-2.0, 2.0)


COLOURS = ("red", "green", "blue")


def spreads_of(pictures: Doubles) -> Doubles:
    """The deviation of every plane of a batch."""
    return np.asarray(pictures.std(axis=(2, 3)).ravel())


def _moments(picture: Doubles, channel: int) -> tuple[float, float]:
    return float(picture[channel].mean()), float(picture[channel].std())


def pictures_panel(result: Result, name: str) -> Panel:
    """The photograph as it is and changed, and what each norm makes of both."""
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


def deviations_panel(result: Result) -> Panel:
    """The contrast of every channel, before and after each norm."""
    spreads = {NORMS[each.method]: spreads_of(each.before) for each in result.outputs}
    plain = spreads_of(result.pictures)
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


def style_panel(mixed: Sequence[Doubles], style: Doubles, name: str, other: str) -> Panel:
    """Both photographs with the channel statistics of another."""
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
