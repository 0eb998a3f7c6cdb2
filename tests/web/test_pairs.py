"""Query strings: what is written is read back, what is wrong is repaired or left out."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InputError
from app.web.pairs import MOST_PAIRS, chained, joined, pairs_of, repaired

TEXTS = st.text(st.characters(codec="utf-8"))


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=MOST_PAIRS))
def test_what_is_written_is_read_back(pairs: list[tuple[str, str]]) -> None:
    assert pairs_of(joined(pairs)) == pairs


def test_signs_that_mean_nothing_there_can_be_read() -> None:
    assert joined([("values", "[[1,2],[3,4]]"), ("a&b", "c=d e")]) == "values=[[1,2],[3,4]]&a%26b=c%3Dd+e"


def test_empty_queries_leave_nothing() -> None:
    assert chained("", "a=1", "", "b=2") == "a=1&b=2"
    assert chained("", "") == ""


def test_what_is_wrong_is_repaired_or_left_out() -> None:
    pairs = [("seed", "x"), ("shape", "0"), ("odd", "1"), ("cell", "1,2"), ("cell", "3,4")]
    errors = [InputError("seed", "x", "a number", "1"), InputError("shape", "0", "1 or more", "1", "1")]
    assert repaired(pairs, errors, {"seed", "shape", "cell"}) == [("shape", "1"), ("cell", "3,4")]
