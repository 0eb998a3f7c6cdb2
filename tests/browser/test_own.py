"""One's own numbers: pasted, or the pixels of a picture."""

import json
import re

import numpy as np
from playwright.sync_api import expect

from app.figures.numbers import number
from tests.browser import screen
from tests.browser.arrays import NO_LINK, assert_shown, gaussian, npy
from tests.browser.pictures import png

FEW = [[0.5, 1.5, 2.0], [3.0, 1.0, 4.25]]
WRITINGS = (
    lambda x: json.dumps(x.tolist()),
    lambda x: "\n".join(",".join(map(str, row)) for row in x),
    lambda x: "\n".join("\t".join(map(str, row)) for row in x),
)


def test_a_few_pasted_numbers_go_into_the_address(visit):
    page = visit()
    page.get_by_text("your own numbers…").click()
    for factor, written in enumerate(WRITINGS, 1):
        x = factor * np.array(FEW)
        page.fill("#own-values", written(x))
        expect(page.locator('[data-cell="value"]')).to_have_text(number(x[1, 1]))
        assert screen.query(page)["source"] == "own"
        assert_shown(page, x, "features")
        expect(page.locator("#notice")).to_be_empty()
    assert_shown(visit(page.url), x, "features")


def test_pointing_writes_values_far_from_zero_so_that_they_can_be_told_apart(visit):
    page = visit("/?values=[[1000000.25,1000001.5],[999999.125,1000000.5]]&methods=batch,rms&cell=0,0")
    value, means = page.locator('[data-cell="value"]'), page.locator('.statistics [data-number="mean"]')
    expect(value).to_have_text("1000000.25")
    page.locator(".cube").first.focus()
    page.keyboard.press("ArrowRight")
    expect(value).to_have_text("1000001.5")
    expect(means.first).to_have_text("1000001")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(value).to_have_text("999999.125")
    expect(means.first).to_have_text("999999.6875")
    # The mean square is about 10¹²: the value that is divided by its root has its digits all the same.
    expect(page.locator('[data-method="rms"] [data-number="value"]').first).to_have_text("999999.125")
    expect(page.locator("#live")).to_contain_text("999999.125. Batch norm: mean 999999.6875, variance 0.31641")


def test_many_pasted_numbers_are_posted_and_the_page_says_so(visit):
    x = gaussian(8, 200).round(3)
    page = visit()
    page.get_by_text("your own numbers…").click()
    page.fill("#own-values", json.dumps(x.tolist()))
    expect(page.locator("#notice")).to_contain_text(NO_LINK)
    assert "values" not in screen.query(page)
    cell = (1, 1)
    screen.wait_for_cell(page, cell)
    screen.assert_numbers(page, np.array(x.tolist()), cell, layout="features")


def test_a_picture_is_decoded_in_the_browser(visit):
    pixels = np.arange(16 * 16 * 3, dtype=np.uint16).astype(np.uint8).reshape(16, 16, 3)
    page = visit("/?shape=4,3,16,16")
    page.get_by_text("your own numbers…").click()
    page.set_input_files("#own-file", {"name": "picture.png", "mimeType": "image/png", "buffer": png(pixels)})
    expect(page.locator("#stage")).to_have_attribute("data-query", re.compile("shape=1,3,16,16&source=own"))
    screen.assert_numbers(
        page, (pixels.transpose(2, 0, 1)[None] / 255).astype(np.float32).astype(np.float64), (0, 1, 0, 0)
    )


def test_a_picture_keeps_its_proportions_where_the_sizes_are_small_and_follows_them_later(visit):
    pixels = np.full((30, 60, 3), 51, dtype=np.uint8)
    page = visit()
    page.get_by_text("your own numbers…").click()
    page.set_input_files("#own-file", {"name": "picture.png", "mimeType": "image/png", "buffer": png(pixels)})
    expect(page.locator("#stage")).to_have_attribute("data-query", re.compile("shape=1,3,32,64&source=own"))
    expect(page.locator('[data-cell="value"]')).to_have_text("0.2")
    page.fill('[name="size.W"]', "20")
    expect(page.locator("#stage")).to_have_attribute("data-query", re.compile("shape=1,3,32,20&source=own"))
    expect(page.locator('[data-cell="value"]')).to_have_text("0.2")
    page.go_back()
    expect(page.locator("#stage")).to_have_attribute("data-query", re.compile("shape=1,3,32,64&source=own"))


def test_posted_numbers_are_named_and_make_room_and_have_all_axes_over_the_page(visit):
    x = gaussian(2, 3, 6, 5).astype(np.float64)
    name = f"layer4.{'9' * 200}.npy"
    page = visit()
    page.get_by_text("your own numbers…").click()
    page.set_input_files("#own-file", {"name": name, "mimeType": "application/octet-stream", "buffer": npy(x)})
    expect(page.locator("#notice")).to_contain_text("the numbers of layer4.")
    expect(page.locator("#notice")).not_to_contain_text(name)
    expect(page.locator("details.own")).not_to_have_attribute("open", "")
    page.get_by_role("link", name="All axes").click()
    dialog = page.get_by_role("dialog", name="All axes")
    expect(dialog.locator(".pinned .value")).to_have_text(number(x[1, 1, 0, 0]))
    dialog.get_by_title("Back along batch").click()
    expect(dialog.locator(".pinned .value")).to_have_text(number(x[0, 1, 0, 0]))
    assert "/axes" not in page.url
    expect(dialog.locator('[data-node="NW"] .result dd')).to_have_text(
        number((x[0, 1, 0, 0] - x[:, 1, 0].mean()) / np.sqrt(x[:, 1, 0].var() + 1e-5))
    )
    dialog.locator('[data-node="NW"] a').click()
    expect(page.locator(".method h2")).to_have_count(4)
    expect(dialog).to_have_count(0)
    screen.wait_for_cell(page, (0, 1, 0, 0))
    expect(page.locator('[data-cell="value"]')).to_have_text(number(x[0, 1, 0, 0]))
    page.get_by_label("Site").get_by_role("link", name="Compare").click()
    page.wait_for_timeout(300)
    expect(page.locator(".problem")).to_have_count(0)
    expect(page.locator('[data-cell="value"]')).to_have_text(number(x[0, 1, 0, 0]))


def test_files_that_are_none_are_refused_in_words_and_nothing_leads_away_from_what_is_shown(visit, guard):
    guard.expect("422")
    page = visit()
    page.get_by_text("your own numbers…").click()
    page.set_input_files("#own-file", {"name": "no.png", "mimeType": "image/png", "buffer": b"not a picture"})
    expect(page.locator("#notice")).to_contain_text("cannot read no.png as a picture")
    for size in (1, 2000):  # of the second more than an address carries
        page.set_input_files(
            "#own-file", {"name": "no.json", "mimeType": "application/json", "buffer": b'["a"' + b',"b"' * size + b"]"}
        )
        expect(page.locator("#notice .problem")).to_contain_text("expected")
        expect(page.locator("#notice a")).to_have_count(0)
        page.evaluate("document.querySelector('#notice').replaceChildren()")


def test_own_numbers_that_a_link_does_not_carry_are_asked_for(visit, guard):
    guard.expect("422")
    page = visit("/?source=own", drawn=False)
    expect(page.locator(".problem")).to_contain_text("choosing your file again")
