"""View: one way to look at what a choice of axes does to the values. Pictures, their table twins, and sentences."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.run import Outcome

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

    `ident` is unique in the view and a valid HTML id; `title` names the picture, `description` says in one sentence
    what it shows. `figure` is a figure of app/figures. `caption` says what was measured, under the picture.
    """

    ident: str
    title: str
    description: str
    figure: dict[str, Any]
    table: Table | None = None
    caption: str = ""
    grid: dict[str, Any] | None = None
    """Of a figure that is a grid of values: where they lie, for scripts to point at them (app/figures/grid.py)."""
    method: str = ""
    """The key of the method whose pools the grid outlines."""


@dataclass(frozen=True)
class Column:
    """Panels one below the other: all that there is of one method, or of the values as they are."""

    title: str
    panels: tuple[Panel, ...]
    sentence: str = ""


@dataclass(frozen=True)
class View:
    """An entry of VIEWS: the key in addresses, the name of its tab, the question it answers, what fills its template.

    `make` gives the names that templates/views/<key>.html uses; `panels` among them holds all pictures, in order.
    """

    key: str
    label: str
    question: str
    make: Callable[[Outcome], dict[str, Any]]
