"""The loss along the gradient, with several seeds, as numbers, words and pictures (Santurkar et al. 2018, figure 4)."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from math import log

import numpy as np

from app.experiments.classifiers import CLASSES, NONE
from app.experiments.landscape import Look, Settings, look
from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number, span
from app.figures.panel import Panel, Table
from app.lessons.rates import NAMES
from app.lessons.seeds import told
from app.sources.digits import digits

SEEDS = 3
"""Both networks are trained with so many seeds, one after another from the one that is set."""
SETTINGS = Settings(every=6, points=4)
PLATEAU = 0.8 * log(CLASSES)
"""A loss above, at the end, is not far from that of guessing."""
LARGEST = 1e6
"""Numbers of lost networks above are not drawn."""
Looks = dict[str, list[list[Look]]]
"""For each norm, the looks of each seed."""
MEASURES: tuple[tuple[str, Callable[[Look], float]], ...] = (
    ("gradient change", lambda each: float(each.changes.max())),
    ("effective smoothness", lambda each: each.smoothness),
    ("range of the loss", lambda each: each.range),
)


@lru_cache(maxsize=48)
def _looked(norm: str, rate: float, seed: int) -> tuple[Look, ...]:
    return tuple(look(*digits(), replace(SETTINGS, norms=(norm,), rate=rate, seed=seed)))


def looked(norm: str, rate: float, seed: int) -> Looks:
    """The network with this norm and the one without, each with every seed."""
    seeds = range(seed, seed + SEEDS)
    return {each: [list(_looked(each, rate, one)) for one in seeds] for each in (NONE, norm)}


def medians(found: Looks, norm: str, measure: Callable[[Look], float]) -> list[float]:
    """For each seed, the median over its looks; what is not finite counts as infinite."""
    every = [[measure(each) for each in looks] for looks in found[norm]]
    return [float(np.median([value if np.isfinite(value) else np.inf for value in each])) for each in every]


def smoother(found: Looks, norm: str) -> bool:
    """Whether gradient change and effective smoothness are smaller than without a norm, for every seed."""
    return all(
        ours < bare
        for _, measure in MEASURES[:2]
        for ours, bare in zip(medians(found, norm, measure), medians(found, NONE, measure), strict=True)
    )


def about(seed: int) -> str:
    """What is done, under the heading."""
    return (
        f"Both networks are trained anew with seeds {seed} to {seed + SEEDS - 1} for {SETTINGS.steps} steps while this "
        f"page is made. At every {SETTINGS.every}th step the gradient is followed further than the step itself, from "
        "half of it to four times, and the loss and its gradient are looked at there, on the same batch."
    )


def sentences(found: Looks, norm: str, rate: float, seed: int) -> list[str]:
    """What was measured, with the spread over the seeds, and where it means nothing."""
    pairs = [
        f"{words} {span(medians(found, NONE, measure))} without a norm, {span(medians(found, norm, measure))} with "
        f"{NAMES[norm]}"
        for words, measure in MEASURES
    ]
    told = [
        f"Along the gradient, seeds {seed}–{seed + SEEDS - 1}, rate {number(rate)}, median over {len(found[NONE][0])} "
        f"looks of each seed: {'; '.join(pairs)}. Smaller is smoother."
    ]
    for each, runs in found.items():
        ends = [looks[-1].loss for looks in runs]
        if not max(ends) < PLATEAU:
            end = f"end at {span(ends)}" if np.isfinite(ends).all() else "are not all finite any more"
            told.append(
                f"Caution: at this rate the network with {NAMES[each]} has not learned, its losses {end}, and guessing "
                f"gives ln {CLASSES} = {number(float(f'{log(CLASSES):.3g}'))}. Where a network is "
                "stuck the loss can be flat, so its smoothness says nothing here."
            )
    return told


def panels(found: Looks, norm: str, seed: int) -> tuple[Panel, ...]:
    """The loss at each step, and two measures of how fast it changes along the gradient."""
    loss = _panel(
        found,
        norm,
        seed,
        (
            "along",
            "The loss at each step",
            "The loss of the batch at each step, and the highest met along its gradient",
        ),
        Scale("loss", log=True),
        lambda each: each.loss,
        "Broken lines: the highest loss met along the gradient of that step.",
        "loss of the batch",
        lambda each: float(each.losses.max()),
    )
    change = _panel(
        found,
        norm,
        seed,
        (
            "change",
            "How much the gradient changes",
            "The largest change of the gradient along its own direction, at each step",
        ),
        Scale("‖∇L there − ∇L here‖", log=True),
        MEASURES[0][1],
        "Smaller is smoother.",
        "largest of the changes along the gradient",
    )
    smoothness = _panel(
        found,
        norm,
        seed,
        (
            "smoothness",
            "Effective smoothness",
            "The largest change of the gradient for the distance moved, at each step",
        ),
        Scale("gradient change / distance", log=True),
        MEASURES[1][1],
        "Santurkar et al. (2018), figure 4, for a small network; smaller is smoother.",
        "largest change of the gradient, by distance",
    )
    return loss, change, smoothness


def _panel(
    found: Looks,
    norm: str,
    seed: int,
    names: tuple[str, str, str],
    up: Scale,
    of: Callable[[Look], float],
    caption: str,
    what: str,
    beyond: Callable[[Look], float] | None = None,
) -> Panel:
    ident, title, description = names
    steps = [each.step for each in found[norm][0]]
    values = {n: [[of(each) for each in looks] for looks in runs] for n, runs in found.items()}
    styles = {NONE: ("ink", "dashed"), norm: ("accent", "accent-dashed")}
    lines = [Line(NAMES[n], steps, _drawn(_median(each)), styles[n][0]) for n, each in values.items()]
    for n, runs in values.items():
        lines += [Line("", steps, _drawn(each), styles[n][0], marked=True, joined=False) for each in runs]
    if beyond:
        highest = {n: [[beyond(each) for each in looks] for looks in runs] for n, runs in found.items()}
        lines += [Line("", steps, _drawn(_median(each)), styles[n][1]) for n, each in highest.items()]
    most = float(np.nanmax(np.array(list(values.values()))))
    columns = [each for n in (NONE, norm) for each in values[n]]
    head = [f"{NAMES[n]}, seed {seed + k}" for n in (NONE, norm) for k in range(SEEDS)]
    panel = Panel(
        ident,
        title,
        f"{description}, for both networks and each seed.",
        line_chart(lines, Scale("step of the training"), up),
        Table(("step", *head), tuple(zip(steps, *columns, strict=True))),
        f"{caption} More than {number(LARGEST)} is not drawn." if most > LARGEST else caption,
    )
    sizes = (
        f"{SETTINGS.points} lengths at {len(steps)} of {SETTINGS.steps} steps, batches of {SETTINGS.batch} digits, "
        f"{SETTINGS.depth} layers of {SETTINGS.width} units"
    )
    return told(panel, what, sizes, range(seed, seed + SEEDS), "rings one by one, lines their median")


def _drawn(values: list[float]) -> list[float]:
    """What is beyond all that a picture could show is left out, as what is not finite is."""
    return [value if value <= LARGEST else float("inf") for value in values]


def _median(runs: list[list[float]]) -> list[float]:
    """At each step, over the seeds; infinite where one is not a number."""
    return [float(each) for each in np.median(np.nan_to_num(np.array(runs), nan=np.inf), axis=0)]
