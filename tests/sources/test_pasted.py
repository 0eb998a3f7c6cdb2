"""Pasted numbers become the array they look like, or a sentence that says where and why not."""

import json
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.core.errors import InputError
from app.sources.pasted import parse_pasted

MOST = 1000

finite = arrays.arrays(
    np.float64, arrays.array_shapes(min_dims=1, max_dims=5, max_side=3), elements=st.floats(width=64)
)


def refusal(text: str, most: int = MOST) -> str:
    with pytest.raises(InputError) as caught:
        parse_pasted(text, most)
    assert caught.value.parameter == "values"
    return str(caught.value)


@given(finite)
def test_reads_back_what_json_and_numpy_write(values):
    if np.isfinite(values).all():
        assert np.array_equal(parse_pasted(json.dumps(values.tolist()), MOST), values)
    with np.printoptions(threshold=10**6, floatmode="unique"):
        for text in (str(values), repr(values)):
            assert np.array_equal(parse_pasted(text, MOST), values, equal_nan=True)


@pytest.mark.parametrize("separator", [",", ", ", ";", "\t", " ", "  "])
def test_reads_tables(separator):
    text = "\n".join(separator.join(row) for row in (["1", "-2.5", "3e-2"], [".5", "+4.", "5E+1"]))
    for given_text in (
        text,
        text + "\n",
        text.replace("\n", "\r\n"),
        "\n" + text.replace("\n", "\n\n"),
        "\ufeff" + text,
    ):
        values = parse_pasted(given_text, MOST)
        assert values.dtype == np.float64
        assert values.tolist() == [[1, -2.5, 0.03], [0.5, 4, 50]]


def test_values_that_are_not_finite_are_data():
    assert np.array_equal(
        parse_pasted("nan, NaN, inf, -Infinity", MOST), [[np.nan, np.nan, np.inf, -np.inf]], equal_nan=True
    )
    assert np.array_equal(parse_pasted("[nan inf -inf]", MOST), [np.nan, np.inf, -np.inf], equal_nan=True)


def test_reads_what_a_notebook_shows():
    assert parse_pasted("array([[1., 2.],\n       [3., 4.]], dtype=float32)", MOST).tolist() == [[1, 2], [3, 4]]
    assert parse_pasted("tensor([[1., 2.]], device='cuda:0', dtype=torch.float64)", MOST).tolist() == [[1, 2]]


REFUSED = {
    "": "Got no numbers; expected at least one; try [[1, 2], [3, 4]].",
    " \n\t": "Got no numbers; expected at least one; try [[1, 2], [3, 4]].",
    "1,2\n3": "Got 1 number in row 2; expected 2, as in row 1; try rows of equal length.",
    "a,b\n1,2": "Got “a” in row 1, column 1; expected numbers only; "
    "try leaving names and units out, and nan where a value is missing.",
    "1,,3": "Got an empty place in row 1, column 2; expected a number; try nan where a value is missing.",
    "1,5;2,5": "Got “1,5” in row 1, column 1; expected a decimal point; try 1.5.",
    "1_0 2": "Got “1_0” in row 1, column 1; expected a number in the digits 0–9, such as 0.5 or 1e-5; try 0.5.",
    "١ ٢": "Got “١” in row 1, column 1; expected a number in the digits 0–9, such as 0.5 or 1e-5; try 0.5.",
    "ınf": "Got “ınf” in row 1, column 1; expected numbers only; "
    "try leaving names and units out, and nan where a value is missing.",
    "0x10": "Got “0x10” in row 1, column 1; expected numbers only; "
    "try leaving names and units out, and nan where a value is missing.",
    "1e999": "Got “1e999”; expected a number that a float64 can hold; try a smaller one, or inf if it is meant.",
    "[[1, 2], [3]]": "Got a list of length 1; expected 2, as in the first; try lists of equal length.",
    "[1, [2]]": "Got numbers beside lists; expected lists of equal depth; try [[1, 2], [3, 4]].",
    "[[1], 2]": "Got numbers beside lists; expected lists of equal depth; try [[1, 2], [3, 4]].",
    "[[1], [[2]]]": "Got numbers beside lists; expected lists of equal depth; try [[1, 2], [3, 4]].",
    "[]": "Got an empty list; expected a number; try [[1, 2], [3, 4]].",
    "[[1], []]": "Got an empty list; expected a number; try [[1, 2], [3, 4]].",
    "[1, 2,]": "Got a comma before a closing bracket; expected a number; try [[1, 2], [3, 4]].",
    "[1,, 2]": "Got a comma with nothing before it; expected a number; try nan where a value is missing.",
    "[, 1]": "Got a comma with nothing before it; expected a number; try nan where a value is missing.",
    "[[1]": "Got a list that is not closed; expected as many closing as opening brackets, and one list; "
    "try [[1, 2], [3, 4]].",
    "[1] [2]": "Got “[2]” after the list; expected as many closing as opening brackets, and one list; "
    "try [[1, 2], [3, 4]].",
    "[1]]": "Got “]” after the list; expected as many closing as opening brackets, and one list; try [[1, 2], [3, 4]].",
    "[[[[[[1]]]]]]": "Got lists nested deeper than 5; expected 1 to 5 levels; try [[1, 2], [3, 4]].",
    "[1, ..., 3]": "Got “...” after 1 number; expected every number; try printing the whole array.",
    "[1, none]": "Got “none” after 1 number; expected numbers only; "
    "try leaving names and units out, and nan where a value is missing.",
    "[1, null]": "Got “null” after 1 number; expected numbers only; "
    "try leaving names and units out, and nan where a value is missing.",
    '["1"]': 'Got “"1"” after 0 numbers; expected a number in the digits 0–9, such as 0.5 or 1e-5; try 0.5.',
    "[1_0]": "Got “1_0” after 0 numbers; expected a number in the digits 0–9, such as 0.5 or 1e-5; try 0.5.",
    "[true]": "Got “true” after 0 numbers; expected numbers only; "
    "try leaving names and units out, and nan where a value is missing.",
    '{"a": 1}': 'Got “{"a":” in row 1, column 1; expected numbers only; '
    "try leaving names and units out, and nan where a value is missing.",
    "[\x00]": "Got “\N{REPLACEMENT CHARACTER}” after 0 numbers; "
    "expected a number in the digits 0–9, such as 0.5 or 1e-5; try 0.5.",
}


@pytest.mark.parametrize("text", REFUSED, ids=[ascii(text) for text in REFUSED])
def test_everything_else_is_refused_in_words(text):
    assert refusal(text) == REFUSED[text]


@pytest.mark.parametrize("mark", [",", ";", "\t", " ", "\n"])
def test_too_many_numbers_are_refused(mark):
    assert parse_pasted(mark.join("1" * MOST), MOST).size == MOST
    assert parse_pasted(f"[{'1 ' * MOST}]", MOST).size == MOST
    message = "Got more than 1,000 numbers; expected at most 1,000; try a part of them."
    assert refusal(mark.join("1" * (MOST + 1))) == message
    assert refusal(f"[{'1 ' * (MOST + 1)}]") == message


HOSTILE = {
    "nested": "[" * 1_000_000,
    "digits": "9" * 1_000_000,
    "digits in a list": f"[{'9' * 1_000_000}]",
    "numbers": "1," * 500_000,
    "lists": "[[1]" + ",[1]" * 250_000 + "]",
    "letters": "x" * 1_000_000,
    "brackets": "[" + "[1]," * 250_000,
    "exponent": "1e" + "9" * 1_000_000,
    "points": "." * 1_000_000,
    "wrapping": "array([" + "1, " * 333_000,
    "arguments": "array([1]" + ", a=b" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_little_memory(name):
    text = HOSTILE[name]
    tracemalloc.start()
    try:
        refusal(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * len(text) + 2**20


def test_any_text_gives_an_array_or_a_refusal():
    letters = st.text(alphabet="[],;. \n\t0123456789+-enaif\x00\u0661", max_size=60)

    @given(letters)
    def check(text):
        try:
            values = parse_pasted(text, MOST)
        except InputError as error:
            assert error.parameter == "values"
        else:
            assert 1 <= values.ndim <= 5
            assert 1 <= values.size <= MOST

    check()


def test_what_pythons_json_writes_is_taken() -> None:
    found = parse_pasted("[[1, NaN], [Infinity, -Infinity]]", MOST)
    assert np.array_equal(found, [[1, np.nan], [np.inf, -np.inf]], equal_nan=True)
