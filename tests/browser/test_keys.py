"""Walking from value to value with the keyboard."""

from playwright.sync_api import expect

from tests.browser import screen
from tests.browser.reckoning import tensor
from tests.browser.screen import METHODS, PINNED

WALKS = [
    ("ArrowRight", (1, 2, 0, 0)),
    ("ArrowRight", (1, 2, 0, 0)),  # the last channel
    ("ArrowLeft", (1, 1, 0, 0)),
    ("ArrowDown", (2, 1, 0, 0)),
    ("ArrowUp", (1, 1, 0, 0)),
    ("ArrowUp", (0, 1, 0, 0)),
    ("PageDown", (0, 1, 0, 1)),
    ("PageDown", (0, 1, 0, 2)),
    ("PageUp", (0, 1, 0, 1)),
]


def test_keys_walk_along_the_axes_they_are_named_for(visit):
    page, x = visit(), tensor()
    screen.cube(page, "layer").focus()
    for key, cell in WALKS:
        page.keyboard.press(key)
        screen.wait_for_cell(page, cell)
    screen.assert_numbers(page, x, cell)
    for method in METHODS:
        screen.assert_lit(page, method, cell)
    assert "cell" not in screen.query(page)


def test_the_last_column_is_followed_by_the_next_row(visit):
    page = visit("/?cell=0,0,0,3")
    screen.cube(page, "batch").focus()
    page.keyboard.press("PageDown")
    screen.wait_for_cell(page, (0, 0, 1, 0))


def test_tab_reaches_the_cubes_and_enter_pins(visit):
    page = visit()
    page.locator("#turn-reset").focus()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.cube === 'batch'"):
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    screen.wait_for_query(page, cell="1,2,0,0")
    screen.wait_for_live(page, "sample 1 · channel 2 · row 0 · column 0")
    screen.assert_true(page)


def test_escape_returns_to_the_pinned_value_and_says_so(visit):
    page = visit()
    screen.cube(page, "instance").focus()
    page.keyboard.press("ArrowDown")
    screen.wait_for_live(page, "sample 2 · channel 1")
    page.keyboard.press("Escape")
    screen.wait_for_cell(page, PINNED)
    screen.wait_for_live(page, "sample 1 · channel 1")
    for method in METHODS:
        screen.assert_lit(page, method, PINNED)


def test_the_spoken_line_names_the_value_and_every_output(visit):
    page = visit()
    screen.cube(page, "batch").focus()
    page.keyboard.press("ArrowRight")
    live = page.locator("#live")
    screen.wait_for_live(page, "sample 1 · channel 2 · row 0 · column 0: ")
    for method in ("Batch norm", "Layer norm", "Instance norm"):
        expect(live).to_contain_text(f"{method}: mean ")
    expect(live).to_contain_text(page.locator('[data-method="layer"] .output').text_content())


def test_a_pointer_at_rest_does_not_take_the_value_from_the_keys(visit):
    page = visit()
    page.hover("h1")
    screen.cube(page, "batch").focus()
    page.keyboard.press("ArrowRight")
    page.mouse.move(5, 5)
    screen.wait_for_cell(page, (1, 2, 0, 0))


def test_keys_walk_out_of_the_window_that_is_drawn(visit):
    page = visit("/?shape=2,30,2,2&source=counting&cell=0,11,0,0")
    screen.cube(page, "layer").focus()
    page.keyboard.press("ArrowRight")
    screen.wait_for_query(page, cell="0,12,0,0")
    expect(page.locator("p.window")).to_have_text(
        "Drawn: channels 12–23 of 30. The statistics are over all of the tensor."
    )
    expect(screen.cube(page, "layer")).to_be_focused()
    page.keyboard.press("ArrowRight")
    screen.wait_for_cell(page, (0, 13, 0, 0))
    screen.assert_numbers(page, tensor("counting", (2, 30, 2, 2)), (0, 13, 0, 0))


def test_keys_that_scroll_a_page_do_so_until_the_stage_is_focused(visit):
    page = visit()
    page.evaluate("addEventListener('keydown', (event) => { window.taken = event.defaultPrevented; })")
    for key in ("Space", "PageDown", "PageUp", "ArrowDown", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
        assert page.evaluate("window.taken") is False, key
    page.wait_for_function("() => scrollY > 0")
    screen.wait_for_cell(page, PINNED)
    expect(page.locator("#play")).to_contain_text("Play")
    page.locator(".facts dt").first.click()
    for key, cell in (("ArrowRight", "1,2,0,0"), ("PageDown", "1,2,0,1"), ("ArrowUp", "0,2,0,1")):
        page.keyboard.press(key)
        screen.wait_for_query(page, cell=cell)
    screen.assert_true(page)
    page.locator('[name="seed"]').focus()
    page.keyboard.press("ArrowLeft")
    screen.wait_for_cell(page, (0, 2, 0, 1))


def test_a_question_mark_leads_to_the_keys_and_escape_stops_playing(visit):
    page = visit()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_in_viewport()
    screen.cube(page, "batch").focus()
    page.keyboard.press("Space")
    expect(page.locator("#play")).to_contain_text("Pause")
    page.keyboard.press("Escape")
    expect(page.locator("#play")).to_contain_text("Play")
