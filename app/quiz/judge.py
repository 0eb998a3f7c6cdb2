"""judge(question, answer) -> Verdict: whether it holds, and what is said about it. Marks may be right in part."""

import re
from dataclasses import dataclass

import numpy as np

from app.core.errors import InputError, listed, shown
from app.core.names import NAMES, method_over
from app.describe import counted
from app.quiz.question import Marks, Question
from app.quiz.words import along, small

PLACE = re.compile("0|[1-9][0-9]{0,5}")
SKIP = "skip"
"""The answer of those who want to see what is right at once."""


@dataclass(frozen=True)
class Verdict:
    """Whether the answer is right; None where it was skipped. `reply` is for who gave it.

    `missed` and `extra` are places of values in C order: of those that belong and were not marked, and of those that
    were marked and do not belong.
    """

    right: bool | None
    reply: str
    missed: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()


def judge(question: Question, answer: str) -> Verdict:
    """What is to be said to an answer: the key of a choice, marks ("0-3,8"), or SKIP. InputError for others."""
    if answer == SKIP:
        return Verdict(None, "" if question.marks is None else f"These {len(question.marks.right)} values.")
    if question.marks is not None:
        return _judge_marks(question.marks, read_marks(question.marks, answer))
    for choice in question.choices:
        if choice.key == answer:
            return Verdict(choice.key == question.right, choice.reply)
    keys = [choice.key for choice in question.choices]
    raise InputError("answer", shown(answer), listed([*keys, SKIP]), keys[0])


def read_marks(marks: Marks, text: str) -> frozenset[int]:
    """The places that a text marks, `marks.start` among them in any case. InputError where it is not such a text."""
    found: set[int] = set()
    last = -1
    for piece in text.split(","):
        ends = piece.split("-")
        if len(ends) > 2 or not all(PLACE.fullmatch(end) for end in ends):
            raise InputError(
                "answer", shown(text), "places of values in C order, as numbers and ranges joined by commas", "0-3,8"
            )
        low, high = int(ends[0]), int(ends[-1])
        if not last < low <= high < marks.count or (len(ends) == 2 and low == high):
            raise InputError(
                "answer",
                shown(text),
                f"places from 0 to {marks.count - 1} in rising order",
                write_marks(frozenset({marks.start})),
            )
        found.update(range(low, high + 1))
        last = high
    return frozenset(found | {marks.start})


def write_marks(places: frozenset[int]) -> str:
    """The places as ranges: "0-3,8"."""
    pieces: list[tuple[int, int]] = []
    for place in sorted(places):
        if pieces and pieces[-1][1] == place - 1:
            pieces[-1] = (pieces[-1][0], place)
        else:
            pieces.append((place, place))
    return ",".join(f"{low}-{high}" if high > low else str(low) for low, high in pieces)


def _judge_marks(marks: Marks, marked: frozenset[int]) -> Verdict:
    missed, extra = marks.right - marked, marked - marks.right
    if not missed and not extra:
        return Verdict(True, f"All {len(marks.right)} values, and no other.")
    said = []
    name = _pool_of_another(marks, marked)
    if name:
        said.append(f"What you marked is a pool of {name}.")
    if missed:
        ways = [
            along(axis, marks.pool[place])
            for place, axis in enumerate(marks.layout.axes)
            if _differ(marks, missed, place)
        ]
        whole = f": the pool reaches over {listed(ways, 'and')}" if ways else ""
        said.append(f"{len(missed)} of {len(marks.right)} values {'is' if len(missed) == 1 else 'are'} missing{whole}.")
    if extra:
        ways = [
            along(axis, marks.pool[place])
            for place, axis in enumerate(marks.layout.axes)
            if _outside(marks, extra, place)
        ]
        said.append(
            f"{counted(len(extra), 'value is', 'values are')} too many: the pool stays in {listed(ways, 'and')}."
        )
    return Verdict(False, " ".join(said), tuple(sorted(missed)), tuple(sorted(extra)))


def _differ(marks: Marks, places: frozenset[int], axis: int) -> bool:
    """Whether some of the values lie elsewhere along an axis than the one that was given."""
    return bool((_along(marks, places, axis) != marks.cell[axis]).any())


def _outside(marks: Marks, places: frozenset[int], axis: int) -> bool:
    """Whether some of the values lie beyond the pool along an axis."""
    low, high = marks.pool[axis]
    found = _along(marks, places, axis)
    return bool(((found < low) | (found >= high)).any())


def _along(marks: Marks, places: frozenset[int], axis: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.asarray(np.unravel_index(sorted(places), marks.shape)[axis])


def _pool_of_another(marks: Marks, marked: frozenset[int]) -> str:
    """The name of the choice of axes whose pool was marked; nothing where there is none, or only the value itself."""
    for name in NAMES:
        pools = method_over(marks.layout.with_role(*name.reduces), marks.layout).pools(marks.layout, marks.shape)
        there = Marks(marks.layout, marks.shape, marks.cell, pools.box(pools.pool_of(marks.cell)))
        if 1 < pools.size < marks.count and there.right == marked:
            return small(name.label)
    return ""
