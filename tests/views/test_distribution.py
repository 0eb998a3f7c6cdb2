"""The distribution's counts are those of all values, before and after, and its page says them in every form."""

import re
import warnings
from html import unescape

import numpy as np
import plotly.graph_objects as go
import pytest

from app.core.moments import moments
from app.core.normalize import Place, normalize
from app.run import run
from app.views.distribution import NAMES, make
from app.web.query import read_query
from app.web.settings import Settings

BROWSER = {"accept": "text/html", "accept-encoding": "identity"}
QUERIES = [
    "source=gaussian&shape=4,6,5,3",
    "source=heavy&shape=8,4,40,40&methods=batch,group,rms,reduce:,reduce:NCHW",
    "source=counting&axis=own&scale=2&offset=-1&methods=batch,rms&convention=prince",
    "source=constant&epsilon=0",
    "layout=sequence&source=gaussian",
    "layout=features&source=heavy&scale=0",
    "values=1,nan%0A2,3&methods=batch,layer",
    "values=nan,nan%0Anan,nan&methods=batch",
    "values=3&shape=1,1",
    "values=1e300,-1e300&shape=2,1",
    "values=1e-300,3e-300&shape=2,1",
]


def outcome_of(query):
    asked = read_query(query, Settings())
    return run(asked.recipe, asked.tensor)


def counted(panel, name):
    rows = [row for row in panel.table.rows if row[0] == name and not isinstance(row[1], str)]
    edges = np.array([row[1] for row in rows] + [rows[-1][2]])
    return edges, [row[3] for row in rows], [row[4] for row in rows]


@pytest.mark.parametrize("query", QUERIES[:5])
def test_tables_hold_the_counts_of_all_values_and_of_the_pool(query):
    outcome = outcome_of(query)
    recipe = outcome.recipe
    for result, panel in zip(outcome.results, make(outcome)["panels"], strict=True):
        (found,) = moments(outcome.tensor, [result.pools])
        found = found if result.method.centers else found.about_zero()
        offset = recipe.offset if result.method.centers and recipe.offset else None
        how = {"epsilon": recipe.epsilon, "place": Place(recipe.epsilon_place)}
        scale = None if recipe.scale == 1 else recipe.scale
        values = {
            "before": outcome.tensor,
            "standardized": normalize(outcome.tensor, result.pools, found.mean, found.variance, **how),
            "output": normalize(
                outcome.tensor, result.pools, found.mean, found.variance, scale=scale, offset=offset, **how
            ),
        }
        pool = tuple(slice(low, high) for low, high in result.pools.box(result.pool))
        for name in NAMES:
            edges, every, inside = counted(panel, name)
            for counts, those in ((every, values[name]), (inside, values[name][pool])):
                those = those.astype(np.float64)
                assert counts == np.histogram(those[np.isfinite(those)], edges)[0].tolist(), name


@pytest.mark.parametrize("query", QUERIES)
def test_nothing_is_lost_and_every_figure_is_one_for_plotly(query):
    outcome = outcome_of(query)
    seen = make(outcome)
    for panel in seen["panels"]:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            go.Figure(panel.figure)
        for name in NAMES:
            assert sum(row[3] for row in panel.table.rows if row[0] == name) == outcome.tensor.size


def test_one_axis_is_one_for_all_and_own_axes_are_not():
    ranges = {}
    for axis in ("shared", "own"):
        figures = [panel.figure for panel in make(outcome_of(f"source=counting&axis={axis}"))["panels"]]
        ranges[axis] = {
            tuple(figure["layout"][key]["range"]) for figure in figures for key in ("xaxis", "xaxis2", "xaxis3")
        }
    assert len(ranges["shared"]) == 1
    assert len(ranges["own"]) == 2  # what is standardized and the output are the same here


def test_the_page_has_picture_table_and_labels_before_any_script(client):
    html = client.get("/?view=distribution", headers=BROWSER).text
    view = html[html.index('id="view"') :]
    assert view.count("<svg ") == 3
    assert 'data-table="panel-distribution-0"' in view
    assert 'data-follows="cell"' in view
    address = unescape(re.search(r'id="charts" data-from="([^"]*)">\{\}</script>', view)[1])
    island = client.get(address).json()
    assert list(island) == ["distribution-0", "distribution-1", "distribution-2"]
    assert "of 192 values in all" in island["distribution-0"]["data"][0]["hovertext"][0]
    assert re.search(r'id="axis-own"[^>]*href="[^"]*axis=own', view)


def test_a_posted_tensor_is_counted_too(client):
    answer = client.post(
        "/?source=own&view=distribution",
        content="[[1,2],[3,5]]",
        headers=BROWSER | {"content-type": "application/json"},
    )
    assert answer.status_code == 200
    assert answer.text.count('data-table="panel-distribution-') == 3


def test_where_steps_lie_far_apart_or_are_thin_an_axis_of_their_own_is_named():
    for values, named in (("0,1%0A2,3", False), ("0,100%0A200,300", True), ("100,101%0A102,103", True)):
        notes = " ".join(make(outcome_of(f"values={values}"))["notes"])
        assert ("give each its own" in notes) == named, values
        assert "give each its own" not in " ".join(make(outcome_of(f"values={values}&axis=own"))["notes"])
