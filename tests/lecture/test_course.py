"""The built-in course and the plans: every state is one that its page reads, every sentence can be read from afar."""

from urllib.parse import urlsplit

import pytest

from app.lecture import COURSE, IDEAS, PLANS, CourseError, Step
from app.lecture.plans import Plan
from app.lessons import LESSONS
from app.web.embed_query import read_embed
from app.web.lecture_places import local, place_of
from app.web.settings import settings_from

SETTINGS = settings_from({})
HOST = "normaxis.test"
LONGEST = 95
"""Characters: two lines on a projector, beside a figure."""
ADDRESSES = [step.address for step in COURSE.steps] + [idea.address for idea in IDEAS]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_state_is_valid_and_shows_a_figure(address: str) -> None:
    assert local(address, HOST, SETTINGS) == address
    place = place_of(address, "projector", SETTINGS)
    found, options = read_embed(place.key, urlsplit(place.picture).query, SETTINGS)
    assert found.panels
    wanted = urlsplit(address).fragment.removeprefix("panel-")
    assert ",".join(options.panel) == wanted == (",".join(panel.ident for panel in found.panels) if wanted else "")
    assert "theme=projector" in place.frame


@pytest.mark.parametrize("step", COURSE.steps, ids=lambda step: step.sentence[:30])
def test_every_step_has_a_sentence_of_sensible_length_and_notes(step: Step) -> None:
    assert 20 <= len(step.sentence) <= LONGEST
    assert step.sentence[-1] in ".?"
    assert step.notes.splitlines()
    assert all(line.strip() == line and line for line in step.notes.splitlines())


def test_a_quantity_has_one_symbol_from_the_first_step_to_the_last() -> None:
    compared = [step.address for step in COURSE.steps if step.address.startswith(("/?", "/axes?"))]
    assert len(compared) >= 8
    assert all("convention=prince" in address for address in compared)


def test_the_course_is_about_twenty_steps_and_none_is_shown_twice() -> None:
    assert 18 <= len(COURSE.steps) <= 26
    assert len({step.address for step in COURSE.steps}) == len(COURSE.steps)
    assert len({step.sentence for step in COURSE.steps}) == len(COURSE.steps)


def test_the_course_goes_through_every_kind_of_page_and_most_lessons() -> None:
    paths = [urlsplit(step.address).path for step in COURSE.steps]
    assert {"/", "/axes"} <= set(paths)
    shown = {path.removeprefix("/lessons/") for path in paths if path.startswith("/lessons/")}
    assert len(shown) >= 0.8 * len(LESSONS)


def test_a_state_that_is_no_longer_valid_would_be_found() -> None:
    for address in (
        "/?shape=4,3,4",
        "/?methods=batsh",
        "/lessons/noise?draws=-1",
        "/lessons/gone",
        "/axes?cell=9,9,9,9",
    ):
        with pytest.raises(CourseError):
            local(address, HOST, SETTINGS)


def test_a_lesson_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(CourseError, match=r"try /lessons/noise\."):
        local("/lessons/nois", HOST, SETTINGS)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.minutes} minutes")
def test_the_minutes_of_a_plan_add_up_and_its_steps_are_of_the_course_in_its_order(plan: Plan) -> None:
    assert sum(part.minutes for part in plan.parts) == plan.minutes
    places = [COURSE.steps.index(step) for step in plan.steps]
    assert places == sorted(set(places))
    assert all(part.doing and part.steps for part in plan.parts)


def test_the_long_plan_is_the_whole_course() -> None:
    assert [plan.minutes for plan in PLANS] == [10, 45]
    assert PLANS[-1].steps == COURSE.steps


def test_every_wrong_idea_says_what_is_the_case_and_where_it_breaks() -> None:
    assert len(IDEAS) >= 7
    for idea in IDEAS:
        assert idea.belief.endswith(".") and idea.truth.endswith(".") and idea.where
