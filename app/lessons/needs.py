"""What a network needs of its norm, as criteria on measured facts; which norm is left, and what else decides."""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from app.experiments.suitability import Facts, Settings, suited
from app.lessons.lesson import Values

LAYOUTS = {"convolution": "image", "recurrent": "sequence", "transformer": "sequence"}
"""What the networks work on; the others on features."""
SEEDS, DRAWS = 3, 8
"""Facts are measured with so many seeds, one after another from the one that is set, with so many batches each."""
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
        lambda v: layout_of(v) == "sequence",
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
    ("few channels share statistics", "mixing", False, lambda v: layout_of(v) == "image", "not-interchangeable"),
)
"""What decides among those that meet every need, in this order: name, fact, whether more of it is better, for whom."""


def layout_of(values: Values) -> str:
    """The layout of what the network works on."""
    return LAYOUTS.get(values["network"], "features")


def _pictures(values: Values) -> str:
    return str(values["contrast"]) if layout_of(values) == "image" else ""


def _varies(values: Values) -> bool:
    return layout_of(values) == "sequence" and values["lengths"] == "differ"


Row = tuple[Facts, list[tuple[Need, bool]]]


def facts_of(layout: str, batch: int, seed: int, draws: int = DRAWS) -> list[tuple[Facts, ...]]:
    """For each method, its facts with each seed."""
    seeds = range(seed, seed + SEEDS)
    runs = [suited(Settings(layout=layout, batch=batch, draws=draws, seed=each)) for each in seeds]
    return list(zip(*runs, strict=True))


def average(facts: tuple[Facts, ...]) -> Facts:
    """The mean of each fact over the seeds."""
    names = [each.name for each in fields(Facts) if each.name != "method"]
    return Facts(facts[0].method, **{name: float(np.mean([getattr(one, name) for one in facts])) for name in names})


def advised(values: Values) -> tuple[str, list[Row], str]:
    """The norm that is left, what each one meets in the mean over the seeds, and what decided among several."""
    found = [average(each) for each in facts_of(layout_of(values), values["batch"], values["seed"])]
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
