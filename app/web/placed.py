"""What a snippet is made of and what it is: a page or figure placed in another page, and the text of one system."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from urllib.parse import quote_plus

from app.web.pairs import chained


@dataclass(frozen=True)
class Linked:
    """A page as another one names it. `title` is one line of text.

    `page` is its path and query, `link` the shortest address that leads there, `day` when it was seen.
    """

    base: str
    key: str
    title: str
    page: str
    link: str
    day: date

    @property
    def name(self) -> str:
        """The name of files and of references, without an ending."""
        return f"normaxis-{self.key}"


@dataclass(frozen=True)
class Placed(Linked):
    """A figure as it shall stand in another page; `page` is the one that shows it among other things.

    `state` is the query of the figure, `options` that of the embedded page beside it; `panel` names those pictures of a
    lesson that are shown, joined by commas, and is empty for all. `width` is None for a frame as wide as the column it
    stands in; `width` and `height` are in CSS pixels. `drawn` says whether there is a picture and not only text,
    `own_title` that the title is not the figure's own.
    """

    state: str
    options: str
    panel: str
    width: int | None
    height: int
    drawn: bool
    own_title: bool

    @property
    def embed(self) -> str:
        """The whole address of the figure alone."""
        return f"{self.base}/embed/{self.key}?{chained(self.state, self.options)}"

    def file(self, ending: str) -> str:
        """The whole address of a file of the figure."""
        titled = f"&title={quote_plus(self.title)}" if self.own_title else ""
        chosen = f"&panel={self.panel}" if self.panel else ""
        join = "" if ending.startswith("@") else "."
        return f"{self.base}/embed/{self.key}{join}{ending}?{self.state}{titled}{chosen}"


Put = TypeVar("Put", bound=Linked)


@dataclass(frozen=True)
class Snippet(Generic[Put]):
    """One system: what it is called, where the text goes in a sentence, and the text. `drawn`: only for pictures."""

    key: str
    label: str
    where: str
    write: Callable[[Put], str]
    drawn: bool = False
