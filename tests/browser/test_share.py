"""Sharing in a browser: the dialog is the page's middle part, live, copied from, and left without a trace."""

import re

import pytest
from playwright.sync_api import expect

from app.web.embed_query import PARTS
from app.web.embed_sizes import height_of
from app.web.exhibits import keys
from app.web.share import COMMON_WIDTH
from app.web.share_query import parts_of
from tests.browser.axe import violations

CLIPBOARD = ["clipboard-read", "clipboard-write"]
INSIDE = "document.querySelector('dialog').contains(document.activeElement)"


def opened(page, selector="#share"):
    page.click(selector)
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("#share-title")).to_be_visible()
    return dialog


def test_a_journey_through_the_dialog(visit, guard):
    guard.expect("422")  # a width that is refused
    page = visit("/?seed=3", permissions=CLIPBOARD)
    # What was moved since the page was written is in what is shared.
    page.click("#turn-left")
    dialog = opened(page)
    link = dialog.locator("#share-link").input_value()
    assert re.fullmatch(r"http://[^/]+/s/1/compare\?seed=3&turn=30,35", link)
    assert page.evaluate("document.activeElement.id") == "share-link"

    assert violations(page) == []

    # Copying is confirmed where one looks and where one listens, and works from the keyboard.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("Copied the link.")
    expect(dialog.locator('[data-copy="share-link"]')).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == link

    # What is chosen is seen at once, in the preview and in the text.
    frame = dialog.locator("#share-frame")
    dialog.locator('[name="share.title"]').fill('Mine & "yours"')
    dialog.get_by_label("link to Normaxis").uncheck()
    dialog.locator('[name="share.theme"]').select_option("dark")
    dialog.locator('[name="share.width"]').fill("500")
    dialog.locator('[name="share.height"]').fill("300")
    expect(frame).to_have_attribute("width", "500")
    expect(frame).to_have_attribute("src", re.compile(r"theme=dark&hide=link&title=Mine"))
    expect(frame).to_have_attribute("height", "300")
    assert dialog.locator('[name="share.size"]').input_value() == "own"
    inside = page.frame_locator("#share-frame")
    expect(inside.locator("h1")).to_have_text('Mine & "yours"')
    dialog.get_by_text("Moodle", exact=True).click()
    dialog.locator('[data-copy="snippet-moodle"]').click()
    expect(dialog.get_by_role("status")).to_have_text("Copied the snippet for Moodle.")
    text = page.evaluate("navigator.clipboard.readText()")
    assert 'title="Mine &amp; &quot;yours&quot;" width="500" height="300"' in text

    # Another figure of the same state; what is wrong is said in the dialog.
    dialog.locator('[name="share.figure"]').select_option("matrix")
    expect(frame).to_have_attribute("src", re.compile("^/embed/matrix"))
    dialog.locator('[name="share.width"]').fill("5")
    expect(dialog.get_by_role("alert")).to_have_text(
        "Got a width of 5; expected 240 to 3840 pixels; try a width of 240."
    )
    expect(dialog.locator("#share-form").get_by_role("alert")).to_be_in_viewport()
    dialog.locator('[name="share.width"]').fill("600")
    expect(dialog.get_by_role("alert")).to_be_empty()

    # Keys stay in the dialog; Esc leaves it, the page is as it was.
    before = page.url
    page.locator("#share-title").click()
    page.keyboard.press("]")
    for _ in range(40):
        page.keyboard.press("Tab")
        if not page.evaluate(INSIDE):  # the browser's own buttons come after the last, then the first again
            assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "share"
    assert page.url == before

    # So it does from inside the preview.
    dialog = opened(page)
    page.frame_locator("#share-frame").locator("h1").click()
    assert page.evaluate("document.activeElement.id") == "share-frame"
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "selector", "key"),
    [("/?view=maps", ".share-figure", "maps"), ("/axes", "#share", "axes"), ("/lessons/noise", "#share", "noise")],
)
def test_every_page_has_it(visit, path, selector, key):
    page = visit(path, drawn=False)
    dialog = opened(page, selector)
    expect(dialog.locator("#share-frame")).to_have_attribute("src", re.compile(f"^/embed/{key}\\?"))
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("dialog")).to_have_count(0)


def test_a_picture_of_a_lesson_is_the_one_that_is_shared(visit):
    page = visit("/lessons/noise?predict=skip", drawn=False)
    dialog = opened(page, "#panel-statistics .share-figure")
    frame = dialog.locator("#share-frame")
    expect(frame).to_have_attribute("src", re.compile("&panel=statistics$"))
    dialog.locator("#share-panel").select_option("")
    expect(frame).not_to_have_attribute("src", re.compile("panel="))
    expect(dialog.locator("#share-link")).not_to_have_value(re.compile("#panel-"))
    dialog.locator('[name="share.fill"]').check()
    expect(frame).to_have_attribute("src", re.compile("&fill=1$"))


def test_a_lecture_is_shared_by_its_link_and_the_clicker_still_leads_on(visit):
    page = visit("/lecture?step=3", drawn=False)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#counter")).to_have_text(re.compile("^4 /"))
    page.click("#more summary")
    dialog = opened(page)
    expect(dialog.locator("#share-link")).to_have_value(re.compile(r"/lecture\?step=4$"))
    page.keyboard.press("b")
    expect(page.locator("#curtain")).to_be_hidden()
    dialog.get_by_text("as a QR code").click()
    code = dialog.get_by_role("img", name="QR code of the link")
    page.wait_for_function("(code) => code.naturalWidth > 0", arg=code.element_handle())
    assert violations(page) == []
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
    page.keyboard.press("PageDown")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#counter")).to_have_text(re.compile("^5 /"))


def test_the_page_without_scripts_does_the_same(visit):
    page = visit("/axes", drawn=False, java_script_enabled=False)
    page.click("#share")
    page.get_by_label("title", exact=True).uncheck()
    page.locator('[name="share.size"]').select_option("480")
    page.click("text=Show")
    assert page.url.endswith("&hide=title&frame=480")
    expect(page.locator("#share-frame")).to_have_attribute("width", "480")
    expect(page.locator("[data-copy]").first).to_be_hidden()


def test_nothing_scrolls_sideways_on_a_phone(visit):
    page = visit("/", width=390, height=844, drawn=False)
    dialog = opened(page)
    expect(dialog.locator("#share-frame")).to_be_visible()
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
    room = "frame => frame.getBoundingClientRect().right <= innerWidth"
    assert page.locator("#share-frame").evaluate(room)


def test_ones_own_numbers_are_taken_as_a_file(visit):
    page = visit("/")
    page.locator("details.own summary").click()
    numbers = "[" + ",".join(f"[{k}.125,{k}.2519,-{k}.5]" for k in range(400)) + "]"
    page.fill("#own-values", numbers)
    expect(page.locator("#notice")).to_contain_text("your own numbers")
    dialog = opened(page)
    expect(dialog.locator("iframe")).to_have_count(0)
    with page.expect_download() as download:
        dialog.locator("#share-file").click()
    assert download.value.suggested_filename == "normaxis-compare.html"
    assert "1.2519" in download.value.path().read_text(encoding="utf-8")


LOST = """(part) => {
  const embed = document.getElementById('embed');
  const seen = () => [...embed.querySelectorAll('*')].filter((each) => each.checkVisibility()).length;
  const before = seen();
  embed.dataset.hide = part;
  const lost = before - seen();
  embed.dataset.hide = '';
  return lost;
}"""
HIDDEN_BY_STYLE = [part for part in PARTS if part not in ("title", "link")]
"""The other two are on every embedded page, and left out by the server."""


def test_figures_fit_into_the_frames_of_snippets_and_have_the_parts_that_are_offered(visit):
    page = visit("/embed/compare", width=COMMON_WIDTH, height=300, drawn=False)
    for key in keys():
        page.goto(f"/embed/{key}")
        needed = page.evaluate("Math.ceil(document.body.getBoundingClientRect().height)")
        given = height_of(key, COMMON_WIDTH)
        assert needed <= given <= 1.15 * needed + 20, f"{key} needs {needed} px and is given {given}"
        there = [part for part in HIDDEN_BY_STYLE if page.evaluate(LOST, part)]
        assert there == [part for part in parts_of(key) if part in HIDDEN_BY_STYLE], key
