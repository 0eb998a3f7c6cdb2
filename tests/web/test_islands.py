"""What a page has for its scripts alone: inside or at an address, the same to the last digit, whoever made the page."""

import html
import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.run import run
from app.views import view_by_key
from app.web.app import create_app
from app.web.charts import charts_of
from app.web.contexts import MOST_STATISTICS
from app.web.payload import compared, encode
from app.web.query import read_query
from app.web.settings import Settings

BROWSER = {"accept": "text/html"}
SMALL = "shape=8,6,8,8&source=gaussian"
LARGE = "shape=12,12,4,4&source=gaussian"
SIX = "shape=4,3,4,4&source=gaussian&methods=batch,layer,instance,group,rms,ghost"


def island(text: str, name: str) -> tuple[str, Any]:
    """The address that a page names, or none, and what it carries."""
    found = re.search(rf'<script type="application/json" id="{name}"([^>]*)>(.*?)</script>', text, re.DOTALL)
    assert found is not None
    address = re.search(r'data-from="([^"]*)"', found[1])
    return html.unescape(address[1]) if address else "", json.loads(found[2] or "null")


def told(state: str) -> Any:
    """What scripts are to be told of the outcome."""
    asked = read_query(state, Settings())
    return json.loads(encode(compared(run(asked.recipe, asked.tensor), MOST_STATISTICS)))


def test_few_numbers_stand_in_the_page(client: TestClient) -> None:
    assert island(client.get(f"/?{SMALL}", headers=BROWSER).text, "outcome") == ("", told(SMALL))


@pytest.mark.parametrize("state", [LARGE, SIX, f"{LARGE}&mode=test&methods=reduce:W,batch"])
def test_many_have_an_address_that_any_process_answers(state: str) -> None:
    client = TestClient(create_app(Settings(log=False)))
    address, carried = island(client.get(f"/?{state}&theme=dark", headers=BROWSER).text, "outcome")
    assert carried is None
    other = TestClient(create_app(Settings(log=False)))  # it has made no page, and another process may be asked
    for asked in (client, other):
        answer = asked.get(address, headers=BROWSER)
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "no-cache"  # as the page, whose version it has to be
        assert answer.json() == told(state)


@pytest.mark.parametrize("view", ["distribution", "training"])
def test_charts_have_an_address_in_a_page_and_stand_in_the_part_of_one(view: str) -> None:
    state = f"{SMALL}&view={view}"
    client = TestClient(create_app(Settings(log=False)))
    address, carried = island(client.get(f"/?{state}", headers=BROWSER).text, "charts")
    assert carried == {}
    asked = read_query(state, Settings())
    wanted = charts_of(view_by_key(view).make(run(asked.recipe, asked.tensor))["panels"])
    for process in (client, TestClient(create_app(Settings(log=False)))):
        assert process.get(address).json() == json.loads(encode(wanted))
    assert island(client.get(f"/rest?{state}", headers=BROWSER).text, "charts") == ("", json.loads(encode(wanted)))


@pytest.mark.parametrize("name", ["outcome", "charts"])
def test_values_that_no_address_carries_stay_inside(client: TestClient, name: str) -> None:
    body, kind = json.dumps([[k + 0.1 * j for k in range(40)] for j in range(40)]), {"content-type": "application/json"}
    text = client.post("/?source=own&view=distribution&methods=reduce:", content=body, headers=BROWSER | kind).text
    address, carried = island(text, name)
    assert not address and carried


def test_the_part_that_scripts_ask_for_first_carries_its_outcome(client: TestClient) -> None:
    assert island(client.get(f"/first?{LARGE}", headers=BROWSER).text, "outcome") == ("", told(LARGE))


@pytest.mark.parametrize(("address", "status"), [("other", 404), ("outcome?shape=0,1,1,1", 422), ("charts", 200)])
def test_other_names_and_states(client: TestClient, address: str, status: int) -> None:
    assert client.get(f"/islands/{address}").status_code == status
