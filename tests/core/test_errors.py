"""Refusals complete one sentence and carry what a page needs to repair them."""

import pytest

from app.core.errors import InputError, listed, shown


def test_a_refusal_is_one_sentence_and_its_parts():
    error = InputError("groups", "7 channels in 2 groups", "a number of groups that divides 7", "1 or 7", repair="1")
    assert str(error) == "Got 7 channels in 2 groups; expected a number of groups that divides 7; try 1 or 7."
    assert (error.parameter, error.repair) == ("groups", "1")
    assert isinstance(error, ValueError)


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [([], ""), (["1"], "1"), (["1", "7"], "1 or 7"), (("1", "2", "4"), "1, 2 or 4")],
)
def test_choices_are_listed_as_a_reader_would(choices, sentence):
    assert listed(choices) == sentence


def test_choices_with_another_joint():
    assert listed(["rows", "columns"], "and") == "rows and columns"


def test_what_comes_from_outside_is_quoted_cut_and_printable():
    assert shown("abc") == "“abc”"
    assert shown("x" * 41) == f"“{'x' * 40}…”"
    assert shown("a\0b\r\nc\u202ed") == "“a\N{REPLACEMENT CHARACTER}b" + "\N{REPLACEMENT CHARACTER}" * 2 + (
        "c\N{REPLACEMENT CHARACTER}d”"
    )
    assert shown(7) == "“7”"
