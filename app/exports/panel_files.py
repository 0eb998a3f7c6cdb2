"""Pictures as files: all of them as Plotly JSON and as one SVG, their tables as CSV. For every figure."""

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from math import isfinite
from typing import Any

from app.exports.sheet import PAGE, SHINE, Drawn, Sheet, paper_sheet, sheet
from app.figures.panel import Panel
from app.figures.svg import panel_svg
from app.figures.themed import LIGHT, Palette, themed


def panels_json(panels: Sequence[Panel], palette: Palette = LIGHT) -> bytes:
    """JSON, UTF-8: an object of figures by panel, each of which plotly.graph_objects.Figure accepts."""
    figures = {panel.ident: finite(themed(panel.figure, palette)) for panel in panels}
    return json.dumps(figures, ensure_ascii=False).encode()


def panels_sheet(title: str, panels: Sequence[Panel], palette: Palette = LIGHT, *, headline: str = "") -> Sheet:
    """The pictures one after the other, as many in a row as have room, in the colours of a theme."""
    return sheet(title, [drawn(panel, palette) for panel in panels], palette, headline=headline)


def panels_on_paper(
    title: str, panels: Sequence[Panel], palette: Palette = LIGHT, *, headline: str = "", tallest: float = PAGE
) -> Sheet:
    """The same for a page of text, where type must not become small with the width of a row."""
    pictures = [drawn(panel, palette) for panel in panels]
    return paper_sheet(title, pictures, palette, headline=headline, tallest=tallest)


def drawn(panel: Panel, palette: Palette) -> Drawn:
    """A picture with all its colours written out, under its name."""
    figure = themed(panel.figure, palette)
    svg = panel_svg(replace(panel, figure=figure), inline_colours=True)
    if palette.shine != 1:  # what is seen of values, and not the photographs beside them
        svg = re.sub(r'<image class="map(?:-scale)?"', rf'\g<0> filter="url(#{SHINE})"', svg)
    width, height = (float(figure["layout"][side]) for side in ("width", "height"))
    return Drawn(panel.title, panel.description, svg, width, height)


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
