"""Every figure of every lesson says seed, sizes, what was measured and which spread, and draws the seeds it names."""

import re
from dataclasses import replace

import numpy as np
import pytest

from app.figures.panel import Panel, Table
from app.lessons import LESSONS
from app.lessons.seeds import beside, told
from tests.lessons.captions import DRAWN, ENDING, SEEDS, lacking

HALF = 0.5
"""Other numbers of a table may be those of a formula, or left out of a long stream."""
GOOD = "A sentence. Measured: mean of x̂; 4 batches of 8; seeds 3–5: lines are seed 3, rings the others."


def drawn_numbers(panel: Panel) -> np.ndarray:
    """All that the figure draws, and what its marks stand for where an axis is logarithmic."""
    found = []
    for trace in panel.figure["data"]:
        for values in (trace.get("x", ()), trace.get("y", ()), *trace.get("customdata", ())):
            found += [float(each) for each in np.atleast_1d(values)]
    return np.array(found)


def undrawn(panel: Panel) -> list[str]:
    """The other seeds of which the figure does not have half of the table's numbers, or the table none."""
    found = SEEDS.fullmatch(ENDING.search(panel.caption)["seeds"])
    drawn, missing = drawn_numbers(panel), []
    for seed in range(int(found["first"]) + 1, int(found["last"]) + 1):
        places = [k for k, head in enumerate(panel.table.head) if re.search(rf"\bseed {seed}$", head)]
        numbers = [row[k] for row in panel.table.rows for k in places if isinstance(row[k], float)]
        if panel.table.head[0] == "seed":
            numbers = [each for row in panel.table.rows if row[0] == seed for each in row[1:]]
        found_again = [np.isclose(drawn, each, rtol=1e-4, atol=1e-12).any() for each in numbers if np.isfinite(each)]
        if not found_again or np.mean(found_again) < HALF:
            missing.append(f"seed {seed}")
    return missing


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_every_caption_says_seed_sizes_what_was_measured_and_the_spread(lesson) -> None:
    for panel in lesson.run(lesson.defaults).panels:
        assert lacking(panel.caption) == [], (panel.ident, panel.caption)
        # A picture also stands alone, on slides and in files: nothing is above or below it then.
        assert not re.search(r"\b(written|shown|drawn|chosen|table) (out )?(above|below)\b", panel.caption)
        said = ENDING.search(panel.caption)
        if SEEDS.fullmatch(said["seeds"])["first"] and DRAWN.search(said["spread"]):
            assert undrawn(panel) == [], panel.ident


@pytest.mark.parametrize(
    ("caption", "missing"),
    [
        (GOOD, []),
        ("", ["measured", "sizes", "seeds", "spread"]),
        ("Seed 0. The spread over seeds 0–2 is elsewhere.", ["measured", "sizes", "seeds", "spread"]),
        (GOOD.replace("mean of x̂", "x̂"), ["measured"]),
        (GOOD.replace("4 batches of 8", "some batches"), ["sizes"]),
        (GOOD.replace("seeds 3–5", "a few seeds"), ["seeds"]),
        (GOOD.replace("seeds 3–5", "seeds 3–4"), ["seeds"]),
        (GOOD.replace("lines are seed 3, rings the others", "drawn is seed 3"), ["spread"]),
    ],
)
def test_what_a_caption_lacks_is_found(caption, missing) -> None:
    assert lacking(caption) == missing


def test_a_seed_that_is_not_drawn_is_found() -> None:
    lesson = next(each for each in LESSONS if each.slug == "stable-propagation")
    panel = lesson.run(lesson.defaults).panels[0]
    assert undrawn(panel) == []
    traces = [each for each in panel.figure["data"] if each["mode"] != "markers"]
    assert undrawn(replace(panel, figure=panel.figure | {"data": traces})) == ["seed 1", "seed 2"]


def test_the_sentence_is_put_together() -> None:
    panel = Panel("a", "A", "A.", {}, caption="A sentence.")
    assert told(panel, "mean of x̂", "4 batches of 8", range(3, 6), "lines are seed 3, rings the others").caption == GOOD
    alone = told(panel, "what", "1 of it", (), "nothing is random", "Counted").caption
    assert alone == "A sentence. Counted: what; 1 of it; no seed: nothing is random."
    assert "seed 7: one" in told(panel, "what", "1", [7], "one").caption


def test_columns_of_other_seeds_stand_behind_those_of_the_first() -> None:
    table = beside(Table(("x", "y"), ((1, 2.0), (2, 3.0))), range(5, 7), [[[4.0, 5.0]]])
    assert table.head == ("x", "y", "y, seed 6")
    assert table.rows == ((1, 2.0, 4.0), (2, 3.0, 5.0))
    with pytest.raises(ValueError, match="shorter"):
        beside(table, range(5, 8), [])
