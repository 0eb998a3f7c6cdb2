"""Pages: the comparison as HTML that is whole before any script runs, and the gateway of its form."""

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.changes import changes
from app.core.axes import LAYOUTS, Layout, Role
from app.core.conventions import CONVENTIONS, convention_by_key
from app.core.methods import METHODS, REDUCE, SPLITS, Method, group_choices
from app.core.pools import Index
from app.describe import cell_name, frozen_sentence, pools_sentence, window_sentence
from app.exports import EXPORTS
from app.figures.numbers import number
from app.figures.svg import panel_svg, svg
from app.figures.svg_chart import is_chart
from app.recipe import COLOURS, OWN, THEMES, Recipe
from app.run import Outcome, Result, run
from app.sources import PICTURES, SOURCES
from app.views import VIEWS, view_by_key
from app.web.bodies import tensor_body
from app.web.form import state_of_form
from app.web.limits import read_body
from app.web.parameters import ELEVATIONS, MOST_METHODS
from app.web.payload import compared, described
from app.web.query import carried, read_query, write_query
from app.web.templating import render

router = APIRouter()
MOST_ROWS = 48
"""Rows of a table of statistics on the page; the CSV has all of them."""
MOST_STATISTICS = 256
"""Pools whose statistics the page carries for its scripts even where they do not meet the window."""
TURN_STEP = 15
PLOTLY = "vendor/plotly.js-cartesian-dist-min@4.1.1/plotly-cartesian.min.js"
FRESH = {"Cache-Control": "no-cache"}


@router.get("/")
async def compare(request: Request) -> Response:
    """The comparison page for the state in the query."""
    settings, slots = request.app.state.settings, request.app.state.slots
    query: bytes = request.scope["query_string"]

    def work() -> str:
        asked = read_query(query, settings)
        return page(request, run(asked.recipe, asked.tensor))

    return Response(await slots.run(work), headers=FRESH, media_type="text/html; charset=utf-8")


@router.post("/")
async def compare_posted(request: Request) -> Response:
    """The same page for values that are too many for an address: the tensor is the body, the state the query."""
    settings, slots = request.app.state.settings, request.app.state.slots
    body = await read_body(request, settings.most_body_bytes)
    query: bytes = request.scope["query_string"]
    kind = request.headers.get("content-type", "")

    def work() -> str:
        asked = read_query(query, settings, tensor_body(body, kind, settings.most_values))
        return page(request, run(asked.recipe, asked.tensor))

    return Response(await slots.run(work), headers=FRESH, media_type="text/html; charset=utf-8")


@router.get("/go")
async def go(request: Request) -> Response:
    """From the form's fields to the canonical address of the state they ask for."""
    return RedirectResponse(f"/?{state_of_form(request.query_params.multi_items())}", 303)


@router.post("/go")
async def go_posted(request: Request) -> Response:
    """The same for values that are posted; 307 has the browser send them on."""
    return RedirectResponse(f"/?{state_of_form(request.query_params.multi_items())}", 307)


def page(request: Request, outcome: Outcome) -> str:
    """The HTML of the comparison page."""
    recipe = outcome.recipe
    payload = compared(outcome, MOST_STATISTICS)
    view = view_by_key(recipe.view or VIEWS[0].key)
    seen = view.make(outcome)
    return render(
        request,
        "compare.html",
        here="/",
        theme=recipe.theme,
        themes=[(theme, link(recipe, theme=theme)) for theme in THEMES],
        recipe=recipe,
        layout=recipe.layout,
        layouts=LAYOUTS,
        sources=[source for source in SOURCES if recipe.layout.key in source.layouts],
        elsewhere=[source for source in SOURCES if recipe.layout.key not in source.layouts],
        own=OWN,
        convention=convention_by_key(recipe.convention),
        conventions=CONVENTIONS,
        changes=changes(outcome),
        sizes=list(zip(recipe.layout.axes, recipe.shape, strict=True)),
        value=float(outcome.tensor[recipe.cell]),
        cell_name=cell_name(recipe.layout, recipe.cell),
        window=window_sentence(recipe.layout, recipe.shape, outcome.window),
        nonfinite=outcome.nonfinite,
        count=outcome.tensor.size,
        mode_in_play=any(not result.method.same_at_test_time(recipe.layout) for result in outcome.results),
        columns=[_column(outcome, result, payload["figures"][result.method.key]) for result in outcome.results],
        additions=_additions(recipe),
        back=_neighbour(outcome, -1),
        forward=_neighbour(outcome, 1),
        turns=_turns(recipe),
        carried=carried(recipe),
        default_framework=Recipe.framework,
        pictures=PICTURES,
        plotly=PLOTLY,
        exports=[export for export in EXPORTS if seen["panels"] or not export.of_view],
        state=write_query(recipe),
        view=view,
        link=lambda **changes: link(recipe, **changes),
        only={key: write_query(recipe, methods=(key,)) for key in recipe.methods},
        tabs=[(each, link(recipe, view=None if each is VIEWS[0] else each.key)) for each in VIEWS],
        colours=[(key, link(recipe, colours=None if key == COLOURS[0] else key)) for key in COLOURS],
        seen=seen,
        pinning=lambda cell: link(recipe, cell=cell),
        links={name: link(recipe, **changes) for name, changes in seen.get("links", {}).items()},
        charts={panel.ident: panel.figure for panel in seen["panels"] if is_chart(panel.figure)},
        drawn={panel.ident: panel_svg(panel) for panel in seen["panels"]},
        payload=payload,
        most_pasted=request.app.state.settings.most_pasted,
    )


def link(recipe: Recipe, **changes: object) -> str:
    """The address of the same page with some parts of the state changed."""
    return f"/?{write_query(recipe, **changes)}"


def _column(outcome: Outcome, result: Result, figure: dict[str, Any]) -> dict[str, Any]:
    recipe, method = outcome.recipe, result.method
    others = tuple(key for key in recipe.methods if key != method.key)
    convention = convention_by_key(recipe.convention)
    steps = result.arithmetic
    description = (
        f"{method.label}: {method.pool_sentence(recipe.layout)}. "
        f"Highlighted: the pool of {cell_name(recipe.layout, recipe.cell)}, "
        f"{result.pools.size} values with mean {number(steps.mean)} and variance {number(steps.variance)}."
    )
    return described(result, outcome) | {
        "svg": svg(figure, title=method.label, description=description, ident=f"cube-{method.key.replace(':', '-')}"),
        "mini": svg(
            _without_labels(figure),
            title=method.label,
            description="",
            ident=f"mini-{recipe.methods.index(method.key)}",
        ),
        "statistics_sentence": (
            frozen_sentence(result.pools.count, recipe.batches)
            if result.frozen
            else pools_sentence(result.pools.count, result.pools.size, method.centers)
        ),
        "frozen": result.frozen,
        "scales": prod(convention.parameter_shape(method, recipe.layout, recipe.shape)),
        "note": convention.notes.get(method.key, ""),
        "steps": steps,
        "nonfinite": int(result.statistics.nonfinite.sum()),
        "rows": _rows(recipe, result),
        "remove": link(recipe, methods=others) if others else None,
        "split": _split(recipe, method),
        "toggles": _toggles(recipe, method.key, others) if method.key.startswith(REDUCE) else [],
        "csv": f"/export/statistics.csv?{write_query(recipe, methods=(method.key,))}",
    }


def _without_labels(figure: dict[str, Any]) -> dict[str, Any]:
    """The same cube, small: its labels would be too small to read."""
    return figure | {"layout": figure["layout"] | {"annotations": []}}


def _split(recipe: Recipe, method: Method) -> dict[str, Any] | None:
    """The control of a method that splits an axis; it stands in the method's column, as no other has a use for it."""
    if method.splits is None:
        return None
    split = SPLITS[method.splits]
    (letter,) = method.split_axes(recipe.layout)
    chosen = getattr(recipe, split.parameter)
    choices = group_choices(recipe.shape[recipe.layout.letters.index(letter)])
    return {"parameter": split.parameter, "many": split.many, "choices": choices, "chosen": chosen}


def _turns(recipe: Recipe) -> dict[str, str]:
    """The links that turn all cubes by one step."""
    azimuth, elevation = recipe.turn
    lowest, highest = ELEVATIONS
    return {
        "left": link(recipe, turn=((azimuth - TURN_STEP) % 360, elevation)),
        "right": link(recipe, turn=((azimuth + TURN_STEP) % 360, elevation)),
        "up": link(recipe, turn=(azimuth, min(elevation + TURN_STEP, highest))),
        "down": link(recipe, turn=(azimuth, max(elevation - TURN_STEP, lowest))),
        "reset": link(recipe, turn=None),
    }


def _toggles(recipe: Recipe, key: str, others: Index | tuple[str, ...]) -> list[dict[str, Any]]:
    """For each axis, the link that reduces it or keeps it instead."""
    chosen = key.removeprefix(REDUCE)
    toggles = []
    for axis in recipe.layout.axes:
        turned = chosen.replace(axis.letter, "") if axis.letter in chosen else chosen + axis.letter
        wanted = REDUCE + "".join(letter for letter in recipe.layout.letters if letter in turned)
        href = None if wanted in others else link(recipe, methods=_replaced(recipe.methods, key, wanted))
        toggles.append({"axis": axis, "on": axis.letter in chosen, "href": href})
    return toggles


def _replaced(methods: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if key == old else key for key in methods)


def _additions(recipe: Recipe) -> list[tuple[str, str, str]]:
    """What can be added beside the cubes that are there: short label, name and link."""
    if len(recipe.methods) >= MOST_METHODS:
        return []
    wanted = [
        (method.label.removesuffix(" norm").removesuffix(" batch"), method.label, method.key)
        for method in METHODS
        if method.key not in recipe.methods
    ]
    free = next((key for key in _subsets(recipe.layout) if key not in recipe.methods), None)
    wanted += [("Any axes", "a cube over any axes", free)] if free else []
    return [(label, name, link(recipe, methods=(*recipe.methods, key))) for label, name, key in wanted]


def _subsets(layout: Layout) -> list[str]:
    """Custom choices in the order in which they are offered: one axis alone first, the channels before the others."""
    first = sorted(layout.axes, key=lambda axis: axis.role is not Role.CHANNEL)
    return [REDUCE + axis.letter for axis in first] + [REDUCE + layout.letters, REDUCE]


def _neighbour(outcome: Outcome, step: int) -> str:
    """The link to the next or previous pool of the first method, at the same place within the pool."""
    result = outcome.results[0]
    parts, block = result.pools.parts, result.pools.block
    following = (int(np.ravel_multi_index(result.pool, parts)) + step) % prod(parts)
    pool = np.unravel_index(following, parts)
    cell = tuple(int(p) * b + i % b for p, b, i in zip(pool, block, outcome.recipe.cell, strict=True))
    return link(outcome.recipe, cell=cell)


@dataclass(frozen=True)
class Row:
    """A pool in a table: its name, its index, the link that pins a value of it, and its statistics."""

    name: str
    pool: str
    href: str
    pinned: bool
    mean: float
    variance: float
    nonfinite: int


def _rows(recipe: Recipe, result: Result) -> list[Row]:
    """One row for each pool, in C order."""
    kept = [
        (place, SPLITS[axis.role].one if recipe.shape[place] > parts else axis.one)
        for place, (axis, parts) in enumerate(zip(recipe.layout.axes, result.pools.parts, strict=True))
        if axis.letter not in result.method.reduced_axes(recipe.layout)
        or (axis.letter in result.method.split_axes(recipe.layout) and parts > 1)
    ]
    start = [low for low, _ in result.covered]
    found = result.statistics
    mean, variance, nonfinite = found.mean, found.variance, found.nonfinite
    rows = []
    for count, place in enumerate(np.ndindex(mean.shape)):
        if count == MOST_ROWS:
            break
        pool = tuple(low + i for low, i in zip(start, place, strict=True))
        box = result.pools.box(pool)
        cell = tuple(low + min(i, high - low - 1) for (low, high), i in zip(box, (1, 1, 0, 0), strict=False))
        name = " · ".join(f"{one} {pool[i]}" for i, one in kept)
        rows.append(
            Row(
                name or "the whole tensor",
                ",".join(map(str, pool)),
                link(recipe, cell=recipe.cell if pool == result.pool else cell),
                pool == result.pool,
                float(mean[place]),
                float(variance[place]),
                int(nonfinite[place]),
            )
        )
    return rows
