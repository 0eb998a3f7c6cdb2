"""Lesson: counting parameters. What normalization adds to a network, and what is left of it when training is over."""

from math import prod

from app.core.axes import Layout, layout_by_key
from app.core.methods import METHODS
from app.core.pools import Index
from app.describe import counted
from app.experiments import folding
from app.experiments.counting import MODELS, Model, Part, added
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Panel, Table
from app.figures.rows import Mark, NamedRow, row_chart
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values

COUNTED = tuple(method for method in METHODS if method.key != "ghost")
LAYOUTS = {"convolution": "image", "linear": "features"}
NAMES = {"convolution": "convolutional", "linear": "fully connected"}
UNITS = {"convolution": ("channel", "channels"), "linear": ("hidden unit", "hidden units")}
KERNEL = 3
WIDTHS = tuple(2**power for power in range(3, 13))
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
            f"{_many(each.scales)} scales and {_many(each.offsets)} offsets"
            for key, each in batch.items()
        )
        + ".",
        "Of all parameters, scales and offsets are: "
        + ", ".join(
            f"{model.label} {_percent(model.share)} ({_many(model.added)} of {_many(model.parameters)})"
            for model in MODELS
        )
        + ".",
        f"Folding, seeds {SEEDS[0]}–{SEEDS[-1]}: a random {NAMES[kind]} layer of {OUTPUTS} {UNITS[kind][1]} and a "
        "random frozen batch norm give the same outputs as one layer, but for rounding: largest difference "
        f"{number(float(f'{worst:.1g}'))} of the largest output. {folds[0].before} stored numbers become "
        f"{folds[0].after}.",
    )
    claimed = all(each.scales == each.offsets == layers * width for each in batch.values())
    panels = _counts(layout, shape), _networks(), _shares(kind, layers, width), _folded(folds[0])
    return Shown(panels, measured, _right(one, layout, shape), claimed and worst <= SAME)


def _shape(values: Values, kind: str) -> tuple[Layout, Index]:
    """A batch of the activations of one layer."""
    space = (values["side"], values["side"]) if kind == "convolution" else ()
    return layout_by_key(LAYOUTS[kind]), (values["examples"], values["width"], *space)


def _right(one: int, layout: Layout, shape: Index) -> str:
    """The prediction that says how many scales there are in a layer."""
    examples, width, *space = shape
    counts = {"unit": width, "place": width * prod(space), "example": examples * width, "layer": 1}
    return next(key for key, count in counts.items() if count == one)


def _many(count: int) -> str:
    return counted(count, "", "").strip()


def _percent(share: float) -> str:
    return f"{number(float(f'{100 * share:.2g}'))} %"


def _sizes(shape: Index, between: str = " × ") -> str:
    return between.join(map(str, shape))


def _counts(layout: Layout, shape: Index) -> Panel:
    rows, table = [], []
    for method in COUNTED:
        parameters, pools = method.parameter_shape(layout, shape), method.pools(layout, shape)
        scales = prod(parameters)
        kept = tuple(
            n if letter in method.parameter_axes(layout) else 1 for letter, n in zip(layout.letters, shape, strict=True)
        )
        rows.append(
            NamedRow(
                method.label,
                (
                    Mark(scales, f"{method.label}: {_many(scales)} scales", filled=True, accent=True),
                    Mark(pools.count, f"{method.label}: {_many(pools.count)} pools"),
                ),
                f"γ {_sizes(kept, '×')} · σ² {_sizes(pools.parts, '×')}",
            )
        )
        statistics = pools.count if method.centers else 0
        table.append(
            (
                method.label,
                scales,
                scales if method.centers else 0,
                _sizes(kept),
                statistics,
                pools.count,
                _sizes(pools.parts),
            )
        )
    return Panel(
        "counts",
        "Learned against computed, in one layer",
        "For each method: how many scales are learned in a layer, and how many variances are computed for a batch.",
        row_chart(rows, "how many", "● scales learned  ·  ○ variances computed", log=True),
        Table(("method", "scales", "offsets", "their shape", "means", "variances", "their shape"), tuple(table)),
        f"A batch of activations is {_sizes(shape)} ({', '.join(layout.letters)}). At the right: the shape of "
        "the scale, and the shape of the variances. They are two different things.",
    )


def _networks() -> Panel:
    rows = [
        NamedRow(
            model.label,
            (
                Mark(
                    model.share,
                    f"{model.label}: {_many(model.added)} of {_many(model.parameters)}",
                    bar=True,
                    accent=True,
                ),
            ),
            f"{_many(model.added)} of {_many(model.parameters)}, {model.norm} norm",
        )
        for model in MODELS
    ]
    return Panel(
        "networks",
        "Real networks",
        "The share of scales and offsets in all parameters of four well-known networks.",
        row_chart(rows, "scales and offsets, of all parameters", percent=True),
        Table(
            ("network", "normalization", "normalized channels", "scales and offsets", "all parameters", "share"),
            tuple((m.label, f"{m.norm} norm", m.normalized, m.added, m.parameters, m.share) for m in MODELS),
        ),
        "Counted layer by layer from the tables of the papers.",
    )


def _model(kind: str, layers: int, width: int) -> Model:
    """Equal layers, each with batch norm after it, which makes a bias superfluous."""
    weights = width * width * (KERNEL**2 if kind == "convolution" else 1)
    return Model(kind, NAMES[kind], "batch", (Part("layer", weights, width, layers),))


def _shares(kind: str, layers: int, width: int) -> Panel:
    shares = {key: [_model(key, layers, each).share for each in WIDTHS] for key in LAYOUTS}
    here = _model(kind, layers, width).share
    lines = [Line(NAMES[key], WIDTHS, each, "accent" if key == kind else "dashed") for key, each in shares.items()]
    return Panel(
        "shares",
        "The wider the layers, the less it is",
        "The share of scales and offsets in the parameters of a layer, against its width.",
        line_chart(
            [*lines, Line("", [width], [here], "ink", marked=True, joined=False)],
            Scale("channels, or hidden units", log=True),
            Scale("scales and offsets, of all parameters", log=True),
        ),
        Table(
            ("width", *NAMES.values()),
            (
                (width, *(_model(key, layers, width).share for key in NAMES)),
                *zip(WIDTHS, *(shares[key] for key in NAMES), strict=True),
            ),
        ),
        f"Ring: this network, {_percent(here)}. Weights grow with the square of the width, scales and offsets with the "
        f"width; kernels are {KERNEL} × {KERNEL}.",
    )


def _folded(fold: folding.Result) -> Panel:
    two, one = fold.two_layers.ravel().tolist(), fold.one_layer.ravel().tolist()
    step = max(1, len(two) // 120)
    two, one = two[::step], one[::step]
    ends = [min(two), max(two)]
    return Panel(
        "folded",
        "After training: folded away",
        "Outputs of a layer followed by a frozen batch norm, against those of the one layer both were folded into.",
        line_chart(
            [Line("equal", ends, ends, "theory"), Line("", two, one, "accent", marked=True, joined=False)],
            Scale("layer, then batch norm"),
            Scale("one layer"),
        ),
        Table(("two layers", "one layer", "difference"), tuple((a, b, a - b) for a, b in zip(two, one, strict=True))),
        "γ(Wx + b − μ)/√(σ² + ε) + δ is again a layer: its weights are those of the old one, for each output times "
        "γ/√(σ² + ε). This needs frozen statistics; layer norm, whose statistics come from x, cannot be folded.",
    )


COUNTING_PARAMETERS = Lesson(
    "counting-parameters",
    "Counting parameters",
    "Every normalization learns scales and offsets. How many are they, and do they matter?",
    "K layers of D hidden units learn KD scales and KD offsets with batch norm, K convolutional layers of C channels "
    "KC of each; frozen, they fold into the layers before them.",
    (8, 9, 10, 15),
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
