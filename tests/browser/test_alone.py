"""A figure in one HTML file: opened from a disk, without a network, it asks for nothing and answers as a page does."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from app.__main__ import main
from app.figures.numbers import number
from app.notebook import compare
from tests.browser import screen
from tests.browser.places import Scene
from tests.browser.reckoning import tensor

SHAPE = (4, 6, 3, 3)
STATE = "shape=4,6,3,3&source=gaussian&seed=5"


@pytest.fixture
def opened(browser, tmp_path):
    """opened(state) is the file of a state in a page of its own, and what went wrong or was asked for in it."""
    contexts = []

    def made(state: str):
        path = tmp_path / "figure.html"
        assert main(["export", state, "--to", str(path)]) == 0
        context = browser.new_context(viewport={"width": 1200, "height": 900}, offline=True)
        contexts.append(context)
        page = context.new_page()
        noise: list[str] = []
        page.on("request", lambda request: noise.append(request.url))
        page.on("console", lambda message: noise.append(message.text))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.goto(path.as_uri())
        assert noise.pop(0) == path.as_uri()
        return page, noise

    yield made
    for context in contexts:
        context.close()


def test_the_cubes_answer_with_numpys_numbers(opened) -> None:
    page, noise = opened(f"/?{STATE}")
    x = tensor("gaussian", SHAPE, 5).astype(np.float64)
    scene = Scene(SHAPE)
    screen.hover(page, "layer", (0, 2, 0, 0), scene)
    screen.wait_for_cell(page, (0, 2, 0, 0))
    screen.assert_numbers(page, x, (0, 2, 0, 0))
    screen.click(page, "layer", (0, 2, 0, 0), scene)
    page.mouse.move(5, 5)
    screen.wait_for_cell(page, (0, 2, 0, 0))
    page.focus('[data-cube="batch"]')
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator('[data-cell="index"]')).to_have_text("0,3,0,0")
    before = page.locator('[data-cube="batch"] path.outline').get_attribute("d")
    page.click("#turn-left")
    assert page.locator('[data-cube="batch"] path.outline').get_attribute("d") != before
    page.click("#step-forward")
    expect(page.locator('[data-cell="index"]')).to_have_text("0,4,0,0")
    page.click("#play")
    expect(page.locator('[data-cell="index"]')).to_have_text("0,5,0,0")
    page.keyboard.press("Escape")
    expect(page.locator("#notice")).to_be_empty()
    assert page.url.endswith("figure.html") or page.url.endswith("figure.html#stage")
    assert noise == []


def test_maps_answer_and_what_only_a_server_can_is_not_there(opened) -> None:
    page, noise = opened(f"/?{STATE}&view=maps")
    picture = page.locator("[data-grid]").nth(1).bounding_box()
    before = page.locator('[data-cell="index"]').text_content()
    page.mouse.move(picture["x"] + picture["width"] * 0.8, picture["y"] + picture["height"] * 0.8)
    expect(page.locator('[data-cell="index"]')).not_to_have_text(before)
    index = tuple(map(int, page.locator('[data-cell="index"]').text_content().split(",")))
    expect(page.locator('[data-cell="value"]')).to_have_text(number(tensor("gaussian", SHAPE, 5)[index]))
    assert page.locator(".switch:visible, a[href]:not([href^='#']):visible").count() == 0
    page.locator(".twin summary").first.click()
    expect(page.locator(".twin table").first).to_be_visible()
    assert noise == []


def test_charts_say_their_numbers(opened) -> None:
    page, noise = opened("/lessons/noise")
    box = page.locator(".picture").first.bounding_box()
    label = page.locator(".hovertext").first
    for step in range(10, 90, 2):
        page.mouse.move(box["x"] + box["width"] * step / 100, box["y"] + box["height"] * 0.5)
        if label.count():
            break
        page.wait_for_timeout(30)
    assert re.search(r"\d", label.text_content())
    assert page.locator("form:visible").count() == 0
    assert noise == []


def test_a_notebooks_frame_is_as_high_as_what_is_in_it(browser) -> None:
    context = browser.new_context(viewport={"width": 900, "height": 900}, offline=True)
    try:
        page = context.new_page()
        shown = compare(np.arange(24.0).reshape(2, 3, 4), methods=["batch", "layer"], title='"><b>Mine')
        page.set_content(f"<!doctype html><p>{shown._repr_mimebundle_()['text/html']}</p>")
        inside = page.frame_locator("iframe")
        expect(inside.locator("h1")).to_have_text('"><b>Mine')
        cube = inside.locator('[data-cube="layer"]')
        box = cube.bounding_box()
        page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.3)
        expect(inside.locator('[data-cell="index"]')).not_to_have_text("")
        body = page.frames[1].evaluate("document.body.getBoundingClientRect().height")
        assert 0 <= page.locator("iframe").bounding_box()["height"] - body <= 16
    finally:
        context.close()
