"""Three layer norms: what goes by that name, side by side, and how far the outputs are apart, measured and said."""

from math import isnan, prod
from typing import Any

from app.core.conventions import convention_by_key
from app.core.errors import listed
from app.core.pools import Box
from app.describe import counted, pools_sentence, ranges
from app.figures.cube import cube_figure
from app.figures.numbers import number, telling
from app.layernorms import ROUNDING, Difference, Kind, Measured, compared_box, differences, kinds, measured
from app.recipe import Recipe
from app.run import Outcome
from app.views.view import Panel, Table, View


def sentence(labels: list[str], found: list[Difference]) -> str:
    """What the measured differences say, in one sentence."""
    if any(isnan(each.size) for each in found):
        return "No two of them have finite outputs to compare."
    same = [each for each in found if each.size <= ROUNDING]
    other = [each for each in found if each.size > ROUNDING]
    if not other:
        return f"All three give the same outputs: {_equal(found)}."
    if not same:
        return f"All three differ, by up to {listed([number(each.size) for each in other], 'and')}."
    alone = next(k for k in range(len(labels)) if k not in same[0].pair)
    return (
        f"{_names(labels, same[0])} give the same outputs: {_equal(same)}; "
        f"“{labels[alone]}” differs from them by up to {number(max(each.size for each in other))}."
    )


def _equal(found: list[Difference]) -> str:
    largest = max(each.size for each in found)
    return "the largest difference is exactly 0" if largest == 0 else f"all within {number(largest)}, which is rounding"


def _names(labels: list[str], found: Difference) -> str:
    return " and ".join(f"“{labels[k]}”" for k in found.pair)


def make(outcome: Outcome) -> dict[str, Any]:
    """The names of templates/views/layernorms.html."""
    recipe = outcome.recipe
    made = kinds(recipe.layout, recipe.shape)
    box = compared_box(recipe.shape, recipe.cell)
    told = measured(outcome, made, box)
    labels = [kind.label for kind in made]
    symbols = convention_by_key(recipe.convention).symbols
    learnt = f"{symbols.scale} and {symbols.offset}"
    plain = differences([each.standardized for each in told], box)
    learned = differences([each.output for each in told], box)
    most = max(plain, key=lambda each: each.size if each.size > ROUNDING else -1.0)
    inside = tuple(i - low for i, (low, _) in zip(most.cell, box, strict=True))
    return {
        "panels": [_panel(outcome, kind) for kind in made],
        "kinds": [_column(outcome, kind, each) for kind, each in zip(made, told, strict=True)],
        "comparisons": [
            _comparison("without", f"Without {learnt}", labels, plain),
            _comparison("with", f"With {learnt}, each in its own shape", labels, learned),
        ],
        "channel": recipe.layout.axis("C").one,
        "most": {
            "cell": most.cell,
            "values": [(labels[k], float(told[k].standardized[inside])) for k in most.pair],
        }
        if most.size > ROUNDING
        else None,
        "compared": _compared(recipe, box),
    }


def _comparison(ident: str, title: str, labels: list[str], found: list[Difference]) -> dict[str, Any]:
    sizes = {each.pair: each.size for each in found}
    rows = [
        (label, [None if i == j else sizes[min(i, j), max(i, j)] for j in range(len(labels))])
        for i, label in enumerate(labels)
    ]
    return {"ident": ident, "title": title, "head": labels, "rows": rows, "sentence": sentence(labels, found)}


def _compared(recipe: Recipe, box: Box) -> str:
    part = ranges(recipe.layout, recipe.shape, box)
    count = prod(high - low for low, high in box)
    if not part:
        return f"Measured over all {count:,} values.".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return (f"Measured over {count:,} values ({', '.join(part)}), with statistics of the whole tensor.").replace(
        f"{count:,}", f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    )


def _column(outcome: Outcome, kind: Kind, told: Measured) -> dict[str, Any]:
    recipe = outcome.recipe
    shape = [n for letter, n in zip(recipe.layout.letters, recipe.shape, strict=True) if letter in kind.parameter_axes]
    return {
        "ident": kind.ident,
        "calls": kind.calls,
        "who": kind.who,
        "axes": kind.method.reduced_axes(recipe.layout),
        "statistics": pools_sentence(kind.pools.count, kind.pools.size),
        "parameter_axes": kind.parameter_axes,
        "parameter_shape": shape,
        "parameters": prod(shape),
        "steps": told.pinned,
        "digits": telling(outcome.shared_digits),
    }


def _panel(outcome: Outcome, kind: Kind) -> Panel:
    recipe = outcome.recipe
    box = kind.pools.box(kind.pools.pool_of(recipe.cell))
    rows = tuple(
        (axis.name, low, high - 1, length)
        for axis, length, (low, high) in zip(recipe.layout.axes, recipe.shape, box, strict=True)
    )
    return Panel(
        f"layernorm-{kind.ident}",
        kind.label,
        f"{counted(kind.pools.size, 'value is', 'values are')} normalized together: the pinned one’s pool.",
        cube_figure(recipe.layout, recipe.shape, kind.pools, outcome.window, recipe.cell, recipe.turn),
        Table(("axis", "first", "last", "of"), rows),
    )


LAYERNORMS = View("layernorms", "Three layer norms", "Is layer norm the same thing everywhere?", make)
