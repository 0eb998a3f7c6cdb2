"""EXPORTS: files made of a whole outcome, whichever figure shows it: statistics, tensor, programs.

One file each, listed here; `/export/<name>` and `python -m app export` write them. What a figure is as a file,
app/web/files.py lists.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.exports.npz import steps_npz, tensor_npz
from app.exports.programs import PROGRAMS
from app.exports.statistics_csv import statistics_csv
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


_ALONE = r"(?<![0-9A-Za-z])"
"""Before the name of an export in the name of a file: "my-tensor.npz" is of tensor.npz, "mytensor.npz" is not."""


def export_for(name: str) -> Export | None:
    """The export whose name, as a word of its own, ends the name of a file; None where there is none."""
    return next((each for each in EXPORTS if re.search(f"{_ALONE}{re.escape(each.name)}$", name)), None)


EXPORTS = (
    Export(
        "statistics.csv",
        "text/csv; charset=utf-8",
        "Statistics",
        "CSV",
        "Every pool's mean and variance, in full precision",
        statistics_csv,
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
