"""Lesson: which one, when. What a network needs, as criteria; what each norm does, measured; what is left."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan

from app.experiments.suitability import Facts, Settings, suited
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Panel, Table
from app.figures.rows import Mark, NamedRow, row_chart
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values

NAMES = {"batch": "batch norm", "layer": "layer norm", "instance": "instance norm", "group": "group norm"}
LAYOUTS = {"convolution": "image", "recurrent": "sequence", "transformer": "sequence"}
"""What the networks work on; the others on features."""
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
RELIABLE = 0.35
"""A larger gap between training and test is too much: batches of about 8 images, or 16 vectors, stay below it."""
SAME, FORGOTTEN = 1e-6, 0.02
"""No change, and a change so small that only ε makes it."""


@dataclass(frozen=True)
class Need:
    """Something that a network asks of its norm: for whom, which fact decides, when it is met, and where to see why."""

    name: str
    fact: str
    asked: Callable[[Values], bool]
    met: Callable[[float], bool]
    address: str


NEEDS = (
    Need("much the same in training and test", "gap", lambda v: True, lambda x: x <= RELIABLE, "small-batches"),
    Need("no matter how much padding", "padding", lambda v: _varies(v), lambda x: x <= SAME, "sequences"),
    Need(
        "earlier tokens do not see later ones",
        "later",
        lambda v: _on(v) == "sequence",
        lambda x: x <= SAME,
        "sequences",
    ),
    Need(
        "keeps a picture’s contrast",
        "contrast",
        lambda v: _pictures(v) == "keep",
        lambda x: x > FORGOTTEN,
        "contrast-and-style",
    ),
    Need(
        "forgets a picture’s contrast",
        "contrast",
        lambda v: _pictures(v) == "forget",
        lambda x: x <= FORGOTTEN,
        "contrast-and-style",
    ),
)
LIKES: tuple[tuple[str, str, bool, Callable[[Values], bool], str], ...] = (
    ("a little noise that regularizes", "noise", True, lambda v: True, "noise"),
    ("few channels share statistics", "mixing", False, lambda v: _on(v) == "image", "not-interchangeable"),
)
"""What decides among those that meet every need, in this order: name, fact, whether more of it is better, for whom."""


def _on(values: Values) -> str:
    return LAYOUTS.get(values["network"], "features")


def _pictures(values: Values) -> str:
    return str(values["contrast"]) if _on(values) == "image" else ""


def _varies(values: Values) -> bool:
    return _on(values) == "sequence" and values["lengths"] == "differ"


def advised(values: Values) -> tuple[str, list[tuple[Facts, list[tuple[Need, bool]]]], str]:
    """The norm that is left, what each one meets, and what decided among several."""
    found = suited(Settings(layout=_on(values), batch=values["batch"], seed=values["seed"]))
    asked = [need for need in NEEDS if need.asked(values)]
    table = [(facts, [(need, need.met(getattr(facts, need.fact))) for need in asked]) for facts in found]
    fewest = min(sum(not met for _, met in each) for _, each in table)
    left = [facts for facts, each in table if sum(not met for _, met in each) == fewest]
    decided = ""
    for name, fact, more, wanted, _ in LIKES:
        if len(left) > 1 and wanted(values):
            best = (max if more else min)(getattr(facts, fact) for facts in left)
            kept = [facts for facts in left if getattr(facts, fact) == best]
            decided = name if len(kept) < len(left) else decided
            left = kept
    return left[0].method, table, decided


def run(values: Values) -> Shown:
    """The criteria of this network, each norm measured on its tensors, and what is left."""
    right, table, decided = advised(values)
    chosen = {facts.method: each for facts, each in table}[right]
    others = {words: advised({**values, **changes})[0] for words, changes in SITUATIONS}
    whole = all(met for _, met in chosen)
    left = [NAMES[facts.method] for facts, each in table if all(met for _, met in each)]
    layout = _on(values)
    measured = [
        f"Seed {values['seed']}: one example of {layout} values in batches of {values['batch']}, each norm with γ = 1 "
        "and δ = 0. Numbers are root mean squares of changes of normalized values, which are about 1 themselves.",
        f"Every need is met by {' and '.join(left) or 'none of them'}."
        + (f" Between those decides: {decided}." if decided else _UNDECIDED if len(left) > 1 else ""),
    ]
    out = [need.name for need, met in chosen if not met]
    if out:
        measured.append(f"Not even {NAMES[right]} meets: {'; '.join(out)}.")
    if layout != "sequence":
        measured.append("Lengths are not in play: there are no tokens.")
    if layout != "image":
        measured.append("Contrast is not in play: there are no pictures.")
    kinds = ", ".join(f"{NAMES[other]} for {words}" for words, other in others.items())
    measured.append(f"By the same criteria, in batches of {values['batch']}: {kinds}.")
    head = [(need.name, f"/lessons/{need.address}") for need, _ in chosen]
    rows = [
        (NAMES[facts.method], facts.method == right, [(met, _said(getattr(facts, need.fact))) for need, met in each])
        for facts, each in table
    ]
    likes = [(name, f"/lessons/{address}") for name, _, _, wanted, address in LIKES if wanted(values)]
    return Shown(
        (_gaps(values, right), _reactions(values, table, right)),
        tuple(measured),
        right,
        whole and len(set(others.values())) > 1,
        {"head": head, "rows": rows, "likes": likes},
    )


_UNDECIDED = " Nothing that is measured here decides between them; the first is named."


def _said(value: float) -> str:
    return "–" if isnan(value) else number(float(f"{value:.2g}"))


def _gaps(values: Values, right: str) -> Panel:
    """How far training and test are apart, against the batch size."""
    found = {size: suited(Settings(layout=_on(values), batch=size, draws=12, seed=values["seed"])) for size in SIZES}
    batch = [next(facts.gap for facts in found[size] if facts.method == "batch") for size in SIZES]
    others = [max(facts.gap for facts in found[size] if facts.method != "batch") for size in SIZES]
    style = ("accent", "dashed") if right == "batch" else ("ink", "accent")
    here = next(
        facts.gap
        for facts in suited(Settings(_on(values), values["batch"], seed=values["seed"]))
        if facts.method == "batch"
    )
    ends = [SIZES[0], SIZES[-1]]
    return Panel(
        "gap",
        "Training against test",
        "The difference between an example’s values in training and at test, against the batch size: it falls with the "
        "size for batch norm and is zero for the others.",
        line_chart(
            [
                Line("too much above", ends, [RELIABLE, RELIABLE], "theory"),
                Line("batch norm", SIZES, batch, style[0]),
                Line("all others", SIZES, others, style[1]),
                Line("", [values["batch"]], [here], style[0], marked=True, joined=False, filled=True),
            ],
            Scale("examples in the batch", log=True),
            Scale("difference of x̂", low=-0.03),
        ),
        Table(("examples", "batch norm", "all others"), tuple(zip(SIZES, batch, others, strict=True))),
        "The dot is the batch size that is set.",
    )


REACTIONS = {
    "image": ("contrast", "Another contrast of the picture", "its channels get other contrasts and brightnesses"),
    "sequence": (
        "later",
        "Other tokens later on",
        "the second half of the tokens is replaced, and the first looked at",
    ),
    "features": ("mixing", "Another value in one unit", "one unit is doubled and moved: how many of the others change"),
}


def _reactions(values: Values, table: list[tuple[Facts, list[tuple[Need, bool]]]], right: str) -> Panel:
    """What each norm makes of the change that decides for this kind of network."""
    fact, title, what = REACTIONS[_on(values)]
    amounts = [(facts.method, getattr(facts, fact)) for facts, _ in table]
    share = _on(values) == "features"
    rows = [
        NamedRow(
            NAMES[key], (Mark(value, bar=True, accent=key == right),), "no change" if value <= SAME else _said(value)
        )
        for key, value in amounts
    ]
    return Panel(
        "reactions",
        title,
        f"What becomes of the normalized values with each norm when {what}.",
        row_chart(rows, "part of the other units that change" if share else "change of x̂"),
        Table(("norm", "change"), tuple((NAMES[key], value) for key, value in amounts)),
        f"{what[0].upper()}{what[1:]}.",
    )


NETWORKS = (
    ("convolution", "a convolutional network"),
    ("recurrent", "a recurrent network"),
    ("transformer", "a Transformer"),
    ("dense", "a fully connected network"),
)
SITUATIONS = (
    ("pictures whose contrast matters", {"network": "convolution", "contrast": "keep"}),
    ("pictures whose contrast does not", {"network": "convolution", "contrast": "forget"}),
    ("sequences", {"network": "transformer"}),
    ("vectors", {"network": "dense"}),
)

WHICH_ONE_WHEN = Lesson(
    "which-one-when",
    "Which one, when",
    "A network, its batches, its data: which norm would you put in?",
    "one of the norms does all that the network needs, and for another network it is another one.",
    (45, 46, 47, 48, 49, 50),
    (
        Control("network", "For", "convolution", choices=NETWORKS),
        Control("batch", "trained in batches of", 32, 1, 256, unit="examples,"),
        Control(
            "lengths", "sequences", "differ", choices=(("differ", "of different lengths"), ("same", "of one length"))
        ),
        Control(
            "contrast",
            "and a picture’s contrast is",
            "keep",
            choices=(("keep", "to be kept"), ("forget", "to be forgotten")),
            unit="·",
        ),
        Control("seed", "seed", 0, 0, 10**6),
    ),
    Prediction(
        "Which norm suits the network that is described above?",
        (
            Choice("batch", "Batch norm.", "It needs batches that are large enough, and mixes examples and tokens."),
            Choice("layer", "Layer norm.", "It treats every example and token alone, and adds no noise to them."),
            Choice("instance", "Instance norm.", "It forgets the contrast of every channel, and looks at all tokens."),
            Choice("group", "Group norm.", "It fits pictures in small batches; it looks at all tokens of a sequence."),
        ),
    ),
    run,
    (("Layer norm is three things", "/?view=layernorms"), ("All sixteen choices of axes", "/axes")),
)
