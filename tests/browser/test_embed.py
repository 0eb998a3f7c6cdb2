"""Embedded figures alone: they answer as the page does, sleep until touched, hide what they are told to, and print."""

import pytest
from playwright.sync_api import expect

from tests.browser import screen
from tests.browser.reckoning import tensor

PLOTLY = "plotly-cartesian"
PARTS = {
    "title": ["h1"],
    "controls": [".moves"],
    "arithmetic": [".arithmetic"],
    "caption": [".sentence", ".pinned .where"],
    "table": [".twin"],
    "link": ["#open"],
}


@pytest.fixture
def asked(visit):
    """embedded(path, …) is a page at that address, and the addresses that it asks for."""

    def embedded(path, **options):
        heard: list[str] = []
        page = visit(
            path, drawn=False, before=lambda page: page.on("request", lambda made: heard.append(made.url)), **options
        )
        return page, heard

    return embedded


def loads_plotly(page, heard) -> None:
    screen.wait_until(page, lambda: any(PLOTLY in address for address in heard))


def test_pointing_shows_and_pins_as_on_the_page_and_plotly_comes_with_the_first_touch(asked):
    page, heard = asked("/embed/compare", width=760)
    x, before = tensor(), page.evaluate("history.length")
    page.wait_for_load_state("networkidle")
    assert not any(PLOTLY in address or "comparison" in address for address in heard)
    screen.hover(page, "batch", (0, 2, 0, 0))
    screen.wait_for_cell(page, (0, 2, 0, 0))
    screen.assert_numbers(page, x, (0, 2, 0, 0))
    for method in screen.METHODS:
        screen.assert_lit(page, method, (0, 2, 0, 0))
    assert not any(PLOTLY in address for address in heard)
    screen.click(page, "layer", (0, 0, 2, 1))
    screen.wait_for_query(page, cell="0,0,2,1")
    screen.wait_for_plotly(page)
    assert sum(PLOTLY in address for address in heard) == 1
    for method in screen.METHODS:
        screen.assert_lit(page, method, (0, 0, 2, 1))
    page.keyboard.press("ArrowRight")
    screen.wait_for_cell(page, (0, 1, 2, 1))
    page.keyboard.press("Enter")
    page.click("#turn-right")
    screen.wait_for_query(page, cell="0,1,2,1", turn="60,35")
    assert page.evaluate("history.length") == before
    assert page.locator("#open").get_attribute("href").startswith("http")
    page.focus("#open")
    assert "turn=60,35" in page.locator("#open").get_attribute("href")


def test_a_click_that_comes_before_the_scripts_is_not_lost(visit):
    page = visit("/embed/compare", drawn=False, width=760)
    page.evaluate(
        """() => {
          const cube = document.querySelector('[data-cube="batch"]');
          const { left, top, width, height } = cube.getBoundingClientRect();
          const at = { clientX: left + 0.41 * width, clientY: top + 0.67 * height, bubbles: true, cancelable: true };
          cube.dispatchEvent(new MouseEvent('click', at));
        }"""
    )
    page.wait_for_function("() => new URLSearchParams(location.search).has('cell')")
    page.goto("/embed/compare?play=1")
    page.wait_for_function("() => document.getElementById('play').textContent.includes('Pause')")
    page.wait_for_function("() => new URLSearchParams(location.search).has('cell')")


def test_keys_belong_to_the_page_around_it_where_nothing_of_the_figure_is_focused(visit):
    page = visit("/embed/compare?live=1", drawn=True, width=760)
    page.evaluate("addEventListener('keydown', ({ defaultPrevented }) => { window.taken = defaultPrevented; })")
    for key, used in {"ArrowRight": False, "Space": False, "?": False}.items():
        page.keyboard.press(key)
        assert page.evaluate("window.taken") is used, key
    page.focus('[data-cube="batch"]')
    page.keyboard.press("ArrowRight")
    assert page.evaluate("window.taken") is True


def test_a_view_is_linked_and_follows(asked):
    page, heard = asked("/embed/distribution?shape=2,3,4,4&source=gaussian", width=760)
    first = page.locator("figcaption").first.inner_text()
    page.click("#step-forward")
    screen.wait_for_query(page, cell="1,2,0,0")
    expect(page.locator("figcaption").first).not_to_have_text(first)
    loads_plotly(page, heard)
    expect(page.locator(".picture .plot").first).to_be_attached()
    page.goto("/embed/maps?shape=2,3,4,4&source=gaussian")
    page.locator("[data-grid]").first.click(position={"x": 40, "y": 60})
    page.wait_for_function("() => new URLSearchParams(location.search).has('cell')")


def test_a_lesson_runs_with_other_settings_in_place(asked, guard):
    page, _ = asked("/embed/counting-parameters?hide=caption&title=Mine", width=760)
    page.locator("#controls select, #controls input").first.focus()
    field = page.locator('#controls [name="width"]')
    field.fill("123")
    expect(page.locator(".measured")).to_contain_text("layers of 123 channels")
    screen.wait_for_query(page, width="123", hide="caption", title="Mine")
    guard.expect("422")
    field.fill("-5")
    expect(page.locator("#notice")).to_contain_text("width")


def test_each_part_can_be_hidden(visit):
    page = visit("/embed/compare", drawn=False, width=760)
    for selectors in PARTS.values():
        for selector in selectors:
            expect(page.locator(selector).first).to_be_visible()
    for part in PARTS:
        page.goto(f"/embed/compare?hide={part}")
        for name, others in PARTS.items():
            for selector in others:
                found = page.locator(f"{selector}:not(.visually-hidden)").first
                (expect(found).to_be_hidden if name == part else expect(found).to_be_visible)()


def test_it_is_whole_without_scripts_and_on_paper(visit):
    page = visit("/embed/compare", drawn=False, width=760, java_script_enabled=False)
    for method in screen.METHODS:
        expect(screen.cube(page, method).locator("svg")).to_be_visible()
    page.click("#step-forward")
    assert screen.query(page)["cell"] == "1,2,0,0"
    expect(page.locator("#play")).to_be_hidden()
    page = visit("/embed/compare?live=1", width=760)
    page.emulate_media(media="print")
    for method in screen.METHODS:
        expect(screen.cube(page, method).locator(":scope > svg")).to_be_visible()
        expect(screen.cube(page, method).locator(".plot")).to_be_hidden()
    expect(page.locator(".moves")).to_be_hidden()


@pytest.mark.parametrize("key", ["compare", "matrix", "training", "axes", "step-by-step"])
def test_nothing_is_wider_than_the_frame(visit, key):
    page = visit(f"/embed/{key}", drawn=False, width=760)
    for width in (390, 560, 1024):
        page.set_viewport_size({"width": width, "height": 600})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (key, width)


def test_what_is_wrong_is_told_inside_the_frame(visit, guard):
    guard.expect("422|404")
    page = visit("/embed/compare?cell=9,9,9,9&hide=link", drawn=False, width=600)
    page.get_by_role("link", name="Show the nearest that works").click()
    expect(page.locator("[data-cube]")).to_have_count(3)
    page.goto("/embed/cmpare")
    expect(page.locator("h1")).to_have_text("There is no such figure")
