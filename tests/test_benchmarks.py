"""The benchmarks run. What they find is theirs to print: times are no matter for a test."""

import pytest

from tests.benchmarks.__main__ import SUBJECTS, main
from tests.benchmarks.timing import Times, in_turns, table, times_row


@pytest.mark.parametrize("subject", SUBJECTS)
def test_each_subject_prints_its_table(subject, capsys):
    assert main(["--tiny", subject]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 5


def test_an_unknown_subject_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "unknown subject nothing" in capsys.readouterr().err


def test_jobs_take_turns():
    turns = []
    times = in_turns({name: lambda name=name: turns.append(name) for name in "ab"}, 2)
    assert "".join(turns) == "ababab"
    assert all(0 <= each.best <= each.median for each in times.values())


def test_a_table_has_straight_columns():
    row = times_row("copy", Times(0.0015, 0.002), Times(0.0005, 0.1), None)
    assert row == ["copy", "1.50", "2.00", "3.00", ""]
    assert table("Title", ["", "best", "median", "to one", "to other"], [row]).splitlines() == [
        "Title",
        "      best  median  to one  to other",
        "copy  1.50    2.00    3.00          ",
    ]
