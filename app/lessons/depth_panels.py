"""Lesson: depth, its pictures: how well each network is trained, by its depth; and what becomes of its blocks."""

from collections.abc import Sequence
from math import isfinite

import numpy as np

from app.figures.lines import Line, Scale, line_chart
from app.figures.numbers import number
from app.figures.panel import Cell, Panel, Table
from app.lessons.depths import AT, BEST, DEPTHS, NAMES, RESIDUAL, Trained, sizes
from app.lessons.seeds import rings, told

STYLES = {"none": "grey", "layer": "dashed", "batch": "accent", RESIDUAL: "ink"}
LAYERS = Scale("layers", log=True)
QUANTITIES = {"accuracy": "right test pictures", "loss": "loss on all training pictures"}


def depth_panel(done: Trained, asked: str, quantity: str) -> Panel:
    """The end of every training against the layers."""
    lines: list[Line] = []
    rows: list[tuple[Cell, ...]] = []
    for norm, style in STYLES.items():
        found = [done.of(norm, depth, asked) for depth in DEPTHS]
        ends = [[each.share if quantity == "accuracy" else each.losses[-1] for each in one] for one in found]
        lines.append(Line(NAMES[norm], DEPTHS, [float(np.mean(each)) for each in ends], style))
        lines += rings(DEPTHS, zip(*ends, strict=True), style)
        rows += [
            (NAMES[norm], depth, done.rate(norm, depth, asked), *map(_told, each))
            for depth, each in zip(DEPTHS, ends, strict=True)
        ]
    what = QUANTITIES[quantity]
    up = Scale(what, low=0, high=1.02) if quantity == "accuracy" else Scale(what, log=True)
    panel = Panel(
        "depth",
        "After training, by depth",
        f"{what.capitalize()} after training against the number of layers, for four networks.",
        line_chart(lines, LAYERS, up),
        Table(("network", "layers", "rate", *(f"seed {seed}" for seed in done.seeds)), tuple(rows)),
        f"{_rates(asked)} The residual network has its layers in blocks of two, behind one more.",
    )
    return told(panel, what, sizes(done), done.seeds, "rings one by one, lines their mean")


def _rates(asked: str) -> str:
    if asked != BEST:
        return f"All at rate {asked}."
    return "Each network at its own best rate, by the loss on the training pictures; the table has the rates."


def _told(value: float) -> Cell:
    return value if isfinite(value) else "diverged"


def course_panel(done: Trained, depth: int, asked: str) -> Panel:
    """The loss over the epochs, with one depth."""
    lines: list[Line] = []
    rows: list[tuple[Cell, ...]] = []
    for norm, style in STYLES.items():
        found = done.of(norm, depth, asked)
        lines += [Line(NAMES[norm] if k == 0 else "", each.epochs, each.losses, style) for k, each in enumerate(found)]
        least = min(found, key=lambda each: len(each.epochs))
        rows += [
            (NAMES[norm], epoch, *(_told(each.losses[k]) for each in found)) for k, epoch in enumerate(least.epochs)
        ]
    panel = Panel(
        "course",
        f"While training, with {depth} layers",
        f"The loss on all training pictures over the epochs with {depth} layers: a line for each network and seed.",
        line_chart(lines, Scale("epochs", low=0), Scale(QUANTITIES["loss"], log=True)),
        Table(("network", "epoch", *(f"seed {seed}" for seed in done.seeds)), tuple(rows)),
        f"{_rates(asked).partition(';')[0].removesuffix('.')}. A network that only guesses has a loss of about 2.3.",
    )
    return told(panel, "loss on the training pictures", sizes(done), done.seeds, "a line for each")


def block_panels(done: Trained, depth: int, start: int) -> tuple[Panel, Panel]:
    """Of every block of a residual network the scales of its last norm and its share, at the start and at the end."""
    records = done.blocks[start, depth]
    scales = _block_panel(
        "scales",
        "Scales of the blocks",
        "Mean of |γ| of the last norm in each block, before and after training",
        "mean |γ| in the block",
        [[each[k].scales for each in records] for k in (0, -1)],
        "Each unit of a block has a scale of its own; this is their mean.",
    )
    shares = _block_panel(
        "shares",
        "What each block adds",
        "The share that each block has in the mean square behind it, before and after training",
        "share of the block",
        [[each[k].shares for each in records] for k in (0, -1)],
        "The mean square of what the block adds, as a part of that and of what comes in together.",
    )
    count = f"{depth // 2} {'block' if depth == 2 else 'blocks'} of two layers, rate {number(AT)}, {sizes(done)}"
    return (
        told(scales, "scales before and after", count, done.seeds, "rings one by one, lines their mean"),
        told(shares, "shares before and after", count, done.seeds, "rings one by one, lines their mean"),
    )


Found = Sequence[Sequence[float]]
"""For each seed a number for each block."""


def _block_panel(ident: str, title: str, description: str, up: str, found: Sequence[Found], caption: str) -> Panel:
    blocks = list(range(1, len(found[0][0]) + 1))
    lines: list[Line] = []
    for name, style, each in zip(("before", "after"), ("grey", "accent"), found, strict=True):
        lines.append(Line(name, blocks, np.mean(each, axis=0).tolist(), style, filled=True, marked=len(blocks) == 1))
        lines += rings(blocks, each, style)
    head = [f"{when}, seed {seed}" for when in ("before", "after") for seed in range(len(found[0]))]
    top = 1.05 * max(max(each) for one in found for each in one)
    return Panel(
        ident,
        title,
        f"{description}.",
        line_chart(lines, Scale("block", whole=True, low=0.5, high=len(blocks) + 0.5), Scale(up, low=0, high=top)),
        Table(("block", *head), tuple(zip(blocks, *found[0], *found[1], strict=True))),
        caption,
    )
