"""Stepping through the pools, by hand and by itself. The page's clock is the test's, so that no test waits for it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import screen
from tests.browser.screen import METHODS

PACE = 900
BEYOND = 20_000
CHANNELS = [(1, 2, 0, 0), (1, 0, 0, 0), (1, 1, 0, 0)]
"""Batch norm's next pools from the pinned value on: the same place in the next channel."""


@pytest.fixture
def page(visit):
    opened = visit()
    opened.clock.install()
    return opened


def assert_rows_marked(page, cell):
    """The tables mark the pools of this value, and no others."""
    n, c, _, _ = cell
    wanted = {"batch": f"0,{c},0,0", "layer": f"{n},0,0,0", "instance": f"{n},{c},0,0"}
    for method in METHODS:
        rows = page.locator(f'[data-table="{method}"] tr[aria-current="true"]')
        assert rows.evaluate_all("all => all.map((row) => row.dataset.pool)") == [wanted[method]]


def test_step_forward_and_back(page):
    for cell in CHANNELS:
        page.click("#step-forward")
        screen.wait_for_cell(page, cell)
        screen.wait_for_query(page, cell=",".join(map(str, cell)))
        assert_rows_marked(page, cell)
    page.click("#step-back")
    screen.wait_for_cell(page, CHANNELS[1])
    screen.assert_true(page)


def test_brackets_step(page):
    page.keyboard.press("]")
    screen.wait_for_cell(page, CHANNELS[0])
    page.keyboard.press("[")
    page.keyboard.press("[")
    screen.wait_for_cell(page, CHANNELS[1])
    assert_rows_marked(page, CHANNELS[1])


def test_stepping_follows_the_method_last_looked_at(page):
    screen.cube(page, "layer").focus()
    page.keyboard.press("]")
    screen.wait_for_cell(page, (2, 1, 0, 0))
    assert_rows_marked(page, (2, 1, 0, 0))


def test_play_steps_by_itself_until_paused(page):
    button = page.locator("#play")
    button.click()
    screen.wait_for_cell(page, CHANNELS[0])
    expect(button).to_have_text(re.compile("Pause"))
    for cell in CHANNELS[1:]:
        page.clock.run_for(PACE)
        screen.wait_for_cell(page, cell)
        assert_rows_marked(page, cell)
    button.click()
    expect(button).to_have_text(re.compile("Play"))
    page.clock.run_for(BEYOND)
    screen.wait_for_cell(page, CHANNELS[-1])


def test_back_undoes_a_whole_run(page):
    page.click("#play")
    screen.wait_for_cell(page, CHANNELS[0])
    page.clock.run_for(PACE)
    screen.wait_for_query(page, cell="1,0,0,0")
    page.click("#play")
    page.go_back()
    screen.wait_for_cell(page, screen.PINNED)


def test_pause_ends_every_run_also_those_that_were_begun_in_one_moment(page):
    page.evaluate("for (let k = 0; k < 3; k += 1) document.getElementById('play').click()")
    expect(page.locator("#play")).to_have_text(re.compile("Pause"))
    page.click("#play")
    expect(page.locator("#play")).to_have_text(re.compile("Play"))
    cell = page.locator('[data-cell="index"]')
    left = cell.text_content()
    page.clock.run_for(PACE)
    assert cell.text_content() == left


def test_space_plays_and_pauses(page):
    screen.cube(page, "batch").focus()
    page.keyboard.press("Space")
    screen.wait_for_cell(page, CHANNELS[0])
    expect(page.locator("#play")).to_have_text(re.compile("Pause"))
    page.keyboard.press("Space")
    expect(page.locator("#play")).to_have_text(re.compile("Play"))
    page.clock.run_for(BEYOND)
    screen.wait_for_cell(page, CHANNELS[0])


def test_letters_typed_into_a_field_are_not_commands(page):
    page.fill('[name="seed"]', "")
    page.locator('[name="seed"]').press("]")
    page.locator('[name="seed"]').press("Space")
    screen.wait_for_cell(page, screen.PINNED)
    expect(page.locator("#play")).to_have_text(re.compile("Play"))


def test_reduced_motion_plays_slower(page):
    page.emulate_media(reduced_motion="reduce")
    page.click("#play")
    screen.wait_for_cell(page, CHANNELS[0])
    page.clock.run_for(PACE)
    screen.wait_for_cell(page, CHANNELS[0])
    page.clock.run_for(2000 - PACE)
    screen.wait_for_cell(page, CHANNELS[1])
