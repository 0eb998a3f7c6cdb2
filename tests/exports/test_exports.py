"""Every export: by address, in full precision, and readable by what it is made for."""

import csv
import json
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import plotly.graph_objects as go
import pytest

from app.__main__ import main
from app.core.errors import InputError
from app.exports import EXPORTS, Export, export_for
from app.exports.statistics_csv import statistics_csv
from app.run import Outcome, run
from app.views import VIEWS
from app.web.export import write_file
from app.web.pairs import QueryError
from app.web.query import read_query
from app.web.settings import Settings

QUERY = "layout=image&shape=4,6,3,3&source=gaussian&seed=9&methods=batch,group,reduce:CW&groups=2"


def outcome(query: str = QUERY) -> Outcome:
    asked = read_query(query, Settings())
    return run(asked.recipe, asked.tensor)


PICTURED = [view.key for view in VIEWS if view.make(outcome(""))["panels"]]


def asking(export: Export, query: str) -> str:
    """The query with a view that has pictures, where the export is about the view. Every other export has its own."""
    return query if not export.of_view or not PICTURED else f"{query}&view={PICTURED[0]}".lstrip("&")


POSSIBLE = [export for export in EXPORTS if PICTURED or not export.of_view]


@pytest.mark.parametrize("export", POSSIBLE, ids=lambda each: each.name)
def test_every_export_writes_a_file_from_the_command_line(export, tmp_path: Path) -> None:
    for name in (export.name, f"normaxis-{export.name}", f"my {export.name}"):
        path = tmp_path / name
        for state in (asking(export, QUERY), f"http://127.0.0.1:8000/?{asking(export, QUERY)}", asking(export, "")):
            assert write_file(state, path, Settings()) is export
            assert path.stat().st_size > 100


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.svg", "figure.svg"),
        ("a.csv", "statistics.csv"),
        ("a.json", "figure.json"),
        ("a.npz", "steps.npz"),
        ("a.py", "code-numpy.py"),
        ("code-keras.py", "code-keras.py"),
        ("lecture-code-jax.py", "code-jax.py"),
        ("batch_view.svg", "view.svg"),
        ("review.svg", "figure.svg"),
        ("tensor.npz.svg", "figure.svg"),
        ("a.pdf", None),
        ("svg", None),
    ],
)
def test_the_name_of_a_file_says_its_kind(name: str, kind: str | None) -> None:
    found = export_for(name)
    assert (found.name if found else None) == kind


def test_the_help_lists_every_export(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    told = capsys.readouterr().out
    for export in EXPORTS:
        assert export.name in told
        assert export_for(f"x{export.suffix}").name in told


def test_the_csv_has_every_pool_and_every_digit() -> None:
    made = outcome()
    rows = list(csv.DictReader(StringIO(statistics_csv(made).decode())))
    assert len(rows) == sum(result.pools.count for result in made.results)
    double = made.tensor.astype(np.float64)
    first = rows[0]
    assert (first["method"], first["pool_C"], first["values"]) == ("batch", "0", "36")
    assert float(first["mean"]) == pytest.approx(double[:, 0].mean(), rel=1e-14)
    assert float(first["mean"]) == made.results[0].statistics.mean.ravel()[0]
    assert float(first["variance"]) == made.results[0].statistics.variance.ravel()[0]


def test_a_csv_that_would_be_endless_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="reducing more axes"):
        statistics_csv(outcome("shape=64,64,8,8&source=constant&methods=reduce:"))


def test_the_svg_is_whole_xml_with_its_colours_written_out() -> None:
    text = next(export for export in EXPORTS if export.suffix == ".svg").write(outcome()).decode()
    root = ElementTree.fromstring(text)
    assert root.tag.endswith("svg")
    assert "var(--" not in text
    assert "Batch norm" in text and "Group norm" in text


def test_the_json_is_plotlys() -> None:
    figures = json.loads(next(export for export in EXPORTS if export.suffix == ".json").write(outcome()))
    assert list(figures) == ["batch", "group", "reduce:CW"]
    for figure in figures.values():
        assert go.Figure(figure).layout.shapes


def test_a_wrong_state_or_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="unknown parameter"):
        write_file("foo=1", tmp_path / "a.svg", Settings())
    with pytest.raises(InputError, match=r"\.csv, \.svg, \.json, \.npz or \.py"):
        write_file("", tmp_path / "a.pdf", Settings())


def test_files_by_address(client) -> None:
    for export in POSSIBLE:
        answer = client.get(f"/export/{export.name}?{asking(export, QUERY)}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == export.media_type
        assert export.name in answer.headers["content-disposition"]
    assert client.get("/export/figure.pdf").status_code == 404
    posted = client.post(
        "/export/statistics.csv?methods=batch", content=b"1,2\n3,4", headers={"content-type": "text/csv"}
    )
    assert "batch,0,0,2,2.0,1.0,0" in posted.text


@pytest.mark.parametrize("export", POSSIBLE, ids=lambda each: each.name)
def test_every_file_is_also_made_of_posted_values(client, export) -> None:
    query = asking(export, "methods=batch,rms")
    for kind, body in (("text/csv", b"1,2\n3,4"), ("application/json", b"[[1,2],[3,4]]")):
        answer = client.post(f"/export/{export.name}?{query}", content=body, headers={"content-type": kind})
        assert answer.status_code == 200, answer.text
        assert len(answer.content) > 50
