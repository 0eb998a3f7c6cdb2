"""A view made for tests: two pictures with tables, one without, and a number that is not finite."""

from dataclasses import replace
from typing import Any

import pytest

from app import views
from app.figures.cube import cube_figure
from app.run import Outcome
from app.views import Panel, Table, View
from app.web import payload


def make(outcome: Outcome) -> dict[str, Any]:
    recipe, result = outcome.recipe, outcome.results[0]
    figure = cube_figure(recipe.layout, recipe.shape, result.pools, outcome.window, recipe.cell, recipe.turn)
    rows = tuple((f"row {i}", i / 3, float("nan")) for i in range(2))
    table = Table(("name", "third", "nothing"), rows)
    return {
        "panels": [
            Panel("first", "First & foremost", "A cube.", figure, table, "Measured."),
            Panel("second", "Second", "The same cube.", figure, table),
            Panel("third", "Third", "Once more, with another table.", figure, Table(("name",), (("only",),))),
            Panel("fourth", "Fourth", "Without a table.", figure),
        ]
    }


MADE = View("made", "Made", "What is made of it?", make)


def choose(monkeypatch: pytest.MonkeyPatch, made: Outcome, view: View = MADE) -> Outcome:
    """The same outcome with this view chosen, the only one there is."""
    monkeypatch.setattr(views, "VIEWS", (view,))
    monkeypatch.setattr(payload, "VIEWS", (view,))
    return replace(made, recipe=replace(made.recipe, view=view.key))
