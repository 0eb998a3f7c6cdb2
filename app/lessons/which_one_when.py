"""Lesson: which one, when. What a network needs, as criteria; what each norm does, measured; what is left."""

from math import isnan

from app.core.errors import listed
from app.figures.numbers import span
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.lessons.needs import LIKES, SEEDS, advised, facts_of, layout_of
from app.lessons.which_one_when_panels import NAMES, SIZES_OF, gaps, reactions

UNDECIDED = " Nothing that is measured here decides between them; the first is named."
HELD = "No other norm meets more of the needs below."
"""What is said to the right choice, whichever it is: the replies of these choices speak against them."""


def run(values: Values) -> Shown:
    """The criteria of this network, each norm measured on its tensors, and what is left."""
    right, table, decided = advised(values)
    chosen = {facts.method: each for facts, each in table}[right]
    others = {words: advised({**values, **changes})[0] for words, changes in SITUATIONS}
    whole = all(met for _, met in chosen)
    left = [NAMES[facts.method] for facts, each in table if all(met for _, met in each)]
    layout = layout_of(values)
    measured = [
        f"Seeds {values['seed']}–{values['seed'] + SEEDS - 1}: an example of {SIZES_OF[layout]} for each, in batches "
        f"of {values['batch']}, each norm with γ = 1 and δ = 0. Numbers are root mean squares of changes of normalized "
        "values, which are about 1 themselves; what is decided follows from their mean over the seeds.",
        f"Every need is met by {listed(left, 'and') if left else 'none of them'}."
        + (f" What decides among those: {decided}." if decided else UNDECIDED if len(left) > 1 else ""),
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
    seen = {each[0].method: each for each in facts_of(layout, values["batch"], values["seed"])}
    rows = [
        (
            NAMES[facts.method],
            facts.method == right,
            [(met, _said([getattr(one, need.fact) for one in seen[facts.method]])) for need, met in each],
        )
        for facts, each in table
    ]
    likes = [(name, f"/lessons/{address}") for name, _, _, wanted, address in LIKES if wanted(values)]
    return Shown(
        (gaps(values, right), reactions(values, right)),
        tuple(measured),
        right,
        whole and len(set(others.values())) > 1,
        {"head": head, "rows": rows, "likes": likes},
    )


def _said(values: list[float]) -> str:
    return "–" if isnan(values[0]) else span(values, 2)


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
    (44, 45, 46, 47, 48, 49, 50),
    (
        Control("network", "For", "convolution", choices=NETWORKS),
        Control("batch", "trained in batches of", 32, 1, 256, unit="examples,"),
        Control(
            "lengths",
            "sequences",
            "differ",
            choices=(("differ", "of different lengths"), ("same", "of one length")),
            needs=("network", ("recurrent", "transformer")),
            idle="there are no tokens",
        ),
        Control(
            "contrast",
            "and a picture’s contrast is",
            "keep",
            choices=(("keep", "to be kept"), ("forget", "to be forgotten")),
            needs=("network", ("convolution",)),
            idle="there are no pictures",
        ),
        Control("seed", "· seed", 0, 0, 10**6),
    ),
    Prediction(
        "Which norm suits the network that is described above?",
        (
            Choice(
                "batch", "Batch norm.", "It needs batches that are large enough, and mixes examples and tokens.", HELD
            ),
            Choice("layer", "Layer norm.", "It treats every example and token alone, and adds no noise to them.", HELD),
            Choice(
                "instance", "Instance norm.", "It forgets the contrast of every channel, and looks at all tokens.", HELD
            ),
            Choice(
                "group", "Group norm.", "It fits pictures in small batches; it looks at all tokens of a sequence.", HELD
            ),
        ),
    ),
    run,
    (("Layer norm is three things", "/?view=layernorms"), ("All sixteen choices of axes", "/axes")),
)
