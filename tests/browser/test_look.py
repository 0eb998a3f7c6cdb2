"""What can be looked at without reading: accessibility, room on every screen, sizes of targets, other hosts."""

import pytest
from playwright.sync_api import expect

from tests.browser import screen
from tests.browser.axe import seen, violations
from tests.browser.places import Scene

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
SCREENS = {
    "phone": PHONE,
    "projector": {"width": 1024, "height": 768},
    "desktop": DESKTOP,
    "wide": {"width": 1920, "height": 1080},
}
SIX = "/?shape=4,6,4,4&source=gaussian&methods=batch,layer,instance,group,ghost,reduce:NC"
LONG = "/?shape=12,12,4,4&source=heavy&seed=3&scale=-12345.678&offset=-0.00012345&epsilon=0.00012345"
LEAST = 24
"""Pixels of a target each way (WCAG 2.2, 2.5.8)."""

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """least => {
  const found = [];
  for (const each of document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex="0"]')) {
    const { width, height } = each.getBoundingClientRect();
    const inSentence = each.matches('p > a:not([class])'); // WCAG excepts those in a line of text
    const shown = each.checkVisibility() && width > 1 && !each.matches('.skip');
    if (shown && !inSentence && Math.min(width, height) < least) {
      found.push(`${each.outerHTML.slice(0, 80)}: ${width} by ${height}`);
    }
  }
  return found;
}"""
CUT = """() => [...document.querySelectorAll('.arithmetic math, .split label')].filter((each) => {
  const box = each.closest('.method').getBoundingClientRect();
  return each.getBoundingClientRect().right > box.right + 0.5;
}).map((each) => each.textContent)"""

UNEVEN = """() => [...document.querySelector('.facts').children].map((row, number) => [
  row.textContent,
  new Set([...document.querySelectorAll('.facts')].map((one) => one.children[number].getBoundingClientRect().top)).size,
]).filter(([, heights]) => heights > 1)"""


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_axe_finds_nothing_in_what_is_opened(visit, size):
    page = visit(**SCREENS[size])
    page.get_by_text("your own numbers…").click()
    assert seen(page, full=("light", "projector")) == []
    page.click("#theme")  # The list lies over the page, so it is looked at alone.
    assert seen(page, "details:has(#theme)", full=("light", "projector")) == []


def test_axe_finds_nothing_where_a_notice_is_shown(visit, guard):
    guard.expect("422")
    page = visit()
    page.fill('[name="seed"]', "x")
    expect(page.locator("#notice .problem")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("path", ["/?seed=0", SIX, LONG])
def test_nothing_is_wider_than_the_screen_or_cut_off(visit, theme, path):
    page = visit(f"{path}&theme={theme}")
    for size in SCREENS.values():
        page.set_viewport_size(size)
        page.wait_for_function("([width]) => innerWidth === width", arg=[size["width"]])
        assert page.evaluate(SIDEWAYS) == 0
        assert page.evaluate(CUT) == []
    assert page.evaluate(UNEVEN) == []  # The eye compares along a row.


FITS = """() => ({
  bottom: Math.max(...[...document.querySelectorAll('.arithmetic')].map((each) => each.getBoundingClientRect().bottom)),
  over: document.querySelector('.methods').scrollWidth - document.querySelector('.methods').clientWidth,
})"""


@pytest.mark.parametrize("convention", ["pytorch", "prince", "keras", "onnx"])
@pytest.mark.parametrize("theme", ["auto", "projector"])
def test_cubes_and_arithmetic_fit_a_projector_without_scrolling(visit, theme, convention):
    page = visit(f"/?theme={theme}&convention={convention}", drawn=False, **SCREENS["projector"])
    for methods in ("batch,layer,instance", "batch,layer,instance,group", "batch,group,reduce:NC,ghost"):
        page.goto(f"/?theme={theme}&convention={convention}&methods={methods}")
        found = page.evaluate(FITS)
        assert found["bottom"] <= SCREENS["projector"]["height"], methods
        assert found["over"] == 0, methods


def test_print_has_the_drawings_as_they_are_now_and_no_buttons(visit):
    page = visit()
    screen.click(page, "layer", (0, 2, 0, 0))
    screen.wait_for_cell(page, (0, 2, 0, 0))
    page.emulate_media(media="print")
    expect(page.locator(".plot").first).to_be_hidden()
    expect(page.locator(".moves")).to_be_hidden()
    expect(page.locator(".tables figcaption > :visible")).to_have_count(0)
    drawing = page.locator('[data-cube="layer"] > svg')
    expect(drawing).to_be_visible()
    drawn, plotted = (
        [float(n) for n in screen.NUMBER.findall(page.locator(place).first.get_attribute("d"))]
        for place in (
            '[data-cube="layer"] > svg path.selection-outer',
            '[data-cube="batch"] > svg path.selection-outer',
        )
    )
    assert drawn == plotted
    assert drawn == pytest.approx(
        [float(n) for n in screen.NUMBER.findall(Scene().paths("layer", (0, 2, 0, 0))["selection-outer"])], abs=0.2
    )


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_targets_can_be_hit(visit, size):
    page = visit(SIX, **SCREENS[size])
    page.get_by_text("your own numbers…").click()
    page.click("#theme")
    assert page.evaluate(SMALL, LEAST) == []


def test_a_small_target_would_be_found(visit):
    page = visit(drawn=False)
    page.evaluate("document.getElementById('play').style = 'min-width: 0; min-height: 0; height: 20px'")
    assert len(page.evaluate(SMALL, LEAST)) == 1


def test_something_too_wide_or_cut_off_would_be_found(visit):
    page = visit(drawn=False)
    page.evaluate("document.querySelector('h1').style.minWidth = '2000px'")
    page.evaluate("document.querySelector('.output').textContent = '9'.repeat(99)")
    assert page.evaluate(SIDEWAYS) > 0
    page.evaluate("document.querySelector('.facts dd').style.height = '99px'")
    page.evaluate("document.querySelector('.facts').style.gridTemplateRows = 'auto'")
    assert page.evaluate(CUT)
    assert page.evaluate(UNEVEN)


def test_a_theme_is_shown_at_once_and_kept(visit):
    page = visit()
    ground = "getComputedStyle(document.body.parentElement).backgroundColor"
    light = page.evaluate(ground)
    page.click("#theme")
    page.get_by_role("link", name="dark").click()
    screen.wait_for_query(page, theme="dark")
    expect(page.locator(".themes ul")).to_be_hidden()
    page.click("#theme")
    page.keyboard.press("Escape")
    expect(page.locator(".themes ul")).to_be_hidden()
    assert page.evaluate(ground) != light
    page.wait_for_function("getComputedStyle(document.querySelector('.annotation text')).fill === 'rgb(233, 237, 243)'")
    page.reload()
    screen.wait_for_plotly(page)
    assert page.evaluate(ground) != light


def test_cubes_follow_the_width_of_the_window(visit):
    page = visit()
    page.set_viewport_size({"width": 1024, "height": 768})
    page.wait_for_function(
        """() => [...document.querySelectorAll('[data-cube]')].every((cube) => {
          const [one, other] = [cube, cube.querySelector('.main-svg')].map((each) => each.getBoundingClientRect());
          return Math.abs(one.x + one.width / 2 - other.x - other.width / 2) < 1 && other.width < one.width + 1.5;
        })"""
    )
    screen.hover(page, "layer", (0, 2, 0, 0))
    screen.wait_for_cell(page, (0, 2, 0, 0))
    screen.assert_lit(page, "layer", (0, 2, 0, 0))
