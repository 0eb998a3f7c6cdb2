import pytest
from playwright.sync_api import expect

from tests.browser import screen
from tests.browser.pictures import difference
from tests.browser.reckoning import tensor
from tests.browser.screen import METHODS, PINNED

PLACES = """(cube) => {
  const box = (each) => { const { x, y, width, height } = each.getBoundingClientRect(); return [x, y, width, height]; };
  const plot = cube.querySelector('.plot');
  const k = plot ? plot.layout.shapes.findIndex(({ name }) => name === 'outline') : -1;
  const [body, texts] = plot
    ? [plot.querySelector(`.shape-group[data-index="${k}"] path`), plot.querySelectorAll('.annotation text')]
    : [cube.querySelector('path.outline'), cube.querySelectorAll('text')];
  return { cube: box(cube), body: box(body), texts: [...texts].map((text) => [text.textContent, box(text)]) };
}"""
REST = """async () => {
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


@pytest.fixture
def painted(visit):
    """A page as it is painted, whose Plotly is on its way, and what lets that arrive."""
    kept = []
    page = visit(drawn=False, before=lambda page: page.route("**/vendor/**", lambda route: kept.append(route)))
    page.mouse.move(5, 5)
    screen.wait_until(page, lambda: kept)
    page.evaluate(REST)
    return page, kept[0].continue_


def middle(box):
    return box[0] + box[2] / 2, box[1] + box[3] / 2


def close(one, other, by=1.0):
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def test_cubes_and_numbers_are_there_before_plotly(visit, guard):
    guard.expect("failed: .*/vendor/")
    guard.expect("error: .*ERR_FAILED.*/vendor/")
    page = visit(drawn=False, before=lambda page: page.route("**/vendor/**", lambda route: route.abort()))
    for method in METHODS:
        expect(screen.cube(page, method).locator("svg").first).to_be_visible()
        screen.assert_lit(page, method, PINNED)
    screen.assert_numbers(page, tensor(), PINNED)
    screen.hover(page, "layer", (0, 2, 0, 0))
    screen.wait_for_cell(page, (0, 2, 0, 0))
    for method in METHODS:
        screen.assert_lit(page, method, (0, 2, 0, 0))


def test_the_first_answer_holds_the_cubes(visit):
    html = visit(drawn=False).request.get("/").text()
    assert html.count('class="pool-front"') == 2 * len(METHODS)  # large, and small for phones


def test_plotly_takes_over_in_the_same_place(painted):
    page, go_on = painted
    before = {method: screen.cube(page, method).evaluate(PLACES) for method in METHODS}
    go_on()
    screen.wait_for_plotly(page)
    for method in METHODS:
        now = screen.cube(page, method).evaluate(PLACES)
        assert close(now["cube"], before[method]["cube"], 0.01)
        assert close(now["body"], before[method]["body"])
        assert [text for text, _ in now["texts"]] == [text for text, _ in before[method]["texts"]]
        for (_, one), (_, other) in zip(now["texts"], before[method]["texts"], strict=True):
            assert close(middle(one), middle(other))
        screen.assert_lit(page, method, PINNED)


def test_plotly_takes_over_the_same_picture(painted):
    page, go_on = painted
    before = [screen.cube(page, method).screenshot() for method in METHODS]
    go_on()
    screen.wait_for_plotly(page)
    page.evaluate(REST)
    for method, picture in zip(METHODS, before, strict=True):
        assert difference(page, picture, screen.cube(page, method).screenshot()) < 0.005
