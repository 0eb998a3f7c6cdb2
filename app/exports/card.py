"""A card: the picture that goes with a link where links are shown with one, 1200 × 630 (the Open Graph protocol)."""

import textwrap
from collections.abc import Sequence

from app.exports.panel_files import drawn
from app.exports.sheet import FLAT, LETTER, Sheet, filters, line
from app.figures.panel import Panel
from app.figures.themed import Palette

WIDTH, HEIGHT = 1200, 630
EDGE, GAP = 56, 24
TITLE, SENTENCE, NAME = 46, 24, 21
"""Sizes of type, in pixels: cards are shown at half their size and less."""
MOST_LINES = 2
MOST_PICTURES = 6
SMALLEST = 0.5
"""Of a picture's own size."""


def card(title: str, sentence: str, panels: Sequence[Panel], palette: Palette) -> Sheet:
    """Title and sentence, and below them as many pictures as are still seen when they are small."""
    pictures = _pictures(panels)
    top, parts = float(EDGE), []
    for size, weight, text, role in ((TITLE, 700, title, "label"), (SENTENCE, 400, sentence, "label-note")):
        for words in _lines(text, size, WIDTH - 2 * EDGE):
            top += size
            parts.append(line(EDGE, top, size, weight, words, palette.roles[role], "start"))
            top += 0.25 * size
        top += 0.3 * size
    parts += _row(pictures, top + GAP, palette)
    whole = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    ground = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{palette.paper}"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {whole}>{filters(palette)}{ground}{"".join(parts)}</svg>\n'
    return Sheet(svg, WIDTH, HEIGHT)


def _pictures(panels: Sequence[Panel]) -> list[Panel]:
    """The first pictures that are no legends: as many as are still drawn at half their size."""
    highest = max((panel.figure["layout"]["height"] for panel in panels), default=0)
    pictures = [panel for panel in panels if FLAT * panel.figure["layout"]["height"] > highest]
    shown = min(len(pictures), MOST_PICTURES)
    while shown > 1 and _room(shown) < SMALLEST * max(each.figure["layout"]["width"] for each in pictures[:shown]):
        shown -= 1
    return pictures[:shown]


def _room(pictures: int) -> float:
    """The width that each of so many pictures in a row has."""
    return (WIDTH - 2 * EDGE - GAP * (pictures - 1)) / pictures


def _row(pictures: Sequence[Panel], top: float, palette: Palette) -> list[str]:
    """The pictures beside each other, each under its name, as large as there is room."""
    if not pictures:
        return []
    drawings = [drawn(panel, palette) for panel in pictures]
    room, above = _room(len(drawings)), 1.7 * NAME
    high = HEIGHT - top - above - EDGE / 2
    scale = min(min(room / each.width, high / each.height) for each in drawings)
    top += (high - scale * max(each.height for each in drawings)) / 2
    parts = []
    for number, each in enumerate(drawings):
        width, height = each.width * scale, each.height * scale
        middle = EDGE + number * (room + GAP) + room / 2
        [name] = _lines(each.title, NAME, room, 1) or [""]
        parts.append(line(middle, top + NAME, NAME, 700, name, palette.roles["label"]))
        place = f'x="{middle - width / 2:.1f}" y="{top + above:.1f}" width="{width:.1f}" height="{height:.1f}"'
        parts.append(each.svg.replace("<svg ", f"<svg {place} ", 1))
    return parts


def _lines(text: str, size: float, width: float, most: int = MOST_LINES) -> list[str]:
    """The text in at most so many lines; "…" says that there was more."""
    return textwrap.wrap(text, max(4, int(width / (LETTER * size))), max_lines=most, placeholder=" …")
