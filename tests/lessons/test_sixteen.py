"""All sixteen choices of axes: the claim over seeds, pictures and moves, and what is shown of it."""

import pytest

from app.experiments.choices import ALL
from app.lessons.sixteen import ALONE, SIXTEEN, SPACE
from tests.lessons.checking import assert_valid, panel, shown


@pytest.mark.parametrize("seed", [0, 3, 6])
@pytest.mark.parametrize("values", [{}, {"picture": 3}, {"batch": 2}, {"batch": 8, "moved": 15}])
def test_only_the_average_over_all_places_lets_a_picture_move(seed, values) -> None:
    found = shown(SIXTEEN, seed=seed, **values)
    assert found.right == "space" and found.holds
    assert "48 of 48 cells" in found.measured[3] and "6 of the sixteen" in found.measured[2]


def test_the_table_and_the_pictures_have_the_numbers() -> None:
    found = shown(SIXTEEN, axes="CHW")
    assert_valid(found)
    rows = panel(found, "changes").table.rows
    assert (len(rows), len(found.extra["table"]["rows"])) == (8, len(ALL))
    same = [row["label"] for row in found.extra["table"]["rows"] if row["cells"][0]["same"]]
    assert len(same) == 10 and "C, H, W · layer norm" in same
    named = {row[0]: row[1:] for row in rows}
    assert max(named["N, H, W · batch norm"]) < 1e-9 < 0.1 < min(named["N · per-activation batch norm"])
    tiles = panel(found, "pictures").figure["layout"]["images"]
    assert len(tiles) == 9, "over N, over N, H and W, and what is set"
    assert len(panel(shown(SIXTEEN), "pictures").figure["layout"]["images"]) == 6


def test_the_two_of_the_question_are_what_they_are_called() -> None:
    assert ALONE in ALL and SPACE in ALL
    (axes,) = (control for control in SIXTEEN.controls if control.key == "axes")
    assert axes.default == "".join(SPACE) and axes.choices[0] == ("-", "no axis")
