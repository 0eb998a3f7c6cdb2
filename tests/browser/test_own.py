"""One's own numbers: pasted, or the pixels of a picture."""

import json
import re

import numpy as np
from playwright.sync_api import expect

from app.figures.numbers import number
from tests.browser import screen
from tests.browser.arrays import NO_LINK, assert_shown, gaussian
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
    pixels = np.arange(6 * 6 * 3, dtype=np.uint8).reshape(6, 6, 3)
    page = visit()
    for letter in "HW":
        page.fill(f'[name="size.{letter}"]', "6")
        expect(page.locator("#stage")).to_have_attribute("data-query", re.compile(r"shape=[\d,]*6"))
    screen.wait_for_query(page, shape="4,3,6,6")
    page.get_by_text("your own numbers…").click()
    page.set_input_files("#own-file", {"name": "picture.png", "mimeType": "image/png", "buffer": png(pixels)})
    expect(page.locator("#stage")).to_have_attribute("data-query", re.compile("shape=1,3,6,6&source=own"))
    screen.assert_numbers(page, pixels.transpose(2, 0, 1)[None].astype(np.float64), (0, 1, 0, 0))


def test_what_only_looks_like_a_picture_is_refused_in_words(visit):
    page = visit()
    page.get_by_text("your own numbers…").click()
    page.set_input_files("#own-file", {"name": "no.png", "mimeType": "image/png", "buffer": b"not a picture"})
    expect(page.locator("#notice")).to_contain_text("cannot read no.png as a picture")


def test_own_numbers_that_a_link_does_not_carry_are_asked_for(visit, guard):
    guard.expect("422")
    page = visit("/?source=own", drawn=False)
    expect(page.locator(".problem")).to_contain_text("choosing your file again")
