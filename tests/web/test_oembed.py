"""oEmbed: an address becomes a frame; foreign, unknown and broken ones are refused and never fetched."""

import socket
from html import unescape
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from app.web.app import create_app
from app.web.embed_sizes import HEIGHTS, WIDTH, WIDTHS, height_of
from app.web.exhibits import keys, place_of
from app.web.settings import Settings
from tests.web.test_embed import NASTY, Tags

BASE = "http://testserver"


def ask(client: TestClient, url: str, **more: object):
    return client.get("/oembed", params={"url": url, **more})


@pytest.mark.parametrize("key", keys())
def test_the_answer_has_all_that_the_specification_asks_for(client, key):
    for address in (f"{BASE}/embed/{key}", f"{BASE}{place_of(key)}?view={key}" if place_of(key) == "/" else None):
        if address is None or address.endswith("view=compare"):
            continue
        answer = ask(client, address)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/json"
        told = answer.json()
        assert (told["version"], told["type"], told["provider_name"]) == ("1.0", "rich", "Normaxis")
        (frame,) = Tags(told["html"]).named("iframe")
        assert frame["src"].startswith(f"{BASE}/embed/{key}?")
        assert (frame["width"], frame["height"]) == (str(told["width"]), str(told["height"]))
        assert frame["title"] == told["title"]
        assert client.get(frame["src"]).status_code == 200
        assert told["thumbnail_url"].startswith(f"{BASE}/embed/{key}.card.png?")
        assert (told["thumbnail_width"], told["thumbnail_height"]) == (1200, 630)


@pytest.mark.parametrize("key", [key for key in keys() if place_of(key) != "/"])
def test_the_address_of_its_page_is_that_of_the_figure(client, key):
    assert f"/embed/{key}?" in ask(client, BASE + place_of(key)).json()["html"]


def test_state_and_options_go_along(client):
    state = "shape=2,3,4,4&source=gaussian&seed=7"
    (frame,) = Tags(ask(client, f"{BASE}/?{state}#top").json()["html"]).named("iframe")
    assert {*state.split("&")} <= {*unescape(frame["src"]).partition("?")[2].split("&")}
    options = "hide=title,link&live=1&title=Mine"
    told = ask(client, f"{BASE}/embed/axes?{options}").json()
    assert told["title"] == "Mine"
    assert Tags(told["html"]).named("iframe")[0]["src"].endswith(f"&{options}")


@pytest.mark.parametrize("key", keys())
def test_a_short_link_is_the_address_that_it_means(client, key):
    (frame,) = Tags(ask(client, f"{BASE}/s/1/{key}?theme=dark").json()["html"]).named("iframe")
    assert frame["src"].startswith(f"{BASE}/embed/{key}?") and "theme=dark" in frame["src"]


@pytest.mark.parametrize("path", ["/s/2/compare", "/s/1/nothing", "/s/1", "/s/1/compare/", "/s/1/compare?shape=0"])
def test_a_short_link_that_means_nothing_has_no_figure(client, path):
    assert ask(client, BASE + path).status_code == 404


def test_lengths_are_respected(client):
    whole = ask(client, f"{BASE}/").json()
    assert (whole["width"], whole["height"]) == (WIDTH, height_of("compare", WIDTH))
    for width, height in ((1, 1), (400, 300), (5000, 5000), (600, 5000)):
        told = ask(client, f"{BASE}/", maxwidth=width, maxheight=height).json()
        assert told["width"] == min(width, WIDTH)
        assert told["height"] == min(height, height_of("compare", min(width, WIDTH)))


@pytest.mark.parametrize("name", ["maxwidth", "maxheight"])
@pytest.mark.parametrize("wrong", ["0", "-1", "NaN", "1e3", "", "1.5", "٤", "99999999999", " 5"])
def test_lengths_that_are_none_are_refused(client, name, wrong):
    answer = ask(client, f"{BASE}/", **{name: wrong})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == name


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.example/",
        "http://testserver.evil.example/",
        "http://testserver@evil.example/",
        "http://user:word@testserver/",
        "http://testserver:81/",
        "https://testserver/",
        "//testserver/",
        "/embed/compare",
        "javascript:alert(1)//http://testserver/",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://[::1",
        "http://tеstserver/",
        "http://testserver\\@evil.example/",
        "http://testserver/\n/embed/compare",
        "http://127.0.0.1:22/",
        f"{BASE}/lessons",
        f"{BASE}/lessons/nothing",
        f"{BASE}/embed/nothing",
        f"{BASE}/embed/compare/..",
        f"{BASE}/embed/%63ompare",
        f"{BASE}/static/x/js/main.js",
        f"{BASE}/api/v1/compare",
        f"{BASE}//evil.example/",
        f"{BASE}/?colour=red",
        f"{BASE}/embed/compare?hide=everything",
        f"{BASE}/?{'seed=1&' * 100}",
        "x",
    ],
)
def test_an_address_without_a_figure_is_not_found_and_not_fetched(client, url, monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("something was to be fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    answer = ask(client, url)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("form", ["xml", "yaml", ""])
def test_other_formats_are_not_offered(client, form):
    assert ask(client, f"{BASE}/", format=form).status_code == 501
    assert ask(client, f"{BASE}/", format="json").status_code == 200


@pytest.mark.parametrize("query", ["", "url=", f"url={BASE}/&url={BASE}/axes", "uri=x"])
def test_one_address_is_needed(client, query):
    answer = client.get(f"/oembed?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "url"


def test_unknown_arguments_are_ignored(client):
    assert ask(client, f"{BASE}/", dnt="true", callback="x").status_code == 200


def test_a_title_from_outside_is_text(client):
    told = ask(client, f"{BASE}/embed/compare?{urlencode({'title': NASTY})}").json()
    assert told["title"] == NASTY
    tags = Tags(told["html"])
    assert [tag for tag, _ in tags.found] == ["iframe"]
    assert tags.named("iframe")[0]["title"] == NASTY


def test_the_public_address_decides(client):
    with TestClient(create_app(Settings(public_url="https://normaxis.example.org"))) as public:
        assert ask(public, f"{BASE}/").status_code == 404
        told = ask(public, "https://Normaxis.example.org/axes").json()
        assert 'src="https://normaxis.example.org/embed/axes?' in told["html"]


def test_it_is_described(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert [each["name"] for each in paths["/oembed"]["get"]["parameters"]] == [
        "url",
        "maxwidth",
        "maxheight",
        "format",
    ]
    assert {"400", "404", "501"} <= paths["/oembed"]["get"]["responses"].keys()


def test_every_figure_has_a_height_that_does_for_every_width():
    assert [*HEIGHTS] == keys()
    for key, measured in HEIGHTS.items():
        assert len(measured) == len(WIDTHS)
        for k, (width, height) in enumerate(zip(WIDTHS, measured, strict=True)):
            assert height < height_of(key, width) <= 1.03 * height + 10
            assert height_of(key, width + 1) >= max(height, *measured[k : k + 2])
        assert height_of(key, 1) == height_of(key, WIDTHS[0])
        assert height_of(key, 5000) == height_of(key, WIDTHS[-1])


def told_of(client: TestClient, url: str) -> dict:
    return ask(client, url).json()


def test_the_address_of_a_picture_of_a_lesson_gives_that_picture(client: TestClient) -> None:
    whole = told_of(client, f"{BASE}/lessons/noise")
    one = told_of(client, f"{BASE}/lessons/noise#panel-value")
    assert "panel=value" in one["html"] and "panel=" not in whole["html"]
    assert one["title"].startswith(f"{whole['title']}: ")
    assert one["height"] < whole["height"]
    assert client.get("/oembed", params={"url": f"{BASE}/lessons/noise#panel-nothing"}).status_code == 404
    # Of other pages the fragment only says where one looks.
    assert told_of(client, f"{BASE}/?view=maps#panel-value")["html"] == told_of(client, f"{BASE}/?view=maps")["html"]
