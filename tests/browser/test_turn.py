"""Turning the cubes: by dragging, by buttons, by keys. All turn together, and what is pointed at stays right."""

import pytest

from tests.browser import screen
from tests.browser.places import Scene
from tests.browser.screen import METHODS, PINNED

STEPS = {"left": "30,35", "right": "60,35", "up": "45,50", "down": "45,20"}
REST = 150


def assert_turned(page, turn, cell=PINNED):
    for method in METHODS:
        screen.assert_lit(page, method, cell, Scene(turn=turn))


def test_a_drag_turns_all_cubes_and_pins_nothing(visit):
    page = visit()
    x, y = screen.place_of(page, "layer", PINNED)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 10)
    page.mouse.move(x + 100, y + 25)
    screen.wait_for_query(page, turn="345,50")
    page.mouse.up()
    assert_turned(page, (345, 50))
    assert screen.query(page)["cell"] == "1,1,0,0"


def test_a_drag_goes_on_outside_of_the_cube_and_ends_with_the_button(visit):
    page = visit()
    x, y = screen.place_of(page, "instance", PINNED)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 50, y)
    page.mouse.move(x - 100, 10)
    page.mouse.up()
    screen.wait_for_query(page, turn="105,10")
    page.mouse.move(x, y)
    screen.hover(page, "instance", (0, 2, 0, 0), Scene(turn=(105, 10)))
    screen.wait_for_cell(page, (0, 2, 0, 0))
    screen.wait_for_query(page, turn="105,10")


def test_buttons_and_keys_turn(visit):
    page = visit()
    for name, turn in STEPS.items():
        page.click(f"#turn-{name}")
        screen.wait_for_query(page, turn=turn)
        page.click("#turn-reset")
        screen.wait_for_query(page, turn=None)
        page.keyboard.press(f"Shift+Arrow{name.capitalize()}")
        screen.wait_for_query(page, turn=turn)
        assert_turned(page, tuple(map(int, turn.split(","))))
        page.keyboard.press("Shift+Home")
        screen.wait_for_query(page, turn=None)
    assert_turned(page, (45, 35))


def test_all_the_way_round(visit):
    page = visit()
    for _ in range(24):
        page.keyboard.press("Shift+ArrowRight")
    screen.wait_for_query(page, turn=None)
    for _ in range(9):
        page.keyboard.press("Shift+ArrowUp")
    screen.wait_for_query(page, turn="45,80")
    assert_turned(page, (45, 80))


def test_a_turned_cube_knows_which_value_is_pointed_at(visit):
    page = visit("/?turn=15,50")
    for azimuth in range(15, 360, 60):
        scene = Scene(turn=(azimuth, 50))
        for cell in [
            (1, 2, 0, 0),
            (0 if azimuth < 90 or azimuth > 270 else 3, 1, 2, 3),
            (2, 2 if azimuth < 180 else 0, 3, 1),
        ]:
            screen.hover(page, "batch", cell, scene)
            screen.wait_for_cell(page, cell)
            assert_turned(page, scene.turn, cell)
        for _ in range(4):
            page.keyboard.press("Shift+ArrowRight")


def test_a_pool_inside_the_cube_is_seen_through_it(visit):
    page = visit("/?shape=4,6,4,4&source=gaussian&seed=0&cell=2,2,1,2&methods=batch,instance")
    drawn = screen.cube(page, "instance").evaluate(screen.DRAWN)["paths"]
    for method, cell in (("batch", (2, 2, 1, 2)), ("instance", (2, 2, 1, 2))):
        screen.assert_lit(page, method, cell, Scene(shape=(4, 6, 4, 4)))
    assert drawn["pool-inside"].count("L") == 5  # the outline of a box
    assert drawn["pool-edge"].count("M") >= 6


def test_a_turn_survives_a_reload_and_another_change(visit):
    page = visit()
    page.click("#turn-left")
    screen.wait_for_query(page, turn="30,35")
    page.reload()
    screen.wait_for_plotly(page)
    screen.assert_true(page)
    page.fill('[name="seed"]', "3")
    screen.wait_for_query(page, seed="3", turn="30,35")
    screen.wait_for_plotly(page)
    screen.assert_true(page)


def test_labels_stay_where_they_turned_to_when_plotly_draws_them_again(visit):
    page = visit()
    page.clock.install()
    place = "text => { const { x, y } = text.getBoundingClientRect(); return [x, y]; }"
    text = screen.cube(page, "batch").locator(".annotation text").first
    known = "document.querySelector('.plot').layout.annotations[0].x"
    start, told = text.evaluate(place), page.evaluate(known)
    page.click("#turn-left")
    moved = text.evaluate(place)
    assert moved != start and page.evaluate(known) == told  # Plotly is told when the hand rests
    page.clock.run_for(REST)
    page.wait_for_function(f"{known} !== {told}")
    assert text.evaluate(place) == pytest.approx(moved, abs=0.1)
