"""Pointing, clicking and walking, between cubes, maps and matrices."""

import re

import pytest


@pytest.fixture
def see(visit):
    """see("view=…") is the page in a window that is high enough for cubes and maps."""
    return lambda query="", **options: visit(f"/?{query}", **{"height": 1400, **options})


def path(page, panel, role):
    return page.get_attribute(f'[data-picture="{panel}"] path.{role}', "d")


def values(one):
    """The numbers of a path."""
    return [float(each) for each in re.findall(r"-?[0-9.]+", one)]


def near(one):
    """The same numbers: the server and the scripts may round the last digit of one to different sides."""
    return pytest.approx(values(one), abs=0.11)


def shown(page):
    return page.text_content('[data-cell="index"]')


def spot(page, panel, number, row, column):
    """Where on the screen the middle of a pixel of a map is."""
    return page.evaluate(
        """([panel, number, row, column]) => {
          const element = document.querySelector(`[data-picture="${panel}"]`);
          element.scrollIntoView({block: 'center'});
          const grid = JSON.parse(element.dataset.places);
          const {origin, cells, unit, gaps, columns} = grid;
          const at = (side, map, pixel) =>
            origin[side] + map * (cells[side] * unit[side] + gaps[side]) + (pixel + 0.5) * unit[side];
          const point = new DOMPoint(at(1, number % columns, column), at(0, Math.floor(number / columns), row));
          const {x, y} = point.matrixTransform(element.querySelector('svg').getScreenCTM());
          return [x, y];
        }""",
        [panel, number, row, column],
    )


def frames(page):
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_pointing_at_a_map_shows_that_value_everywhere(see):
    page = see()
    before = {panel: path(page, panel, "map-pool") for panel in ("batch", "layer", "instance")}
    cube = page.get_attribute('[data-cube="layer"] svg path.pool-top', "d")
    page.mouse.move(*spot(page, "before", 2 * 3 + 2, 3, 1))
    frames(page)
    assert shown(page) == "2,2,3,1"
    for panel, old in before.items():
        assert path(page, panel, "map-pool") != old
        assert path(page, panel, "selection-inner") == path(page, "before", "selection-outer")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.get_attribute('[data-cube="layer"] svg path.pool-top', "d") != cube
    page.mouse.move(3, 3)
    frames(page)
    assert shown(page) == "1,1,0,0"
    for panel, old in before.items():
        assert values(path(page, panel, "map-pool")) == near(old)


def test_pointing_at_a_cube_lights_the_pool_in_all_maps(see):
    page = see()
    old = path(page, "instance", "map-pool")
    page.evaluate("document.querySelector('#stage').scrollIntoView()")
    box = page.locator('[data-cube="batch"]').bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.62, box["y"] + box["height"] * 0.6)
    frames(page)
    assert shown(page) != "1,1,0,0"
    assert path(page, "instance", "map-pool") != old


def test_the_server_draws_what_pointing_draws(see):
    page = see("cell=3,2,1,1")
    drawn = {role: path(page, "layer", role) for role in ("map-pool", "selection-inner")}
    other = see()
    other.mouse.click(*spot(other, "instance", 3 * 3 + 2, 1, 1))
    frames(other)
    assert "cell=3,2,1,1" in other.url
    for role, expected in drawn.items():
        assert values(path(other, "layer", role)) == near(expected)


def test_a_click_beyond_the_window_of_the_cubes_moves_it(see):
    page = see("shape=2,3,32,32")
    numbers = page.text_content('[data-cube="batch"] + .arithmetic [data-number="value"]')
    page.mouse.move(*spot(page, "layer", 4, 30, 29))
    frames(page)
    assert page.text_content('[data-cube="batch"] + .arithmetic [data-number="value"]') == numbers
    assert shown(page) == "1,1,0,0"
    with page.expect_response(re.compile(r"cell=1,1,30,29")):
        page.mouse.click(*spot(page, "layer", 4, 30, 29))
    page.wait_for_selector('[data-cell="index"]:text-is("1,1,30,29")', state="attached")


def test_arrows_walk_from_pixel_to_pixel_and_enter_pins(see):
    page = see()
    page.focus('[data-picture="batch"]')
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    assert shown(page) == "1,1,1,2"
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    assert shown(page) == "1,2,1,0"
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert shown(page) == "2,2,0,0"
    assert "sample 2" in page.text_content("#live")
    page.keyboard.press("Escape")
    assert shown(page) == "1,1,0,0"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert "cell=0,1,3,0" in page.url


def test_in_a_matrix_a_cell_means_its_plane(see):
    page = see("view=matrix&cell=1,1,2,3")
    page.mouse.move(*spot(page, "batch-deviation", 0, 3, 0))
    frames(page)
    assert shown(page) == "3,0,2,3"
    assert path(page, "layer-mean", "map-pool") == path(page, "layer-deviation", "map-pool")
    page.focus('[data-picture="layer-mean"]')
    page.keyboard.press("ArrowLeft")
    assert shown(page).endswith(",2,3")


def test_on_a_phone_a_tap_pins_and_nothing_scrolls_sideways(see):
    options = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
    for view in ("maps", "matrix"):
        page = see(f"view={view}", **options)
        panel = "layer" if view == "maps" else "layer-mean"
        number, row = (0, 0) if view == "matrix" else (6, 1)
        page.touchscreen.tap(*spot(page, panel, number, row, 1))
        frames(page)
        assert "cell=1,1,0,0" not in page.url
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        for tab in page.query_selector_all(".tabs a, .switch a"):
            assert tab.bounding_box()["height"] >= 44


def test_the_scale_of_colours_is_switched_by_a_link_that_stays(see):
    page = see("view=matrix")
    page.click("#colours-each")
    page.wait_for_url("**colours=each**")
    assert page.get_attribute("#colours-each", "aria-current") == "true"
    assert "view=matrix" in page.url
    assert page.locator(".legend").count() == 0


def test_colours_shine_on_dark_paper_and_not_in_print(see):
    page = see("theme=dark")
    strength = "getComputedStyle(document.querySelector('image.map')).filter"
    assert page.evaluate(strength).startswith("brightness(1.")
    page.emulate_media(media="print")
    assert page.evaluate(strength) == "none"
    assert see("theme=light", color_scheme="dark").evaluate(strength) == "none"
    assert see("", color_scheme="dark").evaluate(strength).startswith("brightness(1.")
