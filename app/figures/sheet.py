"""Sheets without axes, in figure units from the top left corner, and what lies on them: pictures and words."""

from typing import Any

from app.figures.palette import ROLES

SANS = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif"


def blank(width: float, height: float) -> dict[str, Any]:
    """A figure without axes: figure units from the top left corner."""
    return {
        "data": [],
        "layout": {
            "width": width,
            "height": height,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "hovermode": False,
            "dragmode": False,
            "xaxis": {"range": [0, width], "visible": False, "fixedrange": True},
            "yaxis": {"range": [height, 0], "visible": False, "fixedrange": True},
        },
    }


def image(role: str, source: str, x: float, y: float, width: float, height: float) -> dict[str, Any]:
    """A picture whose top left corner is at a point."""
    return {
        "name": role,
        "source": source,
        "x": round(x, 2),
        "y": round(y, 2),
        "sizex": round(width, 2),
        "sizey": round(height, 2),
        "xref": "x",
        "yref": "y",
        "xanchor": "left",
        "yanchor": "top",
        "sizing": "stretch",
        "layer": "above",
    }


def text(role: str, words: str, x: float, y: float, size: float, family: str, anchor: str = "center") -> dict[str, Any]:
    """One line of text at a point."""
    return {
        "name": role,
        "text": words,
        "x": round(x, 1),
        "y": round(y, 1),
        "xref": "x",
        "yref": "y",
        "xanchor": anchor,
        "yanchor": "middle",
        "showarrow": False,
        "borderpad": 0,
        "font": {"family": family, "size": size, "color": ROLES[role]},
    }
