"""All choices of axes as CSV: the pinned value's pool under each, every digit that a float64 has."""

import csv
from io import StringIO

from app.lattice import Choice, Lattice

HEAD = ("averaged_over", "name", "pools", "values", "statistics_shape", "mean", "variance", "standardized")


def lattice_csv(found: Lattice) -> bytes:
    """UTF-8 CSV (RFC 4180): one row for each set of axes, then one for each split of an axis, named by its parts."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for rank in found.ranks:
        for choice in rank:
            writer.writerow(_row(" ".join(choice.letters), choice.name.label if choice.name else "", choice))
    for each in found.divided:
        for division in each.divisions:
            name = f"{each.method.label}, {division.parts} {each.split.many}"
            letters = each.method.reduced_axes(found.recipe.layout)
            writer.writerow(_row(" ".join(letters), name, division.choice))
    return text.getvalue().encode()


def _row(letters: str, name: str, choice: Choice) -> list[str | int | float]:
    steps, pools = choice.arithmetic, choice.pools
    shape = " ".join(map(str, pools.parts))
    return [letters, name, pools.count, pools.size, shape, steps.mean, steps.variance, steps.standardized]
