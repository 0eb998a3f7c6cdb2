"""Pictures as files: all of them as Plotly JSON and as one SVG, their tables as CSV. For views and for lessons."""

import csv
import json
from collections.abc import Sequence
from io import StringIO
from math import isfinite
from typing import Any

from app.exports.sheet import Drawn, sheet
from app.figures.panel import Panel
from app.figures.svg import panel_svg


def panels_json(panels: Sequence[Panel]) -> bytes:
    """JSON, UTF-8: an object of figures by panel, each of which plotly.graph_objects.Figure accepts."""
    return json.dumps({panel.ident: finite(panel.figure) for panel in panels}, ensure_ascii=False).encode()


def panels_svg(title: str, panels: Sequence[Panel]) -> bytes:
    """SVG 1.1, UTF-8: the pictures one after the other, as many in a row as have room."""
    drawings = [
        Drawn(
            panel.title,
            panel.description,
            panel_svg(panel, inline_colours=True),
            float(panel.figure["layout"]["width"]),
            float(panel.figure["layout"]["height"]),
        )
        for panel in panels
    ]
    return sheet(title, drawings).encode()


def panels_csv(panels: Sequence[Panel]) -> bytes:
    """UTF-8 CSV (RFC 4180), numbers unrounded. The first column names the picture; a table with other columns than the
    one before it begins with an empty line and its own head.
    """
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
        writer.writerows([panel.ident, *row] for row in panel.table.in_file())
    return text.getvalue().encode()


def finite(value: Any) -> Any:
    """A figure in which a number that JSON does not have is null, as Plotly reads it."""
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [finite(each) for each in value]
    return None if isinstance(value, float) and not isfinite(value) else value
