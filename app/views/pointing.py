"""What a cube says where it is pointed at in a figure of Plotly alone: marks that are not seen, with their labels.

On a page scripts do this, for every value and while the cube is turned; a notebook has Plotly and no script of ours.
"""

from typing import Any

from app.core.normalize import Place, arithmetic
from app.core.pools import Index
from app.describe import cell_name
from app.figures.box import Drawing, drawing
from app.figures.labels import labels
from app.figures.numbers import number, telling
from app.figures.projection import ACROSS, DEPTH, DOWN, view
from app.run import Outcome, Result

Plain = dict[str, Any]
TARGET = 14
"""The size of a mark, in figure units."""


def pointed(outcome: Outcome, result: Result, figure: Plain) -> Plain:
    """The cube of a method with a mark on every face of a value that is seen, which says the value's numbers."""
    recipe = outcome.recipe
    drawn = drawing(recipe.layout, recipe.shape, outcome.window)
    depth, across, down = (label.half for label in labels(drawn))
    seen = view(drawn.counts, recipe.turn, (depth, across, down))
    xs, ys, texts = [], [], []
    for axis in (DEPTH, ACROSS, DOWN):
        ranges = [range(count) for count in drawn.counts]
        near = seen.near[axis]
        ranges[axis] = range(drawn.counts[axis] - 1, drawn.counts[axis]) if near else range(1)
        for place in ((i, j, k) for i in ranges[0] for j in ranges[1] for k in ranges[2]):
            middle = [each + 0.5 for each in place]
            middle[axis] = near
            x, y = seen.point(*middle)
            xs.append(round(x, 1))
            ys.append(round(y, 1))
            texts.append(_told(outcome, result, _cell(drawn, place)))
    marks = {
        "type": "scatter",
        "mode": "markers",
        "x": xs,
        "y": ys,
        "marker": {"size": TARGET, "opacity": 0},
        "hovertext": texts,
        "hoverinfo": "text",
    }
    return figure | {"data": [marks], "layout": figure["layout"] | {"hovermode": "closest"}}


def _cell(drawn: Drawing, place: tuple[int, int, int]) -> Index:
    """The value that a drawn cell stands for."""
    cell = [low for low, _ in drawn.window]
    for axes, at in zip((drawn.depth, drawn.width, drawn.height), place, strict=True):
        rest = at
        for axis in reversed(axes):
            low, high = drawn.window[axis]
            cell[axis] = low + rest % (high - low)
            rest //= high - low
    return tuple(cell)


def _told(outcome: Outcome, result: Result, cell: Index) -> str:
    recipe, found = outcome.recipe, result.statistics
    pool = result.pools.pool_of(cell)
    place = tuple(at - low for at, (low, _) in zip(pool, result.covered, strict=True))
    steps = arithmetic(
        float(outcome.tensor[cell]),
        float(found.mean[place]),
        float(found.variance[place]),
        epsilon=recipe.epsilon,
        place=Place(recipe.epsilon_place),
        scale=recipe.scale,
        offset=recipe.offset if result.method.centers else 0.0,
    )
    digits = telling(outcome.shared_digits)
    mean = f"mean {number(steps.mean, digits)}, variance" if result.method.centers else "mean square"
    return (
        f"{cell_name(recipe.layout, cell)}<br>x = {number(steps.value, digits)}<br>"
        f"{mean} {number(steps.variance)}<br>y = {number(steps.output)}"
    )
