"""Without a mouse, without seeing, enlarged, with the system's own colours: what is meant can still be had."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.views import VIEWS
from tests.browser import screen
from tests.browser.reckoning import shows, steps, tensor
from tests.browser.test_look import LEAST, SIDEWAYS, SMALL

MOST_TABS = 60
CLIPBOARD = ["clipboard-read", "clipboard-write"]
FOCUSED = "selector => document.activeElement.matches(selector)"
SEEN_FOCUS = """() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
}"""


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """With the Tab key alone to a part of the page, which then shows that it has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        if page.evaluate(FOCUSED, selector):
            assert page.evaluate(SEEN_FOCUS), f"{selector} does not show its focus"
            return
    raise AssertionError(f"no {key} leads to {selector}")


def test_the_views_are_a_few_keys_away(visit):
    page = visit(drawn=False)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the views")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("navigation", name="Views").get_by_role("link").first).to_be_focused()


def test_from_opening_to_copying_without_a_mouse(visit):
    page = visit(permissions=CLIPBOARD)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, '.additions a[aria-label^="Add Group"]')
    page.keyboard.press("Enter")
    screen.wait_for_query(page, methods="batch,layer,instance,group")
    screen.wait_for_page(page)

    tab_to(page, '[data-cube="group"]')
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    screen.wait_for_query(page, cell="2,2,0,0")
    screen.wait_for_live(page, "sample 2 · channel 2 · row 0 · column 0")

    tab_to(page, "#view-matrix")
    page.keyboard.press("Enter")
    screen.wait_for_query(page, view="matrix")
    expect(page.locator("#view-matrix")).to_have_attribute("aria-current", re.compile("."))
    screen.assert_true(page)

    tab_to(page, "#share", "Shift+Tab")
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("#share-link")).to_be_focused()
    tab_to(page, '[data-copy="share-link"]')
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("Copied the link.")
    link = page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("#share")).to_be_focused()
    page.goto(link)
    screen.wait_for_plotly(page)
    assert screen.query(page)["cell"] == "2,2,0,0"


def test_a_part_that_keys_do_not_reach_would_be_found(visit):
    page = visit("/teach", drawn=False)
    with pytest.raises(AssertionError, match="no Tab leads to h1"):
        tab_to(page, "h1")
    page.evaluate("document.querySelector('.brand').style.outline = 'none'")
    with pytest.raises(AssertionError, match="does not show its focus"):
        tab_to(page, ".brand")


def tree(page: Page) -> list[dict]:
    """What Chromium tells assistive programs: the nodes that are not ignored, each with role, name and properties."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        {
            "role": node["role"]["value"],
            "name": node.get("name", {}).get("value", ""),
            **{each["name"]: each["value"].get("value") for each in node.get("properties", ())},
        }
        for node in nodes
        if not node["ignored"]
    ]


def named(nodes: list[dict], role: str) -> list[str]:
    return [node["name"] for node in nodes if node["role"] == role]


def test_what_a_highlight_shows_is_heard_and_stands_in_tables(visit):
    page, x, cell = visit(), tensor(), (0, 1, 0, 0)
    screen.cube(page, "layer").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    screen.wait_for_query(page, cell="0,1,0,0")
    screen.wait_for_live(page, "sample 0 · channel 1 · row 0 · column 0")
    nodes = tree(page)
    cubes = [node for node in nodes if node["role"] == "application" and ": cube." in node["name"]]
    assert [each["name"].partition(":")[0] for each in cubes] == ["Batch norm", "Layer norm", "Instance norm"]
    assert cubes[1]["focused"] and not cubes[0].get("focused")

    # The spoken line is a live region, and has of every method the numbers that its column has.
    heard = [node["name"] for node in nodes if node.get("live") == "polite" or node["role"] == "StaticText"]
    (line,) = {each for each in heard if each.startswith("sample 0 · channel 1 · row 0 · column 0: ")}
    for method, label in zip(screen.METHODS, ("Batch norm", "Layer norm", "Instance norm"), strict=True):
        said = re.search(rf"{label}: mean (\S+), variance (\S+), output (\S+?)\.( |$)", line)
        wanted = steps(x, method, cell)
        names = ("mean", "variance", "output")
        assert all(shows(said[k + 1], wanted[name]) for k, name in enumerate(names)), line
    # Its pool is the row that is marked in each table, and every picture has a name and a twin.
    marked = page.locator(".tables tr[aria-current='true'] th").all_inner_texts()
    assert marked == ["channel 1", "sample 0", "sample 0 · channel 1"]
    assert len([name for name in named(nodes, "table") if "means and" in name]) == len(screen.METHODS)
    assert {"row", "columnheader", "rowheader"} <= {node["role"] for node in nodes}
    assert named(nodes, "image") and all(named(nodes, "image")), "a picture without a name"
    assert all(named(nodes, "link")) and all(named(nodes, "button")), "something to press without a name"


@pytest.mark.parametrize("view", [view.key for view in VIEWS if view.key != "code"])
def test_every_picture_of_a_view_has_a_name_and_a_table(visit, view):
    page = visit(f"/?view={view}", drawn=False)
    for twin in page.locator("#view details.twin > summary").all():
        twin.evaluate("each => { each.parentElement.open = true; }")
    nodes = tree(page)
    assert "" not in [
        node["name"] for node in nodes if node["role"] in ("image", "img", "region", "table", "application")
    ]
    pictures = page.locator("#view .picture").count()
    assert pictures and page.locator("#view details.twin table").count() + page.locator("#view table").count() >= 1
    assert page.locator("#view table:not(:has(caption)):not([aria-label], [aria-labelledby])").count() == 0


FILL = """role => [...document.querySelectorAll('[data-cube]')].map((cube) => {
  const plot = cube.querySelector('.plot');
  const place = plot.layout.shapes.findIndex(({ name }) => name === role);
  return getComputedStyle(plot.querySelector(`.shape-group[data-index="${place}"] path`)).fill;
})"""
GROUND = "selector => getComputedStyle(document.querySelector(selector)).backgroundColor"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_the_systems_own_colours_a_pool_and_a_mark_are_told_apart(visit, scheme):
    page = visit("/?methods=batch,layer,reduce:NC", forced_colors="active", color_scheme=scheme)
    fills = [page.evaluate(FILL, role) for role in ("pool-top", "face-top", "pool-front", "face-front")]
    assert all(len(set(each)) == 4 for each in zip(*fills, strict=True)), fills
    page.goto("/?methods=reduce:NC&theme=projector")
    assert page.evaluate(GROUND, ".toggle.on") != page.evaluate(GROUND, ".toggle:not(.on)")
    page.goto("/quiz?seed=7&kinds=pools")
    free = page.evaluate(GROUND, ".marks label.cell")
    page.locator(".marks label.cell input").first.check()
    assert page.evaluate(GROUND, ".marks label.cell:has(:checked)") != free


ENLARGED = ("/", "/axes", "/lessons/noise?predict=skip", "/lecture/2", "/quiz", "/teach", "/share/compare", "/?seed=x")
LOST = """() => [...document.querySelectorAll('header nav a, h1, main button, main a.button')].filter((each) => {
  const { left, right, width } = each.getBoundingClientRect();
  const strip = each.closest('.methods, .scroll, .visually-hidden, dialog');
  return each.checkVisibility() && width > 1 && !strip && (left < 0 || right > innerWidth ||
    [...(function* () { for (let up = each.parentElement; up; up = up.parentElement) yield up; })()].some((up) =>
      ['auto', 'scroll', 'hidden'].includes(getComputedStyle(up).overflowX) && up !== document.body &&
      right > up.getBoundingClientRect().right + 1));
}).map((each) => each.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("theme", ["auto", "projector"])
def test_at_twice_the_size_nothing_is_lost(visit, guard, theme):
    guard.expect("422")
    page = visit("/teach", drawn=False, width=640, height=450, device_scale_factor=2)
    for path in ENLARGED:
        page.goto(path)
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        for width in (640, 800) if path == "/" else (640,):
            page.set_viewport_size({"width": width, "height": 450})
            assert page.evaluate(SIDEWAYS) == 0, (path, width)
            assert page.evaluate(LOST) == [], (path, width)
            assert page.evaluate(SMALL, LEAST) == [], (path, width)


def test_something_lost_would_be_found(visit):
    page = visit("/teach", drawn=False, width=640, height=450)
    narrow = "{ maxWidth: '90px', flexWrap: 'nowrap', overflowX: 'hidden' }"
    page.evaluate(f"() => Object.assign(document.querySelector('.site nav').style, {narrow})")
    assert page.evaluate(LOST)


def test_nothing_moves_where_motion_is_not_wanted(visit):
    page = visit("/", drawn=False, reduced_motion="reduce")
    for path in ("/", "/lecture/2", "/quiz", "/lessons/noise?predict=skip"):
        page.goto(path)
        moving = (
            "document.getAnimations().length + (getComputedStyle(document.documentElement).scrollBehavior === 'smooth')"
        )
        assert page.evaluate(moving) == 0, path
