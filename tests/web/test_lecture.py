"""The pages of a lecture: steps, speaker, handout, QR codes, with every refusal in words."""

import html
import re

import pytest
import segno
from starlette.testclient import TestClient

from app.lecture import COURSE, Course, Step, write_course
from app.lecture.packed import MOST_PACKED, pack
from app.web.addresses import only_here
from app.web.qr import BORDER, qr_svg
from tests.web.lectures import PACKED
from tests.web.visiting import BROWSER, page


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
