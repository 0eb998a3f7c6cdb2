"""Frozen statistics inside a program: as numbers where they are few, else in the form of the tensor beside them."""

import textwrap
from math import prod

import numpy as np
from numpy.typing import NDArray

from app.code.plan import Plan
from app.code.tensor import COLUMN, FILE, MOST_GIVEN, Form, decoded, encoded, pointed, tupled
from app.run import Result

NAMES = ("mean", "variance")


def in_file(result: Result, name: str) -> str:
    """What a frozen statistic is called in the file: "batch_frozen_mean"."""
    return f"{result.method.key.replace(':', '_')}_frozen_{name}"


def frozen(plan: Plan, array: str, loaded: str, reshaped: str = "") -> list[str]:
    """Lines that give `mean` and `variance`, in the shape that they have beside the tensor, or in a row.

    `array` makes one of the library's arrays of numbers `{x}`, `loaded` of a NumPy array `{x}`, `reshaped` gives an
    array `{x}` a `{shape}`; without it they are in a row.
    """
    symbols = plan.symbols
    lines = [f"# {symbols.mean} and {symbols.variance} as training froze them"]
    kind = plan.many if prod(plan.result.frozen_shape) > MOST_GIVEN else Form.NUMBERS
    if kind is Form.FILE:
        lines.append(f'file = np.load("{FILE}")')
        for name in NAMES:
            stored = f'file["{in_file(plan.result, name)}"]{"" if reshaped else ".ravel()"}'
            lines.append(f"{name} = {loaded.format(x=stored)}")
        return lines
    given = [each[:1].ravel() for each in (plan.result.statistics.mean, plan.result.statistics.variance)]
    if kind is Form.BYTES:
        for name, values in zip(NAMES, given, strict=True):
            shaped = values.reshape(plan.result.frozen_shape) if reshaped else values
            lines += [*encoded("data", shaped), f"{name} = {loaded.format(x=decoded('data', shaped))}"]
        return lines
    if not all(np.isfinite(each).all() for each in given):
        lines.append('nan, inf = float("nan"), float("inf")')
    for name, values in zip(NAMES, given, strict=True):
        whole = reshaped.format(x=array, shape=tupled(plan.result.frozen_shape)) if reshaped else array
        lines += _written(name, values, *whole.split("{x}"))
    return lines


def _written(name: str, values: NDArray[np.float64], before: str, after: str) -> list[str]:
    """An array of these numbers: in one line, or in several of at most COLUMN."""
    numbers = ", ".join(pointed(value) for value in values.tolist())
    line = f"{name} = {before}{numbers}{after}"
    if len(line) <= COLUMN:
        return [line]
    rows = textwrap.wrap(numbers, COLUMN - 4, break_on_hyphens=False, break_long_words=False)
    return [f"{name} = {before}", *(f"    {row}" for row in rows), after]
