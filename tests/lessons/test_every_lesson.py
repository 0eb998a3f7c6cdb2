"""What holds for every lesson that is listed: its pages, its files, its answers, its promises."""

import csv
import gzip
import json
import re
from html import unescape
from io import StringIO
from itertools import pairwise

import plotly.graph_objects as go
import pytest

from app.lessons import LESSONS, Lesson
from app.web.lesson_query import PREDICT, SKIP, written
from tests.lessons.captions import lacking
from tests.web.conftest import client

__all__ = ["client"]

MOST_COMPRESSED = 40_000
"""Bytes of a page or of an answer."""
RESULT = ("panels", "measured", "right", "holds", "claim")
"""What an answer of the API has at its end."""
PAGE = {"accept": "text/html"}
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)


@pytest.fixture(scope="module")
def shown():
    """shown(lesson) is what it gives at its defaults, run once."""
    kept = {}

    def of(lesson: Lesson):
        if lesson.slug not in kept:
            kept[lesson.slug] = lesson.run(lesson.defaults)
        return kept[lesson.slug]

    return of


def page(client, address: str, status: int = 200) -> str:
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == status, address
    return answer.text


def ends(control) -> list[object]:
    """The outermost values that a control takes."""
    if control.choices:
        return [control.choices[0][0], control.choices[-1][0]]
    if isinstance(control.default, tuple):
        return [(control.low,), (control.low, control.high)]
    return [type(control.default)(control.low), type(control.default)(control.high)]


def test_slugs_and_titles_are_unique() -> None:
    assert len({lesson.slug for lesson in LESSONS}) == len({lesson.title for lesson in LESSONS}) == len(LESSONS)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", lesson.slug) for lesson in LESSONS)


@each_lesson
def test_nothing_is_given_away_before_the_prediction(client, lesson) -> None:
    text = page(client, f"/lessons/{lesson.slug}")
    assert 'id="verdict"' not in text and "<svg" not in text and 'id="charts"' not in text
    for prediction in lesson.predictions:
        assert prediction.question in unescape(text)
        for choice in prediction.choices:
            assert f'name="{prediction.key}" value="{choice.key}"' in text
            assert not choice.reply or choice.reply not in unescape(text)


@each_lesson
def test_every_prediction_is_answered(client, lesson, shown) -> None:
    right = shown(lesson).right
    choices = {choice.key: choice for choice in lesson.prediction.choices}
    assert right in choices
    assert all(choice.reply for key, choice in choices.items() if key != right), "each wrong choice has a reply"
    for key in choices:
        text = page(client, f"/lessons/{lesson.slug}?predict={key}")
        assert f"Your prediction {'held' if key == right else 'failed'}." in text
        assert re.search(rf'value="{key}" checked', text)
    skipped = page(client, f"/lessons/{lesson.slug}?predict={SKIP}")
    assert "What happens:" in skipped and "Your prediction" not in skipped
    assert "Not predicted yet" not in skipped and skipped.count("What happens:") == len(lesson.predictions)


@each_lesson
def test_the_answer_to_a_question_that_was_not_predicted_yet_is_kept_back(client, lesson, shown) -> None:
    text = page(client, f"/lessons/{lesson.slug}?predict={lesson.prediction.choices[0].key}")
    for prediction in lesson.further:
        [verdict] = re.findall(rf'<p id="verdict-{prediction.key}"[^\n]*', text)
        assert "Not predicted yet." in verdict and "What happens" not in verdict
        assert not any(choice.text in unescape(verdict) for choice in prediction.choices)
        [link] = re.findall(r'href="([^"]+)"', verdict)
        told = unescape(page(client, unescape(link)))
        assert f"What happens:</strong> {shown(lesson).answer(prediction).text}" in told
    assert text.count("Not predicted yet.") == len(lesson.further)


@each_lesson
def test_every_further_prediction_is_answered_beside_the_main_one(client, lesson, shown) -> None:
    assert lesson.prediction.key == PREDICT
    assert set(shown(lesson).also) == {prediction.key for prediction in lesson.further}
    keys = [prediction.key for prediction in lesson.predictions]
    assert len(set(keys)) == len(keys) and not set(keys) & set(lesson.defaults)
    assert not lesson.further or all(prediction.about for prediction in lesson.predictions)
    for prediction in lesson.further:
        right = shown(lesson).answer(prediction)
        for choice in prediction.choices:
            assert choice.reply, "each can be wrong with other settings"
            text = page(client, f"/lessons/{lesson.slug}?predict={SKIP}&{prediction.key}={choice.key}")
            [verdict] = re.findall(rf'<p id="verdict-{prediction.key}"[^\n]*', text)
            assert f"Your prediction {'held' if choice == right else 'failed'}." in verdict
            assert choice.reply in unescape(verdict) and prediction.about in verdict
        told = client.get(f"/api/v1/lessons/{lesson.slug}?{prediction.key}={right.key}").json()
        assert told["further"][prediction.key] == {"prediction": right.key, "right": right.key}
    alone = page(client, f"/lessons/{lesson.slug}?" + "&".join(f"{key}={SKIP}" for key in keys[1:]))
    assert 'id="verdict' not in alone, "nothing is shown before the main question was answered"


@each_lesson
def test_what_is_shown_is_whole(lesson, shown) -> None:
    found = shown(lesson)
    idents = [panel.ident for panel in found.panels]
    assert found.panels and len(set(idents)) == len(idents)
    assert set(found.headings) <= set(idents)
    assert [panel for _, _, panels in found.parts for panel in panels] == list(found.panels)
    assert found.holds, "the claim holds at the defaults"
    assert lesson.claim.endswith(".") and not lesson.claim[0].isspace()
    for panel in found.panels:
        assert re.fullmatch(r"[a-z][a-z0-9-]*", panel.ident)
        assert panel.title and panel.description.endswith(".")
        assert panel.table is not None and panel.table.rows, panel.ident
        assert all(len(row) == len(panel.table.head) for row in panel.table.rows)
    assert found.measured and all(sentence.endswith(".") for sentence in found.measured)
    if "seed" in lesson.defaults:
        assert re.search(rf"\bseeds? {lesson.defaults['seed']}\b", " ".join(found.measured), re.IGNORECASE)


@each_lesson
def test_several_seeds_are_measured_and_told(lesson, shown) -> None:
    if "seed" in lesson.defaults:
        assert re.findall(r"[Ss]eeds \d+(?:–| to |, \d+ and )\d+", " ".join(shown(lesson).measured))


@each_lesson
def test_figures_are_plotlys(lesson, shown) -> None:
    for panel in shown(lesson).panels:
        drawn = go.Figure(panel.figure)
        assert drawn.layout.width > 0 and drawn.layout.height > 0


@each_lesson
def test_the_page_is_in_order(client, lesson) -> None:
    text = page(client, f"/lessons/{lesson.slug}?predict={SKIP}")
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), levels
    idents = re.findall(r'\bid="([^"]+)"', text)
    assert len(set(idents)) == len(idents), sorted({ident for ident in idents if idents.count(ident) > 1})
    assert text.count('<table data-table="panel-') == text.count('<figure class="panel"') > 0


@each_lesson
def test_pages_and_answers_are_small(client, lesson) -> None:
    for path in (f"/lessons/{lesson.slug}?predict={SKIP}", f"/api/v1/lessons/{lesson.slug}"):
        size = len(gzip.compress(client.get(path).content, 4))
        assert size <= MOST_COMPRESSED, f"{path}: {size}"


@each_lesson
def test_every_control_can_be_set_to_its_ends(client, lesson) -> None:
    for control in lesson.controls:
        for value in ends(control):
            answer = client.get(f"/api/v1/lessons/{lesson.slug}", params={control.key: written(value)})
            assert answer.status_code == 200, answer.text
            told = answer.json()
            assert told["right"] in {choice.key for choice in lesson.prediction.choices}
            assert {
                panel["ident"]: lacking(panel["caption"]) for panel in told["panels"] if lacking(panel["caption"])
            } == {}
            assert len(gzip.compress(answer.content, 4)) <= MOST_COMPRESSED
            page(client, f"/lessons/{lesson.slug}?predict={SKIP}&{control.key}={written(value)}")


@each_lesson
def test_what_cannot_be_is_refused_in_words_with_the_nearest_that_can(client, lesson) -> None:
    wrong = [("predict", "maybe"), ("colour", "blue"), *((control.key, "much") for control in lesson.controls)]
    for control in lesson.controls:
        if not control.choices and not isinstance(control.default, tuple):
            wrong += [(control.key, written(control.high + 1)), (control.key, written(control.low - 1))]
    for key, text in wrong:
        address = f"/lessons/{lesson.slug}?{key}={text}"
        refused = page(client, address, 422)
        [nearest] = re.findall(r'data-state href="([^"]+)">Show the nearest that works', refused)
        assert nearest.partition("?")[0] == f"/lessons/{lesson.slug}"
        assert page(client, unescape(nearest))
        told = client.get(f"/api/v1/lessons/{lesson.slug}?{key}={text}")
        assert told.status_code == 422 and told.headers["content-type"] == "application/problem+json"
        [error] = told.json()["errors"]
        assert error["parameter"] == key
        assert error["detail"].startswith("Got ")


@each_lesson
def test_the_form_alone_leads_to_the_canonical_address(client, lesson) -> None:
    fields = {control.key: written(control.default) for control in lesson.controls} | {"predict": SKIP}
    answer = client.get(f"/lessons/{lesson.slug}/go", params=fields, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/lessons/{lesson.slug}?")
    text = page(client, answer.headers["location"])
    assert f'action="/lessons/{lesson.slug}/go" method="get"' in text
    for key in fields:
        assert f'name="{key}"' in text


@each_lesson
def test_pictures_and_tables_can_be_taken_away(client, lesson, shown) -> None:
    idents = [panel.ident for panel in shown(lesson).panels]
    links = re.findall(rf'href="(/embed/{lesson.slug}[^"]+)"', page(client, f"/lessons/{lesson.slug}?predict={SKIP}"))
    files = {link.partition("?")[0].removeprefix(f"/embed/{lesson.slug}"): unescape(link) for link in links}
    assert {".svg", ".png", "@2x.png", ".tex", ".html", ".csv", ".json"} <= set(files) and ".npz" not in files
    assert list(client.get(files[".json"]).json()) == idents
    rows = list(csv.reader(StringIO(client.get(files[".csv"]).text)))
    assert {row[0] for row in rows if row} == {"picture", *idents}


@each_lesson
def test_its_links_lead_somewhere(client, lesson) -> None:
    for label, address in lesson.leads_to:
        assert label and address.startswith("/")
        page(client, address)


@each_lesson
def test_the_api_tells_what_the_page_shows(client, lesson, shown) -> None:
    told = client.get(f"/api/v1/lessons/{lesson.slug}?predict={SKIP}").json()
    assert list(told) == ["slug", "title", "values", "prediction", "further", *RESULT]
    assert told["values"] == json.loads(json.dumps(lesson.defaults))
    assert [panel["ident"] for panel in told["panels"]] == [panel.ident for panel in shown(lesson).panels]
    assert "prediction" not in client.get(f"/api/v1/lessons/{lesson.slug}").json()


def test_the_registry_is_told(client) -> None:
    told = client.get("/api/v1/lessons").json()["lessons"]
    assert [each["slug"] for each in told] == [lesson.slug for lesson in LESSONS]
    for each, lesson in zip(told, LESSONS, strict=True):
        assert (each["title"], each["question"]) == (lesson.title, lesson.question)
        asked = [each["prediction"], *each["further"]]
        assert [one["key"] for one in asked] == [prediction.key for prediction in lesson.predictions]
        assert [control["key"] for control in each["controls"]] == [control.key for control in lesson.controls]
        assert all({"default", "label"} <= set(control) for control in each["controls"])


def test_a_lesson_that_is_not_there(client) -> None:
    for path in ("/lessons/none", "/embed/none.svg", f"/embed/{LESSONS[0].slug}.bmp"):
        assert client.get(path).status_code == 404
    told = client.get("/api/v1/lessons/none")
    assert (told.status_code, told.headers["content-type"]) == (404, "application/problem+json")


def test_openapi_has_every_lesson_and_every_control(client) -> None:
    declared = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/lessons/{slug}"]["get"]
    names = [each["name"] for each in declared["parameters"]]
    assert declared["parameters"][0]["schema"]["enum"] == [lesson.slug for lesson in LESSONS]
    assert len(set(names)) == len(names)
    assert {control.key for lesson in LESSONS for control in lesson.controls} <= set(names)
    assert {"404", "405", "422", "503"} <= set(declared["responses"])
