"""What pictures say of their seeds."""

from collections.abc import Iterable
from dataclasses import replace

from app.figures.panel import Panel


def of_first(panels: Iterable[Panel], seeds: range, others: str = "") -> tuple[Panel, ...]:
    """The panels of the first seed, each with a sentence that says so, and where the spread over seeds is to be read.

    `others` says how the other seeds are drawn in the first of them; empty where they are not.
    """
    told = []
    for place, panel in enumerate(panels):
        drawn = f" {others}" if others and not place else ""
        said = f"Seed {seeds[0]}.{drawn} The spread over seeds {seeds[0]}–{seeds[-1]} is under Measured."
        told.append(replace(panel, caption=f"{panel.caption} {said}".strip()))
    return tuple(told)
