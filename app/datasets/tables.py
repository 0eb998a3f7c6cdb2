"""Statistics as they come, written to a text stream: one row for each pool, every digit that a float64 has."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, isnan
from typing import Any, Protocol, TextIO

import numpy as np

from app.core.axes import Layout
from app.core.methods import Method
from app.core.moments import Moments
from app.core.pools import Pools
from app.core.stream import Finished

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A method and its pools. Where it does not centre, the mean is 0 and the variance the mean square."""

    method: Method
    pools: Pools


class Table(Protocol):
    """Where rows go. `begin` comes before the first one, `end` after the last one."""

    def begin(self) -> None: ...

    def write(self, rows: Iterator[Row]) -> None: ...

    def end(self) -> None: ...


class CsvTable:
    """UTF-8 CSV (RFC 4180) with the columns of the page's own statistics.csv."""

    def __init__(self, to: TextIO, layout: Layout, about: Row) -> None:
        self.writer = csv.writer(to)
        self.head = ["method", *(f"pool_{letter}" for letter in layout.letters), "values", "mean", "variance"]
        self.head.append("not_finite")

    def begin(self) -> None:
        self.writer.writerow(self.head)

    def write(self, rows: Iterator[Row]) -> None:
        self.writer.writerows([row["method"], *row["pool"], *list(row.values())[2:]] for row in rows)

    def end(self) -> None:
        pass


class JsonTable:
    """JSON: what the data are, then "pools", one object a line. Numbers that JSON lacks are the strings "NaN",
    "Infinity" and "-Infinity".
    """

    def __init__(self, to: TextIO, layout: Layout, about: Row) -> None:
        self.to, self.about, self.joint = to, about, "\n"

    def begin(self) -> None:
        self.to.write(json.dumps(self.about, ensure_ascii=False)[:-1] + ', "pools": [')

    def write(self, rows: Iterator[Row]) -> None:
        for row in rows:
            plain = {name: _named(value) for name, value in row.items()}
            self.to.write(self.joint + json.dumps(plain, allow_nan=False))
            self.joint = ",\n"

    def end(self) -> None:
        self.to.write("\n]}\n")


TABLES: dict[str, type[CsvTable] | type[JsonTable]] = {".csv": CsvTable, ".json": JsonTable}


def rows(found: Finished, asked: Sequence[Asked]) -> Iterator[Row]:
    """The rows of finished pools: method, index into the statistics' shape, values, mean, biased variance."""
    of = asked[found.which]
    moments: Moments = found.moments if of.method.centers else found.moments.about_zero()
    with np.errstate(all="ignore"):
        mean, variance, nonfinite = moments.mean, moments.variance, moments.nonfinite
    columns = zip(mean.ravel().tolist(), variance.ravel().tolist(), nonfinite.ravel().tolist(), strict=True)
    for pool, values in zip(np.ndindex(mean.shape), columns, strict=True):
        yield {
            "method": of.method.key,
            "pool": [found.first + pool[0], *pool[1:]],
            "values": of.pools.size,
            "mean": values[0],
            "variance": values[1],
            "not_finite": values[2],
        }


def _named(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return "NaN" if isnan(value) else "Infinity" if value == inf else "-Infinity" if value == -inf else value
