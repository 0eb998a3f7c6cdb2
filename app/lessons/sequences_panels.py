"""Lesson: sequences, its pictures: errors over padding, one sentence value by value, what batch norm measures."""

import numpy as np

from app.experiments.sequences import KEYS, Padded, Result, Settings
from app.figures.colours import diverging
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import span
from app.figures.panel import Panel, Table
from app.figures.tiles import Row, tiles_figure, value_map
from app.lessons.seeds import beside, drawn, rings, told

LENGTHS = {"3,5,8,4": "3, 5, 8 and 4", "2,3,4,24": "2, 3, 4 and 24", "6,6,6,6": "6, 6, 6 and 6", "9": "9 (only one)"}
NAMES = {key: f"{key} norm" for key in KEYS}
STYLES = {"batch": "accent", "layer": "dashed", "instance": "ink"}


def said(lengths: tuple[int, ...]) -> str:
    """How many sentences of which lengths."""
    if len(lengths) == 1:
        return f"one sentence of {lengths[0]} tokens"
    return f"sentences of {LENGTHS[','.join(map(str, lengths))]} tokens"


def _sizes(settings: Settings) -> str:
    return f"{said(settings.lengths)}, {settings.width} features"


def errors_panel(results: list[Result], padding: int, settings: Settings, seeds: range) -> Panel:
    """The error over the length of the tensor."""
    tokens = [each.tokens for each in results[0].padded]
    found, *others = [{key: [each.change[key] for each in result.padded] for key in KEYS} for result in results]
    at = tokens.index(tokens[0] + padding)
    lines = [Line("", tokens, each[key], "grey") for each in others for key in KEYS]
    lines += [Line(NAMES[key], tokens, changes, STYLES[key]) for key, changes in found.items()]
    marks = [
        Line("", [tokens[at]], [changes[at]], STYLES[key], marked=True, joined=False, filled=True)
        for key, changes in found.items()
    ]
    table = Table(("tokens", *NAMES.values()), tuple(zip(tokens, *found.values(), strict=True)))
    panel = Panel(
        "errors",
        "How wrong padding makes x̂",
        "Largest error of a real token’s normalized value against the tokens that the tensor has room for.",
        line_chart(
            [*lines, *marks],
            Scale("tokens in the tensor, real ones and zeros", log=True),
            Scale("largest error of x̂", low=-0.05),
        ),
        beside(table, seeds, [list(each.values()) for each in others]),
        "Right is what statistics over the real tokens alone would give. The dots are the tensor that is set.",
    )
    return told(panel, "largest error of a real token’s x̂", _sizes(settings), seeds, drawn(seeds, "grey lines"))


def tokens_panel(results: list[Result], here: list[Padded], settings: Settings, seeds: range) -> Panel:
    """The first sentence of the first seed."""
    keys = ("batch", "layer")
    right, padded = ({key: each[key] for key in keys} for each in (results[0].right, here[0].output))
    scale = diverging(max(float(np.abs(each).max()) for each in (*right.values(), *padded.values())))
    rows = (
        Row("as it should be", tuple(value_map(right[key], scale) for key in keys)),
        Row("in the padded tensor", tuple(value_map(padded[key], scale) for key in keys)),
        Row("difference", tuple(value_map(padded[key] - right[key], scale) for key in keys)),
    )
    count, width = right["layer"].shape
    places = [(token, feature) for token in range(count) for feature in range(width)]
    columns = [each[key] for key in keys for each in (right, padded)]
    apart = {
        key: span([np.abs(each.output[key] - one.right[key]).max() for one, each in zip(results, here, strict=True)], 2)
        for key in keys
    }
    panel = Panel(
        "tokens",
        "The first sentence, value by value",
        "The first sentence’s normalized values, as they should be and in the padded tensor, for batch norm and layer "
        "norm.",
        tiles_figure([NAMES[key] for key in keys], rows),
        Table(
            ("token, feature", *(f"{NAMES[key]}, {which}" for key in keys for which in ("right", "padded"))),
            tuple(
                (f"{token}, {feature}", *(float(each[token, feature]) for each in columns)) for token, feature in places
            ),
        ),
        f"Tokens down, features across. Purple is below 0, orange above, strongest at ±{span([scale.limit])}; 0 has no "
        "colour.",
    )
    return told(
        panel,
        "x̂ of one sentence",
        f"{count} × {width} values, {_sizes(settings)}, in a tensor of {here[0].tokens} tokens",
        seeds,
        f"drawn is seed {seeds[0]}; the largest difference is {apart['batch']} for batch norm, {apart['layer']} for "
        "layer norm",
    )


def statistics_panel(results: list[Result], settings: Settings, seeds: range) -> Panel:
    """Means and variances over the part that is real."""
    real = [each.real for each in results[0].padded[::-1]]
    found, *others = [_seen(result.padded[::-1]) for result in results]
    size, variance, *_ = found
    table = Table(
        ("real part", "means", "variances", "f m", "f v + f (1 − f) m²"), tuple(zip(real, *found, strict=True))
    )
    panel = Panel(
        "statistics",
        "What batch norm measures",
        "Size of batch norm’s means and average of its variances against the part of the tokens that is real.",
        line_chart(
            [
                *(Line("", real, theory, "theory") for each in (found, *others) for theory in each[2:]),
                *rings(real, [each[0] for each in others], "grey"),
                *rings(real, [each[1] for each in others], "ink"),
                Line("means", real, size, "grey", marked=True, joined=False, filled=True),
                Line("variances", real, variance, "ink", marked=True, joined=False, filled=True),
            ],
            Scale("part of the tokens that is real", low=0, high=1),
            Scale("root mean square of the means; average variance", low=0),
        ),
        beside(table, seeds, others),
        "Thin dashes: f m and f v + f (1 − f) m², where f is the real part, m and v the real tokens’ own.",
    )
    spread = f"dots are seed {seeds[0]}, rings the others"
    return told(panel, "batch norm’s means and variances", _sizes(settings), seeds, spread)


def _seen(padded: tuple[Padded, ...]) -> list[list[float]]:
    """Size of the means, average variance, and what the formulas make of both."""
    return [
        [float(np.sqrt(np.square(each.mean).mean())) for each in padded],
        [float(each.variance.mean()) for each in padded],
        [float(np.sqrt(np.square(each.expected_mean).mean())) for each in padded],
        [float(each.expected_variance.mean()) for each in padded],
    ]
