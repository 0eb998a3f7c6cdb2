"""The text form of a course: what can be said in it is read again as it was, and mistakes are named by their line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InputError
from app.lecture import COURSE, Course, CourseError, Step, read_course, write_course
from app.lecture.text import LONGEST_SENTENCE, MOST_CHARACTERS, MOST_STEPS


def anything(address: str) -> str:
    return address


def nothing(address: str) -> str:
    raise CourseError([InputError("shape", "four sizes", "three", "shape=1,2,3")])


VISIBLE = st.characters(exclude_categories=("C", "Z"), include_characters=" ")
LINE = st.one_of(
    st.text(VISIBLE, min_size=1, max_size=40),
    st.sampled_from(["/axes", "> marked", ">", "# heading", "http://a.org/", "HTTPS://a.org", "//", "##", "1. one"]),
).map(str.strip)
SENTENCE = LINE.filter(bool)
ADDRESS = st.sampled_from(["/", "/axes?shape=1,2,3,4", "/lessons/noise", "http://other.org/x", "//b"])
STEP = st.builds(Step, ADDRESS, SENTENCE, st.lists(SENTENCE, max_size=4).map("\n".join))
COURSES = st.builds(Course, SENTENCE, st.lists(STEP, min_size=1, max_size=5).map(tuple))


@given(COURSES)
def test_what_is_written_is_read_again(course: Course) -> None:
    assert read_course(write_course(course), anything) == course


@given(COURSES, st.sampled_from(["\n", "\r\n", "\n\n\n", "  \n\t"]))
def test_line_ends_empty_lines_indents_and_a_mark_of_the_editor_do_not_matter(course: Course, end: str) -> None:
    text = "\ufeff" + "".join(f"\t{line} {end}" for line in write_course(course).splitlines())
    assert read_course(text, anything) == course


def test_the_built_in_course_can_be_taken_as_text_and_brought_back() -> None:
    assert read_course(write_course(COURSE), anything) == COURSE


def test_a_sentence_needs_no_mark_and_notes_keep_their_order() -> None:
    text = "# Mine\n/axes\nLook.\nfirst note\n\n> /second note\n/\n> /axes is next.\n"
    assert read_course(text, anything) == Course(
        "Mine", (Step("/axes", "Look.", "first note\n/second note"), Step("/", "/axes is next."))
    )


LONG = "x" * (LONGEST_SENTENCE + 1)
MISTAKES = [
    ("", "line 1", "no text", "the title"),
    (" \n\t\n", "line 1", "no text", "the title"),
    ("T\n", "line 1", "a title and no step", "the address of a first step"),
    ("/axes\nA.\n", "line 1", "“/axes”", "the title of the lecture first"),
    ("T\n\nlessons/noise\n/axes\nA.\n", "line 3", "“lessons/noise”", "a line that begins with /"),
    ("T\n/axes\n\n/\nA.\n", "line 2", "“/axes” alone", "a sentence for the class"),
    ("T\n/\nA.\n/axes", "line 4", "“/axes” alone", "a sentence for the class"),
    ("T\n/\n>\n", "line 2", "“/” alone", "a sentence for the class"),
    (f"{LONG}\n/\nA.\n", "line 1", f"{LONGEST_SENTENCE + 1} characters", f"at most {LONGEST_SENTENCE}"),
    (f"T\n/\n{LONG}\n", "line 3", f"{LONGEST_SENTENCE + 1} characters", f"at most {LONGEST_SENTENCE}"),
    ("T\n" + "/\nA.\n" * (MOST_STEPS + 1), f"line {2 + 2 * MOST_STEPS}", f"step {MOST_STEPS + 1}", f"{MOST_STEPS}"),
    ("x" * (MOST_CHARACTERS + 1), "text", f"{MOST_CHARACTERS + 1:,} characters", f"{MOST_CHARACTERS:,}"),
]


@pytest.mark.parametrize(("text", "place", "got", "expected"), MISTAKES)
def test_each_mistake_says_where_it_is_what_was_got_and_what_was_expected(text, place, got, expected) -> None:
    with pytest.raises(CourseError) as caught:
        read_course(text, anything)
    [error] = caught.value.errors
    assert error.parameter == place
    assert got in error.got
    assert expected in error.expected
    assert error.hint


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines() -> None:
    with pytest.raises(CourseError) as caught:
        read_course(f"/axes\n/\n{LONG}\n", anything)
    assert [error.parameter for error in caught.value.errors] == ["line 1", "line 1", "line 3"]


def test_what_is_wrong_with_an_address_is_told_under_its_line() -> None:
    with pytest.raises(CourseError) as caught:
        read_course("T\n\n/?shape=1\nA.\n/\nB.\n", nothing)
    assert [error.parameter for error in caught.value.errors] == ["line 3, shape", "line 5, shape"]
    assert "line 3, shape: Got four sizes; expected three; try shape=1,2,3." in str(caught.value)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        course = read_course(text, anything)
    except CourseError as wrong:
        assert wrong.errors
    else:
        assert read_course(write_course(course), anything) == course
