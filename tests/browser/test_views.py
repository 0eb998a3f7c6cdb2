"""Each view as a reader goes through it: opened, changed, checked against NumPy, also without a mouse or scripts."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from app.core.axes import layout_by_key
from app.figures.numbers import number
from app.sources import source_by_key
from app.views import VIEWS
from tests.browser import screen
from tests.browser.axe import violations
from tests.browser.reckoning import pool, shows, steps, tensor
from tests.browser.test_look import PHONE, SIDEWAYS
from tests.code.running import ran

STATE = "source=gaussian&shape=4,6,4,4&seed=1&methods=batch,layer,instance"
X = tensor("gaussian", (4, 6, 4, 4), 1)
KEYS = [view.key for view in VIEWS]
CONTROLS = {
    "maps": ("#colours-each", {"colours": "each"}),
    "matrix": ("#colours-each", {"colours": "each"}),
    "distribution": ("#axis-own", {"axis": "own"}),
    "training": ("#mode-test", {"mode": "test"}),
    "code": ("#framework-pytorch", {"framework": "pytorch"}),
}
"""A link in each view that has one, and the state that it leads to."""
CHARTED = """() => {
  const island = document.getElementById('charts');
  const charts = island.dataset.from ? [] : Object.keys(JSON.parse(island.textContent));
  const plotted = (ident) => document.querySelector(`[data-picture="${ident}"] .plot .main-svg`);
  return charts.length > 0 && charts.every(plotted);
}"""
TABLE = """(table) => [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent))"""


def opened(visit, view, query=STATE, **options):
    return visit(f"/?{query}&view={view}", **options)


def wait_for_view(page, key):
    expect(page.locator(f"#view-{key}")).to_have_attribute("aria-current", "page")


def shown(page):
    """All that stands in the view, with the wide spaces of its markup as one."""
    return " ".join(page.locator("#view").inner_text().split())


def number_of(page, method, name):
    return page.locator(f'.method[data-method="{method}"] [data-number="{name}"]').first.text_content()


def tab_to(page, selector, most=30):
    """Presses Tab until the element has the focus."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} was not reached by Tab")


def test_a_view_is_opened_by_its_tab_or_its_address_and_left_by_back(visit):
    page = visit(f"/?{STATE}")
    found = {KEYS[0]: (page.url, shown(page))}
    for view in VIEWS[1:]:
        page.click(f"#view-{view.key}")
        wait_for_view(page, view.key)
        expect(page.locator(".question")).to_have_text(view.question)
        assert screen.query(page)["view"] == view.key
        found[view.key] = page.url, shown(page)
    for key in reversed(KEYS[:-1]):
        page.go_back()
        wait_for_view(page, key)
        assert (page.url, shown(page)) == found[key]
        screen.assert_numbers(page, X, screen.PINNED)
    for url, text in found.values():
        page.goto(url)
        assert shown(page) == text


def test_tabs_and_what_a_view_offers_are_reached_with_tab_and_enter(visit):
    page = visit(f"/?{STATE}")
    page.locator("#view-maps").focus()
    for key in KEYS:
        tab_to(page, f"#view-{key}", len(KEYS))
        page.keyboard.press("Enter")
        wait_for_view(page, key)
        expect(page.locator(f"#view-{key}")).to_be_focused()
        if key in CONTROLS:
            selector, wanted = CONTROLS[key]
            tab_to(page, selector)
            page.keyboard.press("Enter")
            screen.wait_for_query(page, **wanted)
            expect(page.locator(selector)).to_have_attribute("aria-current", "true")
            expect(page.locator(selector)).to_be_focused()
            page.locator(f"#view-{key}").focus()
    screen.assert_numbers(page, X, screen.PINNED, ("layer", "instance"))


def test_a_matrix_says_what_is_kept(visit):
    page = opened(visit, "matrix")
    columns = page.locator(".view .column .sentence")
    expect(columns.nth(1)).to_contain_text("Each channel loses its own mean and variance")
    expect(columns.nth(2)).to_contain_text("Each sample loses its own mean and variance")
    expect(columns.nth(3)).to_contain_text("Each channel of each sample loses its own mean and variance")
    flat = page.locator('[data-panel="instance-deviation"] figcaption')
    expect(flat).to_contain_text("All are 1.")


def test_the_colours_of_a_legend_end_where_its_numbers_do(visit):
    page = opened(visit, "maps", "shape=2,3,4,4&source=photographs")
    bars = page.locator(".legend svg")
    assert bars.count() == 3
    for bar in bars.all():
        [whole, colours] = (each.bounding_box() for each in (bar, bar.locator("image")))
        assert colours["width"] == pytest.approx(whole["width"] * 218 / 220, abs=1)


def test_a_bar_says_how_many_values_it_counts(visit):
    page = opened(visit, "distribution")
    page.wait_for_function(CHARTED)
    picture = '[data-picture="distribution-1"]'
    x = X[pool(screen.PINNED, (4, 1, 1, 1), X.shape)]
    for trace, values, whose in ((0, X, "in all"), (1, x, "of the pool")):
        bars = page.locator(f"{picture} .plot .barlayer .trace").nth(trace).locator(".point path")
        heights = bars.evaluate_all("all => all.map((bar) => bar.getBoundingClientRect().height)")
        highest = bars.nth(int(np.argmax(heights)))
        highest.scroll_into_view_if_needed()
        box = highest.bounding_box()
        # Where two bars lie over each other, the one whose end is nearer answers.
        page.mouse.move(box["x"] + box["width"] * (0.1 if trace == 0 else 0.5), box["y"] + 2)
        label = page.locator(f"{picture} .hoverlayer")
        expect(label).to_contain_text(whose)
        low, high, count, total = map(
            float, re.match(r"(\S+) to (\S+): (\d+) of (\d+) values", label.text_content().replace("−", "-")).groups()
        )
        assert (count, total) == (np.count_nonzero((values >= low) & (values < high)), values.size)


def test_a_large_comparison_answers_with_numbers_that_come_by_themselves(visit):
    state, x = (
        "source=gaussian&shape=12,12,4,4&seed=1&methods=batch,layer,instance",
        tensor("gaussian", (12, 12, 4, 4), 1),
    )
    page = opened(visit, "distribution", state)
    screen.assert_numbers(page, x, screen.PINNED)
    page.wait_for_function(CHARTED)
    page.click("#step-forward")
    screen.wait_for_cell(page, (1, 2, 0, 0))
    screen.assert_numbers(page, x, (1, 2, 0, 0))
    page.click("#view-matrix")  # a page of its own, whose numbers come after it
    wait_for_view(page, "matrix")
    page.click("#step-forward")
    screen.wait_for_cell(page, (1, 3, 0, 0))
    screen.assert_numbers(page, x, (1, 3, 0, 0))


def test_the_bars_of_the_pool_follow_the_pinned_value(visit):
    page = opened(visit, "distribution")
    bars = '[data-picture="distribution-0"] > svg path.chart-pool'
    before = page.locator(bars).first.get_attribute("d")
    page.click("#step-forward")
    screen.wait_for_query(page, cell="1,2,0,0")
    page.wait_for_function("([bars, d]) => document.querySelector(bars).getAttribute('d') !== d", arg=[bars, before])
    rows = page.locator('[data-table="panel-distribution-0"]').evaluate(TABLE)
    for step, low, high, every, inside in rows:
        if step != "before":
            continue
        low, high = (float(end.replace("−", "-")) for end in (low, high))
        for values, count in ((X, every), (X[:, 2], inside)):
            assert int(count) == np.count_nonzero((values >= low) & (values < high))
    page.go_back()
    expect(page.locator(bars).first).to_have_attribute("d", before)


def frozen(batches, weight, channel):
    """PyTorch's running statistics of a channel: from 0 and 1, towards each batch's mean and unbiased variance."""
    mean, variance = 0.0, 1.0
    for x in source_by_key("gaussian").batches(layout_by_key("image"), X.shape, 1, batches):
        values = x[:, channel].astype(np.float64)
        mean = (1 - weight) * mean + weight * values.mean()
        variance = (1 - weight) * variance + weight * values.var(ddof=1)
    return mean, variance


def test_training_is_lengthened_weighted_and_frozen_for_test(visit):
    page = opened(visit, "training")
    page.fill('[name="batches"]', "20")
    screen.wait_for_query(page, batches="20")
    page.fill('[name="new_weight"]', "0.5")
    screen.wait_for_query(page, new_weight="0.5")
    expect(page.locator('[data-panel="running-0"] figcaption')).to_contain_text("Frozen: mean")
    screen.assert_numbers(page, X, screen.PINNED)
    page.click("#mode-test")
    screen.wait_for_query(page, mode="test")
    expect(page.locator("#mode-test")).to_have_attribute("aria-current", "true")
    expect(page.locator('[data-method="batch"] .facts').first).to_contain_text("frozen statistics, in use here")
    mean, variance = frozen(20, 0.5, 1)
    assert shows(number_of(page, "batch", "mean"), mean)
    assert shows(number_of(page, "batch", "variance"), variance)
    output = (X[screen.PINNED] - mean) / np.sqrt(variance + 1e-5)
    assert shows(number_of(page, "batch", "output"), output)
    screen.assert_numbers(page, X, screen.PINNED, ("layer", "instance"))
    strip = page.locator('[data-panel="neighbours-0"]')
    expect(strip.locator("svg").first).to_contain_text("at test: spread 0")
    expect(strip.locator("figcaption")).to_contain_text(re.compile(r"at test always \S+\."))
    page.locator('[data-cube="batch"]').focus()
    page.keyboard.press("ArrowDown")
    screen.wait_for_cell(page, (2, 1, 0, 0))
    assert shows(number_of(page, "batch", "mean"), mean)
    page.keyboard.press("ArrowRight")
    screen.wait_for_cell(page, (2, 2, 0, 0))
    assert shows(number_of(page, "batch", "variance"), frozen(20, 0.5, 2)[1])


def test_what_is_called_layer_norm_has_numpys_numbers(visit):
    page = opened(visit, "layernorms")
    kinds = page.locator(".kind")
    for kind, axes in enumerate(((1, 2, 3), (1,), (1, 2, 3))):
        whole = (X - X.mean(axes, keepdims=True)) / np.sqrt(X.var(axes, keepdims=True) + 1e-5)
        written = kinds.nth(kind).locator(".result strong").inner_text()
        assert shows(written, whole[screen.PINNED]), f"kind {kind}: {written}"
    before = page.locator(".verdict").first.inner_text()
    page.locator("#view a[data-state]", has_text=re.compile(r"\d,\d,\d,\d")).click()
    index = page.locator('[data-cell="index"]')
    expect(index).not_to_have_text("1,1,0,0")
    cell = tuple(map(int, index.text_content().split(",")))
    over = X[cell[0], :, cell[2], cell[3]]
    due = number(float((X[cell] - over.mean()) / np.sqrt(over.var() + 1e-5)))
    expect(kinds.nth(1).locator(".result strong")).to_have_text(due)
    assert page.locator(".verdict").first.inner_text() == before


@pytest.mark.parametrize("mode", ["train", "test"])
def test_a_copied_program_prints_the_numbers_of_the_page(visit, mode):
    # Few enough values that the program holds them.
    query = f"source=gaussian&shape=2,4,2,2&seed=1&methods=batch,layer,ghost&mode={mode}"
    page = opened(visit, "code", query, permissions=["clipboard-read", "clipboard-write"])
    page.click("#step-forward")
    screen.wait_for_query(page, cell="1,2,0,0")
    page.locator("[data-copy]", has_text="Copy").first.click()
    expect(page.locator("#live")).to_have_text("Copied")
    printed = ran(page.evaluate("navigator.clipboard.readText()"))
    for label, method in (("Batch norm", "batch"), ("Layer norm", "layer"), ("Ghost batch norm", "ghost")):
        _, _, told = printed.partition(f"{label}: statistics")
        told = dict(line.rsplit(" ", 1) for line in told.splitlines()[1:5])
        for name in ("mean", "variance", "standardized", "output"):
            on_screen = number_of(page, method, name).replace("−", "-")
            assert float(on_screen) == float(told[name]), (method, name)
    page.locator("#code-layer, [data-copy$='code-layer']").last.click()
    expect(page.locator("[data-copy$='code-layer']").last).to_have_text("Copied")
    alone = ran(page.evaluate("navigator.clipboard.readText()"))
    assert "Layer norm" in alone and "Batch norm" not in alone and alone in printed


def test_another_convention_changes_digits_and_says_which(visit):
    page = visit(f"/?{STATE}&view=maps")
    usual = {method: number_of(page, method, "standardized") for method in screen.METHODS}
    for convention, epsilon, beside, said in (
        ("prince", 1e-5, True, "ε moved out of the root"),
        ("keras", 1e-3, False, "ε is 0.001 in place of 1e−5"),
        ("onnx", 1e-5, False, "ONNX writes"),
    ):
        page.select_option('[name="convention"]', convention)
        screen.wait_for_query(page, convention=convention)
        expect(page.locator(".changes")).to_contain_text(said)
        sentence = page.locator(".changes").inner_text()
        for method, label in zip(screen.METHODS, ("Batch norm", "Layer norm", "Instance norm"), strict=True):
            now = number_of(page, method, "standardized")
            due = steps(X, method, screen.PINNED, epsilon=epsilon, beside=beside)["standardized"]
            assert shows(now, due)
            assert (f"{usual[method]} → {now} ({label})" in sentence) == (now != usual[method])
    page.select_option('[name="convention"]', "pytorch")
    expect(page.locator(".changes")).to_be_empty()
    assert {method: number_of(page, method, "standardized") for method in screen.METHODS} == usual


def test_every_view_is_clean_on_a_phone_and_fits_it(visit):
    page = visit(f"/?{STATE}", **PHONE)
    for key in KEYS:
        page.click(f"#view-{key}")
        wait_for_view(page, key)
        assert violations(page, "#view") == [], key
        assert page.evaluate(SIDEWAYS) == 0, key


def test_every_view_is_whole_without_scripts(visit):
    page = opened(visit, "maps", drawn=False, java_script_enabled=False)
    for view in VIEWS:
        page.click(f"#view-{view.key}")
        wait_for_view(page, view.key)
        expect(page.locator(".question")).to_have_text(view.question)
        expect(page.locator(".view svg" if view.key != "code" else ".view pre").first).to_be_visible()
        if view.key in CONTROLS:
            selector, wanted = CONTROLS[view.key]
            page.click(selector)
            assert screen.query(page) | wanted == screen.query(page)
    page.click("#view-training")
    page.fill('[name="batches"]', "5")
    page.locator("#view").get_by_role("button", name="Show").click()
    assert screen.query(page)["batches"] == "5"
    assert screen.query(page)["mode"] == "test"
    mean, _ = frozen(5, 0.1, 1)
    assert shows(number_of(page, "batch", "mean"), mean)
    assert page.locator('[data-picture="running-0"] svg').count() == 1
    assert page.locator('[data-table="panel-running-0"] tbody tr').count() == 6  # the start, and five batches
