"""The page before any script: whole, true to the state, and a problem in the same words where there is one."""

import gzip
import io
import json
import re

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.recipe import THEMES
from app.views import VIEWS

BROWSER = {"accept": "text/html,application/xhtml+xml", "accept-encoding": "identity"}


def page(client: TestClient, query: str = "") -> str:
    answer = client.get(f"/?{query}", headers=BROWSER)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_first_html_holds_diagram_numbers_and_text(client: TestClient) -> None:
    html = page(client)
    assert html.count('class="cube"') == 3
    assert html.count('class="mini"') == 3
    cubes = html[: html.index('id="view"')]
    assert cubes.count("<svg ") == 6  # each cube, and each small one of the overview
    assert "one channel, across all samples and pixels" in html
    assert "3 means and 3 variances, each over 64 values" in html
    island = re.search(r'<script type="application/json" id="outcome"[^>]*>(.*?)</script>', html, re.S)
    assert island is not None
    told = json.loads(island[1])
    mean = told["methods"][0]["arithmetic"]["mean"]
    assert f'data-number="mean">{mean:.5g}<' in html


def test_it_is_small(client: TestClient) -> None:
    html = page(client, "shape=8,6,8,8&source=gaussian&methods=batch,layer,instance")
    assert len(gzip.compress(html.encode(), 6)) < 40_000
    assert len(gzip.compress(page(client).encode(), 6)) < 40_000


SWAPPED = re.compile(r'data-swap="([^"]+)"')
HEAD = {"site", "share", "themes"}


@pytest.mark.parametrize("layout", ["image", "sequence", "features"])
@pytest.mark.parametrize("view", [view.key for view in VIEWS])
def test_the_two_parts_that_scripts_ask_for_are_the_page(client: TestClient, layout: str, view: str) -> None:
    state = f"layout={layout}&view={view}&mode=test&convention=prince&methods=batch,group,reduce:C"
    whole, first, rest = (client.get(f"/{part}?{state}", headers=BROWSER).text for part in ("", "first", "rest"))
    parts = [set(SWAPPED.findall(html)) for html in (whole, first, rest)]
    assert parts[1] & parts[2] == HEAD
    assert parts[1] | parts[2] == parts[0]
    for name in parts[0]:
        assert swapped(whole, name) == swapped(first if name in parts[1] else rest, name)
    assert queried(whole) == queried(first) == queried(rest)


def swapped(html: str, name: str) -> str:
    """A part of a page, up to the next one, without the charts that the whole page leaves to an address."""
    html = re.sub(r'(<script [^>]*id="charts")[^>]*>.*?</script>', r"\1>", html)
    return re.split(r'<[a-z]+ [^>]*data-swap="|<p id="live"|</main>', html[html.index(f'data-swap="{name}"') :][1:])[
        0
    ].strip()


def queried(html: str) -> str:
    """The state that the page says it is in."""
    found = re.search(r'id="stage"[^>]* data-query="([^"]*)"', html)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("part", ["first", "rest"])
def test_a_part_refuses_as_the_page_does(client: TestClient, part: str) -> None:
    refused = client.get(f"/{part}?shape=0,1,1,1", headers=BROWSER)
    assert refused.status_code == 422
    assert 'href="/?' in refused.text


def test_the_first_part_is_much_less_than_the_page(client: TestClient) -> None:
    state = "shape=8,6,8,8&source=gaussian"
    whole, first = (client.get(f"/{part}?{state}", headers=BROWSER).content for part in ("", "first"))
    assert len(first) < 0.6 * len(whole) and len(gzip.compress(first, 4)) < 0.75 * len(gzip.compress(whole, 4))


def test_the_page_needs_no_other_host(client: TestClient) -> None:
    html = re.sub('<link rel="(canonical|alternate)".*', "", page(client))  # told, not asked for
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"', html)
    assert addresses
    assert all(address.startswith(("/", "#", "data:image/png;base64,")) for address in addresses)


@pytest.mark.parametrize("theme", THEMES)
def test_the_palette_is_part_of_the_state(client: TestClient, theme: str) -> None:
    assert f'data-theme="{theme}"' in page(client, f"theme={theme}")


@pytest.mark.parametrize(
    "query",
    [
        "layout=sequence",
        "layout=features&methods=batch,layer,instance,group,rms,reduce:",
        "shape=1,1,1,1&source=constant",
        "shape=64,256,28,28&source=gaussian&cell=63,255,27,27&methods=batch,reduce:CH",
        "values=1,nan%0A2,3&methods=batch",
        "methods=group&groups=3&epsilon=0&scale=-2&offset=0.5&epsilon_place=deviation&turn=200,70",
    ],
)
def test_every_link_of_a_page_leads_to_a_page(client: TestClient, query: str) -> None:
    html = page(client, query)
    links = {link.replace("&amp;", "&") for link in re.findall(r'data-state[^>]* href="([^"]*)"', html)}
    links |= {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*)"[^>]* data-state', html)}
    assert len(links) > 5
    for link in sorted(links)[:40]:
        answer = client.get(link, headers=BROWSER)
        assert answer.status_code == 200, (link, answer.text)


def test_text_from_outside_is_escaped_everywhere(client: TestClient) -> None:
    attack = '"><svg onload=alert(1)></script><script>alert(1)</script>'
    answer = client.get("/", params={"source": attack}, headers=BROWSER)
    assert answer.status_code == 422
    assert "<svg onload" not in answer.text and "<script>alert" not in answer.text
    pasted = client.get("/", params={"values": "[[1,2],[3,4]]</script>"}, headers=BROWSER)
    assert "4]]</script>" not in pasted.text


@pytest.mark.parametrize("path", ["/", "/livez", "/api/v1/methods", "/api/v1/openapi.json"])
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


def test_every_answer_forbids_other_hosts(client: TestClient) -> None:
    for path in ("/", "/nowhere", "/api/v1/methods", "/livez", "/?seed=x"):
        headers = client.get(path, headers=BROWSER).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self'" in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in headers


def test_the_api_may_be_read_from_anywhere_and_pages_may_not_be_framed(client: TestClient) -> None:
    assert client.get("/api/v1/methods").headers["access-control-allow-origin"] == "*"
    front = client.get("/", headers=BROWSER).headers
    assert "access-control-allow-origin" not in front
    assert "frame-ancestors 'self'" in front["content-security-policy"]


def test_livez_answers(client: TestClient) -> None:
    answer = client.get("/livez")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_posted_values_give_the_same_page(client: TestClient) -> None:
    headers = BROWSER | {"content-type": "text/csv"}
    answer = client.post("/?source=own&methods=batch", content=b"1,2\n3,4\n5,9\n", headers=headers)
    assert answer.status_code == 200
    assert "2 means and 2 variances, each over 3 values" in answer.text


def far_from_zero() -> np.ndarray:
    return 1e6 + np.random.default_rng(0).normal(size=(4, 3, 5, 5))


def test_values_far_from_zero_are_written_so_that_they_can_be_told_apart(client: TestClient) -> None:
    x = far_from_zero()
    file = io.BytesIO()
    np.save(file, x)

    def posted(query: str, path: str = "/") -> str:
        address = f"{path}?source=own&shape=4,3,5,5&cell=1,1,0,0&methods=batch,rms&{query}"
        answer = client.post(address, content=file.getvalue(), headers=BROWSER | {"content-type": "application/x-npy"})
        assert answer.status_code == 200, answer.text
        return answer.text

    mean = f"{x[:, 1].mean():.10g}"
    assert mean.startswith("1000000.") or mean.startswith("999999.")
    html = posted("view=maps")
    assert f'data-cell="value">{x[1, 1, 0, 0]:.10g}<' in html
    assert f'data-number="mean">{mean}<' in html
    assert f'data-value="{x[:, 1].mean()}">{mean}<' in html  # in the table of pools
    assert f"From {x.min():.10g} to {x.max():.10g}." in html
    assert f"<td>{x[0, 0, 0, 0]:.10g}</td>" in html  # in the table of values
    assert f"with mean {mean} and variance" in html  # of the cube, for those who do not see it
    assert "From 1 to 1." not in html  # of RMS norm, which leaves them as near each other
    assert "give each its own to see them" in html
    assert "give each its own to see them" not in posted("view=maps&colours=each")
    planes = x.mean((2, 3))
    assert f"From {planes.min():.10g} to {planes.max():.10g}." in posted("view=matrix")
    assert f"values: mean {mean}, deviation" in posted("view=distribution")
    assert "mean {mean[pool]:.10g}" in re.sub("<[^>]*>", "", posted("view=code"))
    assert f"<dd>{mean}</dd>" in posted("", "/axes")
    ticks = set(re.findall(r">(\d[\d.e]*)</text>", posted("view=distribution&axis=own")))
    assert len(ticks & {f"{1e6 + k:.10g}" for k in range(-3, 4)}) > 2


def test_where_values_share_no_leading_digits_five_are_written(client: TestClient) -> None:
    for query in ("", "source=gaussian&shape=4,3,4,4", "source=counting&shape=2,3,4,4", "layout=features&shape=8,6"):
        answer = client.get(f"/api/v1/compare?{query}").json()
        assert answer["digits"] == 5


@pytest.mark.parametrize("view", [None, *(view.key for view in VIEWS)])
def test_the_title_names_the_view_as_the_figure_alone_does(client: TestClient, view: str | None) -> None:
    query = "shape=4,3,4,4&source=gaussian&methods=batch,layer,instance" + (f"&view={view}" if view else "")
    label = next((f"{each.label}: " for each in VIEWS if each.key == view), "")
    title = f"<title>{label}Batch norm, Layer norm and Instance norm on 4 × 3 × 4 × 4 · Normaxis</title>"
    assert title in page(client, query)
    if view != "code":
        assert title in client.get(f"/embed/{view or 'compare'}?{query}", headers=BROWSER).text


def test_one_value_is_not_called_values(client: TestClient) -> None:
    html = page(client, "shape=2,3,1,1&source=gaussian&methods=instance&view=layernorms")
    assert "1 value with mean" in html and "1 values" not in html


def test_one_axis_is_answered_with_what_a_visitor_can_do(client: TestClient) -> None:
    file = io.BytesIO()
    np.save(file, np.arange(12.0))
    headers = BROWSER | {"content-type": "application/x-npy"}
    answer = client.post("/?source=own", content=file.getvalue(), headers=headers)
    assert answer.status_code == 422 and "try x.reshape(12, 1)." in answer.text
