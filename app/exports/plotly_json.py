"""The cubes as Plotly JSON: an object of figures by method, each of which plotly.graph_objects.Figure accepts."""

import json

from app.figures.cube import cube_figure
from app.run import Outcome


def plotly_json(outcome: Outcome) -> bytes:
    """JSON, UTF-8."""
    recipe = outcome.recipe
    figures = {
        result.method.key: cube_figure(
            recipe.layout, recipe.shape, result.pools, outcome.window, recipe.cell, recipe.turn
        )
        for result in outcome.results
    }
    return json.dumps(figures, ensure_ascii=False).encode()
