"""The cubes as Plotly JSON: an object of figures by method, each of which plotly.graph_objects.Figure accepts."""

import json

from app.run import Outcome
from app.views.cubes import cube_panels


def plotly_json(outcome: Outcome) -> bytes:
    """JSON, UTF-8."""
    figures = {panel.method: panel.figure for panel in cube_panels(outcome)}
    return json.dumps(figures, ensure_ascii=False).encode()
