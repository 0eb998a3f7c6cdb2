"""A lesson in the browser: predict, run, read, change, share, go back; charts answer; without scripts it works too."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import screen

LESSON = "/lessons/noise"
HOVERABLE = "() => document.querySelectorAll('.picture .plot .main-svg').length > 0"
WHERE = "all => all.map((each) => { const box = each.getBoundingClientRect(); return [box.x, box.y, box.width]; })"


@pytest.fixture
def page(visit):
    return visit(LESSON, drawn=False)


def predict(page, text: str) -> None:
    page.get_by_role("radio", name=text).check()
    page.click("#run")


def test_predict_run_change_share_and_go_back(page, visit):
    expect(page.locator("#verdict")).to_have_count(0)
    page.click("#run")
    expect(page.locator(".prediction.asked")).to_have_count(1)
    predict(page, "It stays")
    expect(page.locator("#verdict")).to_contain_text("Your prediction failed.")
    expect(page.locator("#verdict")).to_contain_text("What happens: It falls to about 1/8.")
    assert screen.query(page)["predict"] == "same"
    expect(page.locator(".panel svg").first).to_be_visible()
    before = page.locator(".measured").inner_text()

    page.fill('[name="seed"]', "11")
    screen.wait_for_query(page, seed="11")
    expect(page.locator(".measured")).to_contain_text("Seeds 11–15")
    expect(page.locator('[name="seed"]')).to_be_focused()
    page.select_option('[name="side"]', "2")
    screen.wait_for_query(page, side="2")
    after = page.locator(".measured").inner_text()

    other = visit(page.url.removeprefix(f"{urlsplit(page.url).scheme}://{urlsplit(page.url).netloc}"), drawn=False)
    assert other.locator(".measured").inner_text() == after != before
    expect(other.locator("#verdict")).to_contain_text("Your prediction failed.")

    page.go_back()
    screen.wait_for_query(page, side="1")
    expect(page.locator(".measured")).not_to_have_text(after)
    page.go_back()
    screen.wait_for_query(page, predict=None)
    expect(page.locator("#verdict")).to_have_count(0)


def test_a_held_prediction_is_told_and_looking_without_one_is_no_prediction(page):
    page.click("text=Show me without predicting")
    expect(page.locator("#verdict")).to_contain_text("What happens:")
    predict(page, "It falls to about 1/8.")
    expect(page.locator("#verdict")).to_contain_text("Your prediction held.")


def test_what_cannot_be_is_said_beside_the_controls(page, guard):
    guard.expect(r"(^422|status of 422)")
    page.click("text=Show me without predicting")
    expect(page.locator("#verdict")).to_be_visible()
    page.fill('[name="draws"]', "7")
    expect(page.locator("#notice")).to_contain_text("expected 20 to 400")
    page.click("#notice >> text=Show the nearest that works")
    screen.wait_for_query(page, draws="20")
    expect(page.locator("#notice")).to_be_empty()
    # A field that is emptied is not filled in unsaid: nothing happens while one types, and once it is left it is said.
    page.fill('[name="draws"]', "")
    expect(page.locator("#notice")).to_be_empty()
    page.locator('[name="draws"]').blur()
    expect(page.locator("#notice")).to_contain_text("draws without a value")
    expect(page.locator('[name="draws"]')).to_have_value("")
    page.fill('[name="draws"]', "30")
    screen.wait_for_query(page, draws="30")


def test_two_questions_two_verdicts_and_what_is_not_in_play_is_greyed_at_once(visit):
    page = visit("/lessons/which-one-when", drawn=False)
    lengths = page.locator('[data-needs^="network"]', has=page.locator('[name="lengths"]'))
    expect(lengths).to_have_class("nobreak idle")
    expect(lengths).to_contain_text("not in play: there are no tokens")
    page.select_option('[name="network"]', "transformer")
    expect(lengths).to_have_class("nobreak")
    expect(lengths.locator(".why")).to_be_hidden()
    expect(page.locator("#verdict")).to_have_count(0)

    page.goto("/lessons/training-and-test")
    page.locator('[name="predict"][value="noise"]').check()
    page.locator('[name="momentum"][value="same"]').check()
    page.click("#run")
    expect(page.locator("#verdict")).to_contain_text("The gap. Your prediction held.")
    expect(page.locator("#verdict-momentum")).to_contain_text("Momentum. Your prediction failed.")
    assert screen.query(page)["momentum"] == "same"
    page.locator('[name="momentum"][value="follows"]').check()
    expect(page.locator("#verdict-momentum")).to_contain_text("Your prediction held.")


def test_charts_answer_and_nothing_jumps(visit):
    page = visit(f"{LESSON}?predict=skip", drawn=False)
    pictures = page.locator(".picture > svg")
    before = pictures.evaluate_all(WHERE)
    page.mouse.move(5, 5)
    page.wait_for_function(HOVERABLE)
    assert pictures.evaluate_all(WHERE) == before
    pictures.first.scroll_into_view_if_needed()
    box = pictures.first.bounding_box()
    for part in range(2, 19):
        page.mouse.move(box["x"] + box["width"] * 0.12, box["y"] + box["height"] * part / 20)
        page.evaluate("new Promise((done) => setTimeout(done, 60))")
        if page.locator(".hoverlayer text").count():
            break
    expect(page.locator(".hoverlayer").first).to_contain_text("at 4")
    page.select_option('[name="side"]', "2")
    screen.wait_for_query(page, side="2")
    page.wait_for_function(HOVERABLE)


def test_without_scripts(visit):
    page = visit(LESSON, drawn=False, java_script_enabled=False)
    predict(page, "It falls to about 1/8.")
    expect(page.locator("#verdict")).to_contain_text("Your prediction held.")
    page.fill('[name="seed"]', "3")
    page.click("#run")
    assert screen.query(page)["seed"] == "3"
    expect(page.locator(".measured")).to_contain_text("Seeds 3–7")
    page.locator("summary", has_text="as a table").first.click()
    expect(page.locator("table").first).to_be_visible()


def test_a_live_run_shows_progress_and_can_be_stopped(visit):
    page = visit("/lessons/learning-rates?predict=skip&seed=4", drawn=False)
    cells = page.locator("[data-live-cell]")
    shipped = cells.all_inner_texts()
    page.click("[data-live-start]")
    expect(page.locator("[data-live-said]")).to_contain_text("Training now: seed 4")
    page.wait_for_function("() => document.querySelector('#live-run progress').value > 0.02")
    assert cells.all_inner_texts() != shipped
    expect(page.locator(".measured li").first).to_contain_text("Seed 4, your own run, so far")
    expect(page.locator("#verdict")).to_contain_text("comes at its end")
    expect(page.locator("[data-live-stop]")).to_be_focused()
    page.click("[data-live-stop]")
    expect(page.locator("[data-live-said]")).to_contain_text("Stopped.")
    expect(page.locator("[data-live-start]")).to_be_focused()
    page.click("[data-live-start]")
    expect(page.locator("[data-live-said]")).to_contain_text("Training now: seed 4")
    page.select_option('[name="rate"]', "0.3")
    expect(page.locator("[data-live-said]")).to_contain_text("the trainings that ship")
    expect(page.locator(".measured li").first).to_contain_text("Seeds 0, 1 and 2")
    expect(page.locator("#verdict")).to_contain_text("What happens: To about 10 times the rate.")
    assert cells.all_inner_texts() == shipped
    page.click("[data-live-start]")
    expect(page.locator("[data-live-said]")).to_contain_text("Training now: seed 4")


def test_more_live_runs_than_there_are_places(visit, guard):
    guard.expect("503")
    pages = [visit("/lessons/learning-rates?predict=skip", drawn=False) for _ in range(3)]
    for page in pages:
        page.click("[data-live-start]")
        expect(page.locator("[data-live-said]")).to_contain_text("try again" if page is pages[-1] else "Training now")
    pages[0].goto("/lessons/noise")
    screen.wait_until(pages[-1], lambda: started(pages[-1]))


def started(page) -> bool:
    page.click("[data-live-start]:visible", timeout=2000)
    page.evaluate("new Promise((done) => setTimeout(done, 500))")
    return "Training now" in page.locator("[data-live-said]").inner_text()
