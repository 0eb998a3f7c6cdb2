"""The page that shares a figure: its links, a preview, what readers will see, and a snippet for each system.

The dialog of the other pages is this page's middle part, fetched and shown by a script; there is no second one.
"""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.lessons import LESSON_BY_SLUG
from app.recipe import THEMES
from app.views import VIEWS
from app.web.addresses import base_of, only_here
from app.web.asking import page_of
from app.web.embed_query import MOST_TITLE, PANEL, EmbedOptions, title_of
from app.web.embed_sizes import height_of, height_of_pictures
from app.web.exhibits import AXES, COMPARE, exhibit, keys, place_of
from app.web.link_snippets import written_links
from app.web.placed import Linked, Placed, Snippet
from app.web.problems import of_figure
from app.web.qr import MOST_CODED, code_of
from app.web.settings import Settings
from app.web.share_pages import PAGES, Page, Seen
from app.web.share_query import (
    FRAMES,
    OWN_SIZE,
    Frame,
    Shared,
    of_form,
    parts_of,
    read_shared,
    without_values,
)
from app.web.short_links import shortened
from app.web.snippets import written
from app.web.templating import render

router = APIRouter()
COMMON_WIDTH = 720
"""The width in CSS pixels that a column of text usually has: what a frame without a width is previewed at."""
PARTS = {
    "title": "title",
    "controls": "buttons",
    "arithmetic": "arithmetic",
    "caption": "captions",
    "table": "tables",
    "link": "link to Normaxis",
}
"""What the parts of an embedded figure are called here."""
FAMILY = ((COMPARE, "The cubes"), *((view.key, view.label) for view in VIEWS), (AXES, "All choices of axes"))
"""Figures of one and the same state, to choose between."""


@router.get("/share/{key}")
async def share(request: Request, key: str) -> Response:
    """The page for a figure in the state that the query asks for."""
    query: bytes = request.scope["query_string"]
    page = _page_of(key)

    def work() -> str:
        if page is not None:
            return linked_page(request, page(request, query), key)
        if key not in LESSON_BY_SLUG and without_values(query):
            return values_page(request, key, query.decode("latin-1"))
        return share_page(request, read_shared(key, query, request.app.state.settings))

    return await page_of(request, work)


@router.get("/share/{key}/code.svg")
async def code(request: Request, key: str) -> Response:
    """The QR code of the link."""
    settings, slots = request.app.state.settings, request.app.state.slots
    query: bytes = request.scope["query_string"]
    page = _page_of(key)

    def work() -> Response:
        base = base_of(request)
        if page is not None:
            return code_of(base + page(request, query).link, "link")
        return code_of(placed(read_shared(key, query, settings), base, today()).link, "link")

    answer: Response = await slots.run(work)
    return answer


@router.get("/share/{key}/go")
async def go(request: Request, key: str) -> Response:
    """From the form's fields to the canonical address."""
    figure, query = of_form(key, request.query_params.multi_items())
    for name in (key, figure):
        if name not in keys():
            raise of_figure(name)
    return RedirectResponse(f"/share/{figure}?{query}", 303)


def _page_of(key: str) -> Page | None:
    """The page without a figure that is shared under a name; None for a figure, 404 for neither."""
    if key not in PAGES and key not in keys():
        raise of_figure(key)
    return PAGES.get(key)


def placed(shared: Shared, base: str, day: date) -> Placed:
    """The figure as snippets need it."""
    found, options, size = shared.exhibit, shared.options, shared.frame
    title = options.title or title_of(found, options.panel)
    width = size.width or COMMON_WIDTH
    known = height_of_pictures(found.panels, width) if options.panel else height_of(found.key, width)
    fits = shared.fits or known
    return Placed(
        base=base,
        key=found.key,
        title=title,
        state=found.query,
        options=options.query,
        page=found.page + at_panel(options.panel),
        link=base + shortened(found.key, found.query) + at_panel(options.panel),
        panel=",".join(options.panel),
        width=size.width,
        height=size.height or fits,
        drawn=bool(found.panels),
        own_title=bool(options.title),
        day=day,
    )


def examples(base: str, settings: Settings, key: str = COMPARE) -> list[tuple[Snippet[Placed], str]]:
    """Every snippet with its text, for a figure in its first state: what a page about embedding lists."""
    shared = Shared(exhibit(key, "", settings), EmbedOptions(), Frame(), None)
    return written(placed(shared, base, today()))


def at_panel(panel: tuple[str, ...]) -> str:
    """What behind an address leads to the first of some pictures."""
    return f"#{PANEL}{panel[0]}" if panel else ""


def today() -> date:
    """The day, for citations, the same wherever the server stands."""
    return datetime.now(UTC).date()


def values_page(request: Request, key: str, query: str) -> str:
    """The HTML of the page for values that no address carries: a file does."""
    return render(
        request,
        "share.html",
        shared=None,
        placed=None,
        noun="figure",
        page=f"{place_of(key)}?{query}",
        file=f"/embed/{key}.html?{query}",
        most_pasted=request.app.state.settings.most_pasted,
    )


def share_page(request: Request, shared: Shared) -> str:
    """The HTML of the page."""
    found, options, size = shared.exhibit, shared.options, shared.frame
    put = placed(shared, base_of(request), today())
    family = FAMILY if found.key in dict(FAMILY) else ()
    return render(
        request,
        "share.html",
        theme=found.theme,
        shared=shared,
        placed=put,
        page=put.page,
        state=found.query if family else "",
        noun="figure",
        figure_title=title_of(found, options.panel),
        pictures=pictures_of(shared),
        **ways_of(request, found.key, shared.query, put),
        family=family,
        carried=[(name, text) for name, text in parse_qsl(found.query, keep_blank_values=True) if name != "theme"],
        parts=[(part, PARTS[part], options.shows(part)) for part in parts_of(found.key)],
        parts_version=",".join(parts_of(found.key)),
        palettes=[(theme, theme == found.theme) for theme in THEMES],
        plays=found.key == COMPARE,
        most_title=MOST_TITLE,
        preview=preview(put, size),
        sizes=_sizes(size),
        wide=size.width or "",
        high=size.height or "",
        snippets=written(put),
        measured=shared.fits or "",
    )


def linked_page(request: Request, seen: Seen, key: str) -> str:
    """The HTML of the page for what has a link, and no figure that could stand elsewhere."""
    base = base_of(request)
    put = Linked(base, key, seen.title, seen.page, base + seen.link, today())
    return render(
        request,
        "share.html",
        theme=seen.theme,
        shared=None,
        page=seen.page,
        file="",
        placed=put,
        noun=seen.noun,
        others=[(label, base + address) for label, address in seen.others],
        snippets=written_links(put),
        **ways_of(request, key, seen.page.partition("?")[2], put),
    )


def ways_of(request: Request, key: str, query: str, put: Linked) -> dict[str, Any]:
    """What the part with the links says of a page: its whole address, and the code of the short one."""
    coded = len(put.link) <= MOST_CODED
    return {
        "whole": put.base + put.page,
        "code": f"/share/{key}/code.svg" + (f"?{query}" if query else "") if coded else "",
        "only_here": only_here(put.base),
    }


def pictures_of(shared: Shared) -> list[tuple[str, str, bool]]:
    """The pictures of a lesson to choose from, beside all of them: name, title, whether it is this one."""
    subject, chosen = shared.exhibit.subject, ",".join(shared.options.panel)
    if not isinstance(subject, tuple) or len(subject[1].panels) < 2:
        return []
    known = [(panel.ident, panel.title) for panel in subject[1].panels]
    some = [(chosen, f"{len(shared.options.panel)} of its pictures")] if "," in chosen else []
    return [(ident, title, ident == chosen) for ident, title in [("", "the whole lesson"), *some, *known]]


def preview(put: Placed, size: Frame) -> dict[str, Any]:
    """The frame of the preview: its address on this server, and its size in CSS pixels."""
    return {
        "address": put.embed.removeprefix(put.base),
        "width": size.width or COMMON_WIDTH,
        "height": put.height,
    }


def _sizes(size: Frame) -> list[tuple[str, str, bool]]:
    """The sizes to choose from: as the form says them, what they are called, and whether it is this one."""
    known = [written for written, _ in FRAMES]
    chosen = size.written if size.written in known else OWN_SIZE
    return [(each, label, each == chosen) for each, label in (*FRAMES, (OWN_SIZE, "own size"))]
