"""Sentences about tensors, cells and windows, derived from the axes, so that they are true of any."""

from app.core.axes import Layout
from app.core.errors import listed
from app.core.pools import Box, Index, Pools


def cell_name(layout: Layout, cell: Index) -> str:
    """Where a value is: "sample 1 · channel 2 · row 0 · column 3"."""
    return " · ".join(f"{axis.one} {place}" for axis, place in zip(layout.axes, cell, strict=True))


def counted(number: int, one: str, many: str) -> str:
    """ "1 mean", "6 means"."""
    return f"{number:,} {one if number == 1 else many}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def pools_sentence(pools: int, size: int, centers: bool = True) -> str:
    """How many statistics there are: "6 means and 6 variances, each over 64 values"."""
    squares = counted(pools, "mean square", "mean squares")
    both = f"{counted(pools, 'mean', 'means')} and {counted(pools, 'variance', 'variances')}" if centers else squares
    return (
        f"{both}, each over {counted(size, 'value', 'values')}"
        if pools > 1
        else f"{both}, over {counted(size, 'value', 'values')}"
    )


def frozen_sentence(pools: int, batches: int) -> str:
    """The same at test time: "6 means and 6 variances, frozen after 10 batches"."""
    both = f"{counted(pools, 'mean', 'means')} and {counted(pools, 'variance', 'variances')}"
    return f"{both}, frozen after {counted(batches, 'batch', 'batches')}"


def as_in_training(mode: str) -> str:
    """What is said where a figure has the tensor's own statistics although test time is asked for; nothing in training.

    A choice of axes that nobody trained with has frozen nothing.
    """
    if mode != "test":
        return ""
    return "All choices of axes are shown with the statistics of this tensor, as in training, and not with frozen ones."


def ranges(layout: Layout, shape: Index, box: Box) -> list[str]:
    """Where a box leaves something of the tensor out: "channels 24–35 of 256", one for each axis that it cuts."""
    return [
        f"{axis.many} {low}–{high - 1} of {length}" if high - low > 1 else f"{axis.one} {low} of {length}"
        for axis, length, (low, high) in zip(layout.axes, shape, box, strict=True)
        if high - low < length
    ]


def window_sentence(layout: Layout, shape: Index, window: Box) -> str:
    """What of the tensor is drawn, or nothing where all of it is: "Drawn: channels 24–35 of 256, rows 0–3 of 56"."""
    cuts = ranges(layout, shape, window)
    return f"Drawn: {', '.join(cuts)}. The statistics are over all of the tensor." if cuts else ""


def kept_sentence(layout: Layout, pools: Pools, centers: bool = True) -> str:
    """What these pools take away and what they leave: "Each channel loses its own mean and variance; what sets …"."""
    if pools.size == 1:
        gone = "becomes the same as all others: nothing survives" if centers else "keeps nothing but its sign"
        return f"Each value is a pool of its own and {gone}."
    parts = list(zip(layout.axes, pools.parts, pools.block, pools.shape, strict=True))
    alone = [f"each {axis.one}" for axis, cuts, block, _ in parts if cuts > 1 and block == 1]
    alone += [f"each group of {block} {axis.many}" for axis, cuts, block, _ in parts if cuts > 1 and block > 1]
    who = " of ".join(reversed(alone)) or "the whole tensor"
    inside = [axis.many for axis, _, block, _ in parts if block > 1]
    if {"rows", "columns"} <= set(inside):
        inside = [name for name in inside if name not in {"rows", "columns"}] + ["pixels"]
    rest = f"what sets its {listed(inside, 'and')} apart"
    start = f"{who[0].upper()}{who[1:]} loses its own"
    if centers:
        return f"{start} mean and variance; {rest} survives."
    return f"{start} size, the root of its mean square; its mean survives, and {rest}."
