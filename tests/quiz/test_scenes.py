"""A question is found from every seed, and its values have a seed that an address can say.

Why no set is without its questions: the twenty runs of 50 scenes have values of their own, and a run in which nothing
will do is rare. Of the kind that passes over most scenes, `mode`, three in ten will do; the longest search from 3000
seeds of each level took 25. So a run fails for fewer than one seed in ten thousand, and all twenty of them for fewer
than one in 10⁸⁰; there are 3·10⁹ questions of a kind. And if it came to that, it would be said in words.
"""

import pytest

from app.quiz import BETWEEN, LEVELS, MOST, MOST_SEED, QUESTIONS, kind_by_key, scene
from app.web.parameters import whole
from app.web.query import read_query, write_query
from app.web.settings import Settings

KEYS = [kind.key for kind in QUESTIONS]
FAR = MOST_SEED * BETWEEN + MOST
each_kind = pytest.mark.parametrize("kind", KEYS)


@each_kind
@pytest.mark.parametrize("level", [level.number for level in LEVELS])
def test_a_question_is_found_long_before_the_scenes_run_out(kind, level, monkeypatch) -> None:
    monkeypatch.setattr(scene, "MOST_TRIED", scene.SAME_VALUES // 2 + 5)
    for seed in (*range(20), FAR):
        kind_by_key(kind).make(seed, level)


@each_kind
def test_the_last_question_of_the_last_seed_can_be_compared(kind) -> None:
    for level in LEVELS:
        recipe = kind_by_key(kind).make(FAR, level.number).recipe
        assert read_query(write_query(recipe), Settings()).recipe == recipe


def test_where_no_values_show_it_others_do() -> None:
    found = scene.scenes(6, FAR, LEVELS[0], LEVELS[0].sizes)
    seeds = [each.recipe.seed for each, _ in found]
    assert seeds[: scene.SAME_VALUES] == [FAR] * scene.SAME_VALUES
    assert len(set(seeds)) == scene.MOST_TRIED // scene.SAME_VALUES
    assert all(whole("seed", str(seed)) == seed for seed in seeds)


@each_kind
@pytest.mark.parametrize("path", ["/quiz", "/quiz/sheet", "/api/v1/quiz"])
def test_without_any_scene_it_is_said_in_words(client, kind, path, monkeypatch) -> None:
    monkeypatch.setattr(scene, "MOST_TRIED", 0)
    answer = client.get(f"{path}?kinds={kind}&seed=876", headers={"Accept": "text/html"})
    assert answer.status_code == 422 and "Got a question that cannot be made from this seed" in answer.text
