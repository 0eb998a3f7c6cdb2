"""The tensor inside a program, exact in every form: counted, as numbers, as bytes in base64, or read from a file."""

import textwrap
from base64 import b64encode
from enum import Enum
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.describe import cell_name
from app.recipe import OWN
from app.run import Outcome
from app.sources.counting import COUNTING

MOST_WRITTEN = 256
"""The most values that are written out as numbers."""
MOST_ENCODED = 12_400
"""The most bytes of the tensor that are written out, and of it and of what training froze for all methods together."""
MOST_GIVEN = 64
"""The most frozen means that are written out as numbers beside a tensor that is not."""
FILE = "normaxis-tensor.npz"
"""The name that a browser gives the export `tensor.npz`."""
WIDTH = 88
COLUMN = 60
"""The longest lines of a section, where three stand side by side."""
SIGN = "\N{MULTIPLICATION SIGN}"


class Form(Enum):
    """How the values stand in a program."""

    COUNTED = "counted"
    NUMBERS = "numbers"
    BYTES = "bytes"
    FILE = "file"


def form(outcome: Outcome) -> Form:
    """The form of the tensor."""
    counted = outcome.recipe.source == COUNTING.key
    return Form.COUNTED if counted else _form_of(outcome.tensor.size, outcome.tensor.nbytes)


def form_of_frozen(outcome: Outcome) -> Form:
    """The form of frozen statistics that are too many for numbers: that of the tensor, or the file."""
    frozen = sum(prod(result.frozen_shape) for result in outcome.results if result.frozen)
    return _form_of(outcome.tensor.size, outcome.tensor.nbytes + 2 * np.dtype(np.float64).itemsize * frozen)


def _form_of(size: int, count: int) -> Form:
    """The form of a tensor of so many values, where so many bytes are written out."""
    if count > MOST_ENCODED:
        return Form.FILE
    return Form.NUMBERS if size <= MOST_WRITTEN else Form.BYTES


def needed(outcome: Outcome) -> set[Form]:
    """The forms of the tensor and of frozen statistics that are too many for numbers."""
    many = any(result.frozen and prod(result.frozen_shape) > MOST_GIVEN for result in outcome.results)
    return {form(outcome), form_of_frozen(outcome)} if many else {form(outcome)}


def runs_alone(outcome: Outcome) -> bool:
    """Whether a program needs no file beside it."""
    return Form.FILE not in needed(outcome)


def _comments(outcome: Outcome) -> list[str]:
    """The axes and their lengths, and where the values are from if that is a file."""
    recipe = outcome.recipe
    said = f"# {f' {SIGN} '.join(recipe.layout.letters)} = {f' {SIGN} '.join(map(str, recipe.shape))}"
    if runs_alone(outcome):
        return [said]
    lines = [f"{said}; {FILE} is the file “The tensor” under “Take it away”"]
    if recipe.source != OWN:
        lines.append(f'# or: python -m app export "<address of the page>" --to {FILE}')
    return lines


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
    forms = needed(outcome)
    standard = ["import base64", ""] if Form.BYTES in forms else []
    others = {*imports, "import numpy as np"} if forms & {Form.BYTES, Form.FILE} else {*imports}
    ordered = sorted(others, key=lambda line: (line.startswith("from"), line))
    odd = ['nan, inf = float("nan"), float("inf")'] if Form.NUMBERS in forms and outcome.nonfinite else []
    return [*standard, *ordered, "", *([note] if note else []), *odd, cell_line(outcome), *_comments(outcome)]


def stored(outcome: Outcome) -> tuple[list[str], str]:
    """The values in their own type as a NumPy array: lines that come before, and the array."""
    if form(outcome) is Form.FILE:
        return [], f'np.load("{FILE}")["x"]'
    return encoded("data", outcome.tensor), decoded("data", outcome.tensor)


def encoded(name: str, values: NDArray[Any]) -> list[str]:
    """Lines that name the bytes of an array."""
    little = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
    text = b64encode(little.tobytes()).decode()
    rows = (text[at : at + WIDTH - 8] for at in range(0, len(text), WIDTH - 8))
    return [f"{name} = base64.b64decode(", *(f'    "{row}"' for row in rows), ")"]


def decoded(name: str, values: NDArray[Any]) -> str:
    """The array of these bytes, in NumPy."""
    kind = values.dtype.newbyteorder("<").str
    return f'np.frombuffer({name}, "{kind}").reshape{tupled(values.shape)}'


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
