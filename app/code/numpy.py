"""NumPy: runs alone, and prints the numbers on screen."""

from app.code.by_hand import Dialect, by_hand, title
from app.code.framework import Framework
from app.code.plan import Plan
from app.code.tensor import Form, form, literal_type, nested, opening, stored, tupled
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
    if form(outcome) is Form.COUNTED:
        counted = f"np.arange({outcome.tensor.size}, dtype=np.float64)"
        return "\n".join([*lines, f"x = {counted}.reshape{tupled(outcome.recipe.shape)}"])
    if form(outcome) is not Form.NUMBERS:
        before, x = stored(outcome)
        return "\n".join([*lines, *before, f"x = {x}.astype(np.float64)"])
    kind = literal_type(outcome)
    widened = ".astype(np.float64)" if kind != "float64" else ""
    return "\n".join([*lines, "x = np.array(", f"{nested(outcome)},", f"    np.{kind},", f"){widened}"])


def section(plan: Plan) -> list[str]:
    """The arithmetic, written out."""
    return [*title(plan), *by_hand(plan, DIALECT)]


NUMPY = Framework("numpy", "NumPy", "numpy", head, section)
