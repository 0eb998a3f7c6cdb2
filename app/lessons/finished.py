"""What is said of finished trainings: with how many pictures, where the runs come from, and how right they were."""

from collections.abc import Iterable, Sequence
from math import isfinite

from app.experiments import residual
from app.experiments.training import Settings
from app.sources.digits import digits


def pictures(settings: Settings | residual.Settings) -> int:
    """How many pictures a training has: all that are not kept for the test."""
    return len(digits()[1]) - settings.held_out


def origin(version: str, seeds: Iterable[int]) -> str:
    """Which code made the runs, and with which seeds."""
    return f"made by version {version} with seeds {', '.join(map(str, seeds))}"


def again(slugs: Iterable[str]) -> str:
    """How to make the runs that ship under these names again."""
    return f"To make them again: python -m app.lessons.reproduce {' '.join(slugs)}"


def percent(shares: Sequence[float]) -> str:
    """From the least to the most; one that diverged is said so."""
    known = [f"{100 * each:.0f}" for each in sorted(shares) if isfinite(each)]
    if len(known) < len(shares):
        return f"diverged to {known[-1]} %" if known else "diverged"
    return f"{known[0]} %" if known[0] == known[-1] else f"{known[0]}–{known[-1]} %"
