"""Sentences are true of whatever axes they are about."""

from app.core.axes import LAYOUTS
from app.describe import cell_name, pools_sentence, window_sentence

IMAGE, SEQUENCE, _ = LAYOUTS


def test_cells_are_named_by_their_axes() -> None:
    assert cell_name(IMAGE, (1, 2, 0, 3)) == "sample 1 · channel 2 · row 0 · column 3"
    assert cell_name(SEQUENCE, (0, 5, 1)) == "sample 0 · token 5 · feature 1"


def test_pools_are_counted() -> None:
    assert pools_sentence(6, 64) == "6 means and 6 variances, each over 64 values"
    assert pools_sentence(1, 1) == "1 mean and 1 variance, over 1 value"
    assert pools_sentence(4, 96, centers=False) == "4 mean squares, each over 96 values"
    assert pools_sentence(16384, 3136).startswith("16\N{NARROW NO-BREAK SPACE}384 means")


def test_a_window_says_what_is_left_out_and_a_whole_tensor_nothing() -> None:
    assert window_sentence(IMAGE, (2, 3, 4, 4), ((0, 2), (0, 3), (0, 4), (0, 4))) == ""
    told = window_sentence(IMAGE, (2, 256, 56, 1), ((0, 2), (24, 36), (8, 9), (0, 1)))
    assert told == "Drawn: channels 24–35 of 256, row 8 of 56. The statistics are over all of the tensor."
