"""The page of all choices of axes: from a point of the lattice to the comparison, along the layouts and the values."""

import numpy as np
from playwright.sync_api import expect

from tests.browser import screen
from tests.browser.axe import violations
from tests.browser.reckoning import shows, tensor
from tests.browser.test_look import LEAST, PHONE, SIDEWAYS, SMALL

STATE = "/axes?source=gaussian&shape=4,6,4,4&seed=1"
X = tensor("gaussian", (4, 6, 4, 4), 1)
AXES = {"": (), "N": (0,), "NHW": (0, 2, 3), "CHW": (1, 2, 3), "NCHW": (0, 1, 2, 3)}


def assert_numbers(page, cell):
    """The pinned value on the page, and its standardized value at some points, are NumPy's."""
    assert shows(page.locator(".pinned .value").inner_text(), X[cell])
    for letters, axes in AXES.items():
        due = (X - X.mean(axes, keepdims=True)) / np.sqrt(X.var(axes, keepdims=True) + 1e-5)
        written = page.locator(f'[data-node="{letters}"] .result dd').inner_text()
        assert shows(written, due[cell]), f"{letters or 'nothing'}: {written}"


def test_a_point_opens_beside_the_others(visit):
    page = visit(STATE, drawn=False)
    assert_numbers(page, screen.PINNED)
    page.locator('[data-node="NW"] a').click()
    screen.wait_for_plotly(page)
    assert screen.query(page)["methods"] == "batch,layer,instance,reduce:NW"
    screen.assert_true(page)
    page.go_back()
    expect(page.locator("[data-node]")).to_have_count(16)
    page.locator('[data-node="NHW"] a').click()
    screen.wait_for_plotly(page)
    assert screen.query(page)["methods"] == "batch,layer,instance"


def test_the_pinned_value_walks(visit):
    page = visit(STATE, drawn=False)
    cell = list(screen.PINNED)
    for name, axis, step in (("Forth along channel", 1, 1), ("Forth along height", 2, 1), ("Back along batch", 0, -1)):
        page.get_by_role("link", name=name).click()
        cell[axis] += step
        page.wait_for_url(f"**cell={','.join(map(str, cell))}**")
        assert_numbers(page, tuple(cell))
    expect(page.get_by_role("link", name="Back along batch")).to_have_count(0)  # the first sample
    page.go_back()
    cell[0] += 1
    assert_numbers(page, tuple(cell))


def test_each_layout_has_its_own_lattice(visit):
    page = visit(STATE, drawn=False)
    for name, layout, count in (("sequence", "sequence", 8), ("connected", "features", 4), ("image", "image", 16)):
        page.locator(".layouts").get_by_role("link", name=name).click()
        expect(page.locator("[data-node]")).to_have_count(count)
        assert screen.query(page)["layout"] == layout
        expect(page.locator('.layouts [aria-current="page"]')).to_contain_text(name)


def test_the_keyboard_reaches_every_point(visit):
    page = visit(STATE, drawn=False)
    nodes = page.locator("[data-node]").evaluate_all("all => all.map((node) => node.dataset.node)")
    assert len(nodes) == 16
    page.locator('[data-node=""] a').focus()
    for letters in nodes[1:]:
        page.keyboard.press("Tab")
        expect(page.locator(f'[data-node="{letters}"] a')).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    screen.wait_for_plotly(page)
    assert screen.query(page)["methods"].endswith("reduce:NCHW")


def test_it_fits_a_phone_and_is_whole_without_scripts(visit):
    page = visit(STATE, drawn=False)
    page.set_viewport_size(PHONE)
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(SMALL, LEAST) == []
    assert violations(page) == []
    plain = visit(STATE, drawn=False, java_script_enabled=False)
    assert_numbers(plain, screen.PINNED)
    plain.locator('[data-node="NC"] a').click()
    expect(plain.locator("[data-cube]")).to_have_count(4)
