"""Lectures of one’s own: a text becomes an address that holds it, or comes back with all that is wrong with it."""

import html
import re
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from app.lecture import COURSE, Course, Step, write_course
from app.lecture.packed import pack
from app.lecture.text import MOST_CHARACTERS
from app.web.lecture_places import local
from app.web.settings import settings_from
from tests.web.lectures import EVIL, OWN, PACKED
from tests.web.visiting import BROWSER, page, told

FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_ones_own_course_is_shown_and_all_of_it_escaped(client: TestClient) -> None:
    for path in ("/lecture", "/lecture/speaker", "/lecture/handout", "/lecture/own"):
        text = page(client, f"{path}?course={PACKED}")
        assert "<script>alert" not in text
        assert html.escape(f"Mine {EVIL}", quote=False).split('"')[0] in text
    assert f"course={PACKED}" in page(client, f"/lecture?course={PACKED}")
    assert client.get(f"/lecture/course.txt?course={PACKED}").text == write_course(OWN)
    assert client.get("/lecture/course.txt").text == write_course(COURSE)


def test_plain_text_in_the_address_becomes_the_short_form(client: TestClient) -> None:
    text = page(client, "/lecture?" + urlencode({"course": write_course(OWN), "step": "2"}))
    assert f'id="after" href="/lecture?step=3&amp;course={PACKED}"' in text


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain; charset=utf-8"])
def test_a_posted_text_leads_to_the_address_that_holds_it(client: TestClient, kind: str) -> None:
    text = write_course(OWN).replace("\n", "\r\n")
    body = text if kind.startswith("text") else urlencode({"text": text})
    answer = client.post(
        "/lecture/own", content=body, headers={"content-type": kind, **BROWSER}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/lecture?course={PACKED}")


BAD = "T\n\n/?shape=4,3&methods=batsh\nA.\nhttp://evil.org/\nB.\n/nowhere\nC.\n"


def test_a_text_that_is_wrong_comes_back_with_every_reason(client: TestClient) -> None:
    answer = client.post("/lecture/own", content=urlencode({"text": BAD + EVIL}), headers=FORM | BROWSER)
    assert answer.status_code == 422
    assert f"{html.escape(BAD)}" in answer.text
    assert "<script>alert" not in answer.text
    places = [re.match(r"line \d+(, \w+)?", reason)[0] for reason in told(answer.text)]
    assert places == ["line 3, shape", "line 5", "line 7"]
    assert all("Got" in each and "expected" in each and "try" in each for each in told(answer.text))


def test_programs_are_told_the_same_as_a_problem(client: TestClient) -> None:
    for answer in (
        client.post("/lecture/own", content=urlencode({"text": BAD}), headers=FORM),
        client.get("/lecture?" + urlencode({"course": BAD})),
    ):
        assert answer.headers["content-type"] == "application/problem+json"
        assert [each["parameter"] for each in answer.json()["errors"]] == ["line 3, shape", "line 5", "line 7"]
    assert "line 5" in page(client, "/lecture?" + urlencode({"course": BAD}), 422)


def test_bodies_of_another_kind_or_size_are_refused(client: TestClient) -> None:
    answer = client.post("/lecture/own", content=b"x", headers={"content-type": "multipart/form-data; boundary=x"})
    assert (answer.status_code, answer.headers["content-type"]) == (415, "application/problem+json")
    long = urlencode({"text": "a" * (MOST_CHARACTERS + 1)})
    assert client.post("/lecture/own", content=long, headers=FORM).status_code == 422
    assert client.post("/lecture/own", content=b"a" * (20 * MOST_CHARACTERS), headers=FORM).status_code == 413
    assert client.post("/lecture/own", content=b"\xff\xfe%", headers=FORM).status_code == 422


SETTINGS = settings_from({})


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/axes", "/axes"),
        ("http://here.org:8000/axes?cell=0,0,0,0", "/axes?cell=0,0,0,0"),
        ("https://HERE.org:8000/lessons/noise#verdict", "/lessons/noise"),
        ("http://here.org:8000", "/"),
        ("http://there.org/axes", None),
        ("//there.org/axes", None),
        ("http://here.org:8000@there.org/axes", None),
        ("http://[/", None),
        ("/\\there.org", None),
        ("/api/v1/methods", None),
        ("/lecture", None),
        ("javascript:alert(1)", None),
    ],
)
def test_only_pages_of_this_host_can_be_shown(address: str, found: str | None) -> None:
    if found is None:
        with pytest.raises(ValueError, match=r"Got .* expected .* try "):
            local(address, "here.org:8000", SETTINGS)
    else:
        assert local(address, "here.org:8000", SETTINGS) == found


@pytest.mark.parametrize("number", range(1, len(COURSE.steps) + 1))
def test_every_step_has_a_picture(client: TestClient, number: int) -> None:
    address = html.unescape(
        re.findall(r'id="picture" src="([^"]*)"', page(client, f"/lecture/speaker?step={number}"))[0]
    )
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.content.startswith(b"<svg ")


def test_a_step_can_be_a_question_of_the_quiz(client: TestClient) -> None:
    course = pack(write_course(Course("T", (Step("/quiz?seed=3&number=2&answer=a", "Which?", "n"),))))
    frame = html.unescape(re.search(r'<iframe [^>]*src="([^"]+)"', page(client, f"/lecture?course={course}"))[1])
    assert "alone=1" in frame and "theme=projector" in frame and "answer" not in frame
    question = page(client, frame)
    assert 'id="question"' in question and 'class="site"' not in question and 'class="maker"' not in question
    assert '<input type="hidden" name="alone" value="1">' in question
    prompt = html.unescape(re.search(r'<h1 id="prompt"[^>]*>(.*?)</h1>', question)[1])
    speaker = page(client, f"/lecture/speaker?course={course}")
    drawn = client.get(html.unescape(re.search(r'id="picture" src="([^"]+)"', speaker)[1]))
    assert drawn.status_code == 200
    assert f"<title>{prompt}</title>" in html.unescape(drawn.text)


def test_a_step_can_be_a_short_link(client: TestClient) -> None:
    settings = settings_from({})
    compared = local("http://testserver/s/1/compare?seed=3", "testserver", settings)
    assert compared.startswith("/?") and "seed=3" in compared and "shape=4,3,4,4" in compared
    assert local("/s/1/matrix", "testserver", settings).endswith("&view=matrix")
    assert local("/s/1/quiz?seed=3", "testserver", settings).startswith("/quiz?")


@pytest.mark.parametrize(
    ("address", "got"),
    [
        ("/quiz?number=99", "number"),
        ("/s/1/quiz?level=9", "level"),
        ("/s/9/compare", "/s/9/compare"),
        ("/s/1/x", "/s/"),
    ],
)
def test_questions_and_short_links_that_there_are_not(client: TestClient, address: str, got: str) -> None:
    answer = client.post("/lecture/own", content=f"T\n{address}\nA.", headers={"content-type": "text/plain", **BROWSER})
    assert answer.status_code == 422
    [reason] = told(answer.text)
    assert reason.startswith("line 2") and got in reason and "expected" in reason
