"""The query of a lesson: its controls, the predictions that were made, and the palette, by the same strict rules."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core.errors import InputError, shown
from app.lessons import Control, Lesson, Prediction
from app.recipe import THEMES
from app.web.pairs import QueryError, Wrong, each_alone, joined, pairs_of, repaired
from app.web.parameters import THEME, Parameter, choice, decimal, plain, whole

PREDICT = "predict"
SKIP = "skip"
"""The prediction of those who want to see the result at once."""
MOST_LISTED = 64
"""Numbers in a control that takes several."""


@dataclass(frozen=True)
class LessonState:
    """What a lesson was asked for. `predictions` has those that were made, by their keys."""

    lesson: Lesson
    values: dict[str, Any]
    predictions: dict[str, str]
    theme: str

    @property
    def prediction(self) -> str | None:
        """That of the main question, or SKIP; None before one was made, when nothing is shown yet."""
        return self.predictions.get(PREDICT)


def parameters_of(lesson: Lesson) -> dict[str, Parameter]:
    """The lesson's query, by key."""
    answers = {each.key: (*(choice.key for choice in each.choices), SKIP) for each in lesson.predictions}
    listed = [
        *(
            Parameter(each.key, each.meaning or each.label, written(each.default), _reader(each))
            for each in lesson.controls
        ),
        *(
            Parameter(each.key, f"The prediction{_about(each)}.", SKIP, choice(*answers[each.key]), answers[each.key])
            for each in lesson.predictions
        ),
        THEME,
    ]
    return {parameter.key: parameter for parameter in listed}


def read_lesson(query: bytes | str, lesson: Lesson) -> LessonState:
    """The state that a raw query string asks for; QueryError with every error and the nearest valid query."""
    pairs = pairs_of(query)
    parameters = parameters_of(lesson)
    try:
        said = each_alone(pairs, parameters)
    except Wrong as wrong:
        raise QueryError(wrong.errors, joined(repaired(pairs, wrong.errors, parameters))) from None
    values = {key: said.get(key, default) for key, default in lesson.defaults.items()}
    predictions = {each.key: said[each.key] for each in lesson.predictions if each.key in said}
    return LessonState(lesson, values, predictions, said.get("theme", THEMES[0]))


def write_lesson(state: LessonState, **changes: object) -> str:
    """The canonical query: every control, then the predictions and the palette where they are not the default."""
    said = {**state.values, **state.predictions, "theme": state.theme if state.theme != THEMES[0] else None}
    said |= changes
    return joined((key, written(value)) for key, value in said.items() if value is not None)


def fields_of(state: LessonState) -> list[dict[str, Any]]:
    """The controls as the form shows them."""
    return [_field(state, control) for control in state.lesson.controls]


def _field(state: LessonState, control: Control) -> dict[str, Any]:
    """A control as the form shows it."""
    value = state.values[control.key]
    options = [(written(each), label, each == value) for each, label in control.choices]
    key, allowed = control.needs or ("", ())
    return {
        "control": control,
        "value": written(value),
        "options": options,
        "idle": not control.in_play(state.values),
        "needs": " ".join([key, *map(written, allowed)]),
    }


def _about(prediction: Prediction) -> str:
    return f" on {prediction.about.lower()}" if prediction.about else ""


def written(value: object) -> str:
    """A value as the query writes it."""
    if isinstance(value, tuple):
        return ",".join(plain(each) for each in value)
    return plain(value) if isinstance(value, float) else str(value)


def _reader(control: Control) -> Callable[[str, str], object]:
    """The reader of a control's text."""
    if control.choices:
        allowed = {written(value): value for value, _ in control.choices}
        one_of = choice(*allowed)
        return lambda key, text: allowed[one_of(key, text)]
    if isinstance(control.default, tuple):
        return lambda key, text: _several(control, key, text)
    read = whole if isinstance(control.default, int) else decimal
    return lambda key, text: _inside(control, key, read(key, text))


def _several(control: Control, key: str, text: str) -> tuple[float, ...]:
    pieces = text.replace(" ", "").split(",")
    if not 1 <= len(pieces) <= MOST_LISTED:
        raise InputError(
            key, f"{len(pieces)} numbers", f"1 to {MOST_LISTED}", written(control.default), written(control.default)
        )
    return tuple(float(_inside(control, key, decimal(key, piece))) for piece in pieces)


def _inside(control: Control, key: str, value: float) -> float:
    """The value, if it lies in the control's range; the nearest end of it is the repair."""
    if control.low <= value <= control.high:
        return value
    near = control.low if value < control.low else control.high
    text = written(type(value)(near))
    raise InputError(
        key, shown(written(value)), f"{plain(float(control.low))} to {plain(float(control.high))}", text, text
    )
