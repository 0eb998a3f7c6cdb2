"""The tensor inside a program: written out where it is small, else read from a file; exact either way."""

import textwrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.describe import cell_name
from app.run import Outcome

MOST_WRITTEN = 256
"""The most values that are written out."""
FILE = "normaxis-tensor.npz"
"""The name that a browser gives the export `tensor.npz`."""
WIDTH = 88
COLUMN = 60
"""The longest lines of a section, where three stand side by side."""
SIGN = "\N{MULTIPLICATION SIGN}"


def written_out(outcome: Outcome) -> bool:
    """Whether the values stand in the program."""
    return outcome.tensor.size <= MOST_WRITTEN


def _shape_line(outcome: Outcome) -> str:
    """A comment: the axes and their lengths, and where the values are from if that is a file."""
    recipe = outcome.recipe
    said = f"# {f' {SIGN} '.join(recipe.layout.letters)} = {f' {SIGN} '.join(map(str, recipe.shape))}"
    return said if written_out(outcome) else f"{said}; {FILE} is the file “The tensor” under “Take it away”"


def cell_line(outcome: Outcome) -> str:
    """The pinned value's index, named."""
    recipe = outcome.recipe
    return f"cell = {tupled(recipe.cell)}  # {cell_name(recipe.layout, recipe.cell)}"


def literal_type(outcome: Outcome) -> str:
    """The type whose shortest decimals the values are written in; double precision holds all others."""
    dtype = outcome.tensor.dtype
    return dtype.name if dtype.name in ("float16", "float32") else "float64"


def opening(outcome: Outcome, *imports: str, note: str = "") -> list[str]:
    """The lines before the tensor: imports, a note, names of values without a literal, the pinned index, the axes."""
    odd = ['nan, inf = float("nan"), float("inf")'] if written_out(outcome) and outcome.nonfinite else []
    return [*imports, "", *([note] if note else []), *odd, cell_line(outcome), _shape_line(outcome)]


def nested(outcome: Outcome) -> str:
    """The values as nested lists, in lines of at most WIDTH where the rows allow it, indented for a call."""
    values = outcome.tensor.astype(np.float64) if literal_type(outcome) == "float64" else outcome.tensor
    return " " * 4 + _nested(values, 4)


def _nested(values: NDArray[Any], indent: int) -> str:
    pad = ",\n" + " " * (indent + 1)
    if values.ndim == 1:
        rows = textwrap.wrap(listed(values), WIDTH - indent - 2, break_on_hyphens=False, break_long_words=False)
        return "[" + pad[1:].join(rows) + "]"
    parts = [_nested(part, indent + 1) for part in values]
    flat = f"[{', '.join(parts)}]"
    return flat if "\n" not in flat and len(flat) + indent <= WIDTH else "[" + pad.join(parts) + "]"


def listed(values: Any) -> str:
    """Numbers joined by commas: the shortest decimals that read back as the same."""
    return ", ".join(map(plain, values))


def commented(text: str) -> list[str]:
    """A comment in lines of at most COLUMN."""
    return textwrap.wrap(text, COLUMN, initial_indent="# ", subsequent_indent="#     ", break_long_words=False)


def called(name: str, function: str, arguments: str, after: str = "") -> list[str]:
    """`name = function(arguments)after`, in three lines where one would be longer than COLUMN."""
    line = f"{name} = {function}({arguments}){after}"
    return [line] if len(line) <= COLUMN else [f"{name} = {function}(", f"    {arguments}", f"){after}"]


def tupled(values: Any) -> str:
    """Numbers as a tuple: "(1, 2)", "(1,)"."""
    return f"({listed(values)}{',' if len(values) == 1 else ''})"


def pointed(value: float) -> str:
    """A number that is a float also where it is whole: "1.0"."""
    return f"{plain(value)}.0" if value.is_integer() and "e" not in plain(value) else plain(value)


def plain(value: Any) -> str:
    """A number as one would type it: "1", "0.5", "1e-5", "nan"."""
    mantissa, mark, exponent = str(value).removesuffix(".0").partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent)}" if mark else mantissa
