"""Panel: one picture as it stands on a page, with the names and the table that those need who do not see it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from app.figures.numbers import DIGITS

Cell = str | int | float
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """The numbers of a picture, for those who do not see it, for copying and for CSV. Numbers are unrounded.

    `rows` are those that a page has room for. `left_out` is how many more the CSV has; `make` gives all that it has,
    those of the page among them, where there are more.
    """

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: int = 0
    make: Callable[[], Iterable[Row]] | None = field(default=None, compare=False)
    digits: int = DIGITS
    """How many digits of its numbers are written on a page."""

    def in_file(self) -> Iterable[Row]:
        """The rows of the CSV."""
        return self.rows if self.make is None else self.make()


@dataclass(frozen=True)
class Panel:
    """One picture.

    `ident` is unique on its page and a valid HTML id; `title` names the picture, `description` says in one sentence
    what it shows. `figure` is a figure of this room. `caption` says what was measured, under the picture.
    """

    ident: str
    title: str
    description: str
    figure: dict[str, Any]
    table: Table | None = None
    caption: str = ""
    grid: dict[str, Any] | None = None
    """Of a figure that is a grid of values: where they lie, for scripts to point at them (grid.py)."""
    method: str = ""
    """The key of the method whose pools the grid outlines."""
