"""Lesson: counting parameters. What normalization adds to a network, and what is left of it when training is over."""

from math import prod

from app.core.axes import Layout, layout_by_key
from app.core.methods import METHODS
from app.core.pools import Index
from app.describe import counted
from app.experiments import folding
from app.experiments.counting import MODELS, added
from app.figures.numbers import number
from app.lessons.counting_parameters_panels import (
    COUNTED,
    LAYOUTS,
    NAMES,
    counts_panel,
    folded_panel,
    many,
    networks_panel,
    percent,
    shares_panel,
)
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values

UNITS = {"convolution": ("channel", "channels"), "linear": ("hidden unit", "hidden units")}
SEEDS = range(5)
OUTPUTS = 6
"""Of the layer that is folded: few enough that all it gives can be drawn."""
SAME = 1e-13
"""Outputs are the same if they differ by no more than this part of the largest: roundings of 1e-16 each."""


def run(values: Values) -> Shown:
    """Counts of all methods, real networks, and the folding of a frozen batch norm."""
    kind, layers, width = values["kind"], values["layers"], values["width"]
    layout, shape = _shape(values, kind)
    method = next(each for each in METHODS if each.key == values["method"])
    one = prod(method.parameter_shape(layout, shape))
    total = next(each for each in added(layout.key, shape, layers) if each.method == method.key)
    batch = {key: added(of.key, its, layers)[0] for key in LAYOUTS for of, its in [_shape(values, key)]}
    folds = [folding.compare(folding.Settings(kind, outputs=OUTPUTS, side=4, seed=seed)) for seed in SEEDS]
    worst = max(each.difference for each in folds)
    measured = (
        f"{method.label}, {counted(layers, 'layer', 'layers')} of {counted(width, *UNITS[kind])}: "
        f"{counted(total.scales, 'scale', 'scales')} and {counted(total.offsets, 'offset', 'offsets')}; "
        f"{counted(one, 'scale', 'scales')} in every layer.",
        "Batch norm: "
        + "; ".join(
            f"{counted(layers, 'layer', 'layers')} of {counted(width, *UNITS[key])}, {NAMES[key]}, learn "
            f"{many(each.scales)} scales and {many(each.offsets)} offsets"
            for key, each in batch.items()
        )
        + ".",
        "Of all parameters, scales and offsets are: "
        + ", ".join(
            f"{model.label} {percent(model.share)} ({many(model.added)} of {many(model.parameters)})"
            for model in MODELS
        )
        + ".",
        f"Folding, seeds {SEEDS[0]}–{SEEDS[-1]}: a random {NAMES[kind]} layer of {OUTPUTS} {UNITS[kind][1]} and a "
        "random frozen batch norm give the same outputs as one layer, but for rounding: largest difference "
        f"{number(float(f'{worst:.1g}'))} of the largest output. {folds[0].before} stored numbers become "
        f"{folds[0].after}.",
    )
    claimed = all(each.scales == each.offsets == layers * width for each in batch.values())
    exact = counts_panel(layout, shape), networks_panel(), shares_panel(kind, layers, width)
    return Shown((*exact, folded_panel(folds, SEEDS)), measured, _right(one, layout, shape), claimed and worst <= SAME)


def _shape(values: Values, kind: str) -> tuple[Layout, Index]:
    """A batch of the activations of one layer."""
    space = (values["side"], values["side"]) if kind == "convolution" else ()
    return layout_by_key(LAYOUTS[kind]), (values["examples"], values["width"], *space)


def _right(one: int, layout: Layout, shape: Index) -> str:
    """The prediction that says how many scales there are in a layer."""
    examples, width, *space = shape
    counts = {"unit": width, "place": width * prod(space), "example": examples * width, "layer": 1}
    return next(key for key, count in counts.items() if count == one)


COUNTING_PARAMETERS = Lesson(
    "counting-parameters",
    "Counting parameters",
    "Every normalization learns scales and offsets. How many are they, and do they matter?",
    "K layers of D hidden units learn KD scales and KD offsets with batch norm, K convolutional layers of C channels "
    "KC of each; frozen, they fold into the layers before them.",
    (8, 9, 10, 15, 26),
    (
        Control("layers", "A network of", 20, 1, 1000),
        Control("kind", "layers, all", "convolution", choices=tuple(NAMES.items())),
        Control("width", "with", 64, 1, 4096, unit="channels or hidden units,"),
        Control(
            "side",
            "pictures",
            16,
            1,
            256,
            unit="pixels wide and high,",
            needs=("kind", ("convolution",)),
            idle="no pictures",
        ),
        Control("examples", "batches of", 32, 1, 1024),
        Control("method", "and", "batch", choices=tuple((method.key, method.label.lower()) for method in COUNTED)),
    ),
    Prediction(
        "How many scales γ does this normalization learn in each layer?",
        (
            Choice(
                "layer",
                "One: a layer is normalized as a whole.",
                "Even where one mean and one variance serve a whole layer, scale and offset are learned separately for "
                "each of its units or channels.",
            ),
            Choice(
                "unit",
                "One for each hidden unit or channel.",
                "So it is with batch, instance and group norm: all positions of a channel share one scale. Layer norm "
                "and RMS norm over channels, rows and columns learn one for every position as well.",
            ),
            Choice(
                "place",
                "One for each channel at each position.",
                "Only methods that learn per element do that, as PyTorch’s layer norm over channels, rows and columns. "
                "The others treat all positions of a channel alike, as the convolution does.",
            ),
            Choice(
                "example",
                "One for each channel of each example in the batch.",
                "That is how many statistics instance norm computes. What is learned has to serve examples that are "
                "still to come, so it cannot belong to one of them.",
            ),
        ),
    ),
    run,
    (("Both shapes for any method and tensor", "/"),),
)
