"""The words of the sentence: each changes the picture, the numbers and the address, and Back takes it back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import screen
from tests.browser.screen import METHODS

START = "/?shape=4,6,2,4&source=gaussian&seed=1&cell=1,2,0,1&methods=batch,layer,instance"
CHANGES = [
    ("size.N", "3", {"shape": "3,6,2,4"}),
    ("size.C", "5", {"shape": "3,5,2,4"}),
    ("size.H", "4", {"shape": "3,5,4,4"}),
    ("size.W", "3", {"shape": "3,5,4,3"}),
    ("seed", "77", {"seed": "77"}),
    ("epsilon", "0.5", {"epsilon": "0.5"}),
    ("epsilon_place", "deviation", {"epsilon_place": "deviation"}),
    ("scale", "-2.5", {"scale": "-2.5"}),
    ("offset", "0.125", {"offset": "0.125"}),
    ("source", "counting", {"source": "counting"}),
]


def settled(page, **wanted):
    """Waits for the page that was asked for, and checks its numbers and pools."""
    screen.wait_for_query(page, **wanted)
    screen.assert_true(page)


def seen(page):
    """All that a reader reads."""
    screen.assert_true(page)
    fields = page.locator("#settings input, #settings select").evaluate_all("all => all.map((each) => each.value)")
    return fields, [page.locator(part).inner_text() for part in ("#stage", ".tables", ".window")]


def test_every_word_is_felt_and_back_undoes_it(visit):
    page = visit(START)
    states = [page.url]
    for name, value, wanted in CHANGES:
        field = page.locator(f'[name="{name}"]')
        field.focus()
        if field.evaluate("field => field.localName") == "select":
            field.select_option(value)
        else:
            field.fill(value)
        settled(page, **wanted)
        expect(field).to_be_focused()
        states.append(page.url)
    assert len(set(states)) == len(states)
    for state, (name, value, _) in zip(reversed(states[:-1]), reversed(CHANGES), strict=True):
        page.go_back()
        page.wait_for_url(state)
        expect(page.locator(f'[name="{name}"]')).not_to_have_value(value)
        screen.assert_true(page)
    for state in states[1:]:
        page.go_forward()
        page.wait_for_url(state)
        screen.assert_true(page)


@pytest.mark.parametrize(("layout", "sizes"), [("sequence", {"T": 3, "C": 6}), ("features", {"N": 5, "C": 4})])
def test_another_layout_has_other_axes(visit, layout, sizes):
    page = visit(START)
    page.select_option('[name="layout"]', layout)
    screen.wait_for_query(page, layout=layout)
    for letter, size in sizes.items():
        page.fill(f'[name="size.{letter}"]', str(size))
        expect(page.locator("#stage")).to_have_attribute("data-query", re.compile(rf"shape=[\d,]*\b{size}\b"))
    settled(page, layout=layout)
    assert screen.query(page)["methods"] == ",".join(METHODS)


def test_group_norm_is_added_and_its_groups_chosen(visit):
    page = visit(START)
    expect(page.locator('[name="groups"]')).to_have_count(0)
    page.get_by_role("link", name="Add Group norm").click()
    settled(page, methods="batch,layer,instance,group")
    page.select_option('[name="groups"]', "3")
    settled(page, groups="3")
    page.locator('[data-method="group"] .remove').click()
    screen.wait_for_query(page, methods="batch,layer,instance")
    expect(page.locator("[data-cube]")).to_have_count(3)


def test_rms_norm_subtracts_nothing(visit):
    page = visit(START)
    page.get_by_role("link", name="Add RMS norm").click()
    settled(page, methods="batch,layer,instance,rms")


def test_any_axes_are_added_and_toggled(visit):
    page = visit(START)
    page.get_by_role("link", name="Add a cube over any axes").click()
    settled(page, methods="batch,layer,instance,reduce:C")
    for letter, methods in [
        ("N", "reduce:NC"),
        ("C", "reduce:N"),
        ("W", "reduce:NW"),
        ("N", "reduce:W"),
        ("W", "reduce:"),
    ]:
        page.locator(".toggle", has_text=letter).click()
        settled(page, methods=f"batch,layer,instance,{methods}")
        if methods == "reduce:NW":
            screen.hover(page, methods, (0, 3, 1, 2), screen.Scene(shape=(4, 6, 2, 4)))
            screen.wait_for_cell(page, (0, 3, 1, 2))
            page.hover("h1")
    for _ in range(5):
        page.go_back()
    settled(page, methods="batch,layer,instance,reduce:C")


def test_removing_a_method_and_taking_it_back(visit):
    page = visit(START)
    before = seen(page)
    page.locator('[data-method="layer"] .remove').click()
    settled(page, methods="batch,instance")
    expect(page.locator("[data-cube]")).to_have_count(2)
    page.go_back()
    assert seen(page) == before


def test_a_reload_gives_the_same_screen(visit):
    page = visit(START)
    page.fill('[name="scale"]', "3")
    settled(page, scale="3")
    page.select_option('[name="epsilon_place"]', "deviation")
    settled(page, epsilon_place="deviation")
    page.keyboard.press("Shift+ArrowLeft")
    screen.click(page, "batch", (0, 1, 1, 1), screen.Scene(shape=(4, 6, 2, 4)))
    settled(page, cell="0,1,1,1")
    before = seen(page)
    page.reload()
    assert seen(page) == before
