"""The comparison page as it is on screen: its numbers, its cubes, its address. Waits for conditions, never for time."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.places import Scene, on_page
from tests.browser.reckoning import shows, steps

POOL_ROLES = ("pool-top", "pool-front", "pool-side", "pool-inside", "pool-edge", "selection-outer")
TAKEN_OVER = """() => {
  const cubes = [...document.querySelectorAll('[data-cube]')];
  return cubes.length > 0 && cubes.every((cube) =>
    cube.querySelector('.plot .main-svg') && cube.querySelector(':scope > svg').style.display === 'none');
}"""
DRAWN = """(cube) => {
  const plot = cube.querySelector('.plot');
  const scale = Math.min(cube.clientWidth / 360, cube.clientHeight / 330);
  const names = plot ? plot.layout.shapes.map(({ name }) => name) : [];
  const paths = plot
    ? names.map((name, k) => [name, plot.querySelector(`.shape-group[data-index="${k}"] path`)])
    : [...cube.querySelectorAll(':scope > svg path')].map((path) => [path.getAttribute('class'), path]);
  return { scale: plot ? scale : 1, paths: Object.fromEntries(paths.map(([k, p]) => [k, p.getAttribute('d')])) };
}"""
NUMBER = re.compile(r"-?[\d.]+")
CLOSE = 0.2
"""Figure units: paths are written to a tenth, and once more in pixels."""


def wait_for_plotly(page: Page) -> None:
    """Until Plotly draws every cube that is on the page."""
    page.wait_for_function(TAKEN_OVER)


def query(page: Page) -> dict[str, str]:
    """The state in the address."""
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query, keep_blank_values=True).items()}


def wait_for_query(page: Page, **wanted: str | None) -> None:
    """Until the address says this; None for what it must not say."""
    page.wait_for_function(
        "wanted => Object.entries(wanted).every(([key, value]) =>"
        " new URLSearchParams(location.search).get(key) === value)",
        arg=wanted,
    )


def cube(page: Page, method: str):
    return page.locator(f'[data-cube="{method}"]')


def place_of(page: Page, method: str, cell, scene: Scene | None = None):
    """Where on the page a value's face is, in one method's cube."""
    box = cube(page, method).bounding_box()
    return on_page(box, (scene or Scene()).face(cell))


def hover(page: Page, method: str, cell, scene: Scene | None = None) -> None:
    cube(page, method).scroll_into_view_if_needed()
    page.mouse.move(*place_of(page, method, cell, scene))


def click(page: Page, method: str, cell, scene: Scene | None = None) -> None:
    cube(page, method).scroll_into_view_if_needed()
    page.mouse.click(*place_of(page, method, cell, scene))


def wait_for_cell(page: Page, cell) -> None:
    """Until the readout is about this value."""
    expect(page.locator('[data-cell="index"]')).to_have_text(",".join(map(str, cell)))


def wait_for_live(page: Page, start: str) -> None:
    """Until the spoken line begins so."""
    expect(page.locator("#live")).to_have_text(re.compile("^" + re.escape(start)))


def assert_numbers(page: Page, x, cell, methods=("batch", "layer", "instance"), **settings) -> None:
    """The value, mean, variance, x̂ and y on screen are NumPy's, in every method and wherever they are written."""
    text = page.locator('[data-cell="value"]').inner_text()
    assert shows(text, float(x[cell])), f"value {text} for {x[cell]}"
    for method in methods:
        wanted = steps(x, method, cell, **settings)
        places = page.locator(f'.method[data-method="{method}"] [data-number]')
        written = places.evaluate_all("all => all.map((each) => [each.dataset.number, each.textContent])")
        assert {name for name, _ in written} >= {"mean", "variance", "standardized", "output"}
        for name, text in written:
            assert shows(text, wanted[name]), f"{method} {name}: {text} for {wanted[name]}"


def assert_lit(page: Page, method: str, cell, scene: Scene | None = None) -> None:
    """This value's pool and the value itself are what is drawn in this method's cube."""
    drawn = cube(page, method).evaluate(DRAWN)
    wanted = (scene or Scene()).paths(method, cell)
    for role in POOL_ROLES:
        got = [float(n) / drawn["scale"] for n in NUMBER.findall(drawn["paths"][role] or "")]
        due = [float(n) for n in NUMBER.findall(wanted[role])]
        same = len(got) == len(due) and all(abs(a - b) <= CLOSE for a, b in zip(got, due, strict=True))
        assert same, f"{method} {role}: {drawn['paths'][role]} for {wanted[role]} at {drawn['scale']}"


def number_on(page: Page, method: str, name: str) -> str:
    """One number of a method's arithmetic, as written."""
    return page.locator(f'.method[data-method="{method}"] [data-number="{name}"]').first.inner_text()
