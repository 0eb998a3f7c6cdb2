"""Lesson: a claim as an experiment. The visitor predicts, runs it, sees it hold or fail, and reads what came out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.figures.panel import Panel

Value = int | float | str | tuple[float, ...]
Values = Mapping[str, Any]
"""What the visitor set, by the key of the control; each of the control's own type."""


@dataclass(frozen=True)
class Control:
    """Something the visitor can set: its key in the address, its name, what it starts at and what it may be.

    The type of `default` is the type of the value: int, float, str, or a tuple of floats. Numbers lie between `low` and
    `high`. A str is one of `choices`, which are pairs of value and label; so may an int be. `label` comes before the
    field and `unit` behind it, so that the controls of a lesson read as one sentence.

    `needs` names another control and the values of it with which this one is in play; `idle` says why it is not.
    """

    key: str
    label: str
    default: Value
    low: float = 0
    high: float = 1
    choices: tuple[tuple[Value, str], ...] = ()
    unit: str = ""
    meaning: str = ""
    needs: tuple[str, tuple[Value, ...]] | None = None
    idle: str = ""

    def in_play(self, values: Values) -> bool:
        """Whether it changes anything with these settings."""
        return self.needs is None or values[self.needs[0]] in self.needs[1]


@dataclass(frozen=True)
class Choice:
    """One possible prediction, and what is said to those who made it. `reply` may be empty where it is right.

    Where any choice may turn out right, `reply` is what speaks against it, and `held` is said instead when it is.
    """

    key: str
    text: str
    reply: str
    held: str | None = None


@dataclass(frozen=True)
class Prediction:
    """A question before the experiment. Which choice is right is found by the experiment, never stored.

    `key` names it in the address. Where a lesson asks more than one question, `about` says in a word what it is about.
    """

    question: str
    choices: tuple[Choice, ...]
    key: str = "predict"
    about: str = ""


@dataclass(frozen=True)
class Shown:
    """What an experiment gave.

    `right` is the key of the choice that the numbers bear out; `also` has that of each further prediction, by its key.
    `measured` says in sentences what was measured, with seed, sizes and spread. `holds` is whether the claim held with
    these settings. `extra` is for the lesson's template. Where the panels are of several kinds, `headings` has a
    heading and a sentence for the first panel of each kind.
    """

    panels: tuple[Panel, ...]
    measured: tuple[str, ...]
    right: str
    holds: bool
    extra: dict[str, Any] = field(default_factory=dict)
    headings: dict[str, tuple[str, str]] = field(default_factory=dict)
    also: dict[str, str] = field(default_factory=dict)

    def answer(self, prediction: Prediction) -> Choice:
        """The choice of a prediction that the numbers bear out."""
        right = self.also.get(prediction.key, self.right)
        return next(choice for choice in prediction.choices if choice.key == right)

    @property
    def parts(self) -> list[tuple[str, str, list[Panel]]]:
        """The panels under their headings, in order; those before the first heading stand under none."""
        found: list[tuple[str, str, list[Panel]]] = []
        for panel in self.panels:
            if panel.ident in self.headings or not found:
                found.append((*self.headings.get(panel.ident, ("", "")), []))
            found[-1][2].append(panel)
        return found


@dataclass(frozen=True)
class Progress:
    """One step of an experiment that runs before one's eyes.

    `record` is what was just measured, `done` how far it has come, from 0 to 1. `shown` gives how things stand now, and
    is asked for only when it is shown: the panels that this run draws, all sentences, and in `extra["cells"]` the texts
    of the page's own table, by name. `said` says which run this is, in a sentence.
    """

    record: dict[str, Any]
    done: float
    shown: Callable[[], Shown]
    said: str


@dataclass(frozen=True)
class Lesson:
    """An entry of LESSONS. `slug` is its address under /lessons/ and the name of its template.

    `claim` is what is put to the test, in one sentence. `sentences` are the numbers, in README.md beside this file, of
    the sentences of the source text that it answers for. `leads_to` has further addresses (label, address). `live` is
    for experiments that take longer than a page may: it yields while it runs, and is left by asking for no more.
    `further` are questions beside the main one, each with a prediction of its own. `credit` names whose data it uses,
    where their licence asks for that.
    """

    slug: str
    title: str
    question: str
    claim: str
    sentences: tuple[int, ...]
    controls: tuple[Control, ...]
    prediction: Prediction
    run: Callable[[Values], Shown]
    leads_to: tuple[tuple[str, str], ...] = ()
    live: Callable[[Values], Iterator[Progress]] | None = None
    further: tuple[Prediction, ...] = ()
    credit: str = ""

    @property
    def predictions(self) -> tuple[Prediction, ...]:
        """All that is asked before the experiment, the main question first."""
        return (self.prediction, *self.further)

    @property
    def defaults(self) -> dict[str, Any]:
        """What is set where the address says nothing."""
        return {control.key: control.default for control in self.controls}
