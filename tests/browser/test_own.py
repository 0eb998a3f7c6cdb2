"""One's own numbers: pasted, from a file, dropped, from a picture."""

import io
import json
import re

import numpy as np
from playwright.sync_api import expect

from app.figures.numbers import number
from tests.browser import screen
from tests.browser.pictures import png
from tests.browser.screen import METHODS

FEW = [[0.5, 1.5, 2.0], [3.0, 1.0, 4.25]]
WRITINGS = (
    lambda x: json.dumps(x.tolist()),
    lambda x: "\n".join(",".join(map(str, row)) for row in x),
    lambda x: "\n".join("\t".join(map(str, row)) for row in x),
)
LINK = "a link to this page will not carry them"
DROP = """async ([name, bytes]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(bytes)], name));
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    document.querySelector('h1').dispatchEvent(
      new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }
}"""


def npy(array, **options):
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def gaussian(*shape):
    return np.random.default_rng(5).normal(2, 3, shape).astype(np.float32)


def give(page, name, content):
    page.get_by_text("your own numbers…").click()
    page.set_input_files("#own-file", {"name": name, "mimeType": "application/octet-stream", "buffer": content})


def assert_shown(page, x, layout="image"):
    """The page is about this tensor."""
    shape = ",".join(map(str, x.shape))
    expect(page.locator("#stage")).to_have_attribute("data-query", re.compile(f"shape={shape}&source=own"))
    cell = tuple(map(int, page.locator('[data-cell="index"]').text_content().split(",")))
    screen.wait_for_plotly(page)
    screen.assert_numbers(page, x.astype(np.float64), cell, layout=layout)
    for method in METHODS:
        screen.assert_lit(page, method, cell, screen.Scene(shape=x.shape, key=layout))


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
    expect(page.locator("#notice")).to_contain_text(LINK)
    assert "values" not in screen.query(page)
    cell = (1, 1)
    screen.wait_for_cell(page, cell)
    screen.assert_numbers(page, np.array(x.tolist()), cell, layout="features")


def test_a_file_is_shown_and_stays_while_one_changes_the_rest(visit):
    x = gaussian(3, 4, 2, 5)
    page = visit()
    give(page, "activations.npy", npy(x))
    assert_shown(page, x)
    expect(page.locator("#notice")).to_contain_text(LINK)
    page.fill('[name="scale"]', "2")
    screen.wait_for_query(page, scale="2")
    screen.wait_for_plotly(page)
    screen.assert_numbers(page, x.astype(np.float64), (1, 1, 0, 0), scale=2.0)
    page.get_by_role("link", name="Add RMS norm").click()
    expect(page.locator("[data-cube]")).to_have_count(4)
    screen.assert_numbers(page, x.astype(np.float64), (1, 1, 0, 0), (*METHODS, "rms"), scale=2.0)


def test_a_dropped_file_is_shown_and_back_leaves_it(visit):
    x = gaussian(2, 3, 4)
    page = visit()
    before = page.locator('[data-cell="value"]').inner_text()
    page.evaluate(DROP, ["tokens.npy", list(npy(x))])
    assert_shown(page, x, "sequence")
    page.go_back()
    expect(page.locator('[data-cell="value"]')).to_have_text(before)
    screen.wait_for_plotly(page)
    page.go_forward()
    assert_shown(page, x, "sequence")


def test_each_file_is_a_step_of_its_own(visit):
    first, second = gaussian(2, 3, 4), gaussian(2, 3, 4)[::-1]
    page = visit()
    for x in (first, second):
        page.evaluate(DROP, ["tokens.npy", list(npy(x))])
        expect(page.locator('[data-cell="value"]')).to_have_text(number(x[1, 0, 1]))
    page.go_back()
    expect(page.locator('[data-cell="value"]')).to_have_text(number(first[1, 0, 1]))
    assert_shown(page, first, "sequence")
    page.go_forward()
    expect(page.locator('[data-cell="value"]')).to_have_text(number(second[1, 0, 1]))
    assert_shown(page, second, "sequence")


REFUSED = {
    "pickle.npy": (npy(np.array([{}]), allow_pickle=True), "object"),
    "archive.npz": (b"PK\x03\x04" + bytes(60), "numpy.savez"),
    "short.npy": (npy(gaussian(2, 3, 4, 4))[:-8], "bytes"),
    "text.csv": (b"1,2\n3,four\n", "four"),
}


def test_a_refused_file_gives_a_sentence_and_nothing_is_lost(visit, guard):
    guard.expect("422")
    page = visit()
    before, address = page.locator("#stage").inner_text(), page.url
    page.get_by_text("your own numbers…").click()
    for name, (content, said) in REFUSED.items():
        page.set_input_files("#own-file", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
        expect(page.locator("#notice")).to_contain_text(said)
        expect(page.locator("#notice a:not([data-state])")).to_have_count(0)  # nothing leads away from here
        assert (page.locator("#stage").inner_text(), page.url) == (before, address)
    page.locator('[name="seed"]').fill("4")
    screen.wait_for_query(page, seed="4")
    expect(page.locator("#notice")).to_be_empty()


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
