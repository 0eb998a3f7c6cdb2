"""Drawings on one SVG sheet, each under its name, with real text and colours written out."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app.figures.palette import ROLES

FONT = "system-ui, 'Liberation Sans', Arial, sans-serif"
TITLE, NOTE = 20, 13
"""Sizes of type: of the name, and of the sentence below it."""
LETTER = 0.55
"""The width of a letter in sizes of type: an estimate that is rather too large."""
LINE = 18
GAP = 24
WIDEST = 1440


@dataclass(frozen=True)
class Drawn:
    """An <svg> element of so many units, its name, and a sentence about it."""

    title: str
    sentence: str
    svg: str
    width: float
    height: float

    @property
    def lines(self) -> tuple[list[str], list[str]]:
        """The name and the sentence, broken where they are wider than the drawing."""
        wide = max(self.width, 12 * TITLE)
        titles = textwrap.wrap(self.title, int(wide / (LETTER * TITLE)))
        return titles, textwrap.wrap(self.sentence, int(wide / (LETTER * NOTE)))

    @property
    def head(self) -> float:
        """The height of name and sentence."""
        titles, sentences = self.lines
        return 1.2 * TITLE * len(titles) + LINE * len(sentences) + 10


def sheet(title: str, drawings: Sequence[Drawn]) -> str:
    """One <svg> with rows of drawings, as many beside each other as are not wider than WIDEST together."""
    rows: list[list[Drawn]] = [[]]
    for each in drawings:
        if rows[-1] and _width(rows[-1]) + each.width > WIDEST:
            rows.append([])
        rows[-1].append(each)
    parts: list[str] = []
    top = 0.0
    for row in rows:
        head = max(each.head for each in row)
        left = 0.0
        for each in row:
            parts += _placed(each, left, top, head)
            left += max(each.width, 12 * TITLE)
        top += head + max(each.height for each in row) + GAP
    width, height = max(_width(row) for row in rows), top - GAP
    whole = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    name = f"<title>{escape(title)}</title>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {whole}>{name}{"".join(parts)}</svg>\n'


def _width(row: Sequence[Drawn]) -> float:
    return sum(max(each.width, 12 * TITLE) for each in row)


def _placed(drawn: Drawn, left: float, top: float, head: float) -> list[str]:
    titles, sentences = drawn.lines
    middle = left + max(drawn.width, 12 * TITLE) / 2
    baseline, parts = top + TITLE, []
    for line in titles:
        parts.append(_line(middle, baseline, TITLE, 700, line, "label"))
        baseline += 1.2 * TITLE
    for line in sentences:
        parts.append(_line(middle, baseline - 4, NOTE, 400, line, "label-note"))
        baseline += LINE
    place = f'x="{middle - drawn.width / 2:g}" y="{top + head:g}" width="{drawn.width:g}" height="{drawn.height:g}"'
    return [*parts, drawn.svg.replace("<svg ", f"<svg {place} ", 1)]


def _line(middle: float, baseline: float, size: float, weight: int, text: str, role: str) -> str:
    return (
        f'<text x="{middle:g}" y="{baseline:g}" text-anchor="middle" font-family="{FONT}" font-size="{size:g}"'
        f' font-weight="{weight}" fill="{ROLES[role]}">{escape(text)}</text>'
    )
