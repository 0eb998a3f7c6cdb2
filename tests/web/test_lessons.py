"""The list of the lessons: the whole course in order, with pictures, made once."""

import re
from time import perf_counter

from app.lessons import LESSONS
from app.web.lessons import ELSEWHERE, cards, number_of


def test_the_course_is_whole_and_in_order(client) -> None:
    text = client.get("/lessons").text
    addresses = re.findall(r'class="card" href="([^"]+)"', text)
    assert addresses == [card.address for card in cards()]
    assert [card.number for card in cards()] == list(range(1, len(LESSONS) + len(ELSEWHERE) + 1))
    for number, address, title, _ in ELSEWHERE:
        assert (cards()[number - 1].address, cards()[number - 1].title) == (address, title)
    for lesson in LESSONS:
        assert cards()[number_of(lesson) - 1].address == f"/lessons/{lesson.slug}"
        assert f"· {number_of(lesson)}</p>" in client.get(f"/lessons/{lesson.slug}").text
    for address in addresses:
        assert client.get(address).status_code == 200


def test_every_card_has_a_picture_without_words(client) -> None:
    for card in cards():
        assert card.picture.count("<svg") == 1
        assert "<text" not in card.picture
        assert "<path" in card.picture or "<image" in card.picture


def test_it_is_made_once(client) -> None:
    client.get("/lessons")
    start = perf_counter()
    answer = client.get("/lessons")
    assert perf_counter() - start < 0.1
    assert len(answer.content) < 200_000
