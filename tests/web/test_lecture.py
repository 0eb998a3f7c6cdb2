"""The pages of a lecture: steps, speaker, handout, QR codes, and lectures of one's own, with every refusal in words."""

import html
import re
from urllib.parse import urlencode

import pytest
import segno
from starlette.testclient import TestClient

from app.lecture import COURSE, Course, Step, write_course
from app.lecture.packed import MOST_PACKED, pack
from app.lecture.text import MOST_CHARACTERS
from app.web.addresses import only_here
from app.web.lecture_places import local
from app.web.qr import BORDER, qr_svg
from app.web.settings import settings_from

BROWSER = {"accept": "text/html"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
EVIL = "<script>alert(1)</script>\"'&"
OWN = Course(
    f"Mine {EVIL}",
    (
        Step("/?shape=4,3,4,4&methods=batch", f"One {EVIL}", f"note {EVIL}\nanother"),
        Step("/axes", "Two", ""),
        Step("/lessons/noise?draws=100", "Three", "n"),
    ),
)
PACKED = pack(write_course(OWN))


def page(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == status, answer.text
    return answer.text


def told(text: str) -> list[str]:
    """The reasons that a refusal gives, as they are read."""
    items = re.findall(r"<li>(.*?)</li>", text[text.index('class="reasons"') :].split("</ul>")[0], re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", item)) for item in items]


@pytest.mark.parametrize("number", [1, 7, len(COURSE.steps)])
def test_a_step_is_whole_without_scripts(client: TestClient, number: int) -> None:
    text = page(client, f"/lecture?step={number}" if number > 1 else "/lecture")
    step = COURSE.steps[number - 1]
    assert f'<h1 id="sentence">{html.escape(step.sentence)}</h1>' in text
    assert f"{number} / {len(COURSE.steps)}" in text
    links = re.findall(r'id="(before|after)" href="([^"]+)"', text)
    last = len(COURSE.steps)
    wanted = [max(number - 1, 1), min(number + 1, last)]
    assert links == [
        (name, "/lecture" if to == 1 else f"/lecture?step={to}")
        for name, to in zip(("before", "after"), wanted, strict=True)
    ]
    # Notes are for the speaker: where they are read without scripts, the class does not see them.
    assert html.escape(step.notes.splitlines()[0]) not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)


def test_every_address_that_the_page_names_answers(client: TestClient) -> None:
    text = page(client, "/lecture?step=3")
    frame = html.unescape(re.search(r'<iframe [^>]*src="([^"]+)"', text)[1])
    found = {html.unescape(each) for each in re.findall(r'(?:href|src)="(/[^"]*)"', text)}
    assert len(found) > 15
    for address in found | {frame}:
        answer = client.get(address.partition("#")[0], headers=BROWSER)
        assert answer.status_code == 200, address


@pytest.mark.parametrize("step", COURSE.steps, ids=lambda step: step.sentence[:30])
def test_frame_and_picture_of_every_step_answer(client: TestClient, step: Step) -> None:
    number = COURSE.steps.index(step) + 1
    text = page(client, f"/lecture/speaker?step={number}")
    picture = html.unescape(re.search(r'id="picture" src="([^"]+)"', text)[1])
    answer = client.get(picture)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    frame = html.unescape(re.search(r'<iframe [^>]*src="([^"]+)"', page(client, f"/lecture?step={number}"))[1])
    assert client.get(frame, headers=BROWSER).status_code == 200
    assert client.get(f"/lecture/{number}", follow_redirects=False).headers["location"] == step.address


def test_frames_may_be_held_of_this_site_alone(client: TestClient) -> None:
    assert "frame-src 'self'" in client.get("/lecture").headers["content-security-policy"].split("; ")


def test_the_speaker_has_notes_and_the_next_step(client: TestClient) -> None:
    text = page(client, "/lecture/speaker?step=2")
    for line in COURSE.steps[1].notes.splitlines():
        assert f"<li>{html.escape(line)}</li>" in text
    assert COURSE.steps[2].sentence in html.unescape(text)
    assert "The end." in page(client, f"/lecture/speaker?step={len(COURSE.steps)}")


def test_the_handout_has_every_step_with_figure_address_and_code(client: TestClient) -> None:
    text = page(client, "/lecture/handout")
    read = html.unescape(text)
    for number, step in enumerate(COURSE.steps, 1):
        assert step.sentence in read
        assert f"http://testserver/lecture/{number}<" in read
        assert step.notes.splitlines()[0] not in read
    assert text.count('class="figure"') == text.count('class="code"') == len(COURSE.steps)
    assert COURSE.steps[0].notes.splitlines()[0] in html.unescape(page(client, "/lecture/handout?notes=1"))


def modules(svg: bytes) -> set[tuple[int, int]]:
    """The dark modules of a code that segno drew: rows of lines, of which each begins where the last one ended."""
    dark: set[tuple[int, int]] = set()
    [path] = re.findall(rb'stroke="#000" d="([^"]+)"', svg)
    x, y = 0.0, 0.0
    for letter, numbers in re.findall(r"([Mmh])([-\d. ]+)", path.decode()):
        values = [float(each) for each in re.findall(r"-?[\d.]+", numbers)]
        if letter == "h":
            dark |= {(int(x) + k, int(y)) for k in range(int(values[0]))}
            x += values[0]
        else:
            x, y = (values[0], values[1]) if letter == "M" else (x + values[0], y + values[1])
    return dark


def test_the_code_is_the_one_of_the_address(client: TestClient) -> None:
    for number, host in ((1, "testserver"), (12, "192.168.1.20:8000"), (24, "[fe80::1]:8000")):
        answer = client.get(
            f"/lecture/qr.svg?step={number}" if number > 1 else "/lecture/qr.svg", headers={"host": host}
        )
        wanted = segno.make_qr(f"http://{host}/lecture/{number}", error="m", boost_error=False).matrix
        dark = {(x + BORDER, y + BORDER) for y, row in enumerate(wanted) for x, cell in enumerate(row) if cell}
        assert modules(answer.content) == dark
    assert modules(qr_svg("http://a.org/")) != modules(qr_svg("http://b.org/"))


def test_a_step_of_ones_own_leads_phones_to_the_page_itself(client: TestClient) -> None:
    answer = client.get(f"/lecture/qr.svg?step=3&course={PACKED}")
    assert answer.content == qr_svg("http://testserver/lessons/noise?draws=100")


def test_an_address_that_is_too_long_for_a_code_is_said_to_be(client: TestClient) -> None:
    values = ",".join(["1.25"] * 300)
    long = pack(write_course(Course("T", (Step(f"/?values={values}&shape=300,1&layout=features", "A."),))))
    assert '"coded":false' in page(client, f"/lecture?course={long}")
    assert 'class="code"' not in page(client, f"/lecture/handout?course={long}")
    answer = client.get(f"/lecture/qr.svg?course={long}")
    assert answer.status_code == 422
    assert "QR code" in answer.json()["detail"]


@pytest.mark.parametrize("host", ["[", "a b", 'evil"><script>', "", "x" * 300 + "/"])
def test_a_host_that_is_none_is_not_repeated(client: TestClient, host: str) -> None:
    answer = client.get("/lecture", headers={"host": host, **BROWSER})
    assert answer.status_code == 200
    assert 'data-base="http://testserver' in answer.text


def test_what_works_on_this_computer_only_is_said(client: TestClient) -> None:
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        assert 'id="only-here"' in client.get("/lecture", headers={"host": host, **BROWSER}).text
    assert 'id="only-here"' not in page(client, "/lecture")
    assert only_here("http://127.0.0.1:1") and not only_here("http://127.example.org")


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


REFUSED = [
    ("/lecture?step=0", "1 to 24"),
    ("/lecture?step=99", "1 to 24"),
    ("/lecture?step=x", "whole number"),
    ("/lecture?step=", "a value"),
    ("/lecture?steps=3", "unknown parameter"),
    ("/lecture?theme=pink", "one of auto"),
    ("/lecture?step=99&theme=pink", "one of auto"),
    ("/lecture/speaker?step=25", "1 to 24"),
    ("/lecture/handout?step=2", "unknown parameter"),
    ("/lecture/handout?notes=yes", "one of 0, 1"),
    ("/lecture?course=abc", "unpack"),
    (f"/lecture?course={'A' * (MOST_PACKED + 1)}", f"at most {MOST_PACKED:,}"),
    (f"/lecture?step=4&course={PACKED}", "1 to 3"),
]


@pytest.mark.parametrize(("path", "words"), REFUSED)
def test_a_wrong_query_is_refused_and_the_nearest_that_works_is_offered(client, path, words) -> None:
    text = page(client, path, 422)
    assert words in html.unescape(text)
    assert "cannot be shown as asked" in text
    nearest = html.unescape(re.search(r'class="button strong"[^>]* href="([^"]+)"', text)[1])
    assert nearest.split("?")[0] == path.split("?")[0]
    page(client, nearest)
    assert client.get(path).json()["errors"]


@pytest.mark.parametrize(
    "path", ["/lecture/0", "/lecture/25", "/lecture/01", "/lecture/٣", "/lecture/x", "/lecture/1/"]
)
def test_a_step_that_there_is_not_is_no_page(client: TestClient, path: str) -> None:
    assert client.get(path, headers=BROWSER).status_code == 404


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
