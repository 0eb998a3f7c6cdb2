"""Framework: a library that programs are written for."""

from collections.abc import Callable
from dataclasses import dataclass

from app.code.plan import Plan
from app.run import Outcome


@dataclass(frozen=True)
class Framework:
    """An entry of FRAMEWORKS.

    `head` writes the imports and the tensor `x`, `section` the lines for one method after it. Every section runs after
    the head alone, and after any others. `needs` says what has to be installed.
    """

    key: str
    label: str
    needs: str
    head: Callable[[Outcome], str]
    section: Callable[[Plan], list[str]]
