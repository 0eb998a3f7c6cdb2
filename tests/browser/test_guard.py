"""The guard and the helpers that assert can fail: each is shown what it must not let pass."""

import re

import numpy as np
import pytest

from tests.browser import screen
from tests.browser.guard import Guard
from tests.browser.pictures import difference, png
from tests.browser.places import Scene
from tests.browser.reckoning import shows, steps, tensor

WRONGS = {
    "error: boo": "console.error('boo')",
    "warning: hm": "console.warn('hm')",
    "script: .*gone": "setTimeout(() => { throw new Error('gone'); })",
    "404: .*/nothing": "fetch('/nothing')",
    "left for https://example.org/": "fetch('https://example.org/').catch(() => {})",
    "failed: .*/cut": "fetch('/cut').catch(() => {})",
}


@pytest.fixture
def watched(browser, address):
    """A page on the site's host, and the guard that watches it alone."""
    guard = Guard(address)
    context = browser.new_context(base_url=address)
    guard.watch(context)
    page = context.new_page()
    page.route("**/cut", lambda route: route.abort())
    page.route(
        "https://example.org/", lambda route: route.fulfill(body="", headers={"Access-Control-Allow-Origin": "*"})
    )
    page.route("**/blank", lambda route: route.fulfill(content_type="text/html", body="<title>Blank</title>"))
    page.goto("/blank")
    yield page, guard
    context.close()


def heard(page, guard, pattern, script):
    page.evaluate(f"() => {{ {script} }}")
    screen.wait_until(page, lambda: any(re.search(pattern, line) for line in guard.seen))


@pytest.mark.parametrize("pattern", WRONGS)
def test_the_guard_hears(watched, pattern):
    page, guard = watched
    guard.check()
    heard(page, guard, pattern, WRONGS[pattern])
    guard.leave()
    with pytest.raises(AssertionError):
        guard.check()


def test_what_is_expected_is_forgiven_and_has_to_happen(watched):
    page, guard = watched
    guard.expect("boo")
    with pytest.raises(AssertionError, match="expected and not seen"):
        guard.check()
    heard(page, guard, "boo", "console.error('boo')")
    guard.check()


def test_a_number_is_told_from_its_neighbour():
    assert (
        shows("0.41176", 0.411764)
        and shows("\N{MINUS SIGN}1.2e\N{MINUS SIGN}5", -1.2e-5)
        and shows("(\N{MINUS SIGN}3)", -3)
    )
    assert not shows("0.41177", 0.411764)
    assert not shows("0.41176", -0.411764)
    assert not shows("0", 1e-9)


def test_the_reckoning_is_the_definition_by_hand():
    x = np.array([[1.0, 2.0], [3.0, 8.0]])
    assert steps(x, "batch", (0, 1), layout="features", epsilon=0.0)["standardized"] == -1
    assert steps(x, "layer", (0, 1), layout="features", epsilon=0.0, scale=2.0, offset=1.0)["output"] == 3
    assert steps(x, "rms", (0, 0), layout="features")["variance"] == 2.5


def test_wrong_numbers_and_wrong_pools_are_found(visit):
    page, x = visit(), tensor()
    with pytest.raises(AssertionError):
        screen.assert_numbers(page, x, (1, 1, 0, 0), epsilon=0.1)
    with pytest.raises(AssertionError):
        screen.assert_lit(page, "instance", (1, 2, 0, 0))
    with pytest.raises(AssertionError):
        screen.assert_lit(page, "instance", (1, 1, 0, 0), Scene(turn=(50, 35)))
    page.evaluate("document.querySelector('[data-method=\"layer\"] [data-number=\"output\"]').textContent = '7'")
    with pytest.raises(AssertionError, match="layer output"):
        screen.assert_true(page)


def test_pictures_that_differ_are_told_apart(watched):
    page, _ = watched
    white, spot = np.full((10, 10, 3), 255, np.uint8), np.full((10, 10, 3), 255, np.uint8)
    spot[0, 0] = 0
    assert difference(page, png(white), png(white)) == 0
    assert difference(page, png(white), png(spot)) == pytest.approx(0.01)
    assert difference(page, png(white), png(white[:5])) == 1
