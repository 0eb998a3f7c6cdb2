"""Every lesson as a visitor meets it: predict, run, read the figure and what was measured, share it, scripts off."""

import pytest
from playwright.sync_api import expect

from app.figures.numbers import number
from app.lessons import LESSONS


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_predict_run_read_and_share(visit, lesson):
    shown = lesson.run(lesson.defaults)
    choice = lesson.prediction.choices[0]
    verdict = "Your prediction held." if choice.key == shown.right else "Your prediction failed."
    page = visit(f"/lessons/{lesson.slug}", drawn=False)
    expect(page.locator("#verdict")).to_have_count(0)
    page.locator(f'[name="predict"][value="{choice.key}"]').check()
    page.click("#run")
    expect(page.locator("#verdict")).to_contain_text(verdict)

    for panel in shown.panels:
        picture = page.locator(f'[data-picture="{panel.ident}"] > svg')
        expect(picture).to_be_visible()
        assert picture.evaluate("each => each.getBoundingClientRect().height") > 60
        expect(picture.locator("title").first).to_have_text(panel.title)
        if panel.table:
            row = page.locator(f"#panel-{panel.ident} tbody tr").first.locator("th, td")
            assert row.all_text_contents() == [
                each if isinstance(each, str) else number(each) for each in panel.table.rows[0]
            ]
    assert page.locator(".measured > ul > li").all_inner_texts()[: len(shown.measured)] == list(shown.measured)

    # The address is the lesson: the same in another browser, also where no script runs.
    path = page.url.split("/", 3)[3]
    plain = visit(f"/{path}", drawn=False, java_script_enabled=False)
    for place in ("#verdict", ".measured"):
        assert plain.locator(place).inner_text() == page.locator(place).inner_text()
