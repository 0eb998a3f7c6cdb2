"""Files of figures by address: every figure in every kind that it has, with what is given by address escaped."""

import csv
import json
import re
from html import unescape
from io import BytesIO, StringIO

import numpy as np
import pytest

from app.exports.raster import MOST_PIXELS
from app.figures.themed import PALETTES
from app.run import run
from app.web import files
from app.web.exhibits import AXES, COMPARE, keys
from app.web.files import FILES, NAME, offered
from app.web.query import read_query
from app.web.settings import Settings
from tests.web.filed import CHECKS, EVIL, FIGURES, check_html, check_svg

BROWSER = {"accept": "text/html"}
KINDS = {file.ending: file for file in FILES}
COMPUTED = [key for key in keys() if key in (COMPARE, AXES) or FIGURES[key].page.startswith("/?")]


def there(key: str) -> set[str]:
    """The endings that a figure has, by what it is."""
    endings = {".card.png", ".html"}
    if FIGURES[key].panels:
        endings |= {".svg", ".png", "@2x.png", "@4x.png", ".tex", ".json"}
    if key in (COMPARE, AXES) or any(panel.table for panel in FIGURES[key].panels):
        endings.add(".csv")
    return endings | ({".npz"} if key in COMPUTED else set())


LARGE = {"@2x.png": (COMPARE, "maps"), "@4x.png": ("noise",)}
"""Drawing takes as long as a picture has pixels: what differs is their number alone."""
EVERY = [(key, ending) for key in keys() for ending in sorted(there(key)) if key in LARGE.get(ending, (key,))]


@pytest.mark.parametrize(("key", "ending"), EVERY)
def test_every_figure_in_every_kind(client, key, ending) -> None:
    answer = client.get(f"/embed/{key}{ending}", params={"title": EVIL})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == KINDS[ending].media_type
    place = "inline" if ending.endswith((".svg", ".png")) else "attachment"
    assert answer.headers["content-disposition"] == f'{place}; filename="normaxis-{key}{ending}"'
    assert "max-age" in answer.headers["cache-control"]
    CHECKS[ending](key, answer.content)


def test_the_largest_picture_of_every_figure_is_within_the_bounds() -> None:
    for found in FIGURES.values():
        if found.panels:
            drawn = files._sheet(found, files.EmbedOptions())
            assert 16 * drawn.width * drawn.height < MOST_PIXELS, found.key


@pytest.mark.parametrize("key", keys())
def test_a_figure_has_what_it_has_and_says_what_it_has_not(client, key) -> None:
    assert set(KINDS) == set(CHECKS)
    for ending in set(KINDS) - there(key):
        answer = client.get(f"/embed/{key}{ending}")
        assert answer.status_code == 404
        assert f"Got {ending} of the figure {key}, which has no " in answer.json()["detail"]


@pytest.mark.parametrize("key", keys())
def test_the_endings_that_are_suggested_are_there(key) -> None:
    assert set(files.endings_of(key)) <= there(key)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nothing.svg", "try "),
        ("matrx.svg", "try matrix.svg"),
        ("matrix.sgv", "try matrix.svg"),
        ("matrix@3x.png", "try matrix@"),
        ("matrix.svg.svg", "try matrix.svg"),
        (".svg", "expected one of compare"),
        ("compare.%2e%2e", "expected an ending out of .svg"),
        ("code.py", "try code.html"),
        ("code.svg", "try code.html"),
        ("noise.npy", "try noise.svg"),
    ],
)
def test_a_name_that_is_none_is_answered_with_the_nearest(client, name, told) -> None:
    answer = client.get(f"/embed/{name}")
    assert answer.status_code == 404
    assert told in answer.json()["detail"]
    assert client.get(f"/embed/{name}", headers=BROWSER).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [("shape=0,1,1,1", 422), ("title=", 422), (f"title={'x' * 121}", 422), ("title=a%0Ab", 422), ("nothing=1", 422)],
)
def test_a_wrong_state_is_refused_as_on_the_page(client, query, status) -> None:
    answer = client.get(f"/embed/compare.svg?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["errors"]


@pytest.mark.parametrize("theme", PALETTES)
def test_the_theme_is_that_of_the_state(client, theme) -> None:
    palette = PALETTES[theme]
    svg = client.get(f"/embed/compare.svg?theme={theme}").text
    assert palette.roles["pool-front"] in svg and palette.roles["label-note"] in svg
    maps = client.get(f"/embed/maps.svg?theme={theme}").text
    assert ('filter="url(#shine)"' in maps) == (theme == "dark")
    told = client.get(f"/embed/distribution.json?theme={theme}").json()
    assert palette.roles["chart-axis"] in json.dumps(told)
    assert f'data-theme="{theme}"' in client.get(f"/embed/compare.html?theme={theme}").text


def test_numbers_are_those_of_the_page(client) -> None:
    query = "shape=4,6,3,3&source=gaussian&seed=9&methods=batch"
    rows = list(csv.DictReader(StringIO(client.get(f"/embed/compare.csv?{query}").text)))
    asked = read_query(query, Settings())
    x = run(asked.recipe).tensor.astype(np.float64)
    assert [float(row["mean"]) for row in rows] == pytest.approx(x.mean((0, 2, 3)).tolist(), rel=1e-13)
    axes = list(csv.DictReader(StringIO(client.get(f"/embed/axes.csv?{query}&cell=1,2,0,1").text)))
    [batch] = [row for row in axes if row["name"] == "Batch norm"]
    assert (batch["averaged_over"], batch["pools"], batch["values"]) == ("N H W", "6", "36")
    assert float(batch["variance"]) == pytest.approx(x[:, 2].var(), rel=1e-13)
    assert float(batch["standardized"]) == pytest.approx(
        (x[1, 2, 0, 1] - x[:, 2].mean()) / np.sqrt(x[:, 2].var() + 1e-5), rel=1e-12
    )
    [*_, last] = [row for row in axes if "groups" in row["name"]]
    assert (last["name"], last["pools"]) == ("Group norm, 6 groups", "24")


@pytest.mark.parametrize("ending", [".svg", ".png", ".csv", ".npz", ".html"])
def test_posted_values_have_files_too(client, ending) -> None:
    for key in (COMPARE, "matrix"):
        answer = client.post(
            f"/embed/{key}{ending}?methods=batch&source=own",
            content=b"[[1,2],[3,5]]",
            headers={"content-type": "application/json"},
        )
        assert answer.status_code == 200, answer.text
        assert "cache-control" not in answer.headers or "max-age" not in answer.headers["cache-control"]
    if ending == ".npz":
        with np.load(BytesIO(answer.content)) as found:
            assert found["x"].tolist() == [[1, 2], [3, 5]]


@pytest.mark.parametrize("page", ["/", "/?view=matrix", "/?view=code", "/axes", "/lessons/noise?predict=skip"])
def test_every_link_in_a_menu_leads_to_its_file(client, page) -> None:
    html = client.get(page, headers=BROWSER).text
    links = [unescape(link) for link in re.findall(r'href="(/embed/[^"?]+\.[^"]+)" data-export download', html)]
    found: dict[str, set[str]] = {}
    for link in links:
        key, ending = NAME.fullmatch(link.removeprefix("/embed/").partition("?")[0]).groups()
        found.setdefault(key, set()).add(ending)
    assert found and all(endings == there(key) - {".card.png"} for key, endings in found.items())
    for link in links:
        if link.partition("?")[0].endswith((".svg", ".csv", ".json")):
            assert client.get(link).status_code == 200, link
    assert all(f"menu-{key}" in html for key in found)


def test_what_is_not_offered_is_for_programs_alone() -> None:
    panels = FIGURES[COMPARE].panels
    assert [file.ending for file in FILES if file not in offered(panels, tables=True)] == [".card.png"]


def test_a_check_that_finds_nothing_wrong_could() -> None:
    with pytest.raises(AssertionError):
        check_html("axes", b'<title>x</title><a href="https://example.org/">')
    with pytest.raises(AssertionError):
        check_svg(COMPARE, b'<svg xmlns="http://www.w3.org/2000/svg"><title>x</title></svg>')
