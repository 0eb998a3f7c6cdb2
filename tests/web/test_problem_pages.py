"""A refusal as a page: in words, escaped, with a way on; and as a document for programs."""

import re

import pytest
from starlette.testclient import TestClient

from app.web.templating import SITE
from tests.web.visiting import BROWSER


def test_a_bad_address_gets_a_page_that_says_why_and_offers_the_nearest(client: TestClient) -> None:
    answer = client.get("/?shape=4,7,4,4&source=gaussian&groups=2", headers=BROWSER)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")
    assert "Got 7 channels in 2 groups; expected a number of groups that divides 7; try 1 or 7." in answer.text
    link = re.search(r'href="(/\?[^"]*)">Show the nearest', answer.text)
    assert link is not None
    nearest = link[1].replace("&amp;", "&")
    assert "shape=4,7,4,4" in nearest and "groups=1" in nearest
    assert client.get(nearest, headers=BROWSER).status_code == 200


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/lesson", '<a class="button strong" href="/lessons">To “Lessons”</a>'),
        ("/Axis/", '<a class="button strong" href="/axes">To “All axes”</a>'),
        ("/lessons/nois", '<a class="button strong" href="/lessons/noise">To “Noise'),
        ("/share/xyz", '<a class="button strong" data-state href="/share/compare">Show the nearest'),
        ("/share/matrx/code.svg", '<a class="button strong" data-state href="/share/matrix">Show the nearest'),
    ],
)
def test_the_page_for_an_unknown_address_leads_to_the_one_that_was_meant(
    client: TestClient, path: str, link: str
) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 404
    assert link in answer.text
    assert ("expected one of compare, " in answer.text) == path.startswith("/share/")
    href = re.search('href="([^"]*)', link)
    assert href and client.get(href[1], headers=BROWSER).status_code == 200


def test_an_address_that_is_not_there_is_shown_as_text(client: TestClient) -> None:
    page = client.get("/<script>alert(1)</script>", headers=BROWSER).text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_an_unknown_address_gets_a_page_or_a_document(client: TestClient) -> None:
    page = client.get("/nowhere", headers=BROWSER).text
    assert "There is nothing at this address" in page and "There is no page “/nowhere”." in page
    assert "openapi" not in page
    for name, path, _ in SITE:
        assert f'<a href="{path}">{name}</a>' in page[page.index('id="problem"') :]
    assert "/api/v1/openapi.json" in client.get("/nowhere").json()["detail"]
    told = client.get("/nowhere")
    assert told.status_code == 404
    assert told.headers["content-type"] == "application/problem+json"
    assert client.get("/api/v1/nowhere", headers=BROWSER).headers["content-type"] == "application/problem+json"


def test_a_wrong_method_names_the_right_one(client: TestClient) -> None:
    answer = client.delete("/api/v1/compare")
    assert answer.status_code == 405
    assert answer.headers["allow"]
    assert answer.json()["detail"].startswith("Got DELETE;")


def test_slashes_are_not_redirected(client: TestClient) -> None:
    answer = client.get("/api/v1/compare/", headers={"host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 404
    assert "evil.example" not in answer.text


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/?shape=0", "That cannot be normalized as asked"),
        ("/share/compare?shape=0", "That cannot be shared as asked"),
        ("/lecture/own?course=bad", "That cannot be shown as asked"),
        ("/lecture/qr.svg?step=88", "That cannot be shown as asked"),
        ("/lessons/noise?seed=x", "That cannot be run as asked"),
    ],
)
def test_the_heading_of_a_refusal_is_of_the_page_that_was_asked_for(client, path, heading):
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 422
    assert f"<h1>{heading}</h1>" in answer.text
    assert f"<title>{heading} · Normaxis</title>" in answer.text
