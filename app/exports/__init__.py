"""EXPORTS: files made of an outcome. One file each, listed here; `python -m app export` and `/export/…` write them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.exports.npz import steps_npz, tensor_npz
from app.exports.plotly_json import plotly_json
from app.exports.programs import PROGRAMS
from app.exports.statistics_csv import statistics_csv
from app.exports.vector import vector
from app.exports.view_files import view_csv, view_json, view_svg
from app.run import Outcome


@dataclass(frozen=True)
class Export:
    """One kind of file.

    `name` in addresses, media type, `what` it is of, its `kind` for those who know, a `label` that says it in full, and
    the function that writes it.
    """

    name: str
    media_type: str
    what: str
    kind: str
    label: str
    write: Callable[[Outcome], bytes]

    @property
    def suffix(self) -> str:
        """The ending of file names, with the dot."""
        return self.name[self.name.rindex(".") :]

    @property
    def of_view(self) -> bool:
        """Whether it holds what the chosen view shows, and so is only for a view with pictures."""
        return self.name.startswith("view.")


_ALONE = r"(?<![0-9A-Za-z])"
"""Before the name of an export in the name of a file: "my-view.svg" is of view.svg, "review.svg" is not."""


def export_for(name: str) -> Export | None:
    """The export that a file of this name is written with, None where there is none.

    A name that ends with an export's name, as a word of its own, is that one's; any other is the first's with its
    suffix.
    """
    whole = [each for each in EXPORTS if re.search(f"{_ALONE}{re.escape(each.name)}$", name)]
    return next((each for each in [*whole, *EXPORTS] if name.endswith(each.suffix)), None)


EXPORTS = (
    Export(
        "statistics.csv",
        "text/csv; charset=utf-8",
        "Statistics",
        "CSV",
        "Every pool's mean and variance, in full precision",
        statistics_csv,
    ),
    Export("figure.svg", "image/svg+xml", "Cubes", "SVG", "The cubes as a vector drawing", vector),
    Export("figure.json", "application/json", "Cubes", "Plotly JSON", "The cubes as Plotly figures", plotly_json),
    Export(
        "view.svg",
        "image/svg+xml",
        "Chosen view",
        "SVG",
        "The pictures of the chosen view as a vector drawing",
        view_svg,
    ),
    Export(
        "view.json",
        "application/json",
        "Chosen view",
        "Plotly JSON",
        "The pictures of the chosen view as Plotly figures",
        view_json,
    ),
    Export(
        "view.csv",
        "text/csv; charset=utf-8",
        "Chosen view",
        "CSV",
        "The tables of the chosen view, in full precision",
        view_csv,
    ),
    Export(
        "steps.npz",
        "application/x-npz",
        "Tensor",
        "NPZ with every step",
        "The tensor and every step of every method, in full precision",
        steps_npz,
    ),
    Export("tensor.npz", "application/x-npz", "Tensor", "NPZ", "The tensor", tensor_npz),
    *(
        Export(name, "text/x-python; charset=utf-8", "Code", kind, label, write)
        for name, kind, label, write in PROGRAMS
    ),
)
