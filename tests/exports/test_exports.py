"""Every export: by address, in full precision, and readable by what it is made for."""

import csv
from io import StringIO

import numpy as np
import pytest

from app.core.errors import InputError
from app.exports import EXPORTS, export_for
from app.exports.statistics_csv import statistics_csv
from app.run import Outcome, run
from app.web.query import read_query
from app.web.settings import Settings

QUERY = "layout=image&shape=4,6,3,3&source=gaussian&seed=9&methods=batch,group,reduce:CW&groups=2"


def outcome(query: str = QUERY) -> Outcome:
    asked = read_query(query, Settings())
    return run(asked.recipe, asked.tensor)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("statistics.csv", "statistics.csv"),
        ("a.csv", None),
        ("a.npz", None),
        ("my tensor.npz", "tensor.npz"),
        ("mytensor.npz", None),
        ("code-keras.py", "code-keras.py"),
        ("lecture-code-jax.py", "code-jax.py"),
        ("tensor.npz.svg", None),
    ],
)
def test_the_name_of_a_file_says_its_kind(name: str, kind: str | None) -> None:
    found = export_for(name)
    assert (found.name if found else None) == kind


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


@pytest.mark.parametrize("export", EXPORTS, ids=lambda each: each.name)
def test_every_file_is_also_made_of_posted_values(client, export) -> None:
    for kind, body in (("text/csv", b"1,2\n3,4"), ("application/json", b"[[1,2],[3,4]]")):
        answer = client.post(f"/export/{export.name}?methods=batch,rms", content=body, headers={"content-type": kind})
        assert answer.status_code == 200, answer.text
        assert len(answer.content) > 50
