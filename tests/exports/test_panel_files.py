"""Pictures as files: Plotly JSON, one SVG, and the tables as CSV, of panels made for this and of every view."""

import csv
import json
from dataclasses import replace
from io import StringIO
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from app.exports.panel_files import panels_csv, panels_json, panels_sheet
from app.exports.sheet import BOLD, GAP, TITLE
from app.figures.themed import PALETTES, palette_of
from app.views import VIEWS, parts, view_by_key
from tests.exports.test_exports import outcome
from tests.views_made import make


def panels():
    return make(outcome())["panels"]


def test_every_picture_is_plotlys() -> None:
    figures = json.loads(panels_json(panels()))
    assert list(figures) == ["first", "second", "third", "fourth"]
    assert all(go.Figure(figure).layout.shapes for figure in figures.values())


def test_the_sheet_is_whole_xml_with_every_picture_inside() -> None:
    made = panels_sheet("A & B", panels(), headline="<1> " * 30)
    root = ElementTree.fromstring(made.svg)
    assert "var(--" not in made.svg and "First &amp; foremost" in made.svg and "Without a table." in made.svg
    assert root.find("{*}title").text == "A & B"
    assert "".join(root.itertext()).count("<1>") == 30
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    assert (width, height) == (made.width, made.height)
    inside = [each for each in root if each.tag.endswith("svg")]
    assert len(inside) == len({(each.attrib["x"], each.attrib["y"]) for each in inside}) == 4
    for each in inside:
        assert left < float(each.attrib["x"]) < left + width - float(each.attrib["width"])
        assert top < float(each.attrib["y"]) < top + height - float(each.attrib["height"])


@pytest.mark.parametrize("theme", PALETTES)
def test_the_sheet_has_the_colours_of_its_theme_and_no_others(theme) -> None:
    roles = palette_of(theme).roles
    svg = panels_sheet("", panels(), palette_of(theme)).svg
    for path in ElementTree.fromstring(svg).findall(".//{*}path"):
        role, fill, stroke = path.attrib["class"], path.attrib["fill"], path.get("stroke")
        assert fill in ("none", roles[role])
        assert stroke in (None, roles["pool-edge" if fill != "none" else role])
    assert (palette_of(theme).paper in svg) == (theme != "light")


def test_the_tables_keep_every_digit_and_tables_of_one_kind_are_one() -> None:
    rows = list(csv.reader(StringIO(panels_csv(panels()).decode())))
    assert rows == [
        ["picture", "name", "third", "nothing"],
        ["first", "row 0", "0.0", "nan"],
        ["first", "row 1", "0.3333333333333333", "nan"],
        ["second", "row 0", "0.0", "nan"],
        ["second", "row 1", "0.3333333333333333", "nan"],
        [],
        ["picture", "name"],
        ["third", "only"],
    ]


@pytest.mark.parametrize("query", ["layout=sequence", "layout=features&shape=3,1"])
@pytest.mark.parametrize("view", VIEWS, ids=lambda each: each.key)
def test_every_view_can_be_taken_away(view, query) -> None:
    made = view.make(outcome(query))["panels"]
    if not made:
        return
    assert all(go.Figure(figure) for figure in json.loads(panels_json(made)).values())
    ElementTree.fromstring(panels_sheet(view.label, made).svg)
    if any(panel.table for panel in made):
        assert len(list(csv.reader(StringIO(panels_csv(made).decode())))) > 1


@pytest.mark.parametrize("view", ["maps", "matrix"])
def test_the_csv_has_every_row_of_a_table(view, monkeypatch) -> None:
    made = outcome("layout=sequence&shape=9,4,7&source=gaussian&methods=batch")
    made = replace(made, recipe=replace(made.recipe, view=view))
    shown = view_by_key(view).make(made)["panels"]
    tables = [panel for panel in shown if panel.table]
    for panel in tables:
        rows = list(panel.table.in_file())
        assert rows[: len(panel.table.rows)] == list(panel.table.rows)
        assert len(rows) == len(panel.table.rows) + panel.table.left_out > len(panel.table.rows)
    written = [row for row in csv.reader(StringIO(panels_csv(shown).decode())) if row and row[0] != "picture"]
    assert len(written) == sum(len(list(panel.table.in_file())) for panel in tables)
    if view == "maps":
        assert [float(row[2]) for row in written if row[0] == "before"] == made.tensor.ravel().tolist()
    monkeypatch.setattr(parts, "MOST_IN_FILE", 50)
    [panel, *_] = [panel for panel in view_by_key(view).make(made)["panels"] if panel.table]
    count = made.tensor.size if view == "maps" else 63
    assert len(panel.table.rows) + panel.table.left_out == len(list(panel.table.in_file())) == 50
    assert f"The CSV has the first 50 rows of {count} in all." in panel.caption


def test_names_stay_within_their_own_drawing_with_a_gap_to_the_next() -> None:
    long = [
        replace(panel, title=f"{panel.title}: what the steps leave as it was, and what they do not")
        for panel in panels()
    ]
    root = ElementTree.fromstring(panels_sheet("", long).svg)
    names = [each for each in root.findall(".//{*}text") if each.get("font-weight") == "700"]
    wide = max(float(each.attrib["width"]) for each in root if each.tag.endswith("svg"))
    assert len(names) > len(long)
    assert all(len(each.text) * BOLD * TITLE <= max(wide, 12 * TITLE) - GAP for each in names)
