"""A server that takes its time, is busy, or is gone: the reader is told, and keeps what they have."""

import pytest
from playwright.sync_api import expect

from tests.browser import screen
from tests.browser.reckoning import tensor
from tests.browser.screen import METHODS, PINNED

GATE = "**/first?*"


@pytest.fixture
def page(visit):
    return visit("/?shape=4,3,4,4&source=gaussian&seed=1")


def stalled(page):
    """From now on the page's questions wait; what has been asked is in the list."""
    kept = []
    page.route(GATE, lambda route: kept.append(route))
    return kept


def test_a_long_computation_says_so_and_can_be_left(page):
    before, address = page.locator("#stage").inner_text(), page.url
    place = page.locator("#stage").bounding_box()
    stalled(page)
    page.fill('[name="seed"]', "2")
    notice = page.locator("#notice")
    expect(notice).to_contain_text("Computing…")
    expect(page.locator("main")).to_have_attribute("aria-busy", "true")
    assert page.locator("#stage").bounding_box() == place
    notice.get_by_role("button", name="Stop").click()
    expect(notice).to_be_empty()
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    assert (page.locator("#stage").inner_text(), page.url) == (before, address)
    screen.hover(page, "layer", (0, 2, 0, 0))
    screen.wait_for_cell(page, (0, 2, 0, 0))


def test_a_long_computation_ends_with_its_picture(page):
    kept = stalled(page)
    page.fill('[name="seed"]', "2")
    expect(page.locator("#notice")).to_contain_text("Computing…")
    kept[0].continue_()
    screen.wait_for_query(page, seed="2")
    expect(page.locator("#notice")).to_be_empty()
    screen.assert_true(page)


def test_the_newest_question_wins(page):
    kept = stalled(page)
    page.fill('[name="seed"]', "2")
    expect(page.locator("#notice")).to_contain_text("Computing…")
    page.fill('[name="seed"]', "3")
    screen.wait_until(page, lambda: len(kept) == 2)
    kept[1].continue_()
    screen.wait_for_query(page, seed="3")
    screen.assert_true(page)
    expect(page.locator("#notice")).to_be_empty()


def test_pointing_goes_on_while_the_server_computes(page):
    stalled(page)
    page.fill('[name="seed"]', "2")
    expect(page.locator("#notice")).to_contain_text("Computing…")
    screen.hover(page, "batch", (0, 2, 0, 0))
    screen.wait_for_cell(page, (0, 2, 0, 0))
    for method in METHODS:
        screen.assert_lit(page, method, (0, 2, 0, 0))


def test_a_server_that_is_gone_is_told(page, guard):
    guard.expect("failed: .*/first")
    guard.expect("error: .*ERR_CONNECTION_REFUSED")
    page.route(GATE, lambda route: route.abort("connectionrefused"))
    before = page.url
    page.fill('[name="seed"]', "2")
    expect(page.locator("#notice")).to_contain_text("The server cannot be reached. Is it still running?")
    assert page.url == before
    page.unroute(GATE)
    page.locator("#notice").get_by_role("button", name="Try again").click(delay=400)
    screen.wait_for_query(page, seed="2")
    expect(page.locator("#notice")).to_be_empty()


def test_a_busy_server_is_asked_again(page, guard):
    guard.expect("503")
    page.clock.install()
    answers = iter(
        [lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}), lambda route: route.continue_()]
    )
    page.route(GATE, lambda route: next(answers)(route))
    with page.expect_response(GATE):
        page.fill('[name="seed"]', "2")
        page.clock.run_for(300)
    page.clock.run_for(1500)
    screen.wait_for_query(page, seed="2")
    screen.assert_true(page)


def test_an_error_of_the_server_is_told(page, guard):
    guard.expect("500")
    page.route(GATE, lambda route: route.fulfill(status=500, content_type="text/plain", body="oh"))
    page.fill('[name="seed"]', "2")
    expect(page.locator("#notice")).to_contain_text("The server answered with error 500.")
    screen.wait_for_cell(page, PINNED)


def test_a_large_tensor_is_computed_and_its_window_drawn(visit):
    page = visit("/?shape=16,64,32,32&source=gaussian&seed=1", drawn=False)
    screen.wait_for_plotly(page)
    expect(page.locator("p.window")).to_contain_text("Drawn: samples 0–11 of 16, channels 0–11 of 64")
    x = tensor("gaussian", (16, 64, 32, 32), 1)
    screen.assert_numbers(page, x, PINNED)
