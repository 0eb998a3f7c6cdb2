"""app/lessons/README.md: every statement of the text has its place, and each lesson answers for those it says."""

import re
from urllib.parse import urlsplit

import pytest

from app.bootstrap import ROOT
from app.lessons import LESSON_BY_SLUG, LESSONS
from tests.lessons.test_every_lesson import client, page

__all__ = ["client"]

TOTAL = 52
"""Statements of the text: one for each full stop outside of headings, and the line that leads over to the benefits."""
README = (ROOT / "app" / "lessons" / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", README, re.MULTILINE)
PLACES = {int(number): re.findall(r"`([^`]+)`", places) for number, _, places in ROWS}


def test_every_statement_is_there_in_order_and_has_a_place() -> None:
    assert [int(number) for number, _, _ in ROWS] == list(range(1, TOTAL + 1))
    assert f"makes {TOTAL}\nstatements" in README
    assert all(PLACES.values())
    assert all(len(said.split()) >= 4 for _, said, _ in ROWS)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_each_lesson_answers_for_the_statements_that_lead_to_it(lesson) -> None:
    listed = [number for number, places in PLACES.items() if f"/lessons/{lesson.slug}" in places]
    assert listed == list(lesson.sentences) != []


def test_every_place_exists(client) -> None:
    for place in sorted({place for places in PLACES.values() for place in places}):
        assert urlsplit(place).path in ("/", "/axes") or place.startswith("/lessons/"), place
        page(client, place)


MISCONCEPTIONS = re.findall(r"^\| ([^|]+) \| `/lessons/([^`]+)` \| `(\w+)` \| `(\w+)` \|$", README, re.MULTILINE)


def test_every_misconception_is_a_prediction_that_fails() -> None:
    """At the defaults, by the numbers of the run, with a reply that says what went wrong."""
    assert len(MISCONCEPTIONS) == len(set(MISCONCEPTIONS)) >= 7
    for said, slug, key, choice in MISCONCEPTIONS:
        lesson = LESSON_BY_SLUG[slug]
        (prediction,) = (each for each in lesson.predictions if each.key == key)
        (made,) = (each for each in prediction.choices if each.key == choice)
        assert lesson.run(lesson.defaults).answer(prediction) != made, said
        assert len(made.reply.split()) > 10, said
