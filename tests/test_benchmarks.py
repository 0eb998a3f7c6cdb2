"""The benchmarks run. What they find is theirs to print: times are no matter for a test."""

import pytest

from tests.benchmarks import lighthouse
from tests.benchmarks.__main__ import SUBJECTS, main
from tests.benchmarks.timing import Times, in_turns, table, times_row

ELSEWHERE = {"lighthouse"}
"""What needs a package of npm: it is run by hand."""


@pytest.mark.parametrize("subject", sorted(set(SUBJECTS) - ELSEWHERE))
def test_each_subject_prints_its_table(subject, capsys):
    assert main(["--tiny", subject]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 5


def test_an_unknown_subject_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "unknown subject nothing" in capsys.readouterr().err


def test_what_lighthouse_tells_is_a_row_and_without_npm_it_is_said(monkeypatch):
    audits = {
        "first-contentful-paint": {"score": 1, "numericValue": 801.4},
        "total-byte-weight": {"score": 1, "numericValue": 27_400},
        "total-blocking-time": {"score": 0.5, "numericValue": 300},
        "of no weight": {"score": 0, "numericValue": 1},
    }
    weights = [{"id": "total-blocking-time", "weight": 30}, {"id": "of no weight", "weight": 0}]

    def run(performance):
        scores = dict(zip(lighthouse.CATEGORIES, (performance, 1, 1), strict=True))
        return {"audits": audits, "categories": {k: {"score": s, "auditRefs": weights} for k, s in scores.items()}}

    rows = lighthouse.row([run(0.97), run(0.99), run(0.93)])
    assert rows == ["97", "100", "100", "801", "27", "total-blocking-time"]
    monkeypatch.delenv(lighthouse.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", "")
    assert "not measured" in lighthouse.report(True)


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
