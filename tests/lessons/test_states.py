"""What is said follows the state, at the ends of the controls where a sentence of the defaults would be wrong."""

import pytest

from app.lessons import LESSON_BY_SLUG, LESSONS
from tests.lessons.checking import panel, shown


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_no_number_is_missing_anywhere(lesson):
    for control in lesson.controls:
        ends = [value for value, _ in control.choices] or [control.low, control.high]
        for value in (ends[0], ends[-1]):
            if isinstance(control.default, tuple) or control.key == "seed":
                continue
            found = lesson.run(lesson.defaults | {control.key: type(control.default)(value)})
            words = " ".join(found.measured).replace("∞", "inf").split()
            assert not {"nan", "inf", "NaN", "None"} & {word.strip(".,;:()") for word in words}, (control.key, value)


@pytest.mark.parametrize(
    ("slug", "values", "there", "absent"),
    [
        ("step-by-step", {"numbers": (1.0,)}, "1 Gaussian number each", "Gaussian numbers each"),
        ("step-by-step", {"epsilon": 0.0}, "±1 beside it.", "a smaller one"),
        ("step-by-step", {"epsilon": 10.0}, "would become −1 and 1", "to within"),
        ("step-by-step", {"numbers": (-1e6, 1e6)}, "to within 0.", "because of ε"),
        ("step-by-step", {"scale": -2.0}, "from |γ|", "from γ"),
        ("training-and-test", {"batches": 1}, "1 batch of 32", "1 batches"),
        ("training-and-test", {"drift": -1.0}, "lag 9 deviations behind", "lag −9"),
        ("stable-propagation", {"gain": 4.0}, "wide networks make it times 3 and 2 more", "missing: "),
        ("stable-propagation", {"scale": 0.0}, "with γ = 0 nothing is left", "with batch norm. After"),
        ("small-batches", {"side": 4}, "1 σ² in batches of 32", "1–1"),
        ("sequences", {"lengths": "9"}, "one sentence of 9 tokens", "beside other sentences"),
        ("contrast-and-style", {"batch": 8}, "every seed has the same companions", "no other"),
        ("sixteen-choices", {"batch": 8}, "every seed has the same companions", "no other"),
        ("three-layer-norms", {"side": 1}, "is the same where there is one position", "is none of the two"),
    ],
)
def test_a_sentence_follows_the_state(slug, values, there, absent):
    measured = " ".join(shown(LESSON_BY_SLUG[slug], **values).measured)
    assert there in measured and absent not in measured, measured


def test_the_table_of_invariances_is_that_of_all_seeds():
    found = shown(LESSON_BY_SLUG["rescaling"])
    rows = panel(found, "cells").table.rows
    largest = {(row[0], row[1]): max(row[2:5]) for row in rows}
    for row in found.extra["table"]["rows"]:
        for norm, cell in zip(found.extra["table"]["head"], row["cells"], strict=True):
            change = largest[norm, row["label"].partition(" · ")[2]]
            assert cell["same"] == (change < 1e-9)
