"""Statistics as CSV: one row for each pool of each method, every digit that a float64 has."""

import csv
from io import StringIO

import numpy as np

from app.core.errors import InputError
from app.run import MOST_POOLS, Outcome

HEAD = ["method", "pool", "values", "mean", "variance", "not_finite"]


def statistics_csv(outcome: Outcome) -> bytes:
    """UTF-8 CSV (RFC 4180). A pool is its index into the statistics' shape; `variance` is biased.

    Raises InputError for a method with more pools than are computed as a whole.
    """
    text = StringIO()
    writer = csv.writer(text)
    letters = outcome.recipe.layout.letters
    writer.writerow([*HEAD[:1], *(f"pool_{letter}" for letter in letters), *HEAD[2:]])
    for result in outcome.results:
        if not result.complete:
            raise InputError(
                "methods", f"{result.pools.count:,} pools", f"at most {MOST_POOLS:,}", "reducing more axes"
            )
        found = result.statistics
        for pool in np.ndindex(result.pools.parts):
            row = [float(found.mean[pool]), float(found.variance[pool]), int(found.nonfinite[pool])]
            writer.writerow([result.method.key, *pool, result.pools.size, *row])
    return text.getvalue().encode()
