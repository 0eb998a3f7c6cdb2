"""FILES: what every figure is as a file, by address: `/embed/<figure><ending>?<state>`, and from the command line.

Where values are posted, the state is the query, as for the page. What is of a whole outcome, whichever figure shows it,
stands in app/exports.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.core.errors import listed, shown
from app.exports.card import card
from app.exports.lattice_csv import lattice_csv
from app.exports.npz import lattice_npz, steps_npz
from app.exports.panel_files import panels_csv, panels_json, panels_on_paper, panels_sheet
from app.exports.raster import png
from app.exports.sheet import PAGE, Sheet
from app.exports.statistics_csv import statistics_csv
from app.exports.tikz import tikz
from app.figures.panel import Panel
from app.figures.themed import palette_of
from app.lattice import Lattice
from app.run import Outcome
from app.views.code import CODE
from app.views.cubes import cube_panels
from app.web.asking import posting
from app.web.embed_query import EmbedOptions, read_embed
from app.web.exhibits import AXES, COMPARE, Exhibit, keys, place_of
from app.web.memory import claim, of_steps
from app.web.problems import Problem
from app.web.standalone import standalone

router = APIRouter()
Write = Callable[[Request, Exhibit, EmbedOptions], bytes]
HALF_PAGE = 1.2
"""The height of what is made for paper, in widths, where it is not the only thing on its page."""
NAME = re.compile(r"([^.@]+)([.@].+)")
"""A figure's name and an ending: "matrix@2x.png"."""


@dataclass(frozen=True)
class File:
    """One kind of file.

    `ending` of its address, media type, `kind` for those who know and `label` in full, what it `needs` of a figure
    (pictures, tables, tensor, or nothing), and the function that writes it. `seen` says that browsers show it, so that
    it can be an image of another page. `offered` is False for one that is for programs alone.
    """

    ending: str
    media_type: str
    kind: str
    label: str
    needs: str
    write: Write
    seen: bool = False
    offered: bool = True


def has(panels: Sequence[Panel], *, tables: bool, tensor: bool) -> dict[str, bool]:
    """What a figure of these pictures has that a file may need; `tables` where it has one beside those of pictures."""
    listed_there = tables or any(panel.table for panel in panels)
    return {"": True, "pictures": bool(panels), "tables": listed_there, "tensor": tensor}


def offered(panels: Sequence[Panel], *, tables: bool = False, tensor: bool = True) -> list[File]:
    """The files in the menu of a figure."""
    there = has(panels, tables=tables, tensor=tensor)
    return [file for file in FILES if file.offered and there[file.needs]]


@router.api_route("/embed/{name}.{rest}", methods=["GET", "POST"])
async def file(request: Request, name: str, rest: str) -> Response:
    """The file of a figure for the state in the query; a posted body brings the values, as for the page."""
    settings = request.app.state.settings
    key, chosen = named(f"{name}.{rest}")
    query: bytes = request.scope["query_string"]
    values = await posting(request) if request.method == "POST" else None

    def work() -> bytes:
        return written(request, chosen, *read_embed(key, query, settings, values() if values else None))

    content = await request.app.state.slots.run(work)
    place = "inline" if chosen.seen else "attachment"
    headers = {"Content-Disposition": f'{place}; filename="normaxis-{key}{chosen.ending}"'}
    return Response(content, headers=headers, media_type=chosen.media_type)


def written(request: Request, chosen: File, found: Exhibit, options: EmbedOptions) -> bytes:
    """The bytes of a file; Problem 404 where the figure has no such file."""
    whole = found.key in (COMPARE, AXES)
    there = has(found.panels, tables=whole, tensor=isinstance(found.subject, Outcome | Lattice))
    if not there[chosen.needs]:
        endings = endings_of(found.key)
        detail = f"Got {chosen.ending} of the figure {found.key}, which has no {chosen.needs}"
        raise Problem(404, f"{detail}; expected {listed(endings)}; try {found.key}{endings[0]}.")
    return chosen.write(request, found, options)


def named(name: str) -> tuple[str, File]:
    """The figure and the file that the end of an address names; Problem 404 where there is no such figure or file."""
    split = NAME.fullmatch(name)
    key, ending = split.groups() if split else (name, "")
    if key not in keys():
        near = get_close_matches(key, keys(), 1) or keys()[:1]
        raise Problem(404, f"Got {shown(key)}; expected a figure out of {listed(keys())}; try {near[0]}{ending}.")
    chosen = next((each for each in FILES if each.ending == ending), None)
    if chosen is None:
        endings = endings_of(key)
        near = get_close_matches(ending, endings, 1) or endings[:1]
        raise Problem(404, f"Got {shown(ending)}; expected an ending out of {listed(endings)}; try {key}{near[0]}.")
    return key, chosen


def endings_of(key: str) -> list[str]:
    """The endings of the files that the figure of a name has in every state; those of its menu come first."""
    drawn, lesson = key != CODE.key, place_of(key).startswith("/lessons/")
    there = {"": True, "pictures": drawn, "tables": drawn, "tensor": not lesson}
    return [each.ending for each in sorted(FILES, key=lambda each: not each.offered) if there[each.needs]]


def _sheet(found: Exhibit, options: EmbedOptions) -> Sheet:
    """All pictures; a title of one's own stands over them."""
    palette = palette_of(found.theme)
    if options.paper:
        return _paper(found, options, HALF_PAGE)
    return panels_sheet(options.title or found.title, found.panels, palette, headline=options.title)


def _paper(found: Exhibit, options: EmbedOptions, tallest: float) -> Sheet:
    """The same, arranged for a page of text."""
    title, palette = options.title or found.title, palette_of(found.theme)
    return panels_on_paper(title, found.panels, palette, headline=options.title, tallest=tallest)


def _svg(_: Request, found: Exhibit, options: EmbedOptions) -> bytes:
    return _sheet(found, options).svg.encode()


def _png(scale: int) -> Write:
    def write(_: Request, found: Exhibit, options: EmbedOptions) -> bytes:
        return png(_sheet(found, options), scale, palette_of(found.theme).paper)

    return write


def _card(_: Request, found: Exhibit, options: EmbedOptions) -> bytes:
    """A figure without pictures is shown by the cubes of what it is about; of all axes, those that have names."""
    panels, palette = found.panels, palette_of(found.theme)
    if isinstance(found.subject, Outcome) and not panels:
        panels = cube_panels(found.subject)
    if isinstance(found.subject, Lattice):
        choices = [choice for rank in found.subject.ranks for choice in rank]
        panels = tuple(panel for panel, choice in zip(panels, choices, strict=True) if choice.name)[1:]
    return png(card(options.title or found.title, found.description, panels, palette), 1, palette.paper)


def _csv(_: Request, found: Exhibit, options: EmbedOptions) -> bytes:
    if isinstance(found.subject, Lattice):
        return lattice_csv(found.subject)
    if found.key == COMPARE and isinstance(found.subject, Outcome):
        return statistics_csv(found.subject)
    return panels_csv(found.panels)


def _npz(_: Request, found: Exhibit, options: EmbedOptions) -> bytes:
    if isinstance(found.subject, Lattice):
        return lattice_npz(found.subject)
    if not isinstance(found.subject, Outcome):
        raise TypeError(f"{found.key} has no tensor")
    claim(of_steps(found.subject.tensor.size, len(found.subject.results)))
    return steps_npz(found.subject)


def _json(_: Request, found: Exhibit, options: EmbedOptions) -> bytes:
    return panels_json(found.panels, palette_of(found.theme))


def _tex(_: Request, found: Exhibit, options: EmbedOptions) -> bytes:
    return tikz(options.title or found.title, _paper(found, options, PAGE), palette_of(found.theme))


VECTOR, PIXELS = "image/svg+xml", "image/png"
FILES = (
    File(".svg", VECTOR, "SVG", "A vector drawing with real text, for print and for pages", "pictures", _svg, True),
    File(".png", PIXELS, "PNG", "A picture of pixels, a pixel of the screen to the unit", "pictures", _png(1), True),
    File("@2x.png", PIXELS, "PNG 2×", "The same with twice the pixels, for slides", "pictures", _png(2), True),
    File("@4x.png", PIXELS, "PNG 4×", "The same with four times the pixels, for posters", "pictures", _png(4), True),
    File(".card.png", PIXELS, "Card", "1200 × 630 pixels with a title, for links", "", _card, True, offered=False),
    File(".tex", "text/x-tex; charset=utf-8", "TikZ", "A drawing that LaTeX makes itself", "pictures", _tex),
    File(
        ".html",
        "text/html; charset=utf-8",
        "HTML",
        "One file that answers when pointed at, without a network",
        "",
        standalone,
    ),
    File(".csv", "text/csv; charset=utf-8", "CSV", "Its numbers as a table, in full precision", "tables", _csv),
    File(".json", "application/json", "Plotly JSON", "Its pictures as figures of Plotly", "pictures", _json),
    File(".npz", "application/x-npz", "NPZ", "Its tensor and what was computed of it, for NumPy", "tensor", _npz),
)
