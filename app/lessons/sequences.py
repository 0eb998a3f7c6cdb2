"""Lesson: sequences. Sentences of different lengths, filled up with zeros: whose statistics count the zeros?"""

import numpy as np

from app.experiments.sequences import KEYS, Padded, Result, Settings, compare
from app.figures.colours import diverging
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number, span
from app.figures.panel import Panel, Table
from app.figures.tiles import Row, tiles_figure, value_map
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.lessons.seeds import of_first

SEEDS = 5
PADDINGS = (0, 1, 2, 4, 8, 16, 32, 64)
LENGTHS = {"3,5,8,4": "3, 5, 8 and 4", "2,3,4,24": "2, 3, 4 and 24", "6,6,6,6": "6, 6, 6 and 6", "9": "9 (only one)"}
NAMES = {key: f"{key} norm" for key in KEYS}
STYLES = {"batch": "accent", "layer": "dashed", "instance": "ink"}
ROUNDING = 1e-9
"""Changes below this are none: float64 makes 10⁻¹⁵."""


def run(values: Values) -> Shown:
    """The same sentences in tensors of growing length."""
    lengths = tuple(int(length) for length in values["lengths"].split(","))
    padding = values["padding"]
    seeds = range(values["seed"], values["seed"] + SEEDS)
    paddings = tuple(sorted({*PADDINGS, padding}))
    results = [compare(Settings(lengths, paddings=paddings, mean=values["mean"], seed=seed)) for seed in seeds]
    here = [result.padded[paddings.index(padding)] for result in results]
    changed = [key for key in KEYS if max(each.change[key] for each in here) > ROUNDING]
    right = "none" if not changed else "all" if "layer" in changed else "tokens" if "instance" in changed else "batch"
    listed = [f"{NAMES[key]} {span(each.change[key] for each in here)}" for key in KEYS]
    measured = (
        f"Seeds {seeds[0]}–{seeds[-1]}, sentences of {LENGTHS[values['lengths']]} tokens with {Settings().width} "
        f"features in a tensor of {here[0].tokens}: {number(100 * round(here[0].real, 4))} % of the tokens are real. "
        f"Largest error of a real token’s x̂, in standard deviations: {', '.join(listed)}.",
        f"The first sentence in the shortest tensor, beside other sentences of the same lengths: "
        f"{_each(results, 'companions')}.",
        f"The same sentence alone, without padding: {_each(results, 'alone')}.",
        f"The same at test time, with statistics of another batch frozen where a norm has any to freeze: "
        f"{_each(results, 'frozen')}.",
        f"Batch norm’s means and variances are those of the formulas f m and f v + f (1 − f) m², up to "
        f"{number(float(f'{max(_off(each) for each in here):.1g}'))}.",
    )
    holds = (
        "layer" not in changed
        and "batch" in changed
        and max(getattr(each, what)["layer"] for each in results for what in ("companions", "alone", "frozen"))
        < ROUNDING
    )
    drawn = _errors(results, padding), _tokens(results[0], here[0]), _statistics(results[0])
    return Shown(of_first(drawn, seeds, "Grey: the other seeds."), measured, right, holds)


def _each(results: list[Result], what: str) -> str:
    """The changes of every method."""
    return ", ".join(f"{NAMES[key]} {span(getattr(each, what)[key] for each in results)}" for key in KEYS)


def _off(padded: Padded) -> float:
    means = np.abs(padded.mean - padded.expected_mean).max()
    return float(max(means, np.abs(padded.variance - padded.expected_variance).max()))


def _errors(results: list[Result], padding: int) -> Panel:
    result = results[0]
    tokens = [each.tokens for each in result.padded]
    found = {key: [each.change[key] for each in result.padded] for key in KEYS}
    longest = tokens[0]
    at = tokens.index(longest + padding)
    lines = [Line("", tokens, [each.change[key] for each in one.padded], "grey") for one in results[1:] for key in KEYS]
    lines += [Line(NAMES[key], tokens, changes, STYLES[key]) for key, changes in found.items()]
    marks = [
        Line("", [tokens[at]], [changes[at]], STYLES[key], marked=True, joined=False, filled=True)
        for key, changes in found.items()
    ]
    return Panel(
        "errors",
        "How wrong padding makes x̂",
        "Largest error of a real token’s normalized value against the tokens that the tensor has room for.",
        line_chart(
            [*lines, *marks],
            Scale("tokens in the tensor, real ones and zeros", log=True),
            Scale("largest error of x̂", low=-0.05),
        ),
        Table(("tokens", *NAMES.values()), tuple(zip(tokens, *found.values(), strict=True))),
        "Right is what statistics over the real tokens alone would give. The marks are the tensor that is set.",
    )


def _tokens(result: Result, here: Padded) -> Panel:
    keys = ("batch", "layer")
    right, padded = ({key: each[key] for key in keys} for each in (result.right, here.output))
    scale = diverging(max(float(np.abs(each).max()) for each in (*right.values(), *padded.values())))
    rows = (
        Row("as it should be", tuple(value_map(right[key], scale) for key in keys)),
        Row("in the padded tensor", tuple(value_map(padded[key], scale) for key in keys)),
        Row("difference", tuple(value_map(padded[key] - right[key], scale) for key in keys)),
    )
    count, width = right["layer"].shape
    places = [(token, feature) for token in range(count) for feature in range(width)]
    columns = [each[key] for key in keys for each in (right, padded)]
    return Panel(
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


def _statistics(result: Result) -> Panel:
    by_part = result.padded[::-1]
    real = [each.real for each in by_part]
    size = [float(np.sqrt(np.square(each.mean).mean())) for each in by_part]
    variance = [float(each.variance.mean()) for each in by_part]
    theory = [float(np.sqrt(np.square(each.expected_mean).mean())) for each in by_part]
    theory_variance = [float(each.expected_variance.mean()) for each in by_part]
    return Panel(
        "statistics",
        "What batch norm measures",
        "Size of batch norm’s means and average of its variances against the part of the tokens that is real.",
        line_chart(
            [
                Line("", real, theory, "theory"),
                Line("", real, theory_variance, "theory"),
                Line("means", real, size, "grey", marked=True, joined=False, filled=True),
                Line("variances", real, variance, "ink", marked=True, joined=False),
            ],
            Scale("part of the tokens that is real", low=0, high=1),
            Scale("root mean square of the means; average variance", low=0),
        ),
        Table(
            ("real part", "means", "variances", "f m", "f v + f (1 − f) m²"),
            tuple(zip(real, size, variance, theory, theory_variance, strict=True)),
        ),
        "Thin dashes: f m and f v + f (1 − f) m², where f is the real part, m and v the real tokens’ own.",
    )


SEQUENCES = Lesson(
    "sequences",
    "Sequences",
    "Sentences differ in length, so the short ones are filled up with zeros. Which normalization notices the filling?",
    "layer norm, taken at each token, gives a token the same output whatever stands beside it, in training and at test "
    "time; batch norm over batch and tokens does not.",
    (29, 30, 32, 33, 47, 48),
    (
        Control(
            "lengths", "sentences of", "3,5,8,4", choices=tuple(LENGTHS.items()), unit="tokens, filled up with zeros"
        ),
        Control("padding", "and", 8, 0, 64, unit="more zeros each;"),
        Control("mean", "features about", 0.5, -3, 3, unit="·"),
        Control("seed", "seed", 0, 0, 10**6),
    ),
    Prediction(
        "The real tokens stay as they are, only zeros stand behind them. For which norms do the real tokens come out "
        "wrong, that is, not as statistics over the real tokens alone would have it?",
        (
            Choice(
                "none",
                "For none: all three come out right.",
                "Zeros add nothing to a sum, but they are counted: the same sum is divided by more tokens. Only where "
                "nothing is filled up, nothing is wrong.",
            ),
            Choice(
                "batch",
                "For batch norm only: it is the one that looks at other sentences.",
                "Padding need not come from other sentences: instance norm averages over the tokens of one sentence, "
                "and the zeros behind it are among them.",
            ),
            Choice(
                "tokens",
                "For batch norm and instance norm: both average over tokens.",
                "Layer norm takes its mean over the features of one token, so there is no other token in it.",
            ),
            Choice(
                "all",
                "For all three: layer norm takes its statistics across the tokens too.",
                "A common misreading. In a sequence model each token has a mean and a variance of its own, over its "
                "features; the tokens are never mixed. Layer norm of pictures, over C, H and W, does mix positions.",
            ),
        ),
    ),
    run,
    (("Batch norm over (N, T) as a cube", "/?layout=sequence"),),
)
