"""Course: a title and its steps, and what is wrong with one that cannot be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.errors import InputError


@dataclass(frozen=True)
class Step:
    """One thing to show: an address of this site from the root on, the sentence the class sees, notes for the speaker.

    Notes may have several lines; each is a thought of its own.
    """

    address: str
    sentence: str
    notes: str = ""


@dataclass(frozen=True)
class Course:
    """What is shown, in order."""

    title: str
    steps: tuple[Step, ...]


class CourseError(ValueError):
    """All that is wrong with a course, each error under the line it stands in."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__(" ".join(f"{error.parameter}: {error}" for error in errors))
