"""The cubes as pictures of their own: one for each method, with the pool of the pinned value lit."""

from app.describe import pools_sentence
from app.figures.cube import cube_figure
from app.figures.panel import Panel
from app.run import Outcome


def cube_panels(outcome: Outcome) -> tuple[Panel, ...]:
    """One panel for each method, in order."""
    recipe = outcome.recipe
    return tuple(
        Panel(
            f"cube-{result.method.key.replace(':', '-')}",
            result.method.label,
            pools_sentence(result.pools.count, result.pools.size, result.method.centers),
            cube_figure(recipe.layout, recipe.shape, result.pools, outcome.window, recipe.cell, recipe.turn),
            method=result.method.key,
        )
        for result in outcome.results
    )
