"""EXPORTS: files made of an outcome. One file each, listed here; `python -m app export` and `/export/…` write them."""

from collections.abc import Callable
from dataclasses import dataclass

from app.exports.plotly_json import plotly_json
from app.exports.statistics_csv import statistics_csv
from app.exports.vector import vector
from app.run import Outcome


@dataclass(frozen=True)
class Export:
    """One kind of file: its name in addresses, its media type, what it holds, and the function that writes it."""

    name: str
    media_type: str
    label: str
    write: Callable[[Outcome], bytes]

    @property
    def suffix(self) -> str:
        """The ending of file names, with the dot."""
        return self.name[self.name.rindex(".") :]


EXPORTS = (
    Export(
        "statistics.csv", "text/csv; charset=utf-8", "Every pool's mean and variance, in full precision", statistics_csv
    ),
    Export("figure.svg", "image/svg+xml", "The cubes as a vector drawing", vector),
    Export("figure.json", "application/json", "The cubes as Plotly figures", plotly_json),
)
