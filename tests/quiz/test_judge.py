"""What is said to an answer: marks are told apart value by value, and what is no answer is refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.axes import layout_by_key
from app.core.errors import InputError
from app.core.methods import method_by_key
from app.quiz import QUESTIONS, Marks, QuizSet, kind_by_key
from app.quiz.judge import SKIP, judge, read_marks, write_marks
from app.quiz.maps import mark_maps
from app.quiz.question import Question

SHAPE = (2, 3, 2, 2)
IMAGE = layout_by_key("image")


def marking(method: str, cell=(1, 1, 0, 1)) -> Question:
    pools = method_by_key(method, IMAGE).pools(IMAGE, SHAPE)
    question = kind_by_key("pools").make(1, 1)
    marks = Marks(IMAGE, SHAPE, cell, pools.box(pools.pool_of(cell)))
    return Question(**{**vars(question), "marks": marks})


@given(st.frozensets(st.integers(0, 23)))
def test_marks_are_read_as_they_are_written(places) -> None:
    marks = marking("batch").marks
    assert read_marks(marks, write_marks(places | {marks.start})) == places | {marks.start}


@given(st.frozensets(st.integers(0, 23)), st.sampled_from(["batch", "layer", "instance", "reduce:NW"]))
def test_what_is_missing_and_what_is_too_much(places, method) -> None:
    question = marking(method)
    marks = question.marks
    marked = places | {marks.start}
    verdict = judge(question, write_marks(marked))
    assert set(verdict.missed) == marks.right - marked
    assert set(verdict.extra) == marked - marks.right
    assert verdict.right == (marked == marks.right)
    for count, words in ((len(verdict.missed), "missing"), (len(verdict.extra), "too many")):
        assert (words in verdict.reply) == (count > 0)
    states = [cell.state for map in mark_maps(marks, marked).maps for row in map.rows for cell in row]
    assert sorted(cell.place for map in mark_maps(marks).maps for row in map.rows for cell in row) == list(range(24))
    assert states.count("missed") == len(verdict.missed) and states.count("extra") == len(verdict.extra)
    assert states.count("given") == 1 and states.count("hit") == len(marks.right & marked) - 1


def test_partial_marks_are_explained() -> None:
    layer, batch = marking("layer"), marking("batch")
    assert judge(layer, write_marks(layer.marks.right)).reply == "All 12 values, and no other."
    said = judge(layer, write_marks(batch.marks.right)).reply
    assert "What you marked is a pool of batch norm." in said
    assert "8 of 12 values are missing: the pool reaches over channels 0–2" in said
    assert "4 values are too many: the pool stays in sample 1." in said
    assert "the pool reaches over samples 0–1" in judge(batch, write_marks(marking("instance").marks.right)).reply
    assert "11 of 12 values are missing" in judge(layer, str(layer.marks.start)).reply


@pytest.mark.parametrize(
    "text", ["", "x", "0-", "-3", "3-1", "24", "0,0", "5,2", "2-2", "٣", "01", "0-3,3", "1e1", "1 2"]
)
def test_what_marks_nothing_is_refused(text) -> None:
    with pytest.raises(InputError, match=r"^Got .*; expected places .*; try ") as refused:
        read_marks(marking("batch").marks, text)
    assert refused.value.parameter == "answer"


@pytest.mark.parametrize("kind", [kind for kind in QUESTIONS if kind.key != "pools"], ids=lambda kind: kind.key)
def test_every_choice_is_answered(kind) -> None:
    question = kind.make(5, 2)
    verdicts = [judge(question, choice.key) for choice in question.choices]
    assert [verdict.right for verdict in verdicts].count(True) == 1
    assert all(verdict.reply for verdict in verdicts if not verdict.right)
    assert judge(question, SKIP).right is None
    with pytest.raises(InputError, match="expected a, b"):
        judge(question, "z")


def test_kinds_take_turns_and_sets_do_not_meet() -> None:
    made = QuizSet(7, ("means", "mode"), 1, 5)
    assert [made.question(number).kind for number in range(1, 6)] == ["means", "mode", "means", "mode", "means"]
    assert made.question(1).recipe.seed != made.question(3).recipe.seed
    seeds = [QuizSet(seed, ("means",), 1, 50).question(number).recipe.seed for seed in (0, 1) for number in (1, 50)]
    assert len(set(seeds)) == 4
    with pytest.raises(InputError, match="expected pools, means"):
        kind_by_key("none")
