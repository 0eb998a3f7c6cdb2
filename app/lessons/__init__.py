"""LESSONS: each claim about normalization as an experiment. One file each, one line here; so far there are none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lesson:
    """A lesson: its address `/lessons/<slug>` and the question it answers."""

    slug: str
    question: str


LESSONS: tuple[Lesson, ...] = ()
