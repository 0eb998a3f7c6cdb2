"""The comparison as one SVG: the cubes side by side, each under its name."""

from app.describe import cell_name, pools_sentence
from app.exports.sheet import Drawn, sheet
from app.figures.cube import cube_figure
from app.figures.svg import svg
from app.run import Outcome, Result


def vector(outcome: Outcome) -> bytes:
    """SVG 1.1, UTF-8."""
    recipe = outcome.recipe
    title = f"Values that share a mean and a variance with {cell_name(recipe.layout, recipe.cell)}"
    return sheet(title, [_drawn(outcome, result) for result in outcome.results]).encode()


def _drawn(outcome: Outcome, result: Result) -> Drawn:
    recipe, label = outcome.recipe, result.method.label
    figure = cube_figure(recipe.layout, recipe.shape, result.pools, outcome.window, recipe.cell, recipe.turn)
    sentence = pools_sentence(result.pools.count, result.pools.size, result.method.centers)
    ident = f"cube-{result.method.key.replace(':', '-')}"
    cube = svg(figure, title=label, description=sentence, ident=ident, inline_colours=True)
    return Drawn(label, sentence, cube, figure["layout"]["width"], figure["layout"]["height"])
