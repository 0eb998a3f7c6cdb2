"""The quiz in the browser: by keys alone, by mouse, without scripts, at every width; the score, and the way back."""

import pytest
from playwright.sync_api import expect

from app.quiz import QuizSet
from app.quiz.judge import write_marks
from tests.browser import screen
from tests.browser.axe import violations

SET = "seed=7&level=1&count=3"


def question(kind: str, number: int = 1):
    return QuizSet(7, (kind,), 1, 3).question(number)


def wrong(asked) -> str:
    return next(choice.key for choice in asked.choices if choice.key != asked.right)


def test_by_keys_alone_with_a_score_and_a_way_back(visit):
    page = visit(f"/quiz?{SET}&kinds=means", drawn=False)
    first, second = question("means"), question("means", 2)
    expect(page.locator("#score")).to_be_hidden()
    page.keyboard.press(first.right)
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("Right.")
    expect(page.locator("#said")).to_contain_text("Right.")
    expect(page.locator("#score")).to_have_text("1 of 1 right at the first try")
    expect(page.locator("#next")).to_be_focused()
    assert screen.query(page)["answer"] == first.right
    expect(page.locator("#panel-pool svg")).to_be_visible()

    page.keyboard.press("Enter")
    expect(page.locator("#prompt")).to_have_text(second.prompt)
    expect(page.locator("#prompt")).to_be_focused()
    page.keyboard.press(wrong(second))
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("That is not it.")
    expect(page.locator("#score")).to_have_text("1 of 2 right at the first try")
    # A second try teaches, but does not count.
    page.click("text=Answer again")
    expect(page.locator("#verdict")).to_have_count(0)
    page.keyboard.press(second.right)
    page.click("#check")
    expect(page.locator("#verdict")).to_contain_text("Right.")
    expect(page.locator("#score")).to_have_text("1 of 2 right at the first try")

    page.keyboard.press("n")
    screen.wait_for_query(page, number="3", answer=None)
    expect(page.locator("#prompt")).to_have_text(question("means", 3).prompt)
    page.keyboard.press(question("means", 3).right)
    page.keyboard.press("Enter")
    went = page.locator("#went")
    expect(went).to_contain_text("Count the means: 1 of 3 not right.")
    expect(went.locator("a")).to_have_attribute("href", second.lesson[1])
    page.go_back()
    page.go_back()
    screen.wait_for_query(page, number="2", answer=second.right)
    expect(page.locator("#verdict")).to_contain_text("Right.")
    expect(page.locator("#score")).to_have_text("2 of 3 right at the first try")
    expect(went).to_have_count(0)
    page.click("#theme")
    page.click('[data-theme-choice="dark"]')
    screen.wait_for_query(page, theme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("#score")).to_have_text("2 of 3 right at the first try")


def test_marking_by_keys_and_by_mouse(visit):
    asked = question("pools")
    marks = asked.marks
    page = visit(f"/quiz?{SET}&kinds=pools", drawn=False)
    boxes = page.locator(".marks input")
    expect(page.locator('.marks input[tabindex="0"]')).to_have_count(1)
    boxes.first.focus()
    start = boxes.first.get_attribute("value")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".marks input:checked")).to_have_count(2)
    assert page.evaluate("document.activeElement.value") != start
    page.keyboard.press("Space")
    expect(page.locator(".marks input:checked")).to_have_count(1)
    page.click("text=Clear")
    expect(page.locator(".marks input:checked")).to_have_count(0)

    a, b = (boxes.nth(k).bounding_box() for k in (0, 1))
    page.mouse.move(a["x"] + a["width"] / 2, a["y"] + a["height"] / 2)
    page.mouse.down()
    page.mouse.move(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2, steps=4)
    page.mouse.up()
    expect(page.locator(".marks input:checked")).to_have_count(2)
    boxes.nth(0).click()
    boxes.nth(1).click()
    expect(page.locator(".marks input:checked")).to_have_count(0)

    for place in sorted(marks.right - {marks.start}):
        page.locator(f'.marks input[value="{place}"]').click()
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text(f"All {len(marks.right)} values, and no other.")
    assert screen.query(page)["answer"] == write_marks(marks.right)
    page.goto(f"/quiz?{SET}&kinds=pools&answer={marks.start}")
    expect(page.locator("#verdict")).to_contain_text("missing")
    expect(page.locator(".marks .missed")).to_have_count(len(marks.right) - 1)
    expect(page.locator("#score")).to_be_hidden()


def test_a_refusal_is_said_beside_the_question(visit, guard):
    guard.expect(r"(^422|status of 422)")
    page = visit(f"/quiz?{SET}&kinds=pools", drawn=False)
    page.evaluate("document.querySelector('#question [name=mark]').value = 'much'")
    page.click("#check")
    expect(page.locator("#notice")).to_contain_text("expected places of values")
    page.fill('.maker [name="count"]', "99")
    page.click("text=Ask me these")
    expect(page.locator("#notice")).to_contain_text("expected 1 to 50")
    expect(page.locator("#notice")).to_be_in_viewport()
    page.fill('.maker [name="count"]', "4")
    page.uncheck('.maker [value="pools"]')
    page.click("text=Ask me these")
    expect(page.locator("#notice")).to_contain_text("no kind of question")
    page.check('.maker [value="means"]')
    page.click("text=Ask me these")
    screen.wait_for_query(page, kinds="means", count="4")
    expect(page.locator("#notice")).to_be_empty()


def test_without_scripts_on_a_phone(visit):
    page = visit(f"/quiz?{SET}&kinds=pools,means", drawn=False, java_script_enabled=False, width=390, height=844)
    marks = question("pools").marks
    for place in sorted(marks.right - {marks.start}):
        page.locator(f'.marks input[value="{place}"]').check()
    page.click("#check")
    expect(page.locator("#verdict")).to_contain_text("Right.")
    expect(page.locator("#score")).to_be_hidden()
    page.click("#next")
    page.locator('input[name="answer"]').first.check()
    page.click("#check")
    expect(page.locator("#why")).to_be_visible()
    page.fill('.maker [name="count"]', "2")
    page.click("text=As a sheet to print")
    expect(page.locator(".questions > li")).to_have_count(2)


WIDTHS = (390, 1024, 1440)


@pytest.mark.parametrize("kind", ["pools", "method", "mode"])
def test_nothing_bars_the_way_at_any_width(visit, kind):
    answer = "skip"
    page = visit(f"/quiz?seed=5&level=3&kinds={kind}&theme=projector", drawn=False)
    for path in (page.url, f"{page.url}&answer={answer}", f"/quiz/sheet?seed=5&level=3&kinds={kind}&count=2&answers=1"):
        page.goto(path)
        assert violations(page) == [], path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width
    sizes = page.locator(".marks label.cell").evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect().width)"
    )
    assert all(size >= 24 for size in sizes)
