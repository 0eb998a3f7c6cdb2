"""Every export: by address, in full precision, and readable by what it is made for."""

import csv
import json
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import plotly.graph_objects as go
import pytest

from app.core.errors import InputError
from app.exports import EXPORTS
from app.exports.statistics_csv import statistics_csv
from app.run import Outcome, run
from app.web.export import write_file
from app.web.pairs import QueryError
from app.web.query import read_query
from app.web.settings import Settings

QUERY = "layout=image&shape=4,6,3,3&source=gaussian&seed=9&methods=batch,group,reduce:CW&groups=2"


def outcome(query: str = QUERY) -> Outcome:
    asked = read_query(query, Settings())
    return run(asked.recipe, asked.tensor)


@pytest.mark.parametrize("export", EXPORTS, ids=[export.name for export in EXPORTS])
def test_every_export_writes_a_file_from_the_command_line(export, tmp_path: Path) -> None:
    path = tmp_path / f"figure{export.suffix}"
    for state in (QUERY, f"http://127.0.0.1:8000/?{QUERY}", ""):
        assert write_file(state, path, Settings()) is export
        assert path.stat().st_size > 100


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
    with pytest.raises(InputError, match=r"\.csv, \.svg or \.json"):
        write_file("", tmp_path / "a.pdf", Settings())


def test_files_by_address(client) -> None:
    for export in EXPORTS:
        answer = client.get(f"/export/{export.name}?{QUERY}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == export.media_type
        assert export.name in answer.headers["content-disposition"]
    assert client.get("/export/figure.pdf").status_code == 404
    posted = client.post(
        "/export/statistics.csv?methods=batch", content=b"1,2\n3,4", headers={"content-type": "text/csv"}
    )
    assert "batch,0,0,2,2.0,1.0,0" in posted.text
