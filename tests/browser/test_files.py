"""One's own numbers in a file: chosen, dropped, refused."""

import json

import numpy as np
from playwright.sync_api import expect

from app.figures.numbers import number
from tests.browser import screen
from tests.browser.arrays import NO_LINK, assert_shown, gaussian, npy
from tests.browser.screen import METHODS

DROP = """async ([name, bytes]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(bytes)], name));
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    document.querySelector('h1').dispatchEvent(
      new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }
}"""


def give(page, name, content):
    page.get_by_text("your own numbers…").click()
    page.set_input_files("#own-file", {"name": name, "mimeType": "application/octet-stream", "buffer": content})


def test_a_file_is_shown_and_stays_while_one_changes_the_rest(visit):
    x = gaussian(3, 4, 2, 5)
    page = visit()
    give(page, "activations.npy", npy(x))
    assert_shown(page, x)
    expect(page.locator("#notice")).to_contain_text(NO_LINK)
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


def test_what_fits_a_file_stays_and_the_page_says_what_becomes_of_its_values(visit, tmp_path):
    x = gaussian(4, 6, 8, 8)
    page = visit("/?methods=batch,reduce:NH&cell=1,2,3,3")
    credit = page.locator(".credits")
    expect(credit).to_contain_text("Pictures: ")
    give(page, "layer4.npy", npy(x))
    screen.wait_for_query(page, source="own", methods="batch,reduce:NH", cell="1,2,3,3")
    expect(credit).to_have_count(0)
    screen.assert_numbers(page, x.astype(np.float64), (1, 2, 3, 3), ("batch",))
    page.fill('[name="scale"]', "2")
    screen.wait_for_query(page, scale="2")
    expect(page.locator("#notice")).to_contain_text(NO_LINK)
    screen.assert_numbers(page, x.astype(np.float64), (1, 2, 3, 3), ("batch",), scale=2.0)

    address = page.url
    with page.expect_download() as download:
        page.locator("[data-swap=exports]").get_by_role("link", name="JSON", exact=True).last.click()
    assert download.value.suggested_filename == "normaxis-compare.json"
    download.value.save_as(tmp_path / "compare.json")
    answer = json.loads((tmp_path / "compare.json").read_text())
    assert answer["tensor"]["shape"] == [4, 6, 8, 8]
    assert answer["cell"] == {**answer["cell"], "index": [1, 2, 3, 3], "value": float(x[1, 2, 3, 3])}

    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("setTimeout(() => location.reload())")
    screen.wait_until(page, lambda: asked)
    assert asked == ["beforeunload"] and page.url == address
    screen.assert_numbers(page, x.astype(np.float64), (1, 2, 3, 3), ("batch",), scale=2.0)
    page.locator('[name="source"]').select_option("gaussian")
    screen.wait_for_query(page, source="gaussian")
    expect(page.locator("#notice")).to_be_empty()
    page.reload()  # nothing would be lost, and nothing is asked
    assert asked == ["beforeunload"]


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
