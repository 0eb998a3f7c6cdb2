"""NumPy: runs alone, and prints the numbers on screen."""

from app.code.by_hand import Dialect, by_hand, title
from app.code.framework import Framework
from app.code.plan import Plan
from app.code.tensor import FILE, literal_type, nested, opening, written_out
from app.run import Outcome

DIALECT = Dialect(
    mean="np.mean({x}, axes, keepdims=True)",
    variance="np.var({x}, axes, keepdims=True)",
    root="np.sqrt({x})",
    filled="np.full({shape}, {value})",
    array="np.array([{x}])",
)


def head(outcome: Outcome) -> str:
    """The tensor in double precision, as the numbers on screen are computed."""
    lines = opening(outcome, "import numpy as np")
    if not written_out(outcome):
        return "\n".join([*lines, f'x = np.load("{FILE}")["x"].astype(np.float64)'])
    kind = literal_type(outcome)
    widened = ".astype(np.float64)" if kind != "float64" else ""
    return "\n".join([*lines, "x = np.array(", f"{nested(outcome)},", f"    np.{kind},", f"){widened}"])


def section(plan: Plan) -> list[str]:
    """The arithmetic, written out."""
    return [*title(plan), *by_hand(plan, DIALECT)]


NUMPY = Framework("numpy", "NumPy", "numpy", head, section)
