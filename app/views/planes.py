"""The planes of a tensor before and after a method, measured a few samples at a time: no output is held as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

import numpy as np

from app.core.kept import Kept, kept
from app.core.planes import Planes, planes_of
from app.core.precision import Doubles
from app.figures.grid import Grid
from app.run import Outcome, Result
from app.views.parts import MOST_ROWS, Every, Numbered, after, area_means, numbered, slabs


@dataclass
class Extent:
    """The least and the greatest of many numbers, of those that are finite; and how many are not."""

    least: float = np.inf
    most: float = -np.inf
    missing: int = 0

    def add(self, values: Doubles) -> None:
        """More numbers."""
        finite = np.isfinite(values)
        known = values if finite.all() else values[finite]
        self.missing += values.size - known.size
        if known.size:
            self.least = min(self.least, float(known.min()))
            self.most = max(self.most, float(known.max()))

    @property
    def size(self) -> float:
        """The largest size, 0 of nothing."""
        return max(abs(self.least), abs(self.most)) if self.least <= self.most else 0.0

    def off(self, target: float) -> float:
        """How far the one farthest from the target is from it; NaN where something is missing."""
        return float("nan") if self.missing or self.least > self.most else max(target - self.least, self.most - target)


@dataclass
class Average:
    """The averages, over the planes that a pool takes together, of numbers that come a few samples at a time."""

    held: Kept | None
    samples: int
    found: Extent = field(default_factory=Extent)
    sums: Doubles | None = None

    def add(self, values: Doubles) -> None:
        """The next samples."""
        if self.held is None:
            return
        channels = self.held.together[1]
        rows = values.reshape(len(values), -1, channels).mean(axis=2)
        if self.held.together[0] == 1:
            self.found.add(rows)
        else:
            self.sums = rows.sum(axis=0) + (0.0 if self.sums is None else self.sums)

    def extent(self) -> Extent:
        """The least and the greatest average."""
        if self.sums is not None:
            self.found.add(self.sums / self.samples)
            self.sums = None
        return self.found


@dataclass
class Measured:
    """What the matrices show of one state of the tensor, and the averages that the claims are about."""

    mean: Extent
    deviation: Extent
    pixels: dict[str, Doubles]
    rows: dict[str, list[Numbered]]
    """The first planes."""
    every: dict[str, Every]
    """What makes the rows of all planes."""
    level: Extent
    """Averages of the plane means."""
    power: Extent
    """Averages of mean² + deviation²."""


def measured(outcome: Outcome, grid: Grid, result: Result | None) -> Measured:
    """The planes of the tensor (no result), or of a method's output."""
    layout, samples = outcome.recipe.layout, outcome.recipe.shape[0]
    held = None if result is None else kept(layout, result.pools, result.method.centers)
    extents = {"mean": Extent(), "deviation": Extent()}
    level, power = Average(held, samples), Average(held, samples)
    pixels: dict[str, list[Doubles]] = {name: [] for name in extents}
    rows: dict[str, list[Numbered]] = {name: [] for name in extents}
    with np.errstate(all="ignore"):
        for first, planes in _planes(outcome, grid, result):
            level.add(planes.mean)
            power.add(planes.mean**2 + planes.deviation**2)
            for name, extent in extents.items():
                values: Doubles = getattr(planes, name)
                extent.add(values)
                pixels[name].append(area_means(values, grid.steps))
                rows[name] += islice(_rows(values, first), MOST_ROWS - len(rows[name]))
    drawn = {name: np.concatenate(parts) for name, parts in pixels.items()}
    every: dict[str, Every] = {name: partial(_every, outcome, grid, result, name) for name in extents}
    return Measured(extents["mean"], extents["deviation"], drawn, rows, every, level.extent(), power.extent())


def _planes(outcome: Outcome, grid: Grid, result: Result | None) -> Iterator[tuple[int, Planes]]:
    """Mean and deviation of all planes, a few samples at a time, after the first of these samples."""
    for box in slabs(tuple((0, n) for n in outcome.recipe.shape), 0, grid.steps[0]):
        with np.errstate(all="ignore"):
            planes = planes_of(after(outcome, result, box, output=True), outcome.recipe.layout)
        yield box[0][0], planes


def _every(outcome: Outcome, grid: Grid, result: Result | None, name: str) -> Iterator[Numbered]:
    for first, planes in _planes(outcome, grid, result):
        yield from _rows(getattr(planes, name), first)


def _rows(values: Doubles, first: int) -> Iterator[Numbered]:
    samples, channels = values.shape
    return numbered(values, ((first, first + samples), (0, channels)))
