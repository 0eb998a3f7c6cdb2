"""What the page that shares a figure is asked for: sizes and choices, from its form and in addresses, strictly."""

import html
import re

import pytest
from starlette.testclient import TestClient

from app.lessons import LESSONS
from app.web.embed_query import PARTS as EMBED_PARTS
from app.web.lesson_query import parameters_of
from app.web.pairs import QueryError
from app.web.parameters import PARAMETER_BY_KEY
from app.web.settings import Settings
from app.web.share import PARTS
from app.web.share_query import FIELD, FRAMES, SIZES, of_form, parts_of, read_shared
from tests.web.visiting import BROWSER, page

SETTINGS = Settings()


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
