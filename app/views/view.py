"""View: one way to look at what a choice of axes does to the values. Pictures, their table twins, and sentences."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.figures.panel import Panel, Table
from app.run import Outcome

__all__ = ["Column", "Panel", "Table", "View"]


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
