"""Exhibits: every figure by name, in any state, with an address that leads to the same again."""

import pytest
from plotly.graph_objects import Figure

from app.lessons import LESSONS
from app.run import Outcome, run
from app.views import VIEWS
from app.views.cubes import cube_panels
from app.web.exhibits import AXES, COMPARE, exhibit, keys, place_of
from app.web.pairs import QueryError
from app.web.query import read_query
from app.web.settings import settings_from

SETTINGS = settings_from({})


@pytest.mark.parametrize("key", keys())
def test_every_exhibit_is_there_in_its_default_state_and_its_address_leads_to_it_again(key):
    found = exhibit(key, "", SETTINGS)
    assert found.title
    assert found.description
    assert found.address == f"/embed/{key}?{found.query}"
    assert found.page == f"{place_of(key)}?{found.query}"
    again = exhibit(key, found.query, SETTINGS)
    assert (again.query, again.title) == (found.query, found.title)
    assert [panel.figure for panel in again.panels] == [panel.figure for panel in found.panels]


@pytest.mark.parametrize("key", [key for key in keys() if key != "code"])
def test_the_pictures_are_figures_with_names_of_their_own(key):
    panels = exhibit(key, "", SETTINGS).panels
    assert panels
    assert len({panel.ident for panel in panels}) == len(panels)
    for panel in panels:
        Figure(panel.figure)
        assert panel.description or panel.title


def test_names_are_unique_and_cover_all_pages():
    assert len(set(keys())) == len(keys())
    assert {*keys()} == {COMPARE, AXES, *(view.key for view in VIEWS), *(lesson.slug for lesson in LESSONS)}


def test_a_name_that_there_is_not():
    with pytest.raises(KeyError):
        exhibit("nothing", "", SETTINGS)


@pytest.mark.parametrize("key", [COMPARE, VIEWS[1].key, AXES, LESSONS[0].slug])
def test_a_query_that_is_wrong_is_refused_in_words(key):
    with pytest.raises(QueryError):
        exhibit(key, "colour=red", SETTINGS)


def test_the_cubes_are_those_of_the_methods_in_order():
    asked = read_query("shape=2,4,3,3&source=gaussian&methods=layer,group,reduce:NW", SETTINGS)
    outcome = run(asked.recipe)
    panels = cube_panels(outcome)
    assert [panel.method for panel in panels] == ["layer", "group", "reduce:NW"]
    assert [panel.title for panel in panels] == [result.method.label for result in outcome.results]


def test_a_view_is_named_by_its_key_whatever_the_query_says_of_views():
    found = exhibit("matrix", "view=distribution", SETTINGS)
    assert isinstance(found.subject, Outcome)
    assert "view=matrix" in found.query
    assert "view=matrix" in found.page


def test_sixteen_choices_of_axes_are_sixteen_pictures():
    found = exhibit(AXES, "", SETTINGS)
    assert len(found.panels) == 16
    assert len(exhibit(AXES, "layout=features", SETTINGS).panels) == 4
