"""LESSONS: each claim about normalization as an experiment. One file each, listed here in the order of the course."""

from app.core.errors import InputError, listed, shown
from app.lessons.learning_rates import LEARNING_RATES
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Progress, Shown
from app.lessons.noise import NOISE

__all__ = ["LESSONS", "Choice", "Control", "Lesson", "Prediction", "Progress", "Shown", "lesson_by_slug"]

LESSONS: tuple[Lesson, ...] = (LEARNING_RATES, NOISE)


def lesson_by_slug(slug: str) -> Lesson:
    """The lesson with this slug; InputError names the ones there are."""
    for lesson in LESSONS:
        if lesson.slug == slug:
            return lesson
    slugs = [lesson.slug for lesson in LESSONS]
    raise InputError("lesson", shown(slug), listed(slugs), slugs[0], slugs[0])
