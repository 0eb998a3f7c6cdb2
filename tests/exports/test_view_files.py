"""The chosen view as files: of a view made for this, and of every view of the registry."""

import csv
import json
from dataclasses import replace
from io import StringIO
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from app.core.errors import InputError
from app.exports.view_files import view_csv, view_json, view_svg
from app.views import VIEWS, View, parts, view_by_key
from tests.exports.test_exports import outcome
from tests.views_made import choose

FILES = {"pictures": (view_json, view_svg), "tables": (view_csv,)}


def test_every_picture_is_plotlys(monkeypatch) -> None:
    figures = json.loads(view_json(choose(monkeypatch, outcome())))
    assert list(figures) == ["first", "second", "third", "fourth"]
    assert all(go.Figure(figure).layout.shapes for figure in figures.values())


def test_the_sheet_is_whole_xml_with_every_picture_inside(monkeypatch) -> None:
    text = view_svg(choose(monkeypatch, outcome())).decode()
    root = ElementTree.fromstring(text)
    assert "var(--" not in text
    assert "First &amp; foremost" in text and "Without a table." in text
    inside = [each for each in root if each.tag.endswith("svg")]
    assert len(inside) == 4
    for each in inside:
        assert 0 <= float(each.attrib["x"]) <= float(root.attrib["width"]) - float(each.attrib["width"])
        assert 0 <= float(each.attrib["y"]) <= float(root.attrib["height"]) - float(each.attrib["height"])
    places = {(each.attrib["x"], each.attrib["y"]) for each in inside}
    assert len(places) == 4


def test_the_tables_keep_every_digit_and_tables_of_one_kind_are_one(monkeypatch) -> None:
    rows = list(csv.reader(StringIO(view_csv(choose(monkeypatch, outcome())).decode())))
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


@pytest.mark.parametrize("write", [view_json, view_svg, view_csv])
def test_a_view_without_pictures_says_so(write, monkeypatch) -> None:
    made = choose(monkeypatch, outcome(), View("words", "Words", "Which words?", lambda _: {"panels": []}))
    with pytest.raises(InputError, match="the view words, which has no"):
        write(made)


@pytest.mark.parametrize("query", ["", "layout=sequence", "layout=features&shape=3,1"])
@pytest.mark.parametrize("view", VIEWS, ids=lambda each: each.key)
def test_every_view_can_be_taken_away(view, query) -> None:
    made = outcome(query)
    made = replace(made, recipe=replace(made.recipe, view=view.key))
    panels = view.make(made)["panels"]
    if not panels:
        with pytest.raises(InputError):
            view_json(made)
        return
    assert all(go.Figure(figure) for figure in json.loads(view_json(made)).values())
    ElementTree.fromstring(view_svg(made))
    if any(panel.table for panel in panels):
        assert len(list(csv.reader(StringIO(view_csv(made).decode())))) > 1


@pytest.mark.parametrize("view", ["maps", "matrix"])
def test_the_csv_has_every_row_of_a_table(view, monkeypatch) -> None:
    made = outcome("layout=sequence&shape=9,4,7&source=gaussian&methods=batch")
    made = replace(made, recipe=replace(made.recipe, view=view))
    panels = [panel for panel in view_by_key(view).make(made)["panels"] if panel.table]
    for panel in panels:
        rows = list(panel.table.in_file())
        assert rows[: len(panel.table.rows)] == list(panel.table.rows)
        assert len(rows) == len(panel.table.rows) + panel.table.left_out > len(panel.table.rows)
    written = [row for row in csv.reader(StringIO(view_csv(made).decode())) if row and row[0] != "picture"]
    assert len(written) == sum(len(list(panel.table.in_file())) for panel in panels)
    if view == "maps":
        assert [float(row[2]) for row in written if row[0] == "before"] == made.tensor.ravel().tolist()
    monkeypatch.setattr(parts, "MOST_IN_FILE", 50)
    [panel, *_] = [panel for panel in view_by_key(view).make(made)["panels"] if panel.table]
    count = made.tensor.size if view == "maps" else 63
    assert len(panel.table.rows) + panel.table.left_out == len(list(panel.table.in_file())) == 50
    assert f"The CSV has the first 50 of {count} rows." in panel.caption
