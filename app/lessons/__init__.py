"""LESSONS: each claim about normalization as an experiment. One file each, listed here in the order of the course."""

from app.lessons.contrast import CONTRAST
from app.lessons.counting_parameters import COUNTING_PARAMETERS
from app.lessons.depth import DEPTH
from app.lessons.layer_norms import LAYER_NORMS
from app.lessons.learning_rates import LEARNING_RATES
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Progress, Shown
from app.lessons.noise import NOISE
from app.lessons.propagation import PROPAGATION
from app.lessons.rescaling import RESCALING
from app.lessons.sequences import SEQUENCES
from app.lessons.sixteen import SIXTEEN
from app.lessons.small_batches import SMALL_BATCHES
from app.lessons.step_by_step import STEP_BY_STEP
from app.lessons.swapping import SWAPPING
from app.lessons.training_and_test import TRAINING_AND_TEST
from app.lessons.which_one_when import WHICH_ONE_WHEN

__all__ = ["LESSONS", "LESSON_BY_SLUG", "Choice", "Control", "Lesson", "Prediction", "Progress", "Shown"]

LESSONS: tuple[Lesson, ...] = (
    STEP_BY_STEP,
    COUNTING_PARAMETERS,
    TRAINING_AND_TEST,
    RESCALING,
    PROPAGATION,
    LEARNING_RATES,
    DEPTH,
    NOISE,
    SMALL_BATCHES,
    SEQUENCES,
    CONTRAST,
    SIXTEEN,
    LAYER_NORMS,
    WHICH_ONE_WHEN,
    SWAPPING,
)
LESSON_BY_SLUG = {lesson.slug: lesson for lesson in LESSONS}
