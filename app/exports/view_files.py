"""The view that is chosen below the cubes: its pictures as Plotly JSON and as one SVG, its tables as CSV."""

from app.core.errors import InputError, listed
from app.exports.panel_files import panels_csv, panels_json, panels_svg
from app.run import Outcome
from app.views import VIEWS, Panel, View, view_by_key


def view_json(outcome: Outcome) -> bytes:
    """The pictures, as `panels_json` writes them."""
    return panels_json(chosen(outcome, "pictures")[1])


def view_svg(outcome: Outcome) -> bytes:
    """The pictures, as `panels_svg` writes them."""
    view, panels = chosen(outcome, "pictures")
    return panels_svg(view.question, panels)


def view_csv(outcome: Outcome) -> bytes:
    """The tables, as `panels_csv` writes them."""
    return panels_csv(chosen(outcome, "tables")[1])


def chosen(outcome: Outcome, what: str) -> tuple[View, list[Panel]]:
    """The view of the state, the first where none is said, and its panels. InputError where it has no `what`."""
    view = view_by_key(outcome.recipe.view or VIEWS[0].key)
    panels: list[Panel] = view.make(outcome)["panels"]
    if not panels or (what == "tables" and all(panel.table is None for panel in panels)):
        others = [each.key for each in VIEWS if each is not view] or [view.key]
        hint = f"view={others[0]}"
        raise InputError("view", f"the view {view.key}, which has no {what}", listed(others), hint, others[0])
    return view, panels
