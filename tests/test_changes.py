"""What the page says about another convention is true, and nothing is said where nothing changed."""

import pytest

from app.changes import changes
from app.run import run
from app.web.query import read_query
from app.web.settings import Settings


def told(query: str) -> str:
    asked = read_query(query, Settings())
    return " ".join(changes(run(asked.recipe, asked.tensor)))


def test_nothing_is_said_where_nothing_changed():
    assert told("") == ""
    assert told("convention=pytorch&epsilon=1e-5&epsilon_place=variance") == ""


def test_the_place_of_epsilon_is_compared_by_digits():
    said = told("values=0,0.001&shape=2,1&cell=1,0&convention=prince&methods=batch")
    assert said.startswith("ε moved out of the root: x̂ 0.15617 → 0.98039.")
    assert "Prince writes m, s and δ for E[x], √Var[x] and β." in said


def test_every_method_is_compared():
    said = told("convention=keras&methods=batch,layer")
    assert said.startswith("ε is 0.001 in place of 1e−5: x̂ ")
    assert "(Batch norm), " in said and "(Layer norm)" in said
    assert "→" in said


def test_digits_that_stay_are_said_to_stay():
    assert "to five digits, x̂ of the pinned value stays the same" in told("epsilon=1.00001e-5&methods=batch")


@pytest.mark.parametrize("query", ["convention=prince", "convention=prince&methods=layer,rms"])
def test_what_is_learned_is_counted(query):
    assert "Layer norm learns 6 numbers in place of 96." in told(query)


def test_onnx_has_other_names_and_the_same_digits():
    assert told("convention=onnx") == "ONNX writes mean, var, scale and B for E[x], Var[x], γ and β."


def test_the_symbol_of_the_spread_is_the_one_that_the_columns_write() -> None:
    state = "layout=features&shape=2,4&source=gaussian&convention=prince&methods=batch"
    assert "writes m, s and δ for" in told(f"{state}&epsilon_place=deviation")
    assert "writes m, s² and δ for" in told(f"{state}&epsilon_place=variance")


def test_nothing_over_nothing_is_explained() -> None:
    state = "layout=features&shape=2,4&source=gaussian&epsilon=0&virtual=2&methods="
    reason = "x̂ is 0/0, which is no number"
    assert reason in told(f"{state}ghost")
    assert reason not in told(f"{state}batch")
    assert reason not in told(f"{state}ghost".replace("epsilon=0", "epsilon=1e-3"))
    assert reason not in told("values=1,nan%0A2,3&cell=0,1&epsilon=0&methods=batch")
