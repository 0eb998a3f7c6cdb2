"""Lesson: counting parameters, its pictures: learned against computed, real networks, shares, folding."""

from math import prod

from app.core.axes import Layout
from app.core.methods import METHODS
from app.core.pools import Index
from app.describe import counted
from app.experiments import folding
from app.experiments.counting import MODELS, Model, Part
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Panel, Table
from app.figures.rows import Mark, NamedRow, row_chart
from app.lessons.seeds import beside, told

EXACT = "nothing is random, so there is no spread"

COUNTED = tuple(method for method in METHODS if method.key != "ghost")
NAMES = {"convolution": "convolutional", "linear": "fully connected"}
LAYOUTS = {"convolution": "image", "linear": "features"}
KERNEL = 3
DRAWN = 48
"""About so many outputs of each seed are drawn."""
WIDTHS = tuple(2**power for power in range(3, 13))


def many(count: int) -> str:
    """A number of things, with its thousands apart."""
    return counted(count, "", "").strip()


def percent(share: float) -> str:
    """A share, to two digits."""
    return f"{number(float(f'{100 * share:.2g}'))} %"


def _sizes(shape: Index, between: str = " × ") -> str:
    return between.join(map(str, shape))


def counts_panel(layout: Layout, shape: Index) -> Panel:
    """Scales learned and variances computed in one layer, for each method."""
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
                    Mark(scales, f"{method.label}: {many(scales)} scales", filled=True, accent=True),
                    Mark(pools.count, f"{method.label}: {many(pools.count)} pools"),
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
    panel = Panel(
        "counts",
        "Learned against computed, in one layer",
        "For each method: how many scales are learned in a layer, and how many variances are computed for a batch.",
        row_chart(rows, "how many", "● scales learned  ·  ○ variances computed", log=True),
        Table(("method", "scales", "offsets", "their shape", "means", "variances", "their shape"), tuple(table)),
        "At the right: the shape of the scale, and the shape of the variances. They are two different things.",
    )
    sizes = f"a batch of activations of {_sizes(shape)} ({', '.join(layout.letters)})"
    return told(panel, "scales and variances of one layer", sizes, (), EXACT, "Counted")


def networks_panel() -> Panel:
    """The share of scales and offsets in real networks."""
    rows = [
        NamedRow(
            model.label,
            (
                Mark(
                    model.share,
                    f"{model.label}: {many(model.added)} of {many(model.parameters)}",
                    bar=True,
                    accent=True,
                ),
            ),
            f"{many(model.added)} of {many(model.parameters)}, {model.norm} norm",
        )
        for model in MODELS
    ]
    panel = Panel(
        "networks",
        "Real networks",
        "The share of scales and offsets in all parameters of four well-known networks.",
        row_chart(rows, "scales and offsets, of all parameters", percent=True),
        Table(
            ("network", "normalization", "normalized channels", "scales and offsets", "all parameters", "share"),
            tuple((m.label, f"{m.norm} norm", m.normalized, m.added, m.parameters, m.share) for m in MODELS),
        ),
        "Layer by layer, from the tables of the papers.",
    )
    counts = [model.parameters for model in MODELS]
    sizes = f"networks of {many(min(counts))} to {many(max(counts))} numbers"
    return told(panel, "scales and offsets", sizes, (), EXACT, "Counted")


def _model(kind: str, layers: int, width: int) -> Model:
    """Equal layers, each with batch norm after it, which makes a bias superfluous."""
    weights = width * width * (KERNEL**2 if kind == "convolution" else 1)
    return Model(kind, NAMES[kind], "batch", (Part("layer", weights, width, layers),))


def shares_panel(kind: str, layers: int, width: int) -> Panel:
    """The share of scales and offsets against the width of the layers."""
    shares = {key: [_model(key, layers, each).share for each in WIDTHS] for key in LAYOUTS}
    here = _model(kind, layers, width).share
    lines = [Line(NAMES[key], WIDTHS, each, "accent" if key == kind else "dashed") for key, each in shares.items()]
    panel = Panel(
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
        f"Ring: this network, {percent(here)}. Weights grow with the square of the width, scales and offsets with the "
        "width.",
    )
    sizes = f"layers of {WIDTHS[0]} to {WIDTHS[-1]} units or channels, kernels of {KERNEL} × {KERNEL}"
    return told(panel, "scales and offsets, of all parameters of batch norm’s layers", sizes, (), EXACT, "Counted")


def folded_panel(folds: list[folding.Result], seeds: range) -> Panel:
    """Outputs of a layer and its frozen batch norm, against those of the one layer both were folded into."""
    every = [(fold.two_layers.ravel().tolist(), fold.one_layer.ravel().tolist()) for fold in folds]
    step = max(1, len(every[0][0]) // DRAWN)
    (two, one), *others = [(a[::step], b[::step]) for a, b in every]
    drawn = [value for a, _ in ((two, one), *others) for value in a]
    ends = [min(drawn), max(drawn)]
    rest = [Line("", a, b, "grey", marked=True, joined=False) for a, b in others]
    panel = Panel(
        "folded",
        "After training: folded away",
        "Outputs of a layer followed by a frozen batch norm, against those of the one layer both were folded into.",
        line_chart(
            [Line("equal", ends, ends, "theory"), *rest, Line("", two, one, "accent", marked=True, joined=False)],
            Scale("layer, then batch norm"),
            Scale("one layer"),
        ),
        beside(
            Table(("output", "two layers", "one layer", "difference"), _compared(two, one)),
            seeds,
            [list(zip(*_compared(a, b), strict=True))[1:] for a, b in others],
        ),
        "γ(Wx + b − μ)/√(σ² + ε) + δ is again a layer: its weights are those of the old one, for each output times "
        "γ/√(σ² + ε). This needs frozen statistics; layer norm, whose statistics come from x, cannot be folded.",
    )
    worst = number(float(f"{max(fold.difference for fold in folds):.1g}"))
    sizes = f"{len(two)} of {folds[0].two_layers.size} outputs, {folds[0].two_layers.shape[0]} examples"
    spread = f"blue is seed {seeds[0]}, grey the others; none differs by more than {worst} of the largest output"
    return told(panel, "the same outputs twice", sizes, seeds, spread)


def _compared(two: list[float], one: list[float]) -> tuple[tuple[int, float, float, float], ...]:
    return tuple((k, a, b, a - b) for k, (a, b) in enumerate(zip(two, one, strict=True), 1))
