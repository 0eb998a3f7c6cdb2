"""The quiz: predict, then see. A kind of question, a seed and a level give a question; the core gives its answer."""

from dataclasses import dataclass

from app.core.errors import InputError, listed, shown
from app.quiz.levels import LEVELS, Level
from app.quiz.marking import MARKING
from app.quiz.means import MEANS
from app.quiz.modes import MODES
from app.quiz.neighbours import NEIGHBOURS
from app.quiz.outputs import OUTPUTS
from app.quiz.parameters import PARAMETERS
from app.quiz.question import Choice, Kind, Marks, Question
from app.quiz.scene import SEEDS

__all__ = [
    "LEVELS",
    "MOST",
    "MOST_SEED",
    "QUESTIONS",
    "Choice",
    "Kind",
    "Level",
    "Marks",
    "Question",
    "QuizSet",
    "kind_by_key",
]

QUESTIONS: tuple[Kind, ...] = (MARKING, MEANS, PARAMETERS, OUTPUTS, NEIGHBOURS, MODES)
MOST = 50
"""Questions in a set. Another seed is another set."""
BETWEEN = 1000
"""Between the seeds of two sets' first questions: no question of one set is in another."""
MOST_SEED = SEEDS // BETWEEN - 1
"""The largest seed of a set: the seeds of all its questions' values can be said in an address."""


@dataclass(frozen=True)
class QuizSet:
    """So many questions of some kinds and one level: what a teacher hands out as a link."""

    seed: int
    kinds: tuple[str, ...]
    level: int
    count: int

    def question(self, number: int) -> Question:
        """The question with this number, from 1 on. Kinds take turns."""
        kind = kind_by_key(self.kinds[(number - 1) % len(self.kinds)])
        return kind.make(self.seed * BETWEEN + number, self.level)


def kind_by_key(key: str) -> Kind:
    """The kind with this key; InputError names the ones there are."""
    for kind in QUESTIONS:
        if kind.key == key:
            return kind
    keys = [kind.key for kind in QUESTIONS]
    raise InputError("kinds", shown(key), listed(keys), keys[0], keys[0])
