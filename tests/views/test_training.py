"""The view of training and test: what it says is what was measured, and its controls work without scripts."""

import re
import warnings

import numpy as np
import plotly.graph_objects as go
import pytest

from app.run import run, trained
from app.views.training import make
from app.web.form import state_of_form
from app.web.query import read_query
from app.web.settings import Settings

BROWSER = {"accept": "text/html", "accept-encoding": "identity"}
QUERIES = [
    "",
    "mode=test&convention=prince&batches=60",
    "batches=0",
    "batches=0&convention=prince",
    "batches=200&convention=keras&source=gaussian&methods=batch,layer,instance,group,rms,reduce:N",
    "source=constant&epsilon=0",
    "layout=sequence&source=heavy&methods=batch,reduce:",
    "layout=features&shape=1,6",
    "values=1,nan%0A2,3&methods=batch,layer",
    "values=3&shape=1,1",
]


def outcome_of(query):
    asked = read_query(query, Settings())
    return run(asked.recipe, asked.tensor)


@pytest.mark.parametrize("query", QUERIES)
def test_every_state_has_figures_for_plotly_and_a_page(query, client):
    for panel in make(outcome_of(query))["panels"]:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            go.Figure(panel.figure)
    assert client.get(f"/?view=training&{query}", headers=BROWSER).status_code == 200


def test_spread_is_measured_and_0_where_neighbours_do_not_matter():
    outcome = outcome_of("source=gaussian")
    columns = make(outcome)["columns"]
    batch = trained(outcome).courses["batch"].moving
    assert f"in training: spread {np.std(batch):.5g}" in columns[0]["strip"].figure["layout"]["annotations"][0]["text"]
    for column in columns[1:]:
        texts = [each["text"] for each in column["strip"].figure["layout"]["annotations"]]
        assert texts == ["in training: spread 0", "at test: spread 0"]
        assert "Largest difference between training and test: 0." in column["strip"].caption


def test_tables_hold_what_the_curves_show():
    outcome = outcome_of("source=gaussian&batches=12")
    panel = make(outcome)["columns"][0]["curve"]
    course = trained(outcome).courses["batch"]
    assert [row[0] for row in panel.table.rows] == list(range(13))
    assert [row[3] for row in panel.table.rows] == course.running[0].tolist()
    assert [row[1] for row in panel.table.rows[1:]] == course.means.tolist()
    many = make(outcome_of("source=gaussian&batches=200"))["columns"][0]["curve"].table.rows
    assert len(many) <= 42 and many[-1][0] == 200


def test_the_smallest_sizes_are_explained_by_what_was_measured():
    notes = " ".join(make(outcome_of("source=gaussian"))["notes"])
    assert "batch norm in training is instance norm" in notes and "largest difference is 0." in notes
    assert "x̂ is 0 whatever the value is" in notes


def test_bounds_are_told():
    notes = " ".join(make(outcome_of("source=gaussian&shape=64,64,64,64&batches=200&methods=batch"))["notes"])
    assert "2 batches were drawn of the 200 asked for" in notes


def test_the_conventions_momentum_is_told():
    assert (
        "0.99, is the weight of the old statistics; its running variance is biased"
        in make(outcome_of("convention=keras"))["means"]
    )
    assert "freezes the statistics of all training batches together" in make(outcome_of("convention=prince"))["means"]


def test_controls_belong_to_the_form_and_the_default_weight_is_not_written_down(client):
    html = client.get("/?view=training&batches=20", headers=BROWSER).text
    assert re.search(r'form="settings" name="batches" value="20"', html)
    assert re.search(r'form="settings" name="was.new_weight" value="0.1"', html)
    fields = [("view", "training"), ("batches", "20"), ("new_weight", "0.1"), ("was.new_weight", "0.1")]
    assert state_of_form(fields) == "batches=20&view=training"
    assert "new_weight=0.2" in state_of_form([("new_weight", "0.2"), ("was.new_weight", "0.1")])
    elsewhere = client.get("/?view=distribution&batches=20&new_weight=0.5", headers=BROWSER).text
    assert elsewhere.count('type="hidden" name="batches" value="20"') == 1
    assert elsewhere.count('type="hidden" name="new_weight" value="0.5"') == 1


def test_test_time_reaches_the_cubes_columns(client):
    html = client.get("/?mode=test&source=gaussian", headers=BROWSER).text
    assert "6 means and 6 variances, frozen after 10 batches" in html
    assert "frozen statistics, in use here" in html
    told = client.get("/api/v1/compare?mode=test&source=gaussian").json()
    usual = client.get("/api/v1/compare?source=gaussian").json()
    assert told["methods"][0]["arithmetic"]["mean"] != usual["methods"][0]["arithmetic"]["mean"]
    assert told["methods"][1]["arithmetic"] == usual["methods"][1]["arithmetic"]


def test_nonsense_is_refused_in_words(client):
    for query, words in (
        ("batches=201", "at most 200"),
        ("new_weight=1.5", "from 0 to 1"),
        ("mode=both", "train, test"),
    ):
        answer = client.get(f"/api/v1/compare?{query}")
        assert answer.status_code == 422 and words in answer.text
