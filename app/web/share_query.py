"""The query of the page that shares a figure: that of the embedded figure, and beside it the size of the frame."""

import re
from dataclasses import dataclass

from app.core.errors import InputError, shown
from app.recipe import OWN
from app.web.embed_query import PARTS, EmbedOptions, read_embed
from app.web.exhibits import AXES, COMPARE, Exhibit
from app.web.pairs import Pairs, QueryError, Wrong, chained, each_alone, joined, pairs_of
from app.web.parameters import Parameter, whole
from app.web.settings import Settings

COLUMN = "column"
"""A frame as wide as what it stands in."""
OWN_SIZE = "own"
"""The choice of the form for a size that is none of FRAMES."""
WIDTHS, HEIGHTS = (240, 3840), (120, 4000)
"""The least and the most CSS pixels of a frame."""
FRAMES = (
    (COLUMN, "as wide as its column"),
    ("480", "480 wide"),
    ("720", "720 wide"),
    ("1280x720", "slide 16:9, 1280 × 720"),
    ("1024x768", "slide 4:3, 1024 × 768"),
)
"""Sizes to choose from, as the query writes them, and what they are called."""
LACKING = {key: ("arithmetic",) for key in ("maps", "matrix", "distribution", "training", AXES)} | {
    "code": ("arithmetic", "table")
}
"""The parts that figures do not have; a lesson's measurements are its arithmetic."""
FIELD = "share."
"""What the names of the form's own fields begin with: no key of a state does."""
FRAME = re.compile(rf"({COLUMN}|0|[1-9][0-9]{{0,5}})(?:x(0|[1-9][0-9]{{0,5}}))?")


@dataclass(frozen=True)
class Frame:
    """The size of a frame in CSS pixels. No width: as wide as its column. No height: that of the figure."""

    width: int | None = None
    height: int | None = None

    @property
    def written(self) -> str:
        """As the query writes it."""
        wide = COLUMN if self.width is None else str(self.width)
        return wide if self.height is None else f"{wide}x{self.height}"


@dataclass(frozen=True)
class Shared:
    """What is shared, and how. `fits` is the height that a preview of it took, where one was seen."""

    exhibit: Exhibit
    options: EmbedOptions
    frame: Frame
    fits: int | None

    @property
    def query(self) -> str:
        """The canonical query, without `fits`, which is no choice of anyone."""
        size = "" if self.frame == Frame() else f"frame={self.frame.written}"
        return chained(self.options.beside(self.exhibit.query), size)


def read_shared(key: str, query: bytes | str, settings: Settings) -> Shared:
    """What a raw query string asks to be shared.

    Raises KeyError for a figure that there is not, QueryError with all that is wrong and the nearest query that works.
    """
    pairs = pairs_of(query)
    errors: tuple[InputError, ...] = ()
    try:
        said = each_alone([pair for pair in pairs if pair[0] in SIZES], SIZES)
    except Wrong as wrong:
        said, errors = {}, wrong.errors
    rest = joined((name, text) for name, text in pairs if name not in SIZES)
    try:
        found, options = read_embed(key, rest, settings)
    except QueryError as wrong:
        raise QueryError([*errors, *wrong.errors], wrong.nearest) from None
    if errors:
        repairs = joined((error.parameter, error.repair) for error in errors if error.repair)
        raise QueryError(errors, chained(options.beside(found.query), repairs))
    return Shared(found, options, said.get("frame", Frame()), said.get("fits"))


def without_values(query: bytes | str) -> bool:
    """Whether a query is about values of the visitor's own that it does not carry."""
    said = dict(pairs_of(query))
    return said.get("source") == OWN and "values" not in said


def parts_of(key: str) -> tuple[str, ...]:
    """The parts that an embedded figure has, and that its readers may be spared."""
    return tuple(part for part in PARTS if part not in LACKING.get(key, ()))


def of_form(key: str, fields: Pairs) -> tuple[str, str]:
    """The figure and the query that the fields of the form ask for; what is wrong with them is said where they lead.

    Fields of the state have the names of its keys, those of the form itself begin with FIELD.
    """
    own = {name.removeprefix(FIELD): text.strip() for name, text in fields if name.startswith(FIELD)}
    state = {name: text for name, text in fields if not name.startswith(FIELD)}
    if theme := own.get("theme"):
        state["theme"] = theme
    figure = own.get("figure") or key
    if "view" in state and figure != COMPARE:
        del state["view"]  # the figure's name says it
    seen = [text for name, text in fields if name == f"{FIELD}show"]
    options = {
        "hide": ",".join(part for part in parts_of(key) if part not in seen and part in parts_of(figure)),
        "live": own.get("live", ""),
        "play": own.get("play", ""),
        "fill": own.get("fill", ""),
        "title": " ".join(own.get("title", "").split()),
        "panel": own.get("panel", "") if figure == key else "",
        "frame": _size(own),
        "fits": own.get("fits", ""),
    }
    said = state | {name: text for name, text in options.items() if text}
    return figure, joined(said.items())


def _size(own: dict[str, str]) -> str:
    """The size that the form's fields ask for; "" for the default."""
    size = own.get("size", COLUMN)
    if size != OWN_SIZE:
        return "" if size == COLUMN else size
    wide, high = own.get("width") or COLUMN, own.get("height")
    size = f"{wide}x{high}" if high else wide
    return "" if size == COLUMN else size


def _frame(key: str, text: str) -> Frame:
    found = FRAME.fullmatch(text)
    if found is None:
        expected = f"a width of {_from_to(WIDTHS)} pixels, or {COLUMN}, and a height of {_from_to(HEIGHTS)} behind an x"
        raise InputError(key, f"the size {shown(text)}", expected, "720x480", "720")
    wide = None if found[1] == COLUMN else _within(key, "width", int(found[1]), WIDTHS)
    high = None if found[2] is None else _within(key, "height", int(found[2]), HEIGHTS)
    return Frame(wide, high)


def _within(key: str, word: str, value: int, limits: tuple[int, int]) -> int:
    low, high = limits
    if not low <= value <= high:
        near = min(max(value, low), high)
        raise InputError(key, f"a {word} of {value}", f"{_from_to(limits)} pixels", f"a {word} of {near}", "720")
    return value


def _from_to(limits: tuple[int, int]) -> str:
    low, high = limits
    return f"{low} to {high}"


def _fits(key: str, text: str) -> int:
    return min(max(whole(key, text), HEIGHTS[0]), HEIGHTS[1])


SIZES = {
    option.key: option
    for option in (
        Parameter("frame", f"The size of the frame: {COLUMN}, a width, or width x height.", "720x480", _frame),
        Parameter("fits", "The height in pixels that the figure took in a preview.", "480", _fits),
    )
}
