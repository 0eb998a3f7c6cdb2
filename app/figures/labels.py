"""The names of the cube's axes, with how many there are, or which of them the window shows."""

from dataclasses import dataclass

from app.figures.box import Drawing
from app.figures.projection import Point

LETTER_SIZE = 24
NOTE_SIZE = 15
NOTE_LINE = 18
"""Distance of two lines of small type, in figure units as the sizes are."""


@dataclass(frozen=True)
class Label:
    """A label: letters and what follows them in large type ("N", " = 4"), and smaller lines below."""

    letters: str
    equals: str
    notes: tuple[str, ...]

    @property
    def half(self) -> Point:
        """Half the width and half the height of the label, in figure units: estimates that are rather too large."""
        if not self.letters:
            return 0.0, 0.0
        large = (len(self.letters) * 0.68 + len(self.equals) * 0.5) * LETTER_SIZE
        small = max((len(note) for note in self.notes), default=0) * 0.52 * NOTE_SIZE
        return max(large, small) / 2, (LETTER_SIZE + NOTE_LINE * len(self.notes)) / 2


NO_LABEL = Label("", "", ())


def labels(drawn: Drawing) -> tuple[Label, Label, Label]:
    """The labels of depth, width and height."""
    return _label(drawn, drawn.depth), _label(drawn, drawn.width), _label(drawn, drawn.height)


def _label(drawn: Drawing, axes: tuple[int, ...]) -> Label:
    """ "N = 4" where all is drawn, else "C" with "24–35 of 256" below; "H, W" with its sizes below."""
    if not axes:
        return NO_LABEL
    letters = ", ".join(drawn.layout.letters[axis] for axis in axes)
    sizes = " \N{MULTIPLICATION SIGN} ".join(str(drawn.shape[axis]) for axis in axes)
    spans = ", ".join(_span(*drawn.window[axis]) for axis in axes)
    cut = drawn.goes_on(axes, 0) or drawn.goes_on(axes, 1)
    if len(axes) > 1:
        return Label(letters, "", (spans, f"of {sizes}") if cut else (sizes,))
    return Label(letters, "", (f"{spans} of {sizes}",)) if cut else Label(letters, f" = {sizes}", ())


def _span(low: int, high: int) -> str:
    """The places low to high − 1."""
    return str(low) if high - low == 1 else f"{low}\N{EN DASH}{high - 1}"
