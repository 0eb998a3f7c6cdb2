"""The page of all axes: whole without scripts, small, its links valid, its refusals those of the comparison."""

import gzip
import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.core.axes import LAYOUTS
from app.figures.numbers import number
from app.web.query import read_query
from app.web.ranks import beside
from app.web.settings import Settings

BROWSER = {"accept": "text/html", "accept-encoding": "identity"}
STATES = [
    "",
    "layout=sequence",
    "layout=features&theme=projector",
    "source=gaussian&shape=8,12,6,6&cell=2,3,0,0&methods=batch,layer,instance,group,rms,ghost&groups=4&virtual=2",
    "shape=64,256,28,28&source=gaussian&cell=63,255,27,27",
    "values=1,nan%0A2,3&methods=reduce:N",
    "shape=1,1,1,1&source=constant&epsilon=0",
]


def page(client: TestClient, query: str = "") -> str:
    answer = client.get(f"/axes?{query}", headers=BROWSER)
    assert answer.status_code == 200, answer.text
    return answer.text


def links(html: str) -> set[str]:
    return {unescape(link) for link in re.findall(r'href="(/[^"]*\?[^"]*)"', html)}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
def test_every_subset_is_a_node_with_a_cube_a_link_and_a_row(client: TestClient, layout) -> None:
    html = page(client, f"layout={layout.key}")
    nodes = re.findall(r'data-node="(\w*)"', html)
    assert len(nodes) == len(set(nodes)) == 2**layout.rank
    assert html.count('<svg class="small"') == html.count('<li class="node') >= 2**layout.rank
    assert html.count('<tr><th scope="row">') == html.count('<li class="node')
    assert html.count('id="cube-under"') == html.count('id="cube-over"') == 1


@pytest.mark.parametrize("query", STATES)
def test_it_is_small_and_needs_no_script_and_no_other_host(client: TestClient, query: str) -> None:
    html = page(client, query)
    assert len(gzip.compress(html.encode(), 6)) < 40_000
    assert re.findall(r"<script[^>]*>", html) == re.findall(r'<script type="module" src="[^"]*/js/share.js">', html)
    html = re.sub('<link rel="(canonical|alternate)".*', "", html)  # told, not asked for
    assert all(link.startswith(("/", "#")) for link in re.findall(r'(?:src|href|action)="([^"]*)"', html))


@pytest.mark.parametrize("query", STATES)
def test_every_link_is_a_state(client: TestClient, query: str) -> None:
    found = links(page(client, query))
    assert len(found) > 10
    for link in found:
        read_query(link.partition("?")[2], Settings())


def test_links_lead_to_pages(client: TestClient) -> None:
    for link in sorted(links(page(client)))[::4]:
        assert client.get(link, headers=BROWSER).status_code == 200, link


def test_a_click_opens_a_cube_beside_the_others(client: TestClient) -> None:
    html = page(client, "methods=batch,layer")
    opened = dict(re.findall(r'data-node="(\w*)">\s*<a href="[^"]*?methods=([^&]*)&', html))
    assert opened["NHW"] == "batch,layer"
    assert opened["HW"] == "batch,layer,instance"
    assert opened["NW"] == "batch,layer,reduce:NW"
    full = ("batch", "layer", "instance", "group", "rms", "ghost")
    assert beside(full, "reduce:N") == (*full[:-1], "reduce:N")
    assert beside(full, "rms") == full


def test_a_split_opens_with_its_number(client: TestClient) -> None:
    found = links(page(client, "source=gaussian&shape=4,6,4,4"))
    states = [read_query(link.partition("?")[2], Settings()).recipe for link in found if link.startswith("/?")]
    assert {recipe.groups for recipe in states if "group" in recipe.methods} == {1, 2, 3, 6}
    assert {recipe.virtual for recipe in states if "ghost" in recipe.methods} == {1, 2, 4}


def test_numbers_are_those_of_the_comparison(client: TestClient) -> None:
    told = client.get("/api/v1/compare?methods=batch,layer,instance,reduce:NW").json()
    html = page(client)
    for method in told["methods"]:
        node = html.partition(f'data-node="{"".join(method["reduced_axes"])}"')[2].partition("</li>")[0]
        shown = float(re.findall(r"<dd>([^<]*)</dd>", node)[-1].replace("\N{MINUS SIGN}", "-"))
        assert shown == pytest.approx(method["arithmetic"]["standardized"], rel=1e-4)


def test_ends_of_the_splits_are_named(client: TestClient) -> None:
    html = page(client, "layout=sequence&source=gaussian&shape=4,3,6")
    assert "from group norm with one group to instance norm" in html
    assert "from batch norm to instance norm" in html


def test_a_wrong_query_gets_the_same_page_and_stays_here(client: TestClient) -> None:
    answer = client.get("/axes?shape=4,7,4,4&source=gaussian&groups=2", headers=BROWSER)
    assert answer.status_code == 422
    assert "Got 7 channels in 2 groups" in answer.text
    link = re.search(r'href="(/axes\?[^"]*)">Show the nearest', answer.text)
    assert link is not None
    assert client.get(unescape(link[1]), headers=BROWSER).status_code == 200


def test_both_pages_lead_to_each_other_in_the_same_state(client: TestClient) -> None:
    front = client.get("/?seed=3&source=gaussian&theme=dark", headers=BROWSER).text
    there = re.search(r'href="(/axes\?[^"]*)"', front)
    assert there is not None and "seed=3" in there[1] and "theme=dark" in there[1]
    back = re.search(r'href="(/\?[^"]*)">Compare', client.get(unescape(there[1]), headers=BROWSER).text)
    assert back is not None and "seed=3" in back[1]
    assert 'href="/axes"' in client.get("/nowhere", headers=BROWSER).text


def test_parameters_and_symbols_are_those_of_the_convention(client: TestClient) -> None:
    for convention, shape, scale in (
        ("prince", "6", "γ"),
        ("pytorch", "6 × 4 × 4", "γ"),
        ("onnx", "6 × 4 × 4", "scale"),
    ):
        html = page(client, f"source=gaussian&shape=4,6,4,4&convention={convention}")
        node = html.partition('data-node="CHW"')[2].partition("</li>")[0]
        label, shown = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", node)[2]
        assert re.sub(r"<[^>]*>", "", label).startswith(scale) and shown == shape


def test_posted_values_give_the_same_page_but_for_their_links(client: TestClient) -> None:
    pasted = page(client, "source=own&values=1,2%0A3,4%0A5,9&cell=1,0")
    answer = client.post(
        "/axes?source=own&cell=1,0", content=b"1,2\n3,4\n5,9\n", headers=BROWSER | {"content-type": "text/csv"}
    )
    assert answer.status_code == 200
    numbers = re.compile(r"<dd>[^<]+</dd>")
    assert numbers.findall(answer.text) == numbers.findall(pasted) != []
    assert (
        client.post("/axes?source=own", content=b"1,x", headers=BROWSER | {"content-type": "text/csv"}).status_code
        == 422
    )


@pytest.mark.parametrize("path", ["/axes", "/embed/axes"])
def test_at_test_time_it_says_whose_statistics_it_shows(client: TestClient, path: str) -> None:
    """Choices of axes that nobody trained with have nothing frozen: the numbers are those of training."""
    state = "source=gaussian&seed=1&shape=4,3,4,4&methods=batch"
    said = "with the statistics of this tensor, as in training, and not with frozen ones"
    frozen, training = (client.get(f"{path}?{state}{more}", headers=BROWSER).text for more in ("&mode=test", ""))
    assert said in frozen and said not in training
    batch = client.get(f"/api/v1/compare?{state}").json()["methods"][0]["arithmetic"]
    assert f"<td>{number(batch['standardized'])}</td>" in frozen
