"""The tables: sorted, copied, taken away as CSV; each row leads to its pool."""

import csv

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import screen
from tests.browser.reckoning import shows, tensor

SHAPE = (4, 6, 4, 4)
START = "/?shape=4,6,4,4&source=gaussian&seed=1&methods=batch,layer,instance"


@pytest.fixture
def x():
    return tensor("gaussian", SHAPE, 1)


def column(page, method, place):
    """The numbers of a column, as shown."""
    return page.locator(f'[data-table="{method}"] tbody tr td:nth-child({place})').all_inner_texts()


def test_sorted_by_the_mean_up_and_down_and_by_the_pool_again(visit, x):
    page = visit(START)
    means = x.mean((2, 3)).ravel()
    table = page.locator('[data-table="instance"]')
    for wanted in (np.sort(means), np.sort(means)[::-1]):
        table.get_by_role("button", name="mean").click()
        assert all(shows(text, mean) for text, mean in zip(column(page, "instance", 2), wanted, strict=True))
    expect(table.locator("th", has_text="mean")).to_have_attribute("aria-sort", "descending")
    table.get_by_role("button", name="pool").click()
    assert all(shows(text, mean) for text, mean in zip(column(page, "instance", 2), means, strict=True))
    expect(table.locator("[aria-sort]")).to_have_count(1)


def test_every_mean_and_variance_is_numpys(visit, x):
    page = visit(START)
    for method, axes in {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3)}.items():
        for place, wanted in ((2, x.mean(axes)), (3, x.var(axes))):
            shown = column(page, method, place)
            assert all(shows(text, value) for text, value in zip(shown, wanted.ravel(), strict=True))


def test_a_row_pins_a_value_of_its_pool(visit):
    page = visit(START)
    page.locator('[data-table="instance"]').get_by_role("link", name="sample 3 · channel 4").click()
    screen.wait_for_query(page, cell="3,4,0,0")
    screen.assert_true(page)
    expect(page.locator('[data-table="instance"] tr[aria-current] th')).to_have_text("sample 3 · channel 4")


def test_copy_takes_every_digit(visit, x):
    page = visit(START, permissions=["clipboard-read", "clipboard-write"])
    page.locator('[data-copy="batch"]').click()
    expect(page.locator('[data-copy="batch"]')).to_have_text("Copied")
    head, *rows = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").splitlines()]
    assert head == ["pool", "mean", "variance"]
    assert [row[0] for row in rows] == [f"channel {c}" for c in range(6)]
    got = np.array([[float(text) for text in row[1:]] for row in rows])
    assert np.allclose(got, np.stack([x.mean((0, 2, 3)), x.var((0, 2, 3))], 1), rtol=1e-12, atol=1e-15)


def test_a_refused_clipboard_is_told(visit):
    page = visit(START)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.locator('[data-copy="batch"]').click()
    expect(page.locator('[data-copy="batch"]')).to_have_text("The browser did not allow it")


def test_the_csv_has_what_numpy_gives(visit, x, tmp_path):
    page = visit(START)
    figure = page.locator("figure", has=page.locator('[data-table="layer"]'))
    with page.expect_download() as started:
        figure.get_by_role("link", name="CSV").click()
    path = tmp_path / "statistics.csv"
    started.value.save_as(path)
    assert started.value.suggested_filename.endswith(".csv")
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == SHAPE[0]
    assert np.allclose([float(row["mean"]) for row in rows], x.mean((1, 2, 3)), rtol=1e-12, atol=1e-15)
    assert np.allclose([float(row["variance"]) for row in rows], x.var((1, 2, 3)), rtol=1e-12)
