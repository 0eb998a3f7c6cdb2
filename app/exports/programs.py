"""The comparison as a program for each library: all methods of the state, one after the other."""

from functools import partial

from app.code import FRAMEWORKS, Framework, program
from app.run import Outcome


def written(framework: Framework, outcome: Outcome) -> bytes:
    """Python, UTF-8."""
    return program(framework, outcome).encode()


PROGRAMS = tuple(
    (f"code-{framework.key}.py", framework.label, f"The code for {framework.label}", partial(written, framework))
    for framework in FRAMEWORKS
)
"""The name, the library, the label and the writer of each."""
