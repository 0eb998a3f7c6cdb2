"""What every picture of a lesson has to be: a figure for Plotly and for SVG, with a table of the same numbers."""

import plotly.graph_objects as go

from app.figures.svg import panel_svg


def assert_drawn(shown):
    """Every panel can be drawn by both, and its table is rectangular."""
    assert len({panel.ident for panel in shown.panels}) == len(shown.panels)
    for panel in shown.panels:
        go.Figure(panel.figure)
        assert panel_svg(panel).startswith("<svg")
        assert all(len(row) == len(panel.table.head) for row in panel.table.rows)


def panel(shown, ident):
    (found,) = (each for each in shown.panels if each.ident == ident)
    return found


def marked(figure, role):
    """The x of all markers of a role, in the order they are drawn."""
    traces = [t for t in figure["data"] if t["mode"] == "markers" and t["meta"]["role"] == role]
    return [x for trace in traces for x in trace["x"]]
