"""Pages: the comparison as HTML that is whole before any script runs, and the gateway of its form."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.changes import changes
from app.core.axes import LAYOUTS
from app.core.conventions import CONVENTIONS, convention_by_key
from app.exports import EXPORTS
from app.recipe import OWN, THEMES
from app.run import Outcome
from app.sources import PICTURES, SOURCES
from app.views import VIEWS, View, view_by_key
from app.web.asking import asking, page_of, posting
from app.web.assets import PLOTLY
from app.web.charts import charts_of, drawings_of
from app.web.columns import columns_of, table_of
from app.web.contexts import of_outcome, of_view
from app.web.embed_card import Card, card_of
from app.web.exhibits import COMPARE, cubes_sentence, title_of
from app.web.files import FILES, offered
from app.web.form import state_of_form, state_of_posted
from app.web.links import additions, link, turns
from app.web.pictures import by_address
from app.web.query import carried, read_query, write_query
from app.web.templating import render

router = APIRouter()
WHOLE, FIRST, REST = "whole", "first", "rest"
"""The page, and the two parts of it that scripts ask for one after the other."""


@router.api_route("/", methods=["GET", "POST"])
async def compare(request: Request) -> Response:
    """The comparison page for the state in the query; a posted body brings values that are too many for an address."""
    asked = await asking(request)
    return await page_of(request, lambda: page(request, asked().outcome()))


@router.post("/own")
async def compare_new(request: Request) -> Response:
    """The same page for posted values that are new: what of the state in the query does not fit them is left out."""
    values = await posting(request)

    def work() -> str:
        tensor = values()
        query = state_of_posted(request.query_params.multi_items(), tensor.shape)
        return page(request, read_query(query, request.app.state.settings, tensor).outcome())

    return await page_of(request, work)


@router.get("/first")
async def first(request: Request) -> Response:
    """For scripts: the cubes, their numbers and the settings for the fields of the form, without what lies below them.

    Little more than half of the page's bytes and of its work, so that a change of a control is seen at once.
    """
    return await _part(request, FIRST)


@router.get("/rest")
async def rest(request: Request) -> Response:
    """For scripts: what lies below the cubes, for the same fields."""
    return await _part(request, REST)


@router.get("/go")
async def go(request: Request) -> Response:
    """From the form's fields to the canonical address of the state they ask for."""
    return RedirectResponse(f"/?{state_of_form(request.query_params.multi_items())}", 303)


@router.post("/go")
async def go_posted(request: Request) -> Response:
    """The same for values that are posted; 307 has the browser send them on."""
    return RedirectResponse(f"/?{state_of_form(request.query_params.multi_items())}", 307)


async def _part(request: Request, part: str) -> Response:
    query = state_of_form(request.query_params.multi_items())
    return await page_of(request, lambda: page(request, read_query(query, request.app.state.settings).outcome(), part))


def page(request: Request, outcome: Outcome, part: str = WHOLE) -> str:
    """The HTML of the comparison page, or of a part of it."""
    recipe = outcome.recipe
    view = view_by_key(recipe.view or VIEWS[0].key)
    context: dict[str, Any] = {
        "part": part,
        "here": "/",
        "card": card(request, outcome),
        "theme": recipe.theme,
        "themes": [(theme, link(recipe, theme=theme)) for theme in THEMES],
        "recipe": recipe,
        "convention": convention_by_key(recipe.convention),
        "state": write_query(recipe),
        "share": f"/share/compare?{write_query(recipe)}",
        "view": view,
        "title": title_of(outcome, view if recipe.view else None),
    }
    if part != REST:
        context |= _first(request, outcome)
    if part != FIRST:
        context |= _rest(request, outcome, view)
    return render(request, "compare.html", **context)


def _first(request: Request, outcome: Outcome) -> dict[str, Any]:
    """What the settings and the cubes show."""
    recipe = outcome.recipe
    said = of_outcome(outcome, link)
    return said | {
        "layouts": LAYOUTS,
        "sources": [source for source in SOURCES if recipe.layout.key in source.layouts],
        "own": OWN,
        "conventions": CONVENTIONS,
        "sizes": list(zip(recipe.layout.axes, recipe.shape, strict=True)),
        "mode_in_play": any(not result.method.same_at_test_time(recipe.layout) for result in outcome.results),
        "columns": columns_of(outcome, said["payload"]),
        "additions": additions(recipe),
        "turns": turns(recipe),
        "carried": carried(recipe),
        "cube_files": [file for file in FILES if file.offered],
        "plotly": PLOTLY,
        "most_pasted": request.app.state.settings.most_pasted,
    }


def _rest(request: Request, outcome: Outcome, view: View) -> dict[str, Any]:
    """What the chosen view and the tables show."""
    recipe, seen = outcome.recipe, view.make(outcome)
    return of_view(view, seen, recipe, link) | {
        "changes": changes(outcome),
        "pictures": PICTURES,
        "exports": EXPORTS,
        "view_files": offered(seen["panels"]),
        "tabs": [(each, link(recipe, view=None if each is VIEWS[0] else each.key)) for each in VIEWS],
        "charts": charts_of(seen["panels"]),
        "drawn": by_address(request, drawings_of(seen["panels"]), recipe),
        "tables": [table_of(outcome, result) for result in outcome.results],
    }


def card(request: Request, outcome: Outcome) -> Card | None:
    """The card of the page: the view, where the address chooses one, and else the cubes. Posted values have none."""
    recipe = outcome.recipe
    if recipe.source == OWN and recipe.values is None:
        return None
    address, query = link(recipe), write_query(recipe)
    if recipe.view is None:
        return card_of(request, COMPARE, query, address, cubes_sentence(outcome))
    return card_of(request, recipe.view, query, address, view_by_key(recipe.view).question)
