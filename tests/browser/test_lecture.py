"""A lecture as it is given: one key, a clicker, a second window, phones, paper, a text of one's own."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.lecture import COURSE, Course, Step, write_course
from app.lecture.packed import pack
from tests.browser.axe import violations
from tests.browser.test_look import LEAST, PHONE, SCREENS, SIDEWAYS, SMALL

PROJECTOR = SCREENS["projector"]
LAST = len(COURSE.steps)
FRAMES = """() => Object.fromEntries([...document.querySelectorAll('iframe')].map((frame) =>
  [frame.dataset.number, getComputedStyle(frame).visibility]))"""
PAGES = ("/lecture", "/lecture/speaker", "/lecture/handout", "/lecture/own", "/teach", "/hosting")
BEYOND = "(html) => Math.max(html.scrollHeight - html.clientHeight, html.scrollWidth - html.clientWidth)"
"""How many pixels of a frame's page are not seen."""
LATER = "(by) => { const now = Date.now; Date.now = () => now() + by; }"
"""So many milliseconds go by at once, for what looks at the clock; timers run on as they do."""
LEAST_TYPE = 32
"""Pixels at 1024 by 768: about one twenty-fourth of the picture's height, as slides have it."""


@pytest.fixture
def lecture(visit) -> Page:
    page = visit("/lecture", drawn=False, **PROJECTOR)
    page.wait_for_function("() => document.querySelectorAll('iframe').length === 2")
    return page


def at(page: Page, number: int) -> None:
    """The step is shown everywhere: sentence, counter, address, and the one frame that is seen."""
    expect(page.locator("#sentence")).to_have_text(COURSE.steps[number - 1].sentence)
    expect(page.locator("#counter")).to_have_text(f"{number} / {LAST}")
    expect(page).to_have_url(re.compile(rf"/lecture\?step={number}$" if number > 1 else r"/lecture$"))
    expect(page).to_have_title(re.compile(rf"^{number} · "))
    shown = {each for each, visibility in page.evaluate(FRAMES).items() if visibility == "visible"}
    assert shown == {str(number)}


def test_the_whole_lecture_with_keys(lecture):
    at(lecture, 1)
    for key, number in [
        *[("ArrowRight", 2), ("PageDown", 3), ("ArrowLeft", 2), ("PageUp", 1), ("PageUp", 1)],
        *[("End", LAST), ("ArrowRight", LAST), ("Home", 1)],
    ]:
        lecture.keyboard.press(key)
        at(lecture, number)
    lecture.keyboard.type("12")
    at(lecture, 12)
    # A digit that no second one can follow goes at once, another waits for Enter or a moment.
    lecture.keyboard.press("4")
    at(lecture, 4)
    lecture.keyboard.press("2")
    expect(lecture.locator("#typed")).to_have_text("Step 2…")
    lecture.keyboard.press("Enter")
    at(lecture, 2)
    expect(lecture.locator("#typed")).to_be_hidden()
    lecture.keyboard.press("1")
    at(lecture, 1)
    lecture.keyboard.type("99")
    at(lecture, 9)
    lecture.go_back()
    at(lecture, 1)
    lecture.go_forward()
    at(lecture, 9)
    lecture.keyboard.press("Control+ArrowRight")
    lecture.keyboard.press("0")
    at(lecture, 9)


def test_the_next_step_is_ready_before_it_is_asked_for(lecture):
    lecture.wait_for_function(
        "() => document.querySelector('[data-number=\"2\"]').contentDocument.readyState === 'complete'"
    )
    assert lecture.evaluate(FRAMES) == {"1": "visible", "2": "hidden"}
    asked = []
    lecture.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)
    changed = lecture.evaluate(
        """() => new Promise((done) => {
          document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
          requestAnimationFrame(() => done(getComputedStyle(document.querySelector('[data-number="2"]')).visibility));
        })"""
    )
    assert changed == "visible"
    lecture.wait_for_selector('[data-number="3"]', state="attached")
    # What was done in the step before is still there; further ones are let go.
    assert set(lecture.evaluate(FRAMES)) == {"1", "2", "3"}
    lecture.keyboard.press("End")
    at(lecture, LAST)
    assert set(lecture.evaluate(FRAMES)) == {str(LAST)}
    # And `at` would find a second frame that is seen.
    lecture.evaluate("document.getElementById('stage').append(document.createElement('iframe'))")
    with pytest.raises(AssertionError):
        at(lecture, LAST)


def test_keys_work_from_inside_the_figure_and_leave_fields_alone(lecture):
    figure = lecture.frame_locator('iframe[data-number="1"]')
    figure.locator("[data-cube]").first.click()
    assert lecture.evaluate("document.activeElement.tagName") == "IFRAME"
    lecture.keyboard.press("b")
    expect(lecture.locator("#curtain")).to_be_visible()
    lecture.keyboard.press("b")
    figure.locator("[data-cube]").first.click()
    lecture.keyboard.press("ArrowRight")
    at(lecture, 2)
    lecture.keyboard.press("ArrowLeft")
    at(lecture, 1)
    number = next(k for k, step in enumerate(COURSE.steps, 1) if step.address.startswith("/lessons/which-one-when"))
    lecture.goto(f"/lecture?step={number}")
    seed = lecture.frame_locator(f'iframe[data-number="{number}"]').locator('[name="batch"]')
    seed.click()
    lecture.keyboard.press("Control+a")
    lecture.keyboard.press("3")
    expect(seed).to_have_value("3")
    at(lecture, number)
    lecture.keyboard.press("PageDown")
    at(lecture, number + 1)


def test_black_and_the_cards(lecture):
    for dark, light in ((".", "."), ("b", "Escape"), ("b", "PageDown")):
        lecture.keyboard.press(dark)
        expect(lecture.locator("#curtain")).to_be_visible()
        box = lecture.locator("#curtain").bounding_box()
        assert (box["width"], box["height"]) == (PROJECTOR["width"], PROJECTOR["height"])
        colour = "getComputedStyle(document.getElementById('curtain')).backgroundColor"
        assert lecture.evaluate(colour) == "rgb(0, 0, 0)"
        lecture.keyboard.press(light)
        expect(lecture.locator("#curtain")).to_be_hidden()
    at(lecture, 2)
    lecture.keyboard.press("?")
    expect(lecture.locator("#keys-card")).to_be_visible()
    assert violations(lecture, "#keys-card") == []
    lecture.keyboard.press("q")
    expect(lecture.locator("#keys-card")).to_be_hidden()
    code = lecture.locator("#code-picture")
    lecture.wait_for_function("() => document.getElementById('code-picture').naturalWidth > 0")
    assert code.get_attribute("src") == "/lecture/qr.svg?step=2"
    assert code.bounding_box()["height"] >= 0.55 * PROJECTOR["height"]
    expect(lecture.locator("#code-address")).to_have_text(re.compile(r"^http://127\.0\.0\.1:\d+/lecture/2$"))
    expect(lecture.locator("#only-here")).to_be_visible()
    close = lecture.locator("#code-card button").bounding_box()
    assert close["y"] + close["height"] <= PROJECTOR["height"]
    assert violations(lecture, "#code-card") == []
    lecture.keyboard.press("Escape")
    expect(code).to_be_hidden()
    lecture.keyboard.press("f")
    lecture.wait_for_function("() => document.fullscreenElement !== null")
    lecture.keyboard.press("f")
    lecture.wait_for_function("() => document.fullscreenElement === null")


def test_the_speakers_window_leads_and_follows(lecture):
    lecture.keyboard.press("3")
    at(lecture, 3)
    with lecture.expect_popup() as opened:
        lecture.keyboard.press("n")
    speaker = opened.value
    expect(speaker.locator("#counter")).to_have_text(f"3 / {LAST}")
    expect(speaker.locator("#notes li").first).to_have_text(COURSE.steps[2].notes.splitlines()[0])
    lecture.keyboard.press("PageDown")
    expect(speaker.locator("#sentence")).to_have_text(COURSE.steps[3].sentence)
    expect(speaker.locator("#next-sentence")).to_have_text(COURSE.steps[4].sentence)
    expect(speaker.locator("#notes li").first).to_have_text(COURSE.steps[3].notes.splitlines()[0])
    speaker.wait_for_function("() => [...document.querySelectorAll('img')].every((each) => each.naturalWidth > 0)")
    speaker.click("#after")
    at(lecture, 5)
    speaker.keyboard.press("End")
    at(lecture, LAST)
    expect(speaker.locator("#next-sentence")).to_have_text("The end.")
    expect(speaker.locator("#next-picture")).to_be_hidden()
    speaker.select_option("#jump", "7")
    at(lecture, 7)
    speaker.keyboard.press("b")
    expect(lecture.locator("#curtain")).to_be_visible()
    lecture.keyboard.press("b")
    expect(speaker.locator("#darken")).to_have_attribute("aria-pressed", "false")
    speaker.click("#start")
    speaker.evaluate(LATER, 65_000)
    expect(speaker.locator("#elapsed")).to_have_text(re.compile(r"^1:0\d$"))
    # A second press finds the same window, with its clock; one that was opened anew asks where the lecture is.
    lecture.keyboard.press("n")
    expect(speaker.locator("#elapsed")).to_have_text(re.compile(r"^1:0\d$"))
    speaker.reload()
    expect(speaker.locator("#counter")).to_have_text(f"7 / {LAST}")
    late = lecture.context.new_page()
    late.goto("/lecture/speaker")
    expect(late.locator("#counter")).to_have_text(f"7 / {LAST}")
    # Whoever goes on from the first step has begun to speak.
    late.keyboard.press("Home")
    expect(late.locator("#start")).to_have_text("Start")
    late.keyboard.press("PageDown")
    expect(late.locator("#elapsed")).to_have_text(re.compile(r"^0:0[1-9]$"))
    expect(late.locator("#start")).to_have_text("Stop")


TEXT = "My own lecture\n\n/?shape=4,3,4,4&methods=layer\nOne sample, one mean.\nWait.\n\n/axes\nAll of them.\n"


def test_a_lecture_of_ones_own_from_a_file(visit, guard):
    guard.expect("422")
    page = visit("/lecture/own", drawn=False)
    wrong = TEXT.replace("/axes", "/aces")
    page.set_input_files("#file", {"name": "mine.txt", "mimeType": "text/plain", "buffer": wrong.encode()})
    expect(page.locator("#said")).to_have_text("“mine.txt” is in the field.")
    page.get_by_role("button", name="Make the lecture").click()
    expect(page.locator("#problem")).to_be_focused()
    expect(page.locator("#problem li")).to_have_text(re.compile("^line 7 Got the page “/aces”"))
    expect(page.locator("#text")).to_have_value(wrong)
    assert violations(page) == []
    page.set_input_files("#file", {"name": "b.txt", "mimeType": "text/plain", "buffer": b"\x89PNG\x00\xff"})
    expect(page.locator("#said")).to_contain_text("no text in UTF-8")
    page.fill("#text", TEXT)
    page.get_by_role("button", name="Make the lecture").click()
    expect(page.locator("#sentence")).to_have_text("One sample, one mean.")
    page.keyboard.press("End")
    expect(page.locator("#counter")).to_have_text("2 / 2")
    page.reload()
    expect(page.locator("#sentence")).to_have_text("All of them.")
    page.keyboard.press("q")
    expect(page.locator("#code-address")).to_have_text(re.compile("/axes$"))


def test_a_dropped_file_is_taken(visit):
    page = visit("/lecture/own", drawn=False)
    page.evaluate(
        """(text) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], 'dropped.txt'));
          document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
        }""",
        TEXT,
    )
    expect(page.locator("#text")).to_have_value(TEXT)


@pytest.mark.parametrize("query", ["", "?theme=dark"], ids=["as they come", "dark"])
def test_the_pages_can_be_looked_at(visit, query):
    page = visit(f"/lecture{query}", drawn=False)
    for path in PAGES:
        page.goto(path + query)
        for size in ("projector", "phone"):
            page.set_viewport_size(SCREENS[size])
            page.wait_for_function("([width]) => innerWidth === width", arg=[SCREENS[size]["width"]])
            assert page.evaluate(SIDEWAYS) == 0, (path, size)
            assert page.evaluate(SMALL, LEAST) == [], (path, size)
        assert query or violations(page) == [], path  # colours of the dark palette: test_accessibility.py


def test_sentences_can_be_read_from_the_back_row_and_all_of_it_on_paper(lecture):
    sizes = []
    for step in COURSE.steps:
        lecture.evaluate("(text) => { document.getElementById('sentence').textContent = text; }", step.sentence)
        sizes.append(
            lecture.evaluate(
                """() => [parseFloat(getComputedStyle(document.getElementById('sentence')).fontSize),
                  document.getElementById('stage').getBoundingClientRect().height]"""
            )
        )
    assert min(size for size, _ in sizes) >= LEAST_TYPE
    assert min(height for _, height in sizes) >= 0.7 * PROJECTOR["height"]
    lecture.emulate_media(media="print")
    expect(lecture.locator("#stage")).to_be_hidden()
    expect(lecture.locator(".bar")).to_be_hidden()
    expect(lecture.locator(".on-paper li")).to_have_count(LAST)
    expect(lecture.locator(".on-paper")).to_contain_text("/lecture/handout")
    lecture.goto("/lecture/handout?notes=1")
    expect(lecture.locator(".site")).to_be_hidden()
    expect(lecture.locator(".remarks").first).to_be_visible()
    lecture.wait_for_function("() => [...document.querySelectorAll('img')].every((each) => each.naturalWidth > 0)")
    assert len(lecture.pdf()) > 50_000


@pytest.mark.parametrize("size", [PROJECTOR, {"width": 1440, "height": 900}], ids=["projector", "desktop"])
def test_every_step_is_on_the_screen_as_a_whole(visit, size):
    page = visit("/lecture", drawn=False, **size)
    hidden = {}
    for number in range(1, LAST + 1):
        frame = page.frame_locator(f'iframe[data-number="{number}"]')
        page.wait_for_selector(f'iframe[data-number="{number}"]:not(.waiting)')
        beyond = frame.locator("html").evaluate(BEYOND)
        if beyond > 0:
            hidden[number] = beyond
        page.keyboard.press("ArrowRight")
    assert hidden == {}


def test_a_question_is_a_step_and_back_leaves_the_lecture(visit):
    course = pack(write_course(Course("T", (Step("/quiz?seed=2&kinds=parameters", "Vote."), Step("/", "Then.")))))
    page = visit(f"/lecture?course={course}", drawn=False, **PROJECTOR)
    frame = page.frame_locator('iframe[data-number="1"]')
    before = page.evaluate("history.length")
    frame.locator(".choice").first.click()
    frame.locator("#check").click()
    expect(frame.locator("#verdict")).to_be_visible()
    assert page.evaluate("history.length") == before
    expect(frame.locator(".maker, .site, #next")).to_have_count(0)
    assert frame.locator("html").evaluate("(html) => html.scrollWidth - html.clientWidth") == 0
    page.keyboard.press("PageDown")
    expect(page.locator("#counter")).to_have_text("2 / 2")


def test_without_scripts_links_lead_through(visit):
    page = visit("/lecture", drawn=False, java_script_enabled=False, **PHONE)
    page.click("#after")
    expect(page.locator("#sentence")).to_have_text(COURSE.steps[1].sentence)
    page.click("#before")
    expect(page.locator("#sentence")).to_have_text(COURSE.steps[0].sentence)
    for hidden in ("#darken", "#fill", "#help", "#keys-card", "#curtain"):
        expect(page.locator(hidden)).to_be_hidden()
    page.click("#speaker")
    page.goto("/lecture/speaker?step=2")
    page.click("#after")
    expect(page.locator("#notes li").first).to_have_text(COURSE.steps[2].notes.splitlines()[0])
    page.goto("/lecture/own")
    page.fill("#text", TEXT)
    page.get_by_role("button", name="Make the lecture").click()
    expect(page.locator("#sentence")).to_have_text("One sample, one mean.")
