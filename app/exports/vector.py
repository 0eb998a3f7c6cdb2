"""The comparison as one SVG: the cubes side by side, each under its name, with real text and colours written out."""

from html import escape

from app.describe import cell_name, pools_sentence
from app.figures.cube import cube_figure
from app.figures.palette import ROLES
from app.figures.svg import svg
from app.run import Outcome

HEAD = 58
FONT = "system-ui, 'Liberation Sans', Arial, sans-serif"


def vector(outcome: Outcome) -> bytes:
    """SVG 1.1, UTF-8."""
    recipe = outcome.recipe
    panels, left, height = [], 0.0, 0.0
    for result in outcome.results:
        figure = cube_figure(recipe.layout, recipe.shape, result.pools, outcome.window, recipe.cell, recipe.turn)
        wide, high = figure["layout"]["width"], figure["layout"]["height"]
        sentence = pools_sentence(result.pools.count, result.pools.size, result.method.centers)
        ident = f"cube-{result.method.key.replace(':', '-')}"
        cube = svg(figure, title=result.method.label, description=sentence, ident=ident, inline_colours=True)
        placed = cube.replace("<svg ", f'<svg x="{left:g}" y="{HEAD}" width="{wide:g}" height="{high:g}" ', 1)
        panels += [
            _line(left, wide, 26, 20, 700, result.method.label, "label"),
            _line(left, wide, 48, 13, 400, sentence, "label-note"),
            placed,
        ]
        left, height = left + wide, max(height, high)
    title = f"Values that share a mean and a variance with {cell_name(recipe.layout, recipe.cell)}"
    whole = f'viewBox="0 0 {left:g} {height + HEAD:g}" width="{left:g}" height="{height + HEAD:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {whole}><title>{escape(title)}</title>'
    return f"{head}{''.join(panels)}</svg>\n".encode()


def _line(left: float, wide: float, baseline: float, size: float, weight: int, text: str, role: str) -> str:
    return (
        f'<text x="{left + wide / 2:g}" y="{baseline:g}" text-anchor="middle" font-family="{FONT}" font-size="{size:g}"'
        f' font-weight="{weight}" fill="{ROLES[role]}">{escape(text)}</text>'
    )
