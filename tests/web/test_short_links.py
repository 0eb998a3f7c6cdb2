"""Short links mean the same for ever, and lead to the very state that they were made of."""

import pytest
from starlette.testclient import TestClient

from app.lessons import LESSONS
from app.web.embed_query import read_embed
from app.web.exhibits import keys
from app.web.query import read_query
from app.web.settings import Settings
from app.web.short_links import VERSIONS, lengthened, shortened
from tests.web.visiting import BROWSER

SETTINGS = Settings()
WHOLE = (
    "/?layout=image&shape=4,3,4,4&source=photographs&seed=0&methods=batch,layer,instance"
    "&epsilon=1e-5&epsilon_place=variance&cell=1,1,0,0"
)


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
