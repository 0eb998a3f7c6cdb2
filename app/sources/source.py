"""Source: where values come from. Given a layout, a shape and a seed, each is a function."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from app.core.axes import Layout, check_shape
from app.core.errors import InputError, listed
from app.core.pools import Index

Tensor = NDArray[Any]
Make = Callable[[Layout, Index, int], Tensor]
Draw = Callable[[Layout, Index, int, int], Iterator[Tensor]]
FAR = 10**9
"""Between the seeds of a source's batches: more than any seed that can be asked for, so that no two meet."""

SMALL = {"image": (4, 6, 4, 4), "sequence": (4, 6, 8), "features": (8, 6)}
"""The shape each layout opens with: every axis long enough to be seen, every value large enough to be read."""


@dataclass(frozen=True)
class Source:
    """A source of values: its names, the layouts and lengths it can give, and the function that makes them.

    `limits` has the least and greatest length of an axis, for the axes that are limited. `limited_by` says why in a
    subordinate clause. `seeded` is whether another seed gives other values. `draw` gives further batches of the same
    kind where another seed alone would change more than the samples.
    """

    key: str
    label: str
    summary: str
    make: Make
    seeded: bool = True
    layouts: tuple[str, ...] = ("image", "sequence", "features")
    limits: dict[str, tuple[int, int]] = field(default_factory=dict)
    limited_by: str = ""
    draw: Draw | None = None
    opens_with: dict[str, Index] = field(default_factory=lambda: SMALL)

    def batches(self, layout: Layout, shape: Index, seed: int, count: int) -> Iterator[Tensor]:
        """So many further batches of the tensor's shape, from the same source: other samples, what they share stays.

        A source without chance gives the same values every time. Each may be written to until the next is asked for.
        """
        if self.draw is not None:
            yield from self.draw(layout, shape, seed, count)
            return
        for number in range(1, count + 1):
            yield self.make(layout, shape, seed + number * FAR if self.seeded else seed)

    @property
    def largest(self) -> dict[str, int]:
        """The greatest length of each limited axis, by letter."""
        return {letter: most for letter, (_, most) in self.limits.items()}

    def default_shape(self, layout: Layout) -> Index:
        """The shape to open with."""
        return self.opens_with[layout.key]

    def nearest_shape(self, layout: Layout, shape: Index) -> Index:
        """The shape this source can give that is nearest to the one asked for."""
        return tuple(min(max(n, low), high) for n, (low, high) in zip(shape, self._ranges(layout), strict=True))

    def check(self, layout: Layout, shape: Index) -> None:
        """Raise InputError, of `source` or of `shape`, if this source cannot fill such a tensor."""
        if layout.key not in self.layouts:
            known = listed([f"layout={key}" for key in self.layouts])
            raise InputError("source", f"{self.label} as {layout.label}", known, "another source", "gaussian")
        shape = check_shape(layout, shape)
        near = ",".join(map(str, self.nearest_shape(layout, shape)))
        for letter, n, (low, high) in zip(layout.letters, shape, self._ranges(layout), strict=True):
            if not low <= n <= high:
                axis = layout.axis(letter)
                expected = f"exactly {low}" if low == high else f"{low} to {high}"
                raise InputError(
                    "shape",
                    f"{n} {axis.one if n == 1 else axis.many} along axis {letter}",
                    f"{expected}, because {self.limited_by}",
                    near,
                    near,
                )

    def _ranges(self, layout: Layout) -> list[tuple[int, int]]:
        unlimited = (1, 2**63 - 1)
        return [self.limits.get(letter, unlimited) for letter in layout.letters]
