"""Drawings on one SVG sheet, each under its name, with real text and colours written out."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from math import ceil

from app.figures.themed import LIGHT, Palette

FONT = "system-ui, 'Liberation Sans', Arial, sans-serif"
HEADLINE, TITLE, NOTE = 28, 20, 15
"""Sizes of type: over the whole, of a drawing's name, and of the sentence below it."""
LETTER, BOLD = 0.6, 0.68
"""The width of a letter in sizes of type, plain and bold: those of DejaVu Sans, the widest that may stand in."""
LINE = 20
GAP = 24
WIDEST = 1440
ROWS = (480, 760, 1120, WIDEST)
"""How wide rows may be on paper, from one drawing to a row to four: the narrower, the larger their type."""
LARGER, INSIDE = 1.25, 1.15
"""In the widest rows on paper names and sentences are so many times larger, and small type inside drawings is."""
NATURAL = 460
"""What is not wider than this stands on paper in its own size: the 345 points of LaTeX's article."""
PAGE = 1.6
"""The height of a page of text, in widths."""
FLAT = 4
"""A drawing so many times higher than the one before it begins a row: that one is a legend."""
MARGIN = 16
"""Around everything, so that nothing touches the edge of a page or of a dark sheet."""
SHINE = "shine"
"""The name of the filter that brightens the colours of values."""


@dataclass(frozen=True)
class Drawn:
    """An <svg> element of so many units, its name, and a sentence about it; `larger` is the size of the latter two."""

    title: str
    sentence: str
    svg: str
    width: float
    height: float
    larger: float = 1

    @property
    def lines(self) -> tuple[list[str], list[str]]:
        """The name and the sentence, broken where they are wider than the drawing less a gap to its neighbours."""
        wide = max(self.width, 12 * TITLE) - GAP
        titles = textwrap.wrap(self.title, int(wide / (BOLD * TITLE * self.larger)))
        return titles, textwrap.wrap(self.sentence, int(wide / (LETTER * NOTE * self.larger)))

    @property
    def head(self) -> float:
        """The height of name and sentence."""
        titles, sentences = self.lines
        return (1.2 * TITLE * len(titles) + LINE * len(sentences)) * self.larger + 10


@dataclass(frozen=True)
class Sheet:
    """The whole drawing: an <svg> element, and its size in figure units."""

    svg: str
    width: int
    height: int


def paper_sheet(
    title: str, drawings: Sequence[Drawn], palette: Palette = LIGHT, *, headline: str = "", tallest: float = PAGE
) -> Sheet:
    """The sheet for a page of text: in the shortest rows with which it is not higher than `tallest` times its width."""
    for widest in ROWS:
        if widest == WIDEST:
            drawings = [_readable(each) for each in drawings]
        made = sheet(title, drawings, palette, headline=headline, widest=widest)
        if made.height <= tallest * max(made.width, NATURAL):
            break
    return made


def sheet(
    title: str, drawings: Sequence[Drawn], palette: Palette = LIGHT, *, headline: str = "", widest: float = WIDEST
) -> Sheet:
    """Rows of drawings, as many beside each other as are not wider than `widest` together.

    `title` names the whole for those who do not see it, `headline` stands over it where there is one. A sheet in other
    colours than those of paper has its ground painted, since its text would not be seen on white.
    """
    rows: list[list[Drawn]] = [[]]
    for each in drawings:
        if rows[-1] and (_width(rows[-1]) + each.width > widest or each.height > FLAT * rows[-1][-1].height):
            rows.append([])
        rows[-1].append(each)
    width = max(_width(row) for row in rows)
    lines = textwrap.wrap(headline, int(width / (BOLD * HEADLINE)))
    parts: list[str] = []
    top = 1.3 * HEADLINE * len(lines) + (GAP if lines else 0)
    for number, words in enumerate(lines):
        parts.append(line(width / 2, HEADLINE + 1.3 * HEADLINE * number, HEADLINE, 700, words, palette.roles["label"]))
    for row in rows:
        head = max(each.head for each in row)
        left = 0.0
        for each in row:
            parts += _placed(each, left, top, head, palette)
            left += max(each.width, 12 * TITLE)
        top += head + max(each.height for each in row) + GAP
    return _framed(title, "".join(parts), width, top - GAP, palette)


def _framed(title: str, content: str, width: float, height: float, palette: Palette) -> Sheet:
    """A sheet with a margin around what is on it, which is drawn from the top left corner on.

    Its size is whole, so that twice as many pixels are exactly twice as many.
    """
    wide, high = ceil(width) + 2 * MARGIN, ceil(height) + 2 * MARGIN
    size = f'viewBox="{-MARGIN} {-MARGIN} {wide} {high}" width="{wide}" height="{high}"'
    place = f'x="{-MARGIN}" y="{-MARGIN}" width="{wide}" height="{high}"'
    ground = "" if palette is LIGHT else f'<rect {place} fill="{palette.paper}"/>'
    name = f"<title>{escape(title)}</title>"
    whole = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{name}{filters(palette)}{ground}{content}</svg>\n'
    return Sheet(whole, wide, high)


def filters(palette: Palette) -> str:
    """The filter SHINE, where the colours of values have to be brightened."""
    if palette.shine == 1:
        return ""
    functions = "".join(f'<feFunc{letter} type="linear" slope="{palette.shine:g}"/>' for letter in "RGB")
    return (
        f'<defs><filter id="{SHINE}" x="0" y="0" width="1" height="1" color-interpolation-filters="sRGB">'
        f"<feComponentTransfer>{functions}</feComponentTransfer></filter></defs>"
    )


def _width(row: Sequence[Drawn]) -> float:
    return sum(max(each.width, 12 * TITLE) for each in row)


def _readable(drawn: Drawn) -> Drawn:
    """The drawing with its small type larger, in it and over it."""
    svg = drawn.svg.replace(f'font-size="{NOTE}"', f'font-size="{NOTE * INSIDE:g}"')
    return replace(drawn, svg=svg, larger=LARGER)


def _placed(drawn: Drawn, left: float, top: float, head: float, palette: Palette) -> list[str]:
    titles, sentences = drawn.lines
    middle = left + max(drawn.width, 12 * TITLE) / 2
    times, parts = drawn.larger, []
    baseline = top + TITLE * times
    for words in titles:
        parts.append(line(middle, baseline, TITLE * times, 700, words, palette.roles["label"]))
        baseline += 1.2 * TITLE * times
    for words in sentences:
        parts.append(line(middle, baseline - 4, NOTE * times, 400, words, palette.roles["label-note"]))
        baseline += LINE * times
    place = f'x="{middle - drawn.width / 2:g}" y="{top + head:g}" width="{drawn.width:g}" height="{drawn.height:g}"'
    return [*parts, drawn.svg.replace("<svg ", f"<svg {place} ", 1)]


def line(x: float, baseline: float, size: float, weight: int, text: str, colour: str, anchor: str = "middle") -> str:
    """A line of text."""
    return (
        f'<text x="{x:g}" y="{baseline:g}" text-anchor="{anchor}" font-family="{FONT}" font-size="{size:g}"'
        f' font-weight="{weight}" fill="{colour}">{escape(text)}</text>'
    )
