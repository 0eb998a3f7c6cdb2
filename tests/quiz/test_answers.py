"""The answers against an independent definition, over many seeds, all kinds and all levels."""

from dataclasses import replace
from math import prod

import numpy as np
import pytest

from app.core.methods import method_by_key
from app.lessons import LESSONS
from app.quiz import LEVELS, QUESTIONS, kind_by_key
from app.quiz.scene import called
from app.run import tensor_of
from tests.quiz.reckoning import array, counts, felt, layout_of, outputs, panel_of, region

SEEDS = range(24)
CLOSE = 1e-9
each_level = pytest.mark.parametrize("level", [level.number for level in LEVELS])


def asked(kind, level):
    return [kind_by_key(kind).make(1000 * seed + 1, level) for seed in SEEDS]


def chosen(question):
    [right] = [choice for choice in question.choices if choice.key == question.right]
    return right.text


def whole(text):
    return int(text.replace("\N{NARROW NO-BREAK SPACE}", ""))


def assert_one_right(question, holds):
    """Of all choices the right one holds, and no other."""
    held = [choice.key for choice in question.choices if holds(choice.text)]
    assert held == [question.right], f"{question.prompt} {held} hold, {question.right} is said to"


@each_level
def test_the_pool_to_mark_is_what_feels_a_nudge(level) -> None:
    methods = set()
    for question in asked("pools", level):
        recipe, marks = question.recipe, question.marks
        moved = felt(recipe, np.asarray(tensor_of(recipe), np.float64))
        assert set(np.flatnonzero(moved)) == marks.right
        assert marks.start in marks.right and 1 < len(marks.right) < marks.count == prod(recipe.shape)
        assert marks.cell == recipe.cell
        methods.add(recipe.methods[0])
    assert len(methods) > 2


@each_level
def test_means_are_counted_by_walking(level) -> None:
    for question in asked("means", level):
        number = counts(question.recipe)
        sizes = question.prompt.startswith("Over how many")
        right = prod(question.recipe.shape) // number if sizes else number
        assert_one_right(question, lambda text, right=right: whole(text) == right)


LEARNED = {
    ("image", "layer"): "CHW",
    ("image", "rms"): "CHW",
    ("sequence", "layer"): "C",
    ("sequence", "rms"): "C",
}
"""The axes that PyTorch learns along; in all other cases, and always in Prince's book, one for each channel."""


@each_level
def test_parameters_are_those_of_the_libraries(level) -> None:
    for question in asked("parameters", level):
        recipe = question.recipe
        [key] = recipe.methods
        letters = "C" if "Prince" in question.prompt else LEARNED.get((recipe.layout_key, key), "C")
        lengths = [n for letter, n in zip(layout_of(recipe).letters, recipe.shape, strict=True) if letter in letters]
        shape = " × ".join(map(str, lengths))
        if "which shape" in question.prompt:
            assert_one_right(question, lambda text, shape=shape: text == shape)
        else:
            number = prod(lengths) * (1 if key == "rms" else 2)
            assert_one_right(question, lambda text, number=number: whole(text) == number)


@each_level
def test_the_output_shown_is_that_of_one_method_alone(level) -> None:
    for question in asked("method", level):
        recipe = question.recipe
        before = array(panel_of(question.panels, "before"), recipe.shape)
        after = array(panel_of(question.panels, "after"), recipe.shape)
        assert np.array_equal(before, np.asarray(tensor_of(recipe), np.float64))
        made = {}
        for key in recipe.methods:
            method = method_by_key(key, recipe.layout)
            made[called(method, recipe)] = np.abs(outputs(recipe, before, key) - after).max()
        assert len(made) == len(question.choices)

        def holds(text, made=made):
            [off] = [off for name, off in made.items() if name.lower() == text.lower()]
            assert off < CLOSE or off > 0.1
            return off < CLOSE

        assert_one_right(question, holds)
        for choice in question.choices:
            shown = panel_of(question.shown, f"made-{choice.key}")
            assert (np.abs(array(shown, recipe.shape) - after).max() < CLOSE) == (choice.key == question.right)


@each_level
def test_what_moves_is_found_by_moving_it(level) -> None:
    frozen = 0
    for question in asked("neighbour", level):
        recipe = question.recipe
        before, after = (array(panel_of(question.panels, ident), recipe.shape) for ident in ("before", "after"))
        changed = before != after
        assert changed.any() and not changed.all()
        at_test_time = "at test time" in question.prompt
        frozen += at_test_time
        # Frozen statistics are some numbers; whichever they are, only what was put in comes out differently.
        moved = changed if at_test_time else outputs(recipe, before) != outputs(recipe, after)
        assert_one_right(question, lambda text, recipe=recipe, moved=moved: np.array_equal(region(text, recipe), moved))
        difference = array(panel_of(question.shown, "moved"), recipe.shape)
        assert np.array_equal(difference != 0, moved)
    assert frozen if level > 1 else not frozen


@each_level
def test_training_is_what_centres_every_pool(level) -> None:
    answers = set()
    for question in asked("mode", level):
        recipe = question.recipe
        batch = array(panel_of(question.panels, "before"), recipe.shape)
        train = outputs(recipe, batch)
        same = not set(method_by_key(recipe.methods[0], recipe.layout).reduced_axes(recipe.layout)) & {"N"}
        if level == 3:
            shown = array(panel_of(question.panels, "after"), recipe.shape)
            trained = np.abs(shown - train).max() < CLOSE
            right = "It cannot be told" if same else "In training" if trained else "At test time"
            assert same <= trained
            assert_one_right(question, lambda text, right=right: text.startswith(right))
        else:
            far = [np.abs(array(panel_of(question.panels, ident), recipe.shape) - train).max() for ident in "ab"]
            right = "There is no difference" if same else f"Output {'AB'[int(far[1] > far[0])]}"
            assert min(far) < CLOSE
            assert max(far) < CLOSE if same else max(far) > 0.1
            assert_one_right(question, lambda text, right=right: text == right)
        answers.add(chosen(question))
    assert len(answers) > 1


def test_a_false_answer_is_found() -> None:
    question = kind_by_key("means").make(1, 1)
    number = counts(question.recipe)
    false = replace(question, right=next(c.key for c in question.choices if c.key != question.right))
    with pytest.raises(AssertionError, match="hold"):
        assert_one_right(false, lambda text: whole(text) == number)
    with pytest.raises(AssertionError, match="hold"):
        assert_one_right(question, lambda text: True)
    moves = next(q for q in asked("neighbour", 1) if "every sample" in chosen(q))
    wrong = next(choice.text for choice in moves.choices if choice.key != moves.right)
    assert not np.array_equal(region(wrong, moves.recipe), region(chosen(moves), moves.recipe))
    with pytest.raises(AssertionError):
        region("The outputs of something", moves.recipe)


@pytest.mark.parametrize("kind", QUESTIONS, ids=lambda kind: kind.key)
@each_level
def test_every_question_is_whole(kind, level) -> None:
    prompts = set()
    for seed in SEEDS:
        question = kind.make(seed, level)
        assert kind.make(seed, level).prompt == question.prompt
        assert kind.make(seed, level).right == question.right
        prompts.add((question.prompt, question.given))
        assert question.kind == kind.key
        assert question.prompt[-1] in ".?" and question.given.endswith(".")
        assert all(sentence.endswith(".") for sentence in question.because)
        assert 0 < len(question.because) <= 3
        panels = [*question.panels, *question.shown]
        assert len({panel.ident for panel in panels}) == len(panels) > 0
        for panel in panels:
            assert panel.table and all(len(row) == len(panel.table.head) for row in panel.table.rows)
        if question.marks:
            assert not question.choices and not question.right
            continue
        texts = [choice.text for choice in question.choices]
        assert 3 <= len(set(texts)) == len(texts) <= 5
        assert [choice.key for choice in question.choices] == list("abcde"[: len(texts)])
        assert all(choice.reply.endswith((".", "?")) for choice in question.choices if choice.key != question.right)
    assert len(prompts) > 3


@pytest.mark.parametrize("kind", QUESTIONS, ids=lambda kind: kind.key)
def test_more_is_said_in_a_lesson_about_what_was_asked(kind):
    addresses = {f"/lessons/{lesson.slug}" for lesson in LESSONS}
    for seed in range(12):
        question = kind.make(seed, 2)
        title, address = question.lesson
        assert address in addresses or address.startswith("/axes?")
        assert not title.startswith("Batch norm") or question.recipe.methods == ("batch",)
