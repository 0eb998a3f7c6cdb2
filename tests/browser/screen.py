"""The comparison page as it is on screen: its numbers, its cubes, its address. Waits for conditions, never for time."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page, expect

from app.figures.projection import DEFAULT_TURN
from tests.browser.places import Scene, on_page
from tests.browser.reckoning import shows, steps, tensor

METHODS = ("batch", "layer", "instance")
"""What the page opens with."""
PINNED = (1, 1, 0, 0)
"""The value that is pinned then."""
POOL_ROLES = ("pool-top", "pool-front", "pool-side", "pool-inside", "pool-edge", "selection-outer")
TAKEN_OVER = """() => {
  const cubes = [...document.querySelectorAll('[data-cube]')];
  return cubes.length > 0 && cubes.every((cube) =>
    cube.querySelector('.plot .main-svg') && cube.querySelector(':scope > svg').style.display === 'none');
}"""
DRAWN = """(cube) => {
  const plot = cube.querySelector('.plot');
  const scale = plot ? plot.layout.width / plot.layout.xaxis.range[1] : 1;
  const names = plot ? plot.layout.shapes.map(({ name }) => name) : [];
  const paths = plot
    ? names.map((name, k) => [name, plot.querySelector(`.shape-group[data-index="${k}"] path`)])
    : [...cube.querySelectorAll(':scope > svg path')].map((path) => [path.getAttribute('class'), path]);
  return { scale, paths: Object.fromEntries(paths.map(([k, p]) => [k, p.getAttribute('d')])) };
}"""
ARRIVED = """() => {
  const here = new URLSearchParams(location.search);
  const there = new URLSearchParams(document.getElementById('stage')?.dataset.query);
  const cell = document.querySelector('[data-cell="index"]')?.textContent;
  return [...here].every(([key, value]) => ['turn', 'theme'].includes(key) ||
    (key === 'cell' ? value === cell : value === there.get(key)));
}"""
NUMBER = re.compile(r"-?[\d.]+")
MOST_FRAMES = 600
CLOSE = 0.2
"""Figure units: paths are written to a tenth, and once more in pixels."""


def wait_until(page: Page, holds: Callable[[], object]) -> None:
    """Until something holds on this side, which hears of the page's events while it asks the page for frames."""
    for _ in range(MOST_FRAMES):
        if holds():
            return
        page.evaluate("new Promise(requestAnimationFrame)")
    raise AssertionError("what was waited for did not come")


def wait_for_plotly(page: Page) -> None:
    """Until Plotly draws every cube that is on the page. It waits for a hand, so one moves, over nothing."""
    page.evaluate("window.dispatchEvent(new Event('pointermove'))")
    page.wait_for_function(TAKEN_OVER)


def wait_for_page(page: Page) -> None:
    """Until the page is that of the address, which changes first when one goes back, and Plotly draws its cubes."""
    page.wait_for_function(ARRIVED)
    wait_for_plotly(page)


def query(page: Page) -> dict[str, str]:
    """The state in the address."""
    return dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))


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


def assert_numbers(page: Page, x, cell, methods=METHODS, **settings) -> None:
    """The value on screen, and the numbers wherever they are written in every method, are NumPy's."""
    text = page.locator('[data-cell="value"]').inner_text()
    assert shows(text, x[cell]), f"value {text} for {x[cell]}"
    for method in methods:
        wanted = steps(x, method, cell, **settings)
        places = page.locator(f'.method[data-method="{method}"] [data-number]')
        written = places.evaluate_all("all => all.map((each) => [each.dataset.number, each.textContent])")
        assert {name for name, _ in written} == set(wanted), f"{method} writes {written}"
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


def assert_true(page: Page) -> None:
    """Numbers and pools on screen are those of the address and of its defaults, for a tensor that is drawn whole."""
    wait_for_page(page)
    said = dict(parse_qsl(page.locator("#stage").get_attribute("data-query"))) | query(page)
    layout = said["layout"]
    shape, cell = (tuple(map(int, said[key].split(","))) for key in ("shape", "cell"))
    turn = tuple(map(int, said["turn"].split(","))) if "turn" in said else DEFAULT_TURN
    groups = int(said["groups"]) if "groups" in said else None
    methods = said["methods"].split(",")
    assert_numbers(
        page,
        tensor(said["source"], shape, int(said["seed"]), layout),
        cell,
        methods,
        layout=layout,
        groups=groups,
        epsilon=float(said["epsilon"]),
        beside=said["epsilon_place"] == "deviation",
        scale=float(said.get("scale", 1)),
        offset=float(said.get("offset", 0)),
    )
    assert page.locator("[data-cube]").evaluate_all("all => all.map((each) => each.dataset.cube)") == methods
    for method in methods:
        assert_lit(page, method, cell, Scene(shape, turn, layout, groups))
