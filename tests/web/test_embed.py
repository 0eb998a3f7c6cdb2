"""Embedded pages: whole without scripts, small, theirs to hide and to name, open to frames; wrong ones told inside."""

import gzip
import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from app.views import VIEWS
from app.web.app import create_app
from app.web.compression import LEVEL
from app.web.embed_query import PARTS
from app.web.exhibits import keys
from app.web.settings import Settings

HTML = {"accept": "text/html"}
MOST = 25_500
"""Bytes of an embedded page on the wire."""
NASTY = "</title></script>\"><svg onload=alert(1)>'&"
STATES = {
    "compare": "shape=8,6,8,8&source=gaussian&methods=batch,layer,group,reduce:NW&theme=dark",
    "maps": "shape=4,6,8,8&source=gaussian&colours=each",
    "code": "framework=pytorch&shape=2,3&layout=features&source=gaussian",
    "axes": "layout=sequence",
    "noise": "seed=3&theme=projector",
}


class Tags(HTMLParser):
    """Every start tag of a page, with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def named(self, *tags: str) -> list[dict[str, str | None]]:
        return [marks for tag, marks in self.found if tag in tags]


def page(client: TestClient, key: str, query: str = "") -> str:
    answer = client.get(f"/embed/{key}?{query}", headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("key", keys())
def test_every_figure_is_drawn_in_the_page_and_small(client, key):
    html = page(client, key)
    assert len(gzip.compress(html.encode(), LEVEL)) < MOST
    tags = Tags(html)
    assert tags.named("svg") or key == "code"
    assert len(tags.named("h1")) == len(tags.named("main")) == 1
    assert [marks["src"].rpartition("/")[2] for marks in tags.named("script") if "src" in marks] == ["embed.js"]
    idents = [marks["id"] for _, marks in tags.found if "id" in marks]
    assert len(set(idents)) == len(idents)


@pytest.mark.parametrize("key", keys())
def test_links_stay_in_the_frame_or_open_a_window_of_their_own(client, key):
    html = page(client, key, "hide=caption&title=Mine")
    for marks in Tags(html).named("a"):
        if marks.get("target") == "_blank":
            assert marks["rel"] == "noopener"
            assert marks["href"].startswith("http://testserver/")
        elif not marks["href"].startswith("#"):
            assert marks["href"].startswith(f"/embed/{key}?")
            assert marks["href"].endswith("&hide=caption&title=Mine")
            assert client.get(marks["href"], headers=HTML).status_code == 200
    for marks in Tags(html).named("form"):
        assert marks["action"] == f"/embed/{key}"


@pytest.mark.parametrize(("key", "query"), STATES.items())
def test_the_state_is_the_query(client, key, query):
    tags = Tags(page(client, key, query))
    (stage,) = [marks for _, marks in tags.found if marks.get("id") == "stage"]
    said = unescape(stage["data-query"])
    assert {*query.split("&")} <= {*said.split("&")}
    assert Tags(page(client, key, said)).named("main") == tags.named("main")
    (open_,) = [marks for marks in tags.named("a") if marks.get("id") == "open"]
    assert client.get(open_["href"], headers=HTML).status_code == 200


def test_a_palette_is_part_of_the_state(client):
    for theme in ("auto", "light", "dark", "projector"):
        assert f'data-theme="{theme}"' in page(client, "compare", f"theme={theme}")


def test_every_part_can_be_hidden_and_none_is_by_default(client):
    def hidden(html: str) -> str:
        return Tags(html).named("main")[0]["data-hide"]

    whole = page(client, "compare")
    assert hidden(whole) == ""
    assert 'id="open"' in whole and "visually-hidden" not in Tags(whole).named("h1")[0].get("class", "")
    bare = page(client, "compare", f"hide={','.join(PARTS)}")
    assert hidden(bare) == " ".join(PARTS)
    assert 'id="open"' not in bare and Tags(bare).named("h1")[0]["class"] == "visually-hidden"


@pytest.mark.parametrize("key", ["compare", "matrix", "axes", "noise"])
def test_a_title_from_outside_is_text(client, key):
    answer = client.get(f"/embed/{key}", params={"title": NASTY}, headers=HTML)
    assert answer.status_code == 200
    tags = Tags(answer.text)
    assert not any(name.startswith("on") for _, marks in tags.found for name in marks)
    assert NASTY not in answer.text
    assert {"content": f"{NASTY}", "property": "og:title"} in tags.named("meta")
    assert "alert" not in re.sub(r'="[^"]*"', "", re.sub(r"<(title|h1)[^>]*>.*?</\1>", "", answer.text))


def test_a_wrong_state_is_told_inside_the_frame_with_the_nearest_that_works(client):
    answer = client.get("/embed/matrix?cell=9,9,9,9&hide=titel,link&title=T", headers=HTML)
    assert answer.status_code == 422
    tags = Tags(answer.text)
    assert "<header" not in answer.text and "embed.js" in answer.text
    (link,) = tags.named("a")
    assert link["href"].startswith("/embed/matrix?") and link["href"].endswith("&hide=link&title=T")
    assert client.get(link["href"], headers=HTML).status_code == 200
    told = client.get("/embed/matrix?cell=9,9,9,9&hide=titel").json()
    assert [error["parameter"] for error in told["errors"]] == ["hide", "cell"]


@pytest.mark.parametrize(("name", "near"), [("matrx", "matrix"), ("axis", "axes"), ("%3Cb%3E", "compare")])
def test_a_name_that_there_is_not_is_told_the_nearest(client, name, near):
    answer = client.get(f"/embed/{name}", headers=HTML)
    assert answer.status_code == 404
    (link,) = Tags(answer.text).named("a")
    assert link["href"] == f"/embed/{near}"
    assert "<b>" not in answer.text
    assert "expected one of compare" in client.get(f"/embed/{name}").json()["detail"]


def test_anyone_may_hold_a_figure_in_a_frame_and_nobody_a_page(client):
    policy = client.get("/embed/compare").headers["content-security-policy"]
    assert "frame-ancestors" not in policy and "default-src 'none'" in policy
    assert "frame-ancestors" not in client.get("/embed/compare?no=1").headers["content-security-policy"]
    for path in ("/", "/axes", "/lessons", "/lessons/noise", "/embed", "/oembed"):
        assert "frame-ancestors 'self'" in client.get(path).headers["content-security-policy"]


def test_who_may_hold_it_is_a_setting():
    with TestClient(create_app(Settings(embed_ancestors="https://course.example.org 'self'"))) as client:
        policy = client.get("/embed/noise").headers["content-security-policy"]
        assert policy.endswith("; frame-ancestors https://course.example.org 'self'")
        assert "frame-ancestors 'self'" in client.get("/").headers["content-security-policy"]


def test_a_frame_without_an_origin_may_read_all_it_needs(client):
    scripts = Tags(page(client, "compare")).named("script", "link")
    needed = [marks.get("src") or marks.get("href") for marks in scripts if marks.get("rel") in (None, "stylesheet")]
    needed = [path for path in needed if path and path.startswith("/")]
    for path in ("/embed/compare", "/embed-host.js", "/oembed?url=http://testserver/", *needed):
        headers = client.get(path, headers={"origin": "null"}).headers
        assert headers["access-control-allow-origin"] == "*", path
        assert headers["cross-origin-resource-policy"] == "cross-origin", path
        assert "set-cookie" not in headers and "x-frame-options" not in headers
    assert client.get("/").headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/embed-host.js", "/static/embed-host.js"])
def test_the_script_for_pages_with_frames_is_small_and_stays_where_it_is(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=3600, stale-while-revalidate=86400"
    assert len(answer.content) < 1000


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/", "compare"),
        ("/?view=matrix&seed=1&shape=2,3,4,4&source=gaussian", "matrix"),
        ("/axes?layout=features", "axes"),
        ("/lessons/noise?seed=2", "noise"),
        ("/embed/layernorms?title=Mine%22", "layernorms"),
    ],
)
def test_every_page_with_a_figure_says_how_it_is_previewed_and_embedded(client, path, key):
    answer = client.get(path, headers=HTML)
    tags = Tags(answer.text)
    told = {
        marks.get("property") or marks.get("name"): marks["content"]
        for marks in tags.named("meta")
        if "content" in marks
    }
    assert told["twitter:card"] == "summary_large_image"
    assert told["og:title"] and told["og:description"]
    assert told["og:image"].startswith(f"http://testserver/embed/{key}.card.png?")
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    links = {marks["rel"]: marks["href"] for marks in tags.named("link")}
    assert links["canonical"] == told["og:url"]
    assert client.get(links["canonical"], headers=HTML).status_code == 200
    state = told["og:image"].partition("?")[2]
    assert client.get(f"/embed/{key}?{state}").status_code == 200
    discovered = client.get(links["alternate"])
    assert discovered.status_code == 200
    assert f"/embed/{key}?" in discovered.json()["html"]


def test_posted_values_have_no_card(client):
    body = json.dumps({"values": [[1, 2], [3, 4]]})
    answer = client.post("/?source=own", content=body, headers={**HTML, "content-type": "application/json"})
    assert answer.status_code == 200
    assert "og:image" not in answer.text


def test_the_public_address_is_a_setting():
    with TestClient(create_app(Settings(public_url="https://normaxis.example.org"))) as client:
        html = page(client, "noise")
        assert "http://testserver" not in html
        assert 'content="https://normaxis.example.org/embed/noise.card.png?' in html


def test_pictures_of_a_lesson_are_shown_alone(client):
    html = client.get("/embed/learning-rates?panel=rates,smoothness").text
    assert re.findall(r'data-panel="([^"]*)"', html) == ["rates", "smoothness"]
    assert ">Measured<" not in html
    assert ">Measured<" in client.get("/embed/learning-rates").text
    assert client.get("/embed/learning-rates.svg?panel=rates").text.count("panel-rates-title") > 0
    assert "panel-loss-title" not in client.get("/embed/learning-rates.svg?panel=rates").text


@pytest.mark.parametrize(
    ("query", "nearest"),
    [("panel=rates,nothing", "panel=rates"), ("panel=nothing", ""), ("panel=a,a", ""), ("panel=%3Cb%3E", "")],
)
def test_a_picture_that_a_lesson_has_not_is_refused_in_words(client, query, nearest):
    refused = client.get(f"/embed/learning-rates?{query}", headers={"accept": "application/json"})
    assert refused.status_code == 422
    assert [error["parameter"] for error in refused.json()["errors"]] == ["panel"]
    page = client.get(f"/embed/learning-rates?{query}", headers={"accept": "text/html"}).text
    assert nearest in page
    assert client.get("/embed/maps?panel=before").status_code == 422


@pytest.mark.parametrize("key", [view.key for view in VIEWS])
def test_the_cubes_window_is_said_where_cubes_are_drawn(client, key):
    text = client.get(f"/embed/{key}?shape=4,3,32,32&cell=1,1,12,12&source=gaussian").text
    assert ("Drawn: rows" in text) is (key == "layernorms")
