"""Lesson: contrast and style, its pictures: the photographs, what is left of their contrast, style as statistics."""

from collections.abc import Sequence

import numpy as np

from app.core.precision import Doubles
from app.experiments.contrast import KEYS, Result
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number, span
from app.figures.panel import Panel, Table
from app.figures.tiles import Row, photograph, tiles_figure
from app.lessons.seeds import beside, drawn, told

NORMS = {key: f"{key} norm" for key in KEYS}
STYLES = {"batch": "accent", "layer": "dashed", "instance": "ink"}
THIN = {"grey": "grey", "accent": "accent-dashed", "dashed": "grey-dashed", "ink": "grey"}
"""Other seeds, by the style of the first."""
ENDS = (-2.0, 2.0)
COLOURS = ("red", "green", "blue")


def spreads_of(pictures: Doubles) -> Doubles:
    """The deviation of every plane of a batch."""
    return np.asarray(pictures.std(axis=(2, 3)).ravel())


def _moments(picture: Doubles, channel: int) -> tuple[float, float]:
    return float(picture[channel].mean()), float(picture[channel].std())


def _sizes(result: Result) -> str:
    pictures, channels, side, _ = result.pictures.shape
    return f"{pictures} photographs of {channels} × {side} × {side} values"


def pictures_panel(results: Sequence[Result], name: str, seeds: range) -> Panel:
    """The photograph as it is and changed, and what each norm makes of both."""
    result = results[0]
    states = [("photograph", result.pictures[0], result.changed[0])]
    states += [(NORMS[each.method], each.before[0], each.after[0]) for each in result.outputs]
    ends = [(0.0, 1.0), *(ENDS for _ in result.outputs)]
    both = [
        tuple(photograph(picture, *end) for picture, end in zip(pictures, ends, strict=True))
        for pictures in ([before for _, before, _ in states], [after for _, _, after in states])
    ]
    rows = (Row(f"the {name} as it is", both[0]), Row("changed", both[1]))
    panel = Panel(
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
    own = ", ".join(f"{NORMS[key]} {span([each.outputs[k].own for each in results], 2)}" for k, key in enumerate(KEYS))
    return told(
        panel,
        "the photograph and its x̂, before and after",
        _sizes(result),
        seeds,
        f"drawn are the companions of seed {seeds[0]}; the largest change of x̂ is {own}",
    )


def deviations_panel(results: Sequence[Result], seeds: range) -> Panel:
    """The contrast of every channel, before and after each norm."""
    found, *others = [_ranked(result) for result in results]
    places = list(range(1, len(found["photographs"]) + 1))
    styles = dict(zip(found, ("grey", *STYLES.values()), strict=True))
    thin = [Line("", places, each[title], THIN[styles[title]]) for title in found for each in others]
    table = Table(("channel", *found), tuple(zip(places, *found.values(), strict=True)))
    panel = Panel(
        "deviations",
        "What is left of each channel’s contrast",
        "Standard deviation of each channel of each photograph, before and after three norms, in the order of that "
        "before.",
        line_chart(
            [*thin, *(Line(title, places, each, styles[title]) for title, each in found.items())],
            Scale("channels of all photographs, the palest first", whole=True),
            Scale("standard deviation within the channel", low=0),
        ),
        beside(table, seeds, [list(each.values()) for each in others]),
        "Instance norm leaves a flat line: that a channel was pale or strong is gone. Layer norm keeps the differences "
        "within a photograph, batch norm those between photographs too.",
    )
    return told(
        panel, "deviation of each channel", _sizes(results[0]), seeds, drawn(seeds, "thin lines of the same dashes")
    )


def _ranked(result: Result) -> dict[str, list[float]]:
    """The deviations of all channels, by what was done to them, in the order of those of the photographs."""
    plain = spreads_of(result.pictures)
    ranks = np.argsort(plain, kind="stable")
    every = {"photographs": plain, **{NORMS[each.method]: spreads_of(each.before) for each in result.outputs}}
    return {title: each[ranks].tolist() for title, each in every.items()}


def style_panel(mixed: Sequence[Doubles], style: Doubles, name: str, other: str) -> Panel:
    """Both photographs with the channel statistics of another."""
    tiles = tuple(photograph(each, 0.0, 1.0) for each in (style, *mixed))
    titles = (f"the {other}", f"{name}, restyled", "changed, restyled")
    panel = Panel(
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
    off = span([np.abs(mixed[1] - mixed[0]).max()], 1)
    return told(
        panel,
        f"largest difference of the restyled two, {off} on a scale from 0 to 1",
        f"two photographs of {' × '.join(map(str, style.shape))} values",
        (),
        "the companions do not enter, so no seed changes it",
    )
