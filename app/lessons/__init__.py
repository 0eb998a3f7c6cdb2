"""LESSONS: each claim about normalization as an experiment. One file each, listed here in the order of the course."""

from app.core.errors import InputError, listed, shown
from app.lessons.contrast import CONTRAST
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown
from app.lessons.noise import NOISE
from app.lessons.propagation import PROPAGATION
from app.lessons.rescaling import RESCALING
from app.lessons.sequences import SEQUENCES
from app.lessons.swapping import SWAPPING

__all__ = ["LESSONS", "Choice", "Control", "Lesson", "Prediction", "Shown", "lesson_by_slug"]

LESSONS: tuple[Lesson, ...] = (RESCALING, PROPAGATION, NOISE, SEQUENCES, CONTRAST, SWAPPING)


def lesson_by_slug(slug: str) -> Lesson:
    """The lesson with this slug; InputError names the ones there are."""
    for lesson in LESSONS:
        if lesson.slug == slug:
            return lesson
    slugs = [lesson.slug for lesson in LESSONS]
    raise InputError("lesson", shown(slug), listed(slugs), slugs[0], slugs[0])
