"""Pointing at a value, leaving it, pinning it."""

from tests.browser import screen
from tests.browser.reckoning import tensor
from tests.browser.screen import METHODS, PINNED

ELSEWHERE = "h1"


def test_a_value_lights_its_pools_in_every_cube(visit):
    page, x = visit(), tensor()
    for pointed in METHODS:
        for cell in [(0, 2, 0, 0), (0, 0, 2, 1), (3, 2, 3, 3)]:  # on the top, the front, the side
            screen.hover(page, pointed, cell)
            screen.wait_for_cell(page, cell)
            screen.assert_numbers(page, x, cell)
            for method in METHODS:
                screen.assert_lit(page, method, cell)


def test_leaving_goes_back_to_the_pinned_value(visit):
    page = visit()
    screen.hover(page, "batch", (0, 0, 2, 1))
    screen.wait_for_cell(page, (0, 0, 2, 1))
    page.hover(ELSEWHERE)
    screen.wait_for_cell(page, PINNED)
    assert "cell" not in screen.query(page)
    screen.assert_numbers(page, tensor(), PINNED)
    for method in METHODS:
        screen.assert_lit(page, method, PINNED)


def test_a_click_pins(visit):
    page, cell = visit(), (0, 2, 0, 3)
    screen.click(page, "layer", cell)
    screen.wait_for_query(page, cell="0,2,0,3")
    screen.wait_for_live(page, "sample 0 · channel 2 · row 0 · column 3")
    screen.hover(page, "instance", (0, 1, 2, 2))
    screen.wait_for_cell(page, (0, 1, 2, 2))
    page.hover(ELSEWHERE)
    screen.wait_for_cell(page, cell)
    screen.assert_true(page)


def test_a_reload_and_a_copied_address_show_what_was_pinned(visit):
    page = visit()
    screen.click(page, "batch", (0, 1, 3, 0))
    screen.wait_for_query(page, cell="0,1,3,0")
    page.reload()
    screen.wait_for_plotly(page)
    screen.assert_true(page)
    screen.assert_true(visit(page.url))


def test_back_and_forward_walk_through_what_was_pinned(visit):
    page, cells = visit(), [(0, 0, 0, 0), (0, 1, 1, 1), (2, 2, 0, 0)]
    for cell in cells:
        screen.click(page, "batch", cell)
        screen.wait_for_query(page, cell=",".join(map(str, cell)))
    for cell in [*reversed(cells[:-1]), PINNED]:
        page.go_back()
        screen.wait_for_cell(page, cell)
    for cell in cells:
        page.go_forward()
        screen.wait_for_cell(page, cell)
    screen.assert_true(page)


def test_a_touch_pins(visit):
    page, cell = visit(width=1024, has_touch=True), (0, 1, 2, 0)
    page.touchscreen.tap(*screen.place_of(page, "layer", cell))
    screen.wait_for_query(page, cell="0,1,2,0")
    screen.assert_true(page)
