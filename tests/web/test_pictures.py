"""Pictures by address: those that a page would carry, and no others, whoever made the page."""

import gzip
import html
import json
import re

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.figures.svg import panel_svg
from app.run import run
from app.views import VIEWS, view_by_key
from app.web.app import create_app
from app.web.pictures import INSIDE, pictures_in
from app.web.query import read_query
from app.web.settings import Settings

PHOTOGRAPHS = "source=photographs&shape=8,3,32,32"
LARGE = ["source=gaussian&shape=64,256,28,28", "source=photographs&shape=8,3,64,64", PHOTOGRAPHS]
OUTSIDE = re.compile(r'href="(/pictures/[^"]*)"')


def made(state: str) -> list[bytes]:
    """The pictures of the state's view, as the room of figures draws them."""
    asked = read_query(state, Settings())
    view = view_by_key(asked.recipe.view or VIEWS[0].key)
    return pictures_in(panel_svg(panel) for panel in view.make(run(asked.recipe, asked.tensor))["panels"])


@pytest.mark.parametrize("state", LARGE)
def test_a_page_of_many_values_has_its_pictures_elsewhere_and_is_small(state: str) -> None:
    client = TestClient(create_app(Settings(log=False)))
    text = client.get(f"/?{state}").text
    assert not INSIDE.findall(text)
    assert len(gzip.compress(text.encode(), 6)) < 40_000
    addresses = [html.unescape(each) for each in OUTSIDE.findall(text)]
    wanted = made(state)
    assert len(addresses) == len(wanted) > 3
    other = TestClient(create_app(Settings(log=False)))  # it has made no page, and another process may be asked
    for place in (0, len(wanted) - 1):
        for asked in (client, other):
            answer = asked.get(addresses[place])
            assert (answer.headers["content-type"], answer.content) == ("image/png", wanted[place])


def test_a_page_of_few_values_carries_its_pictures(client: TestClient) -> None:
    text = client.get("/?shape=4,3,4,4&source=gaussian").text
    assert INSIDE.findall(text)
    assert not OUTSIDE.findall(text)


def test_pictures_of_values_that_no_address_carries_stay_inside(client: TestClient) -> None:
    values = np.random.default_rng(0).normal(size=(4, 3, 96, 96)).tolist()
    body, kind = json.dumps(values), {"content-type": "application/json"}
    text = client.post("/?source=own", content=body, headers=kind).text
    assert sum(map(len, INSIDE.findall(text))) > 16_000
    assert not OUTSIDE.findall(text)


def test_the_palette_and_the_turn_do_not_make_other_pictures(client: TestClient) -> None:
    texts = [client.get(f"/?{PHOTOGRAPHS}{more}").text for more in ("", "&theme=dark&turn=30,40")]
    assert OUTSIDE.findall(texts[0]) == OUTSIDE.findall(texts[1])


@pytest.mark.parametrize("number", ["99", "-1", "x", "\N{ARABIC-INDIC DIGIT THREE}", "0000"])
def test_a_picture_that_there_is_not(client: TestClient, number: str) -> None:
    assert client.get(f"/pictures/{number}.png?shape=4,3,4,4").status_code == 404


def test_a_state_that_there_is_not(client: TestClient) -> None:
    assert client.get("/pictures/0.png?shape=0,3,4,4").status_code == 422
