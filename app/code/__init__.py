"""FRAMEWORKS: the comparison as a program that one can run, one file for each library, listed here."""

from collections.abc import Sequence

from app.code.framework import Framework
from app.code.jax import JAX
from app.code.keras import KERAS
from app.code.numpy import NUMPY
from app.code.plan import Plan
from app.code.pytorch import PYTORCH
from app.code.tensor import form_of_frozen
from app.figures.numbers import telling
from app.run import Outcome, Result

__all__ = ["FRAMEWORKS", "Framework", "program", "section"]

FRAMEWORKS = (NUMPY, PYTORCH, JAX, KERAS)


def section(framework: Framework, outcome: Outcome, result: Result) -> str:
    """The lines that normalize `x` with one method and print the numbers of `x[cell]`."""
    plan = Plan(outcome.recipe, result, telling(outcome.shared_digits), form_of_frozen(outcome))
    return "\n".join(framework.section(plan))


def program(framework: Framework, outcome: Outcome, results: Sequence[Result] | None = None) -> str:
    """A whole program for some of the outcome's methods; for all of them where none are named."""
    chosen = outcome.results if results is None else results
    return "\n\n".join([framework.head(outcome), *(section(framework, outcome, result) for result in chosen)]) + "\n"
