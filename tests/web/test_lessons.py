"""The list of the lessons: the whole course in order, with pictures, made once."""

import re
from itertools import product
from time import perf_counter

from app.lessons import LESSONS
from app.sources.digits import CREDIT
from app.web.lesson_query import SKIP, written
from app.web.lessons import cards


def test_the_course_is_whole_and_in_order(client) -> None:
    text = client.get("/lessons").text
    addresses = re.findall(r'class="card" href="([^"]+)"', text)
    assert addresses == [card.address for card in cards()]
    assert addresses == [f"/lessons/{lesson.slug}" for lesson in LESSONS]
    assert [card.number for card in cards()] == list(range(1, len(LESSONS) + 1))
    for number, lesson in enumerate(LESSONS, 1):
        assert f"· {number}</p>" in client.get(f"/lessons/{lesson.slug}").text
    for address in addresses:
        assert client.get(address).status_code == 200


def test_the_list_has_palettes_and_takes_nothing_else(client) -> None:
    assert 'data-theme="dark"' in client.get("/lessons?theme=dark").text
    assert client.get("/lessons?seed=1").status_code == 422


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


def test_an_emptied_field_is_refused_and_never_filled_in_unsaid(client):
    for lesson in LESSONS:
        for control in lesson.controls:
            if control.choices:
                continue
            fields = {each.key: written(each.default) for each in lesson.controls} | {control.key: "", "predict": SKIP}
            answer = client.get(f"/lessons/{lesson.slug}/go", params=fields, headers={"accept": "text/html"})
            assert answer.status_code == 422, control.key
            assert f"Got {control.key} without a value" in answer.text
            assert "Show the nearest that works" in answer.text


def test_the_controls_are_a_sentence_and_what_is_typed_into_a_terminal_is_code(client):
    for lesson in LESSONS:
        assert lesson.controls[0].label[0].isupper(), lesson.slug
    commands = 0
    for slug in ("depth", "learning-rates", "small-batches"):
        text = client.get(f"/lessons/{slug}?predict=skip").text
        assert text.count("python -m app.lessons.reproduce") == text.count("<code>python -m app.lessons.reproduce") > 0
        commands += text.count("<code>python -m")
    assert commands >= 4


def test_what_is_not_in_play_is_greyed_and_says_why(client):
    seen = 0
    for lesson in LESSONS:
        for control in lesson.controls:
            if control.needs is None:
                continue
            seen += 1
            key, allowed = control.needs
            (other,) = (each for each in lesson.controls if each.key == key)
            assert control.idle and control.key != key and set(allowed) < {value for value, _ in other.choices}
            # Also where the lesson is embedded, as on a slide of the lecture.
            for page, (value, _) in product((f"/lessons/{lesson.slug}", f"/embed/{lesson.slug}"), other.choices):
                text = client.get(f"{page}?{key}={value}").text
                [part] = re.findall(
                    rf'<span class="nobreak[^>]*>(?:(?!<span class="nobreak).)*name="{control.key}"[^\n]*', text
                )
                assert part.startswith('<span class="nobreak idle"') == (value not in allowed)
                hidden = f'<span class="why" hidden>(not in play: {control.idle})'
                assert (hidden in part) == (value in allowed)
                # It stays a field: what it says is sent along, and is there again when it is in play.
                assert "disabled" not in part
    assert seen >= 5


def test_whose_digits_a_network_was_trained_on_is_said_wherever_it_is_shown(client):
    credited = [lesson.slug for lesson in LESSONS if lesson.credit == CREDIT]
    assert {"learning-rates", "small-batches"} <= set(credited)
    for lesson in LESSONS:
        for page in (f"/lessons/{lesson.slug}?predict=skip", f"/embed/{lesson.slug}"):
            text = client.get(page).text
            assert (CREDIT in text) == (lesson.slug in credited) == bool(re.search(r"(\d|handwritten) digits", text)), (
                page
            )
