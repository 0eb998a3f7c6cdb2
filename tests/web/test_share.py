"""Sharing: the page of each figure, the size of the frame by strict rules, and links that stay true."""

import html
import re
from urllib.parse import parse_qsl

import pytest
from starlette.testclient import TestClient

from app.lessons import LESSONS
from app.web.embed_query import PARTS as EMBED_PARTS
from app.web.embed_query import read_embed
from app.web.exhibits import keys
from app.web.lesson_query import parameters_of
from app.web.link_snippets import LINK_SNIPPETS
from app.web.pairs import QueryError
from app.web.parameters import PARAMETER_BY_KEY
from app.web.qr import qr_svg
from app.web.query import read_query
from app.web.settings import Settings
from app.web.share import PARTS, examples
from app.web.share_pages import PAGES
from app.web.share_query import FIELD, FRAMES, SIZES, Frame, of_form, parts_of, read_shared, without_values
from app.web.short_links import VERSIONS, lengthened, shortened
from app.web.snippets import SNIPPETS

SETTINGS = Settings()
BROWSER = {"accept": "text/html", "accept-encoding": "identity"}
WHOLE = (
    "/?layout=image&shape=4,3,4,4&source=photographs&seed=0&methods=batch,layer,instance"
    "&epsilon=1e-5&epsilon_place=variance&cell=1,1,0,0"
)


def page(client: TestClient, address: str) -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, answer.text
    return answer.text


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


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("frame=wide", "720"),
        ("frame=100", "720"),
        ("frame=9999", "720"),
        ("frame=720x99999", "720"),
        ("frame=720&frame=480", None),
        ("frame=", None),
        ("fits=-1", None),
    ],
)
def test_a_size_that_is_wrong_is_refused_with_the_nearest_query(query: str, nearest: str | None) -> None:
    with pytest.raises(QueryError) as refused:
        read_shared("compare", f"seed=3&{query}", SETTINGS)
    assert refused.value.nearest is not None
    again = read_shared("compare", refused.value.nearest, SETTINGS)
    assert again.exhibit.query.count("seed=3") == 1
    if nearest:
        assert again.frame.written == nearest


def test_all_that_is_wrong_is_said_at_once(client: TestClient) -> None:
    answer = client.get("/share/compare?frame=wide&hide=all&sed=3", headers=BROWSER)
    assert answer.status_code == 422
    for name in ("frame", "hide", "sed"):
        assert f"<code>{name}</code>" in answer.text
    nearest = html.unescape(re.search(r'data-state href="([^"]*)"', answer.text)[1])
    assert nearest.startswith("/share/compare?")
    assert client.get(nearest, headers=BROWSER).status_code == 200


@pytest.mark.parametrize("size", [each for each, _ in FRAMES] + ["column x500".replace(" ", ""), "333x444"])
def test_sizes_are_read_as_they_are_written(size: str) -> None:
    shared = read_shared("compare", f"frame={size}", SETTINGS)
    assert shared.frame.written == size
    assert read_shared("compare", shared.query, SETTINGS).frame == shared.frame


def test_no_key_is_that_of_a_state() -> None:
    known = set(PARAMETER_BY_KEY).union(*(parameters_of(lesson) for lesson in LESSONS))
    assert not known & set(SIZES)
    assert not any(key.startswith(FIELD) for key in known)
    assert set(PARTS) == set(EMBED_PARTS)


def test_the_form_leads_to_the_canonical_address(client: TestClient) -> None:
    fields = [
        ("seed", "3"),
        ("view", "maps"),
        ("share.figure", "matrix"),
        ("share.title", "  My   title "),
        ("share.theme", "dark"),
    ]
    fields += [("share.show", part) for part in EMBED_PARTS if part != "table"]
    fields += [
        ("share.size", "own"),
        ("share.width", ""),
        ("share.height", "300"),
        ("share.play", "1"),
        ("share.fits", ""),
    ]
    assert of_form("compare", fields) == (
        "matrix",
        "seed=3&theme=dark&hide=table&play=1&title=My+title&frame=columnx300",
    )
    answer = client.get("/share/compare/go", params=fields, headers=BROWSER, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/share/matrix?" + of_form("compare", fields)[1]
    assert client.get(answer.headers["location"], headers=BROWSER).status_code == 200


def test_a_form_as_it_stands_changes_nothing(client: TestClient) -> None:
    for address in ("/share/compare?seed=3", "/share/noise?side=2", "/share/axes?hide=title&frame=480"):
        text = page(client, address)
        form = text[text.index('id="share-form"') : text.index("</form>")]
        fields = [
            (name, html.unescape(value))
            for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)
        ]
        fields += [("share.show", value) for value in re.findall(r'name="share.show" value="([^"]*)" checked', form)]
        size = re.search(r'<option value="([^"]*)" selected>', form[form.index('name="share.size"') :])[1]
        key = address.split("?")[0].removeprefix("/share/")
        figure, query = of_form(key, [*fields, ("share.size", size)])
        assert figure == key
        hidden = set(EMBED_PARTS) - set(parts_of(key))
        one, other = read_shared(key, query, SETTINGS), read_shared(key, address.split("?")[1], SETTINGS)
        assert set(one.options.hide) - hidden == set(other.options.hide)
        assert (one.exhibit.query, one.frame) == (other.exhibit.query, other.frame)


def test_values_that_no_address_carries(client: TestClient) -> None:
    text = page(client, "/share/compare?source=own&methods=layer")
    assert "your own numbers" in text
    assert 'href="/embed/compare.html?source=own&amp;methods=layer"' in text
    assert "<iframe" not in text
    assert not without_values("source=own&values=[[1,2]]")
    assert "<iframe" in page(client, "/share/compare?source=own&values=[[1,2],[3,4]]")
    answer = client.get("/share/noise?source=own", headers=BROWSER)  # a lesson has no values of the visitor's
    assert answer.status_code == 422 and "your own numbers" not in answer.text


def test_a_short_link_means_the_same_for_ever(client: TestClient) -> None:
    # What is written here is what links that are out there mean. It must never need a change.
    assert shortened("compare", WHOLE[2:]) == "/s/1/compare"
    assert lengthened("1", "compare", "") == WHOLE
    assert lengthened("1", "compare", "seed=3&theme=dark") == WHOLE.replace("seed=0&", "") + "&seed=3&theme=dark"
    assert lengthened("1", "matrix", "") == WHOLE + "&view=matrix"
    assert lengthened("1", "axes", "") == "/axes" + WHOLE[1:]
    answer = client.get("/s/1/compare", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, WHOLE)


@pytest.mark.parametrize("address", ["/s/2/compare", "/s/1/nothing", "/s/x/compare"])
def test_a_short_link_to_nothing(client: TestClient, address: str) -> None:
    assert client.get(address, headers=BROWSER).status_code == 404


@pytest.mark.parametrize("key", keys())
@pytest.mark.parametrize(
    "query",
    [
        "",
        "layout=sequence&methods=layer,reduce:T&seed=5&theme=projector",
        "source=own&values=[[1,2],[3,4.5]]&methods=batch",
        "convention=keras&epsilon=0.5&groups=3&methods=group&shape=2,6,3,3&source=gaussian&turn=30,30",
    ],
)
def test_a_short_link_leads_to_the_same_state(key: str, query: str) -> None:
    if any(lesson.slug == key for lesson in LESSONS):
        query = ""
    found, _ = read_embed(key, query, SETTINGS)
    short = shortened(key, found.query)
    if not short.startswith("/s/"):
        assert short == found.page
        return
    rest = short.partition("?")[2]
    there = lengthened("1", key, rest)
    assert (
        read_query(there.partition("?")[2], SETTINGS).recipe
        == read_query(found.page.partition("?")[2], SETTINGS).recipe
    )
    assert len(short) < len(found.page)


def test_the_newest_defaults_are_those_of_today() -> None:
    # Else short links are longer than they have to be: add a version.
    found, _ = read_embed("compare", "", SETTINGS)
    assert shortened("compare", found.query) == "/s/1/compare"
    assert set(VERSIONS) == {"1"}


def test_examples_are_those_of_the_page(client: TestClient) -> None:
    told = {snippet.key: text for snippet, text in examples("http://testserver", SETTINGS)}
    text = page(client, "/share/compare")
    assert html.unescape(re.search(r'<code id="snippet-canvas">(.*?)</code>', text, re.S)[1]) == told["canvas"]
    assert Frame().written == "column"
