"""The query of the quiz and of its sheets, by the same strict rules: a set of questions, and where in it one is."""

import re
from dataclasses import dataclass
from typing import Any

from app.core.errors import InputError, listed, shown
from app.quiz import LEVELS, MOST, MOST_SEED, QUESTIONS, Question, QuizSet
from app.quiz.judge import Verdict, judge
from app.recipe import THEMES
from app.web.pairs import Pairs, QueryError, Wrong, each_alone, joined, pairs_of, repaired
from app.web.parameters import SWITCH, THEME, Parameter, choice, verbatim, whole

KINDS = tuple(kind.key for kind in QUESTIONS)
NO_KINDS = "none"
"""What a form says of which every kind was unticked."""
LEVEL_NUMBERS = tuple(str(level.number) for level in LEVELS)
DEFAULTS: dict[str, Any] = {
    "seed": 0,
    "kinds": KINDS,
    "level": 1,
    "count": 10,
    "number": 1,
    "answer": None,
    "answers": "0",
    "theme": THEMES[0],
    "alone": "0",
}
ALWAYS = ("seed", "kinds", "level", "count")
"""What makes the questions is written out even where it is the default, so that a link outlives a change of those."""


@dataclass(frozen=True)
class QuizState:
    """A set of questions, the number of the one that is asked, the answer to it, and the palette.

    `alone` leaves the page nothing but the question, as a frame of a lecture shows it.
    """

    set: QuizSet
    number: int = DEFAULTS["number"]
    answer: str | None = None
    theme: str = THEMES[0]
    alone: bool = False

    @property
    def question(self) -> Question:
        """The question that is asked."""
        return self.set.question(self.number)


@dataclass(frozen=True)
class SheetState:
    """A set of questions on paper, with or without the answers."""

    set: QuizSet
    answers: bool = False
    theme: str = THEMES[0]


def _between(low: int, high: int) -> Any:
    def read(key: str, text: str) -> int:
        if re.fullmatch(r"-[0-9]+", text):
            raise InputError(key, shown(text), f"{low} to {high}", str(low), str(low))
        value = whole(key, text)
        if not low <= value <= high:
            near = str(min(max(value, low), high))
            raise InputError(key, shown(text), f"{low} to {high}", near, near)
        return value

    return read


def _kinds(key: str, text: str) -> tuple[str, ...]:
    if text == NO_KINDS:
        raise InputError(key, "no kind of question", "at least one", "ticking one, or all of them", ",".join(KINDS))
    keys = tuple(text.split(","))
    known = tuple(dict.fromkeys(each for each in keys if each in KINDS))
    if known != keys:
        near = ",".join(known or KINDS)
        raise InputError(key, shown(text), f"each once, joined by commas: {listed(KINDS)}", near, near)
    return keys


def _level(key: str, text: str) -> int:
    return int(choice(*LEVEL_NUMBERS)(key, text))


_SEED = Parameter("seed", "The seed of the set: same seed, same questions.", "7", _between(0, MOST_SEED))
_KINDS = Parameter("kinds", f"Kinds of questions, which take turns: {', '.join(KINDS)}.", "pools,means", _kinds)
_LEVEL = Parameter("level", "How hard.", LEVEL_NUMBERS[0], _level, LEVEL_NUMBERS)
_COUNT = Parameter("count", f"Questions in the set, 1 to {MOST}.", "10", _between(1, MOST))
QUIZ_PARAMETERS = (
    _SEED,
    _KINDS,
    _LEVEL,
    _COUNT,
    Parameter("number", "Which question of the set, from 1.", "1", _between(1, MOST)),
    Parameter("answer", "The key of a choice; or places in C order that are marked, as 0-3,8; or skip.", "a", verbatim),
    THEME,
)
PAGE_PARAMETERS = (
    *QUIZ_PARAMETERS,
    Parameter("alone", "Whether the page shows nothing but the question.", "1", choice(*SWITCH), SWITCH),
)
SHEET_PARAMETERS = (
    _SEED,
    _KINDS,
    _LEVEL,
    _COUNT,
    Parameter("answers", "Whether the answers are on it too.", "1", choice(*SWITCH), SWITCH),
    THEME,
)


def read_quiz(query: bytes | str) -> QuizState:
    """The state that a raw query string asks for; QueryError with every error and the nearest valid query."""
    said = _read(query, PAGE_PARAMETERS)
    made = _set(said)
    state = QuizState(made, said["number"], said["answer"], said["theme"], said["alone"] == "1")
    if state.number > made.count:
        near = str(made.count)
        wrong = InputError("number", f"question {state.number} of {made.count}", f"1 to {near}", near, near)
        raise QueryError([wrong], write_quiz(QuizState(made, made.count, None, state.theme, state.alone)))
    return state


def judged(state: QuizState) -> tuple[Question, Verdict | None]:
    """The question, and what is said to the answer, where there is one. QueryError where it is no answer to it."""
    question = state.question
    if state.answer is None:
        return question, None
    try:
        return question, judge(question, state.answer)
    except InputError as error:
        raise QueryError([error], write_quiz(state, answer=None)) from None


def read_sheet(query: bytes | str) -> SheetState:
    """The sheet that a raw query string asks for; QueryError as above."""
    said = _read(query, SHEET_PARAMETERS)
    return SheetState(_set(said), said["answers"] == "1", said["theme"])


def write_quiz(state: QuizState, **changes: object) -> str:
    """The canonical query: the set, and the rest where it is not the default. `changes` replace parts by name."""
    own = {
        "number": state.number,
        "answer": state.answer,
        "theme": state.theme,
        "alone": "1" if state.alone else "0",
    }
    return _written(_of_set(state.set) | own | changes)


def write_sheet(state: SheetState, **changes: object) -> str:
    """The same of a sheet."""
    own = {"answers": "1" if state.answers else "0", "theme": state.theme}
    return _written(_of_set(state.set) | own | changes)


def _read(query: bytes | str, parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    pairs = pairs_of(query)
    known = {parameter.key: parameter for parameter in parameters}
    try:
        return DEFAULTS | each_alone(pairs, known)
    except Wrong as wrong:
        raise QueryError(wrong.errors, _nearest(pairs, wrong.errors, known)) from None


def _nearest(pairs: Pairs, errors: tuple[InputError, ...], known: dict[str, Parameter]) -> str:
    """The query with every wrong part repaired or left out, and without the answer, which belongs to one question."""
    kept = repaired(pairs, errors, known.keys() - {"answer"})
    said = DEFAULTS | each_alone(kept, known)
    if "number" in known and said["number"] > said["count"]:
        kept = [(key, str(said["count"]) if key == "number" else text) for key, text in kept]
    return joined(kept)


def _set(said: dict[str, Any]) -> QuizSet:
    return QuizSet(said["seed"], said["kinds"], said["level"], said["count"])


def _of_set(made: QuizSet) -> dict[str, object]:
    return {"seed": made.seed, "kinds": made.kinds, "level": made.level, "count": made.count}


def _written(said: dict[str, Any]) -> str:
    kept = {key: value for key, value in said.items() if key in ALWAYS or value != DEFAULTS[key]}
    return joined((key, ",".join(value) if isinstance(value, tuple) else str(value)) for key, value in kept.items())
