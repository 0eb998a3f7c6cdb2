"""The query of an embedded figure: the state of the page that shows it, and beside it what the reader shall see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from app.core.errors import InputError, listed, shown
from app.lessons import LESSON_BY_SLUG
from app.web.exhibits import Exhibit, exhibit
from app.web.lesson_query import parameters_of
from app.web.pairs import Pairs, QueryError, Wrong, chained, each_alone, joined, pairs_of, repaired
from app.web.parameters import PARAMETER_BY_KEY, Parameter
from app.web.query import Tensor
from app.web.settings import Settings

PARTS = ("title", "controls", "arithmetic", "caption", "table", "link")
"""The parts of an embedded page that can be hidden."""
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
PANEL = "panel-"
"""What the part of a lesson's address behind # begins with that names pictures of it."""
MOST_TITLE = 120
"""Characters of a title of one's own."""


@dataclass(frozen=True)
class EmbedOptions:
    """What is said of the embedded page itself, beside the state of its figure.

    `hide` names parts that the reader shall not see, in the order of PARTS. `live` has Plotly at once instead of on
    first touch, `play` begins to step through the pools, `fill` makes the figure as high as its frame, `title` stands
    in the place of the figure's own; it is text from outside, to be escaped wherever it is written. `panel` names those
    pictures of a lesson that are shown; all are where it is empty. `paper` arranges the pictures of a file for a page
    of text.
    """

    hide: tuple[str, ...] = ()
    live: bool = False
    play: bool = False
    title: str = ""
    panel: tuple[str, ...] = ()
    fill: bool = False
    paper: bool = False

    def shows(self, part: str) -> bool:
        """Whether the reader sees a part."""
        return part not in self.hide

    @property
    def pairs(self) -> Pairs:
        """The options that are not the default, key and text."""
        said = {
            "hide": ",".join(self.hide),
            "live": "1" if self.live else "",
            "play": "1" if self.play else "",
            "fill": "1" if self.fill else "",
            "title": self.title,
            "panel": ",".join(self.panel),
            "paper": "1" if self.paper else "",
        }
        return [(key, text) for key, text in said.items() if text]

    @property
    def query(self) -> str:
        """The same as a query spells them; empty where all are the default."""
        return joined(self.pairs)

    def beside(self, state: str) -> str:
        """The query of the embedded page: the state's, then the options."""
        return chained(state, self.query)


def read_embed(
    key: str, query: bytes | str, settings: Settings, tensor: Tensor | None = None
) -> tuple[Exhibit, EmbedOptions]:
    """The figure of a name, and the options, that a raw query string asks for.

    Raises KeyError for a name that there is not, QueryError with all that is wrong in state and options and the nearest
    query that is right, InputError where a source cannot do what is asked.
    """
    pairs = pairs_of(query)
    astray = [_astray(name) for name, _ in pairs if _means_option(name, key)]
    state = joined([(name, text) for name, text in pairs if not (name in OPTIONS or _means_option(name, key))])
    options, errors = options_of(pairs)
    errors = [*errors, *astray]
    try:
        found = exhibit(key, state, settings, tensor)
    except QueryError as wrong:
        nearest = None if wrong.nearest is None else options.beside(wrong.nearest)
        raise QueryError([*errors, *wrong.errors], nearest) from None
    there = [panel.ident for panel in found.panels] if isinstance(found.subject, tuple) else []
    if options.panel and not set(options.panel) <= set(there):
        expected = (
            f"pictures out of {', '.join(there)}" if there else "no panel: only a lesson has pictures to choose from"
        )
        known = tuple(ident for ident in there if ident in options.panel)
        near = ",".join(known or there[:1])
        errors = [*errors, InputError("panel", shown(",".join(options.panel)), expected, near or "leaving it out")]
        options = replace(options, panel=known)
    if errors:
        raise QueryError(errors, options.beside(found.query))
    if options.panel:
        found = replace(found, panels=tuple(panel for panel in found.panels if panel.ident in options.panel))
    return found, options


def with_panel(key: str, query: str, fragment: str) -> str:
    """The query of the embedded figure for an address that ends in `#panel-` and the names of pictures of a lesson."""
    named = fragment.removeprefix(PANEL)
    if named == fragment or key not in LESSON_BY_SLUG or "panel" in dict(pairs_of(query)):
        return query
    return chained(query, joined([("panel", named)]))


def title_of(found: Exhibit, panel: tuple[str, ...]) -> str:
    """The title of a figure, of which only some pictures may be shown: one has a title of its own."""
    return f"{found.title}: {found.panels[0].title}" if len(panel) == 1 else found.title


def options_of(pairs: Pairs) -> tuple[EmbedOptions, Sequence[InputError]]:
    """The options among the pairs, and what is wrong with them; where something is, they are the nearest ones."""
    given = [(name, text) for name, text in pairs if name in OPTIONS]
    try:
        return _made(given), ()
    except Wrong as wrong:
        return _made(repaired(given, wrong.errors, OPTIONS)), wrong.errors


def _made(given: Pairs) -> EmbedOptions:
    return EmbedOptions(**each_alone(given, OPTIONS))


def _means_option(name: str, key: str) -> bool:
    """Whether a key is nothing that the figure knows, and looks like an option."""
    lesson = LESSON_BY_SLUG.get(key)
    known = PARAMETER_BY_KEY if lesson is None else parameters_of(lesson)
    return name not in known and name not in OPTIONS and bool(get_close_matches(name, list(OPTIONS), 1, 0.7))


def _astray(name: str) -> InputError:
    near = get_close_matches(name, list(OPTIONS), 1)[0]
    return InputError(name, f"the unknown parameter {shown(name)}", listed(list(OPTIONS)), near)


def _parts(key: str, text: str) -> tuple[str, ...]:
    """Names of parts joined by commas, in any order."""
    named = text.split(",")
    known = [part for part in PARTS if part in named]
    wrong = [part for part in named if part not in PARTS]
    if wrong or len(known) < len(named):
        near = known or get_close_matches(wrong[0], PARTS, 1) or [PARTS[0]]
        got = f"{key}={shown(text)}" if wrong else f"{shown(text)} with a part twice"
        raise InputError(key, got, f"parts out of {', '.join(PARTS)}", ",".join(near), ",".join(near))
    return tuple(known)


def _names(key: str, text: str) -> tuple[str, ...]:
    """Names of pictures joined by commas; which there are is seen when the figure is made."""
    named = text.split(",")
    if len(set(named)) < len(named) or not all(NAME.fullmatch(each) for each in named):
        raise InputError(key, shown(text), "names of pictures joined by commas, each once", "leaving it out")
    return tuple(named)


def _on(key: str, text: str) -> bool:
    if text != "1":
        raise InputError(key, shown(text), f"{key}=1, or no {key}", f"{key}=1")
    return True


def _title(key: str, text: str) -> str:
    """Text of one line, as long as a title may be."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if line != text or len(text) > MOST_TITLE:
        near = line[:MOST_TITLE].strip()
        got = f"{len(text)} characters" if len(text) > MOST_TITLE else shown(text)
        raise InputError(key, got, f"one line of at most {MOST_TITLE} characters", shown(near), near or None)
    return text


OPTIONS = {
    option.key: option
    for option in (
        Parameter("hide", "Parts that the reader shall not see, joined by commas.", "title,link", _parts, PARTS),
        Parameter("live", "Plotly at once instead of on first touch.", "1", _on),
        Parameter("play", "Begins to step through the pools.", "1", _on),
        Parameter("fill", "The figure as high as its frame, as on a slide, and its height told to nobody.", "1", _on),
        Parameter("title", f"A title of one's own, at most {MOST_TITLE} characters.", "Layer norm", _title),
        Parameter("panel", "Pictures of a lesson, by their names, joined by commas; all without it.", "rates", _names),
        Parameter("paper", "In files, rows of pictures so short that their type can be read on paper.", "1", _on),
    )
}
