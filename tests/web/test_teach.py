"""The teacher's page: every link leads somewhere, the plans are lectures."""

import html
import re

from starlette.testclient import TestClient

from app.lecture import IDEAS, PLANS

BROWSER = {"accept": "text/html"}


def test_every_link_leads_to_a_page(client: TestClient) -> None:
    page = client.get("/teach", headers=BROWSER)
    text = page.text
    links = {html.unescape(each) for each in re.findall(r'href="(/[^"]*|#[^"]*)"', text)}
    assert len(links) > 30
    for link in links:
        path, _, part = link.partition("#")
        answer = client.get(path, headers=BROWSER) if path else page
        assert answer.status_code == 200, link
        assert not part or f'id="{part}"' in answer.text, link


def test_it_has_the_plans_and_the_wrong_ideas(client: TestClient) -> None:
    text = html.unescape(client.get("/teach", headers=BROWSER).text)
    for plan in PLANS:
        assert f"A plan for {plan.minutes} minutes" in text
        for part in plan.parts:
            assert part.doing in text
        assert f"–{plan.minutes}</th>" in text
    for idea in IDEAS:
        assert idea.belief in text and idea.truth in text
        assert f'href="{idea.address}"' in text


def test_a_plan_is_a_lecture_of_its_own(client: TestClient) -> None:
    text = client.get("/teach", headers=BROWSER).text
    short, whole = re.findall(r'<p class="open"><a [^>]*href="([^"]+)"', text)
    assert whole == "/lecture"
    lecture = client.get(html.unescape(short), headers=BROWSER).text
    assert f"1 / {len(PLANS[0].steps)}" in lecture


def test_a_palette_can_be_chosen_and_nothing_else_asked(client: TestClient) -> None:
    assert 'data-theme="dark"' in client.get("/teach?theme=dark", headers=BROWSER).text
    assert client.get("/teach?seed=1", headers=BROWSER).status_code == 422
