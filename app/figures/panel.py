"""Panel: one picture as it stands on a page, with the names and the table that those need who do not see it."""

from dataclasses import dataclass
from typing import Any

Cell = str | int | float


@dataclass(frozen=True)
class Table:
    """The numbers of a picture, for those who do not see it, for copying and for CSV. Numbers are unrounded."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: int = 0
    """Rows that the CSV has and the page leaves out."""


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
