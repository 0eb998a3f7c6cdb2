"""The comparison as one SVG: the cubes side by side, each under its name."""

from app.describe import cell_name
from app.exports.panel_files import panels_svg
from app.run import Outcome
from app.views.cubes import cube_panels


def vector(outcome: Outcome) -> bytes:
    """SVG 1.1, UTF-8."""
    recipe = outcome.recipe
    title = f"Values that share a mean and a variance with {cell_name(recipe.layout, recipe.cell)}"
    return panels_svg(title, cube_panels(outcome))
