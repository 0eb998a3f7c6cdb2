"""Views over the API: the registry, one view's pictures and tables, and numbers that JSON does not have."""

import json

import plotly.graph_objects as go
import pytest

from app.views import VIEWS
from app.web.payload import encode, viewed
from tests.code.running import outcome
from tests.views_made import choose


def test_the_registry_is_told_in_order(client) -> None:
    told = client.get("/api/v1/views").json()["views"]
    assert [each["key"] for each in told] == [view.key for view in VIEWS]
    assert all(each["label"] and each["question"].endswith("?") for each in told)


@pytest.mark.parametrize("view", VIEWS, ids=lambda each: each.key)
def test_every_view_answers_for_every_kind_of_tensor(client, view) -> None:
    for query in ("", "layout=sequence&", "layout=features&", "values=[[1,nan],[2,3]]&"):
        told = client.get(f"/api/v1/view?{query}view={view.key}")
        assert told.status_code == 200, told.text
        assert told.json()["view"] == view.key
        for panel in told.json()["panels"]:
            assert set(panel) == {"ident", "title", "description", "caption", "figure", "table"}
    posted = client.post(f"/api/v1/view?view={view.key}", content=b"1,2\n3,4\n", headers={"content-type": "text/csv"})
    assert posted.status_code == 200, posted.text


def test_a_panel_is_told_whole_and_numbers_that_are_none_are_words(monkeypatch) -> None:
    told = json.loads(encode(viewed(choose(monkeypatch, outcome("")))))
    assert told["view"] == "made"
    first, *_, last = told["panels"]
    assert (first["ident"], first["title"], first["caption"]) == ("first", "First & foremost", "Measured.")
    assert first["table"] == {
        "head": ["name", "third", "nothing"],
        "rows": [["row 0", 0.0, "NaN"], ["row 1", 1 / 3, "NaN"]],
        "left_out": 0,
    }
    assert go.Figure(first["figure"]).layout.shapes
    assert last["table"] is None


def test_refusals_are_problems(client) -> None:
    told = client.get("/api/v1/view?view=none")
    assert (told.status_code, told.headers["content-type"]) == (422, "application/problem+json")
    assert told.json()["errors"][0]["parameter"] == "view"
    assert client.post("/api/v1/view", content=b"x", headers={"content-type": "image/png"}).status_code == 415
    assert client.delete("/api/v1/view").status_code == 405
