"""Programs run as a reader would run them, and what they print compared with the page."""

import os
import re
import warnings
from contextlib import redirect_stdout
from importlib.util import find_spec
from io import StringIO
from itertools import chain, combinations
from math import isclose, isnan
from typing import Any

from app.code import FRAMEWORKS, program
from app.core.axes import LAYOUTS, Layout
from app.core.methods import METHODS, REDUCE
from app.run import Outcome, Result, run
from app.web.query import read_query
from app.web.settings import Settings

os.environ.setdefault("KERAS_BACKEND", "jax" if find_spec("jax") else "torch")
os.environ.setdefault("JAX_ENABLE_X64", "1")
BY_KEY = {framework.key: framework for framework in FRAMEWORKS}
IMPORTABLE = [framework for framework in FRAMEWORKS if find_spec(framework.needs) is not None]
"""The libraries that are here. NumPy always is; a test for another exists only where it can run."""
SHAPES = {"image": "2,4,3,2", "sequence": "3,4,6", "features": "5,4"}
CELLS = {"image": "1,2,0,1", "sequence": "2,1,3", "features": "4,1"}
SETTINGS = {
    "in the root": "epsilon=1e-5&epsilon_place=variance",
    "beside": "epsilon=0.01&epsilon_place=deviation&scale=-1.5&offset=0.25",
    "with scale": "epsilon=0.001&epsilon_place=variance&scale=2.5&offset=-3",
    "without epsilon": "epsilon=0&epsilon_place=variance&scale=1e-7&offset=1e20",
}


def methods(layout: Layout) -> list[str]:
    """Every method of the registry, and every subset of the axes."""
    letters = layout.letters
    subsets = chain.from_iterable(combinations(letters, size) for size in range(len(letters) + 1))
    return [method.key for method in METHODS] + [REDUCE + "".join(chosen) for chosen in subsets]


CASES = [(layout.key, key) for layout in LAYOUTS for key in methods(layout)]


def outcome(query: str) -> Outcome:
    asked = read_query(query, Settings())
    return run(asked.recipe, asked.tensor)


def case(layout: str, key: str, settings: str, more: str = "") -> Outcome:
    common = f"layout={layout}&shape={SHAPES[layout]}&cell={CELLS[layout]}&source=gaussian&seed=5&methods={key}"
    return outcome(f"{common}&{SETTINGS[settings]}{more}")


def ran(text: str) -> str:
    """What a program prints. Dividing by 0 is not its fault, nor is what libraries do to each other."""
    printed = StringIO()
    with warnings.catch_warnings(), redirect_stdout(printed):
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        exec(compile(text, "program", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


def check(made: Outcome, key: str, results: list[Result] | None = None) -> None:
    """The program for these results prints exactly their numbers."""
    printed = ran(program(BY_KEY[key], made, results))
    lines = iter(printed.splitlines())
    for result in results or made.results:
        told = numbers(lines, result)
        steps = result.arithmetic
        names = {"mean square": "variance"} if not result.method.centers else {}
        for name, text in told.items():
            value = getattr(steps, names.get(name, name)) + 0.0
            assert agrees(text, value, key), (result.method.key, name, value, printed)
        assert "output" in told
    assert next(lines, None) is None


def agrees(text: str, value: float, key: str) -> bool:
    """Whether a printed number is the page's: to every digit, but for Keras, which has single precision only."""
    if key != "keras":
        return text == f"{value:.5g}"
    return isclose(float(text), value, rel_tol=2e-4, abs_tol=2e-5) or (isnan(float(text)) and isnan(value))


def numbers(lines: Any, result: Result) -> dict[str, str]:
    """The numbers that one section printed; the shape of its statistics is checked here."""
    label = re.escape(result.method.label)
    first = next(lines)
    if found := re.fullmatch(rf"{label}: output (\S+)", first):
        return {"output": found[1]}
    found = re.fullmatch(rf"{label}: statistics \((.*)\)", first)
    assert found is not None, first
    assert tuple(map(int, found[1].split(","))) == (result.frozen_shape if result.frozen else result.pools.parts)
    names = ["mean", "variance"] if result.method.centers else ["mean square"]
    return dict(next(lines).rsplit(" ", 1) for _ in [*names, "standardized", "output"])
