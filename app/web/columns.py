"""What stands under the name of one method: its column with cube, arithmetic and facts, and its table of pools."""

from math import prod
from types import SimpleNamespace

from app.core.conventions import convention_by_key
from app.core.methods import REDUCE, SPLITS, Method, default_groups, group_choices
from app.describe import cell_name, counted, frozen_sentence, pools_sentence
from app.figures.numbers import number, telling
from app.figures.svg import svg
from app.recipe import Recipe
from app.run import Outcome, Result
from app.web.links import Linking, link, toggles
from app.web.payload import Plain
from app.web.query import write_query
from app.web.rows import most_rows, rows_of


def columns_of(outcome: Outcome, payload: Plain) -> list[SimpleNamespace]:
    """The columns of all methods; `payload` is what the scripts of the page are given of the outcome."""
    return [
        _column(outcome, result, said, payload["figures"][said["key"]])
        for result, said in zip(outcome.results, payload["methods"], strict=True)
    ]


def _column(outcome: Outcome, result: Result, said: Plain, figure: Plain) -> SimpleNamespace:
    """What stands in the column of one method, by name: what is said of it anyway, and what only a page shows."""
    recipe, method = outcome.recipe, result.method
    others = tuple(key for key in recipe.methods if key != method.key)
    convention = convention_by_key(recipe.convention)
    steps, digits = result.arithmetic, telling(outcome.shared_digits)
    description = (
        f"{method.label}: {method.pool_sentence(recipe.layout)}. "
        f"Highlighted: the pool of {cell_name(recipe.layout, recipe.cell)}, "
        f"{counted(result.pools.size, 'value', 'values')} with mean {number(steps.mean, digits)}"
        f" and variance {number(steps.variance)}."
    )
    shown = {
        "svg": svg(figure, title=method.label, description=description, ident=f"cube-{method.key.replace(':', '-')}"),
        "mini": svg(
            _without_labels(figure),
            title=method.label,
            description="",
            ident=f"mini-{recipe.methods.index(method.key)}",
        ),
        "statistics_sentence": _statistics_sentence(outcome, result),
        "statistics_shape": list(result.frozen_shape if result.frozen else result.pools.parts),
        "frozen": result.frozen,
        "scales": prod(convention.parameter_shape(method, recipe.layout, recipe.shape)),
        "note": convention.notes.get(method.key, ""),
        "steps": steps,
        "digits": digits,
        "remove": link(recipe, methods=others) if others else None,
        "split": _split(recipe, method),
        "toggles": toggles(recipe, method.key, others) if method.key.startswith(REDUCE) else [],
    }
    return SimpleNamespace(**(said | shown))


def table_of(outcome: Outcome, result: Result, to: Linking = link) -> Plain:
    """The table of one method's pools."""
    recipe, method = outcome.recipe, result.method
    most = most_rows(recipe, [each.pools.count for each in outcome.results])
    return {
        "key": method.key,
        "label": method.label,
        "centers": method.centers,
        "statistics_sentence": _statistics_sentence(outcome, result),
        "nonfinite": int(result.statistics.nonfinite.sum()),
        "pools": result.pools.count,
        "digits": telling(outcome.shared_digits),
        "rows": rows_of(recipe, result, most, to),
        "csv": f"/export/statistics.csv?{write_query(recipe, methods=(method.key,))}",
    }


def _statistics_sentence(outcome: Outcome, result: Result) -> str:
    if result.frozen and outcome.training:
        return frozen_sentence(prod(result.frozen_shape), outcome.training.seen)
    return pools_sentence(result.pools.count, result.pools.size, result.method.centers)


def _without_labels(figure: Plain) -> Plain:
    """The same cube, small: its labels would be too small to read."""
    return figure | {"layout": figure["layout"] | {"annotations": []}}


def _split(recipe: Recipe, method: Method) -> Plain | None:
    """The control of a method that splits an axis; it stands in the method's column, as no other has a use for it."""
    if method.splits is None:
        return None
    split = SPLITS[method.splits]
    (letter,) = method.split_axes(recipe.layout)
    chosen = getattr(recipe, split.parameter)
    length = recipe.shape[recipe.layout.letters.index(letter)]
    return {
        "parameter": split.parameter,
        "many": split.many,
        "choices": group_choices(length),
        "chosen": chosen,
        "fewest": default_groups(length),
    }
