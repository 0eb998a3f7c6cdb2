"""Counts of scales and offsets, and the folding of a frozen batch norm."""

import pytest

from app.experiments.counting import MODELS
from app.lessons.counting_parameters import COUNTING_PARAMETERS, SAME, SEEDS
from app.lessons.counting_parameters_panels import WIDTHS
from tests.lessons.drawn import assert_drawn, marked, panel


def run(**changes):
    return COUNTING_PARAMETERS.run(COUNTING_PARAMETERS.defaults | changes)


@pytest.mark.parametrize("kind", ["convolution", "linear"])
@pytest.mark.parametrize(("layers", "width"), [(1, 1), (5, 100), (1000, 4096)])
def test_batch_norm_learns_kd_and_kc(kind, layers, width):
    shown = run(kind=kind, layers=layers, width=width, side=256)
    assert shown.holds
    assert shown.right == "unit"
    count = f"{layers * width:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    assert shown.measured[1].count(f"learn {count} scales and {count} offsets") == 2


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({"method": "layer"}, "place"),
        ({"method": "rms"}, "place"),
        ({"method": "layer", "kind": "linear"}, "unit"),
        ({"method": "layer", "side": 1}, "unit"),
        ({"method": "instance"}, "unit"),
        ({"method": "group"}, "unit"),
        # As many positions as examples: still told apart, since no method learns one per example.
        ({"method": "instance", "examples": 256}, "unit"),
    ],
)
def test_the_right_prediction_follows_the_counts(changes, right):
    shown = run(**changes)
    assert shown.right == right
    assert_drawn(shown)


@pytest.mark.parametrize("kind", ["convolution", "linear"])
def test_the_folded_layer_gives_the_same_numbers(kind):
    shown = run(kind=kind)
    rows = panel(shown, "folded").table.rows
    assert len(rows[0]) == 1 + 3 * len(SEEDS)
    for first in range(1, len(rows[0]), 3):
        largest = max(abs(row[first]) for row in rows)
        assert all(
            abs(row[first + 2]) <= SAME * largest and row[first + 2] == row[first] - row[first + 1] for row in rows
        )
    drawn = panel(shown, "folded").figure
    assert marked(drawn, "chart-pool") == pytest.approx([row[1] for row in rows], rel=1e-5)
    others = [row[first] for first in range(4, len(rows[0]), 3) for row in rows]
    assert marked(drawn, "chart-each") == pytest.approx(others, rel=1e-5)


def test_the_tables_have_the_numbers_of_the_pictures():
    shown = run()
    networks = panel(shown, "networks")
    bars = [trace["x"][1] for trace in networks.figure["data"]]
    assert bars == pytest.approx([row[-1] for row in networks.table.rows], rel=1e-5)
    assert [row[3] / row[4] for row in networks.table.rows] == pytest.approx([model.share for model in MODELS])
    counts = panel(shown, "counts")
    assert [10**x for x in marked(counts.figure, "chart-pool")] == pytest.approx(
        [row[1] for row in counts.table.rows], rel=1e-4
    )
    assert [10**x for x in marked(counts.figure, "chart-mark")] == pytest.approx(
        [row[5] for row in counts.table.rows], rel=1e-4
    )


def test_statistics_and_parameters_have_shapes_of_their_own():
    rows = {row[0]: row for row in panel(run(), "counts").table.rows}
    assert rows["Instance norm"][1:] == (64, 64, "1 × 64 × 1 × 1", 2048, 2048, "32 × 64 × 1 × 1")
    assert rows["Layer norm"][1:] == (16384, 16384, "1 × 64 × 16 × 16", 32, 32, "32 × 1 × 1 × 1")
    assert rows["RMS norm"][2] == rows["RMS norm"][4] == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_the_share_falls_as_one_over_the_width(width):
    rows = {row[0]: row for row in panel(run(), "shares").table.rows}
    # 2 numbers for every 9 C weights of a channel, and for every D of a hidden unit.
    assert rows[width][1:] == pytest.approx((2 / (9 * width + 2), 2 / (width + 2)))
