"""The view of code: every library, every method, and what a script writes another index into."""

import gzip
import re
from html import unescape

import pytest

from app.code import FRAMEWORKS, program
from tests.code.running import outcome

BROWSER = {"accept": "text/html"}
STATE = "layout=image&shape=2,4,2,2&source=gaussian&methods=batch,group,reduce:NW&cell=1,3,0,1&epsilon=0.5"


def listings(html: str) -> dict[str, str]:
    found = re.findall(r'<pre [^>]*data-text="([^"]*)"><code>(.*?)</code></pre>', html, re.DOTALL)
    return {name: unescape(re.sub(r"<[^>]*>", "", code)) for name, code in found}


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda each: each.key)
def test_the_page_shows_the_programs_that_the_files_hold(client, framework) -> None:
    query = f"{STATE}&view=code&framework={framework.key}"
    shown = listings(client.get(f"/?{query}", headers=BROWSER).text)
    assert list(shown) == ["code-tensor", "code-batch", "code-group", "code-reduce:NW"]
    made = outcome(query)
    file = client.get(f"/export/code-{framework.key}.py?{query}").text
    assert "\n\n".join(shown.values()) + "\n" == file == program(framework, made)
    one = client.get(f"/export/code-{framework.key}.py?{query.replace('batch,group,reduce:NW', 'group')}").text
    assert f"{shown['code-tensor']}\n\n{shown['code-group']}\n" == one


def test_the_pinned_index_is_where_scripts_find_it(client) -> None:
    html = client.get(f"/?{STATE}&view=code", headers=BROWSER).text
    assert 'cell = (<span data-cell="tuple">1, 3, 0, 1</span>)' in html
    assert '<span data-cell="name">sample 1 · channel 3 · row 0 · column 1</span>' in html


def test_listings_can_be_reached_and_are_named(client) -> None:
    html = client.get(f"/?{STATE}&view=code", headers=BROWSER).text
    for label in ("the tensor", "Batch norm", "Group norm", "Over N, W"):
        assert f'tabindex="0" role="region" aria-label="Code: {label}"' in html


def test_libraries_are_links_and_the_default_is_left_out_of_them(client) -> None:
    html = client.get(f"/?{STATE}&view=code&framework=jax", headers=BROWSER).text
    links = re.findall(r'id="framework-(\w+)" data-state href="([^"]*)"( aria-current="true")?', html)
    assert [key for key, _, _ in links] == [framework.key for framework in FRAMEWORKS]
    assert [key for key, _, current in links if current] == ["jax"]
    assert "framework" not in links[0][1] and "framework=keras" in links[3][1]


def test_a_change_of_settings_keeps_view_and_library(client) -> None:
    html = client.get(f"/?{STATE}&view=code&framework=jax", headers=BROWSER).text
    fields = re.findall(r'<input type="hidden" name="(view|framework)" value="([^"]*)">', html)
    assert fields == [("framework", "jax"), ("view", "code")]
    went = client.get("/go?layout=image&view=code&framework=jax&seed=3", follow_redirects=False)
    assert "framework=jax&view=code" in went.headers["location"]


def test_a_large_tensor_links_to_its_file(client) -> None:
    html = client.get("/?source=gaussian&shape=8,6,16,16&view=code", headers=BROWSER).text
    link = re.search(r'Read from <a href="(/export/tensor\.npz\?[^"]*)"', html)
    assert link is not None
    assert client.get(unescape(link[1])).status_code == 200


def test_the_page_of_a_common_size_holds_it_and_stays_small(client) -> None:
    html = client.get("/?source=gaussian&shape=8,6,8,8&view=code", headers=BROWSER).text
    assert "base64.b64decode(" in html and "Read from" not in html
    assert len(gzip.compress(html.encode(), 6)) <= 40_000


def test_files_of_pictures_are_not_offered_where_there_are_none(client) -> None:
    html = client.get(f"/?{STATE}&view=code", headers=BROWSER).text
    assert "/embed/code.svg" not in html and "/embed/code.json" not in html
    assert "/embed/code.html" in html and "/embed/compare.svg" in html
