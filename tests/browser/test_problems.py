"""Addresses that cannot be answered: the page says why, and leads to the nearest that can."""

import pytest
from playwright.sync_api import expect

from tests.browser import screen

WRONG = {
    "/?shape=4,3,4,4&source=gaussian&cell=9,0,0,0": ("cell", "cell", "3,0,0,0"),
    "/?shape=4,6,4,4&source=gaussian&methods=group&groups=4": ("groups", "groups", "3"),
    "/?shape=4,6,4,4&source=gaussian&epsilon=-1": ("epsilon", "epsilon", "1e-5"),
    "/?theme=mauve": ("theme", "theme", None),
    "/?colour=red": ("colour", "colour", None),
}


@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_address_leads_to_the_nearest_that_works(visit, guard, path):
    guard.expect("422")
    said, key, value = WRONG[path]
    page = visit(path, drawn=False)
    expect(page.locator(".problem li code").first).to_have_text(said)
    page.get_by_role("link", name="Show the nearest that works").click()
    screen.wait_for_plotly(page)
    assert screen.query(page).get(key) == value
    screen.assert_true(page)


def test_what_is_wrong_is_all_said_at_once(visit, guard):
    guard.expect("422")
    page = visit("/?seed=one&epsilon=-1&turn=900,3", drawn=False)
    expect(page.locator(".problem li")).to_have_count(3)


def test_nonsense_in_a_field_is_explained_and_the_picture_stays(visit, guard):
    guard.expect("422")
    page = visit("/?shape=4,6,4,4&source=gaussian&seed=1")
    before, address = page.locator("#stage").inner_text(), page.url
    page.fill('[name="size.C"]', "seven")
    expect(page.locator("#notice")).to_contain_text("whole numbers")
    expect(page.locator('[name="size.C"]')).to_have_attribute("aria-invalid", "true")
    page.select_option('[name="epsilon_place"]', "deviation")  # which is not at fault
    expect(page.locator("#settings [aria-invalid]")).to_have_count(1)
    page.select_option('[name="epsilon_place"]', "variance")
    assert (page.locator("#stage").inner_text(), page.url) == (before, address)
    page.fill('[name="size.C"]', "3")
    screen.wait_for_query(page, shape="4,3,4,4")
    expect(page.locator("#notice")).to_be_empty()
    screen.assert_true(page)


def test_the_notice_of_nonsense_has_a_way_on_without_a_new_page(visit, guard):
    guard.expect("422")
    page = visit("/?shape=4,6,4,4&source=gaussian&seed=1")
    page.evaluate("window.same = true")
    page.fill('[name="epsilon"]', "-0.25")
    page.locator("#notice").get_by_role("link", name="Show the nearest that works").click(delay=400)
    screen.wait_for_query(page, epsilon="1e-5")
    screen.assert_true(page)
    assert page.evaluate("window.same")
    expect(page.locator("#notice")).to_be_empty()


def test_there_is_a_page_for_addresses_that_lead_nowhere(visit, guard):
    guard.expect("404")
    page = visit("/nowhere", drawn=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
    page.locator(".problem").get_by_role("link", name="To the comparison").click()
    screen.wait_for_plotly(page)


def test_back_to_an_address_that_has_become_wrong_says_so(visit, guard):
    guard.expect("422")
    page = visit("/?shape=4,6,4,4&source=gaussian&seed=1")
    page.evaluate("history.replaceState(null, '', '/?seed=x')")
    page.click("#step-forward")
    page.go_back()
    expect(page.locator("#notice")).to_contain_text("seed")
