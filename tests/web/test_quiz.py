"""The quiz as pages, sheets and JSON: whole without scripts, canonical, each refusal with the nearest that works."""

import gzip
import re
from html import unescape
from itertools import pairwise

import pytest

from app.quiz import LEVELS, MOST, QUESTIONS, QuizSet
from app.quiz.judge import SKIP, write_marks
from app.recipe import THEMES
from app.web.quiz_query import KINDS, QuizState, read_quiz, read_sheet, write_quiz, write_sheet

BROWSER = {"accept": "text/html", "accept-encoding": "identity"}
MOST_COMPRESSED = 40_000
EVERY = [(kind.key, level.number) for kind in QUESTIONS for level in LEVELS]
each_question = pytest.mark.parametrize(("kind", "level"), EVERY)


def page(client, address: str, status: int = 200) -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == status, (address, answer.text[:300])
    return answer.text


def address(kind: str, level: int, **more: object) -> str:
    extra = "".join(f"&{key}={value}" for key, value in more.items())
    return f"/quiz?seed=7&kinds={kind}&level={level}&count=4{extra}"


def right_answer(kind: str, level: int, number: int = 1) -> str:
    question = QuizSet(7, (kind,), level, 4).question(number)
    return question.right or write_marks(question.marks.right)


@each_question
def test_nothing_is_given_away_before_the_answer(client, kind, level) -> None:
    text = unescape(page(client, address(kind, level)))
    question = QuizSet(7, (kind,), level, 4).question(1)
    assert question.prompt in text and question.given in text
    assert 'id="verdict"' not in text and 'id="why"' not in text
    assert not any(sentence in text for sentence in question.because)
    assert not any(f'id="panel-{panel.ident}"' in text for panel in question.shown)
    told = client.get(f"/api/v1{address(kind, level)}").json()
    assert "result" not in told and "right" not in str(told["choices"])


@each_question
def test_every_answer_is_answered_with_the_reason(client, kind, level) -> None:
    question = QuizSet(7, (kind,), level, 4).question(1)
    right = right_answer(kind, level)
    wrong = next((each.key for each in question.choices if each.key != question.right), "0")
    for answer, verdict in ((right, "Right."), (wrong, "Not quite." if question.marks else "That is not it.")):
        text = unescape(page(client, address(kind, level, answer=answer)))
        assert f"<strong>{verdict}</strong>" in text
        assert all(sentence in text for sentence in question.because)
        assert all(f'id="panel-{panel.ident}"' in text for panel in question.shown)
        told = client.get(f"/api/v1{address(kind, level, answer=answer)}").json()["result"]
        assert told["right"] is (verdict == "Right.") and told["correct"] == right
    assert "<strong>The answer:</strong>" in page(client, address(kind, level, answer=SKIP))


@each_question
def test_pages_are_in_order_and_small_and_their_links_lead_somewhere(client, kind, level) -> None:
    for more in ({}, {"answer": right_answer(kind, level)}):
        text = page(client, address(kind, level, **more))
        assert len(gzip.compress(text.encode(), 4)) <= MOST_COMPRESSED
        levels = [int(each) for each in re.findall(r"<h([1-6])", text)]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), levels
        idents = re.findall(r'\bid="([^"]+)"', text)
        assert len(set(idents)) == len(idents)
        for link in set(re.findall(r'href="(/[^"]*)"', text)):
            if not link.startswith("/static/"):
                page(client, unescape(link))


def test_the_canonical_address_says_the_whole_set() -> None:
    state = read_quiz("")
    assert write_quiz(state) == f"seed=0&kinds={','.join(KINDS)}&level=1&count=10"
    query = "seed=7&kinds=mode,means&level=2&count=10&number=3&answer=b&theme=dark"
    assert write_quiz(read_quiz(query)) == query
    assert read_quiz(query) == QuizState(QuizSet(7, ("mode", "means"), 2, 10), 3, "b", "dark")
    paper = "seed=7&kinds=pools&level=3&count=2&answers=1"
    assert write_sheet(read_sheet(paper)) == paper


@pytest.mark.parametrize(
    ("path", "query", "parameter", "nearest"),
    [
        ("/quiz", "seed=-1", "seed", "seed=0"),
        ("/quiz", "seed=-1x", "seed", ""),
        ("/quiz", "count=-5", "count", "count=1"),
        ("/quiz", "kinds=none", "kinds", f"kinds={','.join(KINDS)}"),
        ("/quiz", "seed=1000000", "seed", "seed=999999"),
        ("/quiz", "kinds=pools,pools", "kinds", "kinds=pools"),
        ("/quiz", "kinds=magic", "kinds", f"kinds={','.join(KINDS)}"),
        ("/quiz", "kinds=means,magic&seed=3", "kinds", "kinds=means&seed=3"),
        ("/quiz", "level=4", "level", "level=1"),
        ("/quiz", f"count={MOST + 1}", "count", f"count={MOST}"),
        ("/quiz", "count=0", "count", "count=1"),
        ("/quiz", "count=3&number=9", "number", f"seed=0&kinds={','.join(KINDS)}&level=1&count=3&number=3"),
        ("/quiz", f"number={MOST + 1}", "number", "number=10"),
        ("/quiz", f"number={MOST + 1}&count=3", "number", "number=3&count=3"),
        ("/quiz", "kinds=means&answer=z", "answer", "seed=0&kinds=means&level=1&count=10"),
        ("/quiz", "kinds=pools&answer=a", "answer", "seed=0&kinds=pools&level=1&count=10"),
        ("/quiz", "answer=", "answer", ""),
        ("/quiz", "theme=loud", "theme", "theme=auto"),
        ("/quiz", "colour=blue", "colour", ""),
        ("/quiz", "seed=1&seed=2", "seed", ""),
        ("/quiz/sheet", "answers=2", "answers", "answers=0"),
        ("/quiz/sheet", "number=2", "number", ""),
        ("/quiz", "kinds=%3Cscript%3Ealert(1)%3C/script%3E", "kinds", f"kinds={','.join(KINDS)}"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_nearest_that_can(client, path, query, parameter, nearest) -> None:
    text = page(client, f"{path}?{query}", 422)
    assert "<script>alert" not in text and "That cannot be run as asked" in text
    [link] = re.findall(r'data-state href="([^"]+)">Show the nearest that works', text)
    assert unescape(link) == f"{path}?{nearest}".rstrip("?")
    page(client, unescape(link))
    if path == "/quiz":
        told = client.get(f"/api/v1/quiz?{query}")
        assert told.status_code == 422 and told.headers["content-type"] == "application/problem+json"
        [error] = told.json()["errors"]
        assert error["parameter"] == parameter and error["detail"].startswith("Got ")


def test_the_forms_alone_lead_to_canonical_addresses(client) -> None:
    def led(**fields: object) -> str:
        answer = client.get("/quiz/go", params=fields, follow_redirects=False)
        assert answer.status_code == 303
        return unescape(answer.headers["location"])

    fields = {"seed": 7, "kind": ["pools", "mode"], "level": 2, "count": 5}
    assert led(**fields, to="quiz") == "/quiz?seed=7&kinds=pools,mode&level=2&count=5"
    assert led(**fields, to="sheet") == "/quiz/sheet?seed=7&kinds=pools,mode&level=2&count=5"
    marked = led(**fields, number=1, mark=[3, 0, 1, 2, 9], theme="dark")
    assert marked == "/quiz?seed=7&kinds=pools,mode&level=2&count=5&number=1&answer=0-3,9&theme=dark"
    assert led(**fields, mark="<x>").endswith("&answer=%3Cx%3E")
    assert led(seed=" ") == "/quiz?"
    # A form whose kinds were all unticked is refused, not filled in unsaid.
    for to, path in (("quiz", "/quiz"), ("sheet", "/quiz/sheet")):
        assert led(seed=7, to=to) == f"{path}?seed=7&kinds=none"
        assert "Got no kind of question; expected at least one" in page(client, f"{path}?seed=7&kinds=none", 422)


def test_a_form_can_be_filled_in_from_what_the_page_has(client) -> None:
    text = page(client, address("pools", 1))
    form = text[text.index('<form id="question"') :]
    form = form[: form.index("</form>")]
    question = QuizSet(7, ("pools",), 1, 4).question(1)
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', form)
    boxes = [int(place) for place in re.findall(r'type="checkbox" name="mark" value="(\d+)"', form)]
    assert sorted([*boxes, question.marks.start]) == list(range(question.marks.count))
    chosen = [("mark", str(place)) for place in boxes if place in question.marks.right]
    answer = client.get("/quiz/go", params=[*fields, *chosen], headers=BROWSER)
    assert "<strong>Right.</strong>" in answer.text


@pytest.mark.parametrize("level", [level.number for level in LEVELS])
def test_sheets_have_every_question_and_the_answers_where_asked(client, level) -> None:
    query = f"seed=7&kinds={','.join(KINDS)}&level={level}&count=12"
    bare, solved = (unescape(page(client, f"/quiz/sheet?{query}{more}")) for more in ("", "&answers=1"))
    for number in range(1, 13):
        question = QuizSet(7, KINDS, level, 12).question(number)
        for text in (bare, solved):
            assert question.prompt in text and f'id="q{number}"' in text
        assert question.because[0] not in bare and question.because[0] in solved
    idents = re.findall(r'\bid="([^"]+)"', solved)
    assert len(set(idents)) == len(idents)
    assert 'id="answers"' in solved and 'id="answers"' not in bare
    said = re.findall(r'role="img" aria-label="([^"]*)"', bare)
    assert said and all(re.fullmatch("(values|[A-Z] .*): to be marked(, with the value .*)?", each) for each in said)
    assert len(gzip.compress(solved.encode(), 4)) < 2 * MOST_COMPRESSED


def test_the_palette_is_part_of_the_state(client) -> None:
    for theme in THEMES:
        for path in ("/quiz", "/quiz/sheet"):
            assert f'data-theme="{theme}"' in page(client, f"{path}?count=1&theme={theme}")


def test_the_registry_is_told_and_declared(client) -> None:
    told = client.get("/api/v1/quiz/kinds").json()
    assert [each["key"] for each in told["kinds"]] == list(KINDS)
    assert [each["number"] for each in told["levels"]] == [level.number for level in LEVELS]
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    names = [each["name"] for each in paths["/api/v1/quiz"]["get"]["parameters"]]
    assert names == ["seed", "kinds", "level", "count", "number", "answer", "theme"]
    assert {"405", "422", "503"} <= set(paths["/api/v1/quiz"]["get"]["responses"])


def test_the_api_tells_marks_apart(client) -> None:
    question = QuizSet(7, ("pools",), 1, 4).question(1)
    told = client.get(f"/api/v1{address('pools', 1, answer=f'0-{question.marks.count - 1}')}").json()
    assert told["marks"]["shape"] == list(question.recipe.shape) and told["marks"]["start"] == question.marks.start
    assert told["result"]["right"] is False and told["result"]["missed"] == []
    assert set(told["result"]["extra"]) == set(range(question.marks.count)) - question.marks.right
    assert told["page"] == address("pools", 1)


def test_maps_of_sequences_say_which_axes_are_inside_of_them(client) -> None:
    number = next(n for n in range(1, 51) if QuizSet(7, ("pools",), 2, 50).question(n).recipe.layout.key == "sequence")
    text = page(client, f"/quiz?seed=7&kinds=pools&level=2&count=50&number={number}")
    assert 'class="marks flows"' in text and "<i>T</i> ↓ <i>C</i> →" in text


@pytest.mark.parametrize("kind", ["method", "mode"])
@pytest.mark.parametrize("level", [level.number for level in LEVELS])
def test_what_comes_in_and_what_comes_out_fill_a_scale_of_colours_each(client, kind, level) -> None:
    told = [f"Full colour at ±{reach}." for reach in scales(QuizSet(7, (kind,), level, 4).question(1).given)]
    assert len(told) == 2
    captions = [panel.caption for panel in QuizSet(7, (kind,), level, 4).question(1).panels]
    assert captions[0].endswith(told[0])
    assert all(caption.endswith(told[1]) for caption in captions[1:])


def scales(given: str) -> list[str]:
    return re.findall(r"at ±([0-9.]+?)[;.](?: |$)", given)
