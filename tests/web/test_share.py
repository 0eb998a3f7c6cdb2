"""Sharing: the page of each figure, of its pictures and of pages without one, with what is offered there."""

import html
import re
from urllib.parse import parse_qsl

import pytest
from starlette.testclient import TestClient

from app.web.exhibits import keys
from app.web.link_snippets import LINK_SNIPPETS
from app.web.qr import qr_svg
from app.web.settings import Settings
from app.web.share import examples
from app.web.share_pages import PAGES
from app.web.share_query import Frame, of_form, without_values
from app.web.snippets import SNIPPETS
from tests.web.visiting import BROWSER, page

SETTINGS = Settings()


def field(text: str, ident: str) -> str:
    found = re.search(rf'<input id="{ident}"[^>]*? value="([^"]*)"', text)
    assert found is not None
    return html.unescape(found[1])


@pytest.mark.parametrize("key", keys())
def test_every_figure_has_its_page_with_preview_links_and_snippets(client: TestClient, key: str) -> None:
    text = page(client, f"/share/{key}")
    source = html.unescape(re.search(r'<iframe id="share-frame" src="([^"]*)"', text)[1])
    assert source.startswith(f"/embed/{key}?")
    assert client.get(source, headers=BROWSER).status_code == 200
    link = field(text, "share-link")
    assert client.get(link.removeprefix("http://testserver"), headers=BROWSER).status_code == 200
    shown = re.findall(r'<code id="snippet-([a-z-]+)">', text)
    assert shown == [each.key for each in SNIPPETS if key != "code" or not each.drawn]


@pytest.mark.parametrize(
    ("path", "share"),
    [
        ("/", "/share/compare?"),
        ("/?view=matrix", "/share/matrix?"),
        ("/axes", "/share/axes?"),
        ("/lessons/noise?predict=skip", "/share/noise?value=1"),
    ],
)
def test_pages_with_a_figure_lead_there(client: TestClient, path: str, share: str) -> None:
    text = page(client, path)
    links = [html.unescape(each) for each in re.findall(r'data-share href="([^"]*)"', text)]
    assert any(each.startswith(share) for each in links)
    assert not any("predict=" in each for each in links)
    assert all(client.get(each, headers=BROWSER).status_code == 200 for each in links)
    assert text.count('src="' + re.search(r'src="([^"]*js/share.js)"', text)[1]) == 1


SHARED = [
    ("/quiz?seed=3&number=2&answer=a", "/share/quiz?seed=3", "/s/1/quiz?seed=3&number=2"),
    ("/quiz", "/share/quiz?", "/s/1/quiz"),
    ("/quiz/sheet?seed=3", "/share/sheet?seed=3", "/quiz/sheet?seed=3&"),
    ("/lecture?step=3", "/share/lecture?step=3", "/lecture?step=3"),
    ("/lecture/handout?notes=1", "/share/handout?notes=1", "/lecture/handout?notes=1"),
    ("/lecture/own", "/share/own-lecture", "/lecture/own"),
    ("/teach?theme=dark", "/share/teach?theme=dark", "/teach?theme=dark"),
    ("/hosting", "/share/hosting", "/hosting"),
    ("/lessons", "/share/lessons", "/lessons"),
]


@pytest.mark.parametrize(("path", "share", "link"), SHARED)
def test_pages_without_a_figure_are_shared_by_their_link(client: TestClient, path: str, share: str, link: str) -> None:
    address = html.unescape(re.search(r'data-share href="([^"]*)"', page(client, path))[1])
    assert address.startswith(share) and "answer" not in address
    text = page(client, address)
    shared = field(text, "share-link").removeprefix("http://testserver")
    assert shared.startswith(link)
    others = [html.unescape(each) for each in re.findall(r'id="share-other-\d+"[^>]* value="([^"]*)"', text)]
    for each in [shared, *(other.removeprefix("http://testserver") for other in others)]:
        assert client.get(each.partition("#")[0], headers=BROWSER).status_code == 200, each
    assert "share-frame" not in text
    assert re.findall(r'<code id="snippet-([a-z-]+)">', text) == [each.key for each in LINK_SNIPPETS]
    coded = html.unescape(re.search(r'<img src="([^"]*)" alt="QR code', text)[1])
    assert client.get(coded).content == qr_svg(f"http://testserver{shared}")


def test_every_page_that_is_shared_by_its_link_is_tried_above() -> None:
    assert {re.split("[/?]", share)[2] for _, share, _ in SHARED} == set(PAGES)


def test_what_is_wrong_with_such_a_page_is_said_with_the_nearest_one(client: TestClient) -> None:
    for address, near in (("/share/quiz?number=99", "number=10"), ("/share/lecture?step=99", "step=24")):
        answer = client.get(address, headers=BROWSER)
        assert answer.status_code == 422
        assert near in answer.text
    assert client.get("/share/lessons?seed=1", headers=BROWSER).status_code == 422
    assert client.get("/share/nothing/code.svg").status_code == 404


def test_a_link_that_is_too_long_for_a_code_says_so(client: TestClient) -> None:
    query = "layout=features&shape=300,1&source=own&values=" + ",".join(["1.25"] * 300)
    assert "too long for a code" in page(client, f"/share/compare?{query}")
    answer = client.get(f"/share/compare/code.svg?{query}")
    assert answer.status_code == 422 and "QR code" in answer.json()["detail"]


def test_a_lesson_is_shared_as_a_whole_or_by_one_of_its_pictures(client: TestClient) -> None:
    whole = page(client, "/share/noise")
    assert '<option value="" selected>the whole lesson</option>' in whole
    offered = re.findall(
        r'<option value="([a-z-]+)">', whole.partition('id="share-panel"')[2].partition("</select>")[0]
    )
    lesson = page(client, "/lessons/noise?predict=skip")
    inside = [html.unescape(each) for each in re.findall(r'class="share-figure" data-share href="([^"]*)"', lesson)]
    assert [each.rpartition("&panel=")[2] for each in inside] == offered
    one = page(client, inside[0])
    assert f'<option value="{offered[0]}" selected>' in one
    assert field(one, "share-link").endswith(f"#panel-{offered[0]}")
    said = html.unescape(html.unescape(one))
    for ending in (".svg", "@2x.png", ".tex"):
        assert re.search(rf"/embed/noise{re.escape(ending)}\?[^\"' ]*&panel={offered[0]}", said), ending
    figure, query = of_form("noise", [("value", "1"), ("share.panel", offered[1])])
    assert (figure, dict(parse_qsl(query))["panel"]) == ("noise", offered[1])


def test_what_is_chosen_is_in_preview_and_snippets(client: TestClient) -> None:
    text = page(client, "/share/compare?seed=3&hide=title,link&play=1&title=%3Cb%3E%22&theme=dark&frame=480x300")
    snippet = html.unescape(re.search(r'<code id="snippet-moodle">(.*?)</code>', text, re.S)[1])
    assert 'width="480" height="300"' in snippet
    assert 'title="&lt;b&gt;&quot;"' in snippet
    assert "seed=3" in snippet and "theme=dark" in snippet and "hide=title,link&amp;play=1" in snippet
    assert "<b>" not in text
    assert field(text, "share-own-title") == '<b>"'
    assert re.search(r'value="title">', text) and re.search(r'value="caption" checked>', text)
    assert '<option value="own" selected>' in text


@pytest.mark.parametrize("key", keys())
def test_every_file_that_snippets_name_is_there(client: TestClient, key: str) -> None:
    text = html.unescape(html.unescape(page(client, f"/share/{key}?title=A")))
    named = set(re.findall(r"http://testserver(/embed/[^\"'\s)]*(?:\.svg|@2x\.png|\.tex)\?[^\"'\s)]*)", text))
    assert {re.split("[.@?]", each)[0] for each in named} == ({f"/embed/{key}"} if key != "code" else set())
    assert [each for each in named if client.get(each).status_code != 200] == []


def test_the_oembed_address_answers(client: TestClient) -> None:
    text = page(client, "/share/matrix?seed=3&hide=link&title=A%26B&frame=480x300")
    address = html.unescape(re.search(r'<code id="snippet-oembed">(.*?)</code>', text, re.S)[1])
    told = client.get(address.removeprefix("http://testserver")).json()
    assert (told["width"], told["height"], told["title"]) == (480, 300, "A&B")
    assert "hide=link" in told["html"]


def test_the_measured_height_is_used_where_none_was_chosen(client: TestClient) -> None:
    measured = page(client, "/share/compare?fits=777")
    assert 'height="777"' in measured and "frame=" not in field(measured, "share-link")
    assert "height=&#34;300&#34;" in page(client, "/share/compare?fits=777&frame=480x300")


def test_a_figure_that_there_is_not(client: TestClient) -> None:
    assert client.get("/share/nothing", headers=BROWSER).status_code == 404
    assert client.get("/share/nothing/go", headers=BROWSER).status_code == 404
    assert client.get("/share/compare/go?share.figure=nothing", headers=BROWSER).status_code == 404


def test_values_that_no_address_carries(client: TestClient) -> None:
    text = page(client, "/share/compare?source=own&methods=layer")
    assert "your own numbers" in text
    assert 'href="/embed/compare.html?source=own&amp;methods=layer"' in text
    assert "<iframe" not in text
    assert not without_values("source=own&values=[[1,2]]")
    assert "<iframe" in page(client, "/share/compare?source=own&values=[[1,2],[3,4]]")
    answer = client.get("/share/noise?source=own", headers=BROWSER)  # a lesson has no values of the visitor's
    assert answer.status_code == 422 and "your own numbers" not in answer.text


def test_examples_are_those_of_the_page(client: TestClient) -> None:
    told = {snippet.key: text for snippet, text in examples("http://testserver", SETTINGS)}
    text = page(client, "/share/compare")
    assert html.unescape(re.search(r'<code id="snippet-canvas">(.*?)</code>', text, re.S)[1]) == told["canvas"]
    assert Frame().written == "column"
