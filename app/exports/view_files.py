"""The view that is chosen below the cubes: its pictures as Plotly JSON and as one SVG, its tables as CSV."""

import csv
import json
from io import StringIO
from math import isfinite
from typing import Any

from app.core.errors import InputError, listed
from app.exports.sheet import Drawn, sheet
from app.figures.svg import svg
from app.run import Outcome
from app.views import VIEWS, Panel, View, view_by_key


def view_json(outcome: Outcome) -> bytes:
    """JSON, UTF-8: an object of figures by panel, each of which plotly.graph_objects.Figure accepts."""
    _, panels = chosen(outcome, "pictures")
    return json.dumps({panel.ident: finite(panel.figure) for panel in panels}, ensure_ascii=False).encode()


def view_svg(outcome: Outcome) -> bytes:
    """SVG 1.1, UTF-8: the pictures one after the other, as many in a row as have room."""
    view, panels = chosen(outcome, "pictures")
    drawings = [
        Drawn(
            panel.title,
            panel.description,
            svg(panel.figure, panel.title, panel.description, f"panel-{panel.ident}", inline_colours=True),
            float(panel.figure["layout"]["width"]),
            float(panel.figure["layout"]["height"]),
        )
        for panel in panels
    ]
    return sheet(view.question, drawings).encode()


def view_csv(outcome: Outcome) -> bytes:
    """UTF-8 CSV (RFC 4180), numbers unrounded. The first column names the picture; a table with other columns than the
    one before it begins with an empty line and its own head.
    """
    _, panels = chosen(outcome, "tables")
    text = StringIO()
    writer = csv.writer(text)
    head: tuple[str, ...] = ()
    for panel in panels:
        if panel.table is None:
            continue
        if panel.table.head != head:
            if head:
                writer.writerow([])
            head = panel.table.head
            writer.writerow(["picture", *head])
        writer.writerows([panel.ident, *row] for row in panel.table.rows)
    return text.getvalue().encode()


def chosen(outcome: Outcome, what: str) -> tuple[View, list[Panel]]:
    """The view of the state, the first where none is said, and its panels. InputError where it has no `what`."""
    view = view_by_key(outcome.recipe.view or VIEWS[0].key)
    panels: list[Panel] = view.make(outcome)["panels"]
    if not panels or (what == "tables" and all(panel.table is None for panel in panels)):
        others = [each.key for each in VIEWS if each is not view] or [view.key]
        hint = f"view={others[0]}"
        raise InputError("view", f"the view {view.key}, which has no {what}", listed(others), hint, others[0])
    return view, panels


def finite(value: Any) -> Any:
    """A figure in which a number that JSON does not have is null, as Plotly reads it."""
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [finite(each) for each in value]
    return None if isinstance(value, float) and not isfinite(value) else value
