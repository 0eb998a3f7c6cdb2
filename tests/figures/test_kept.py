"""What is kept from figure to figure because it depends on no value: it is the same, and nobody changes it."""

from copy import deepcopy

from app.core.axes import LAYOUTS
from app.figures.bare import bare
from app.figures.joined import joined
from app.figures.svg import panel_svg
from app.figures.themed import PALETTES, themed
from app.recipe import Recipe, default_cell
from app.run import Outcome, run
from app.views import view_by_key
from app.views.cubes import cube_panels
from app.views.view import Panel

SHAPE = (3, 4, 5, 5)


def panels(outcome: Outcome) -> list[Panel]:
    return [*cube_panels(outcome), *view_by_key("maps").make(outcome)["panels"]]


def outcome(seed: int) -> Outcome:
    return run(Recipe("image", SHAPE, "gaussian", default_cell(LAYOUTS[0], SHAPE), seed))


def test_no_user_of_a_figure_changes_what_the_next_one_is_given() -> None:
    first = panels(outcome(0))
    before = deepcopy([panel.figure for panel in first])
    drawn = [panel_svg(panel) for panel in first]
    for panel in first:
        bare(panel.figure)
        for palette in PALETTES.values():
            themed(panel.figure, palette)
    joined(first)
    assert [panel.figure for panel in panels(outcome(0))] == before
    assert [panel_svg(panel) for panel in panels(outcome(0))] == drawn


def test_other_values_have_other_pictures_on_the_same_frames() -> None:
    [one], [other] = (
        [panel.figure["layout"] for panel in panels(outcome(seed)) if panel.ident == "before"] for seed in (0, 1)
    )
    assert one["images"] != other["images"]
    assert one["shapes"] == other["shapes"]
    assert one["annotations"] == other["annotations"]
