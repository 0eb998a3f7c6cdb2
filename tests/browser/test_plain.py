"""Scripts off: the page is whole, its form and its links work."""

import pytest
from playwright.sync_api import expect

from tests.browser import screen


@pytest.fixture
def page(visit):
    return visit("/?shape=4,6,4,4&source=gaussian&seed=1", drawn=False, java_script_enabled=False)


def test_the_page_is_whole(page):
    for method in screen.METHODS:
        expect(screen.cube(page, method).locator("svg")).to_be_visible()
    expect(page.locator("#play")).to_be_hidden()
    expect(page.locator("#show")).to_be_visible()
    expect(page.locator(".tables tbody tr")).to_have_count(6 + 4 + 24)


def test_the_form_asks_for_another_state(page):
    page.fill('[name="size.C"]', "4")
    page.select_option('[name="epsilon_place"]', "deviation")
    page.click("#show")
    assert screen.query(page)["shape"] == "4,4,4,4"
    assert screen.query(page)["epsilon_place"] == "deviation"
    expect(page.locator(".tables tbody tr")).to_have_count(4 + 4 + 16)


def test_links_step_and_turn_and_pin(page):
    page.click("#step-forward")
    assert screen.query(page)["cell"] == "1,2,0,0"
    expect(page.locator('[data-cell="index"]')).to_have_text("1,2,0,0")
    page.click("#turn-right")
    assert screen.query(page)["turn"] == "60,35"
    page.get_by_role("link", name="sample 3", exact=True).click()
    assert screen.query(page)["cell"].startswith("3,")
    assert screen.query(page)["turn"] == "60,35"
    expect(page.locator('[data-table="layer"] tr[aria-current] th')).to_have_text("sample 3")
    page.get_by_role("link", name="Add Group norm").click()
    expect(page.locator("[data-cube]")).to_have_count(4)
    page.get_by_role("link", name="Remove Layer norm").click()
    assert screen.query(page)["methods"] == "batch,instance,group"


def test_a_theme_can_be_chosen(page):
    page.click("#theme")
    page.get_by_role("link", name="dark").click()
    assert screen.query(page)["theme"] == "dark"


def test_pasted_numbers_can_be_sent(page):
    page.get_by_text("your own numbers…").click()
    page.fill("#own-values", "1,2,3\n4,5,7")
    page.click("#show")
    assert screen.query(page)["source"] == "own"
    expect(page.locator('[data-method="batch"] [data-number="mean"]').first).to_have_text("3.5")
