"""On every system the figure shows, answers the hand, follows the width, prints, and asks nobody but the two hosts."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Frame, Page, expect

from app.web.exhibits import keys
from tests.hosts.building import html
from tests.hosts.dialog import snippets

READOUT = '[data-cell="index"]'
INNER = "Math.ceil(document.body.getBoundingClientRect().height)"
LINE = 30
"""Pixels that a frame may be too high: a line that pointing brings and takes away does not make it jump."""
NARROW = 500
PAGES = {
    "plain": "index.html",
    "still": "index.html",
    "mkdocs": "site/index.html",
    "sphinx": "site/index.html",
    "sphinx, MyST": "site/myst.html",
    "quarto": "index.html",
    "quarto_alone": "index.html",
    "jupyter_book": "index.html",
    "notebook": "week.html",
    "moodle": "index.html",
    "canvas": "index.html",
    "sandboxed": "index.html",
    "wordpress": "index.html",
}
"""The page of each system that shows the figure at once."""
RESIZED = ("plain", "mkdocs", "sphinx", "sphinx, MyST", "quarto", "quarto_alone", "canvas")
"""Where a script, of ours or of the system, makes the frame as high as the figure."""


def figure(page: Page) -> Frame:
    """The frame of the page's only figure, once it is there."""
    element = page.locator("iframe")
    element.scroll_into_view_if_needed()
    frame = element.element_handle().content_frame()
    frame.locator("[data-cube] svg").first.wait_for()
    return frame


def assert_alive(page: Page, frame: Frame) -> None:
    """Pointing at two values of a cube names each in the figure's text. A hand never rests on one pixel."""
    cube = frame.locator('[data-cube="layer"]')
    cube.scroll_into_view_if_needed()
    box = cube.bounding_box()
    seen = {frame.locator(READOUT).text_content()}
    for across, down in ((0.45, 0.32), (0.62, 0.32)):
        for at in range(60):
            page.mouse.move(box["x"] + across * box["width"] + at % 2, box["y"] + down * box["height"])
            if (text := frame.locator(READOUT).text_content()) not in seen:
                seen.add(text)
                break
            page.evaluate("new Promise(requestAnimationFrame)")
    page.mouse.move(2, 2)
    assert len(seen) == 3, f"pointing changed nothing: {seen}"


def assert_fits(page: Page, frame: Frame) -> int:
    """The frame becomes as high as what is in it; the height."""
    for _ in range(120):
        inner, outer = frame.evaluate(INNER), page.locator("iframe").evaluate("frame => frame.clientHeight")
        if 0 <= outer - inner <= LINE:
            return outer
        page.evaluate("new Promise(requestAnimationFrame)")
    raise AssertionError(f"a frame of {outer} px for {inner} px")


@pytest.mark.parametrize("name", PAGES)
def test_the_figure_works(visit, built, guard, name):
    place = built(name.partition(",")[0])
    page = visit(f"{place.name}/{PAGES[name]}")
    frame = figure(page)
    assert_alive(page, frame)
    if name in RESIZED:
        high = assert_fits(page, frame)
        page.set_viewport_size({"width": NARROW, "height": 900})
        assert assert_fits(page, frame) != high
    assert not [each for each in guard.asked if ".svg?" in each]
    if name == "still":
        page.pdf()  # what is printed is loaded then, and not before
        assert [each for each in guard.asked if "/embed/compare.svg?" in each]
    page.emulate_media(media="print")
    picture = page.locator(".normaxis img")
    expect(picture if picture.count() else frame.locator("[data-cube] svg").first).to_be_visible()
    if picture.count():
        page.wait_for_function("document.querySelector('.normaxis img').naturalWidth > 0")
    assert urlsplit(frame.url).netloc != urlsplit(page.url).netloc
    assert {urlsplit(each).netloc for each in guard.asked} <= guard.hosts


def test_text_that_lost_its_frame_leads_to_the_figure(visit, built):
    page = visit(f"{built('moodle_of_students').name}/index.html")
    assert page.locator("iframe").count() == 0
    page.get_by_role("link").click()
    expect(page.locator(READOUT)).to_have_text("1,1,0,0")


def test_a_slide_is_loaded_as_it_comes_near(visit, built):
    page = visit(f"{built('reveal').name}/index.html")
    page.wait_for_function("Reveal.isReady()")
    page.keyboard.press("ArrowRight")
    frame = figure(page)
    assert_alive(page, frame)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="After it")).to_be_visible()


def test_twenty_figures_on_one_page(visit, folder, address, guard):
    place = folder / "twenty"
    place.mkdir()
    html(place, "\n".join(f"<h2>{key}</h2>\n{snippets(address, key)['html-resizing']}" for key in keys()))
    page = visit("twenty/index.html")
    frames = page.locator("iframe")
    assert frames.count() == len(keys()) >= 20
    for place in range(frames.count()):
        element = frames.nth(place)
        element.scroll_into_view_if_needed()
        frame = element.element_handle().content_frame()
        frame.locator("#embed h1").wait_for(state="attached")
    heights = page.locator("iframe").evaluate_all("all => all.map((each) => each.clientHeight)")
    assert len(set(heights)) > 10
    # Nobody has touched a figure yet: the large library has not been asked for. Then it is, once.
    plotly = [each for each in guard.asked if "plotly" in each]
    assert plotly == []
    first = frames.nth(0)
    first.scroll_into_view_if_needed()
    frame = first.element_handle().content_frame()
    assert_alive(page, frame)
    for key in ("compare", "distribution"):
        inside = frames.nth(keys().index(key)).element_handle().content_frame()
        inside.locator("[data-cube], .picture").first.click()
        inside.wait_for_function("() => typeof Plotly !== 'undefined'")
    assert len({each for each in guard.asked if re.search("plotly.*js$", each)}) == 1


def test_a_page_that_scrolls_sees_no_frame_move_by_itself(visit, built, guard):
    page = visit(f"{built('plain').name}/index.html")
    page.evaluate(
        """() => { window.heard = 0; addEventListener('message', ({ data }) => {
          if (data?.type === 'normaxis:resize') window.heard += 1; }); }"""
    )
    frame = figure(page)
    assert_fits(page, frame)
    page.wait_for_timeout(300)
    assert page.evaluate("heard") < 5
