"""Any figure of this room as SVG: the first paint, print, files, and pages without scripts.

It understands what the figures are made of, images, shapes that are paths, annotations of one line, and charts, and
refuses the rest.
On a page the colours are custom properties, so that themes reach the drawing; in a file they are written out.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any

from app.figures.panel import Panel
from app.figures.paths import NOTHING
from app.figures.svg_chart import chart_parts, is_chart

TEXT_PART = re.compile(r"<b><i>(?P<strong>[^<]*)</i></b>|(?P<plain>[^<]+)")
BASELINE = 0.35
"""From the middle of a line of text down to its baseline, in font sizes."""
ANCHORS = {"left": "start", "center": "middle", "right": "end"}


def svg(figure: dict[str, Any], title: str, description: str, ident: str, *, inline_colours: bool = False) -> str:
    """The figure as one <svg> element.

    Args:
        figure: a figure of this room: `layout` with width, height, shapes and annotations.
        title: its name, for those who do not see it.
        description: what it shows, in a sentence.
        ident: prefix of the ids of title and description; unique on a page.
        inline_colours: write the light theme's colours instead of custom properties, for files.
    """
    if figure["data"] and not is_chart(figure):
        raise ValueError("only figures made of shapes and annotations, and charts, can be drawn as SVG")
    layout = figure["layout"]
    width, height = layout["width"], layout["height"]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img"'
        f' aria-labelledby="{escape(ident)}-title {escape(ident)}-desc" stroke-linejoin="round">',
        f'<title id="{escape(ident)}-title">{escape(title)}</title>',
        f'<desc id="{escape(ident)}-desc">{escape(description)}</desc>',
    ]
    if is_chart(figure):
        return "".join([*parts, *chart_parts(figure, inline_colours), "</svg>"])
    parts += [_image(image) for image in layout.get("images", ())]
    parts += [_path(shape, inline_colours) for shape in layout["shapes"]]
    parts += [_text(annotation, inline_colours) for annotation in layout["annotations"]]
    return "".join([*parts, "</svg>"])


def panel_svg(panel: Panel, *, inline_colours: bool = False) -> str:
    """The picture of a panel."""
    return svg(
        panel.figure,
        title=panel.title,
        description=panel.description,
        ident=f"panel-{panel.ident}",
        inline_colours=inline_colours,
    )


def strokes(figure: dict[str, Any], roles: Sequence[str]) -> str:
    """The paths of some roles alone, for a drawing that is put together from parts. Empty ones are left out."""
    return "".join(
        _path(shape, False)
        for shape in figure["layout"]["shapes"]
        if shape["name"] in roles and shape["path"] != NOTHING
    )


def _paint(role: str, colour: str, inline: bool) -> str:
    return colour if inline else f"var(--{role},{colour})"


def _image(image: dict[str, Any]) -> str:
    """A picture whose pixels stay squares with sharp edges, however large they are drawn."""
    return (
        f'<image class="{image["name"]}" href="{image["source"]}" x="{image["x"]:g}" y="{image["y"]:g}"'
        f' width="{image["sizex"]:g}" height="{image["sizey"]:g}" preserveAspectRatio="none"'
        ' style="image-rendering:pixelated"/>'
    )


def _path(shape: dict[str, Any], inline: bool) -> str:
    """A shape; its fill or, where it has none, its line takes the colour of the role."""
    if shape["type"] != "path":
        raise ValueError(f"a shape of type {shape['type']} cannot be drawn as SVG")
    role, line = shape["name"], shape["line"]
    filled = "fillcolor" in shape
    fill = _paint(role, shape["fillcolor"], inline) if filled else "none"
    marks = [f'class="{role}"', f'd="{shape["path"]}"', f'fill="{fill}"']
    if line["width"]:
        edge = "pool-edge" if filled else role
        marks += [f'stroke="{_paint(edge, line["color"], inline)}"', f'stroke-width="{line["width"]:g}"']
    if "dash" in line:
        marks.append(f'stroke-dasharray="{line["dash"].replace("px", "")}"')
    if "opacity" in shape:
        marks.append(f'opacity="{shape["opacity"]:g}"')
    return f"<path {' '.join(marks)}/>"


def _text(annotation: dict[str, Any], inline: bool) -> str:
    """A line of text beside or centred on its point."""
    role, font = annotation["name"], annotation["font"]
    style = _style(role, annotation["xanchor"], font["family"], font["size"], font["color"], inline)
    x, y = annotation["x"], annotation["y"] + BASELINE * font["size"]
    return f'<text class="{role}" x="{x:g}" y="{y:g}" {style}>{_spans(annotation["text"])}</text>'


@lru_cache(maxsize=256)
def _style(role: str, anchor: str, family: str, size: float, colour: str, inline: bool) -> str:
    """The attributes that many lines of text have in common."""
    return (
        f'text-anchor="{ANCHORS[anchor]}" font-family="{escape(family)}" font-size="{size:g}"'
        f' fill="{_paint(role, colour, inline)}" xml:space="preserve"'
    )


@lru_cache(maxsize=1024)
def _spans(text: str) -> str:
    """The letters of a line, those that stand for axes bold and slanted."""
    spans = []
    for part in TEXT_PART.finditer(text):
        if part["strong"] is not None:
            spans.append(f'<tspan font-weight="bold" font-style="italic">{escape(part["strong"], quote=False)}</tspan>')
        else:
            spans.append(escape(part["plain"], quote=False))
    return "".join(spans)
