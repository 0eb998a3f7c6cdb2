"""`python -m app statistics`: its tables, its refusals, its exit codes, what it leaves behind."""

import csv
import io
import json
import re
import subprocess
import sys

import numpy as np
import pytest

from app import statistics_command
from app.__main__ import main, parser
from app.bootstrap import ROOT
from app.core.methods import METHODS
from app.core.moments import moments
from app.datasets import command
from app.exports.statistics_csv import statistics_csv
from app.recipe import DEFAULT_METHODS, Recipe
from app.run import run
from tests.core.definition import BY_KEY, IMAGE
from tests.datasets.made import as_zarr, in_files, values


def table(text):
    """The rows of a CSV, numbers as numbers."""
    return [{k: v if k == "method" else float(v) for k, v in row.items()} for row in csv.DictReader(io.StringIO(text))]


@pytest.fixture
def folder(tmp_path):
    return in_files(tmp_path / "set", values())


@pytest.mark.parametrize("more", [[], ["--dask"]])
def test_a_table_of_every_pool(folder, more, capsys):
    asked = ["statistics", str(folder), "--methods", "layer,rms,ghost,reduce:NH", "--virtual", "23", *more]
    assert main(asked) == 0
    out, told = capsys.readouterr()
    found = table(out)
    assert re.fullmatch(r"\d+(\.\d MB| kB) in (\d+ ms|[\d.]+ s), [\d.]+ [GMk]B/s\.\n", told)
    x = values()
    for key in ("layer", "rms", "ghost"):
        pools = BY_KEY[key].pools(IMAGE, x.shape, None, 23)
        (whole,) = moments(x, [pools])
        whole = whole if BY_KEY[key].centers else whole.about_zero()
        rows = [row for row in found if row["method"] == key]
        assert [tuple(row[f"pool_{axis}"] for axis in "NCHW") for row in rows] == list(np.ndindex(pools.parts))
        assert {row["values"] for row in rows} == {pools.size}
        np.testing.assert_allclose([row["mean"] for row in rows], whole.mean.ravel(), rtol=1e-12)
        np.testing.assert_allclose([row["variance"] for row in rows], whole.variance.ravel(), rtol=1e-12)
    assert sum(row["method"] == "reduce:NH" for row in found) == 6 * 4


def test_the_columns_are_those_of_the_page(folder, capsys):
    assert main(["statistics", str(folder)]) == 0
    written = capsys.readouterr().out.splitlines()
    page = statistics_csv(run(Recipe("image", (2, 3, 2, 2), "counting", (0, 0, 0, 0)))).decode().splitlines()
    assert written[0] == page[0]
    assert {line.split(",")[0] for line in written[1:]} == set(DEFAULT_METHODS)


def test_json_names_what_it_has_no_number_for(tmp_path, capsys):
    x = values("float64", (4, 3))
    x[0, 0], x[1, 1], x[2, 2] = np.nan, np.inf, 1e300
    np.save(tmp_path / "x.npy", x)
    to = tmp_path / "x.json"
    assert main(["statistics", str(tmp_path / "x.npy"), "--methods", "batch,layer", "--to", str(to)]) == 0
    found = json.loads(to.read_text(encoding="utf-8"))
    assert {k: v for k, v in found.items() if k != "pools"} == {
        "data": str(tmp_path / "x.npy"),
        "axes": "NC",
        "shape": [4, 3],
        "dtype": "float64",
    }
    batch = [each for each in found["pools"] if each["method"] == "batch"]
    assert [(each["mean"], each["variance"], each["not_finite"]) for each in batch[:2]] == [
        ("NaN", "NaN", 1),
        ("Infinity", "NaN", 1),
    ]
    assert batch[2] == {"method": "batch", "pool": [0, 2], "values": 4, "mean": 2.5e299, "variance": "Infinity",
                        "not_finite": 0}  # fmt: skip
    assert len(found["pools"]) == 3 + 4


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--methods", "batch,batch"], "Got “batch,batch”; expected every method once; try batch."),
        (["--methods", "batchnorm"], "Got “batchnorm”; expected batch, layer"),
        (["--methods", ""], "expected batch, layer"),
        (["--methods", "group", "--groups", "4"], "Got 6 channels in 4 groups"),
        (["--groups", "2"], "Got --groups without group norm"),
        (["--virtual", "2"], "Got --virtual without ghost batch norm"),
        (["--layout", "NTC"], "Got “NTC”; expected 4 letters, one for each axis of the data; try NCHW."),
        (["--layout", "NXYZ"], "Got “NXYZ”; expected 1 to 5 distinct letters"),
        (["--layout", "sequence"], "Got “NTC”"),
        (["--to", "x.txt"], "expected a name that ends with .csv or .json"),
        (["--to", "/nowhere/x.csv"], "Got “/nowhere/x.csv”, which cannot be written"),
        (["--dask", "foo://1"], "Got no answer from a scheduler at “foo://1”"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(folder, more, told, capsys):
    assert main(["statistics", str(folder), *more]) == 2
    out, said = capsys.readouterr()
    assert told in said and said.count("\n") == 1
    assert out == ""


@pytest.mark.parametrize("groups", ["0", "-1", "1.5", "٣"])
def test_a_number_that_is_none_is_refused(folder, groups, capsys):
    with pytest.raises(SystemExit) as raised:
        main(["statistics", str(folder), f"--groups={groups}"])
    assert raised.value.code == 2
    assert "expected a whole number from 1" in capsys.readouterr().err


@pytest.mark.parametrize("more", [[], ["--dask"]])
def test_data_that_fail_on_the_way_leave_the_file_as_it_was(tmp_path, more, capsys):
    data = as_zarr(tmp_path / "x.zarr", values(), (2, 6, 5, 4))
    (data / "c" / "9" / "0" / "0" / "0").write_bytes(b"nothing")
    to = tmp_path / "x.csv"
    to.write_text("before")
    assert main(["statistics", str(data), "--to", str(to), *more]) == 1
    assert "The statistics could not be finished: " in (said := capsys.readouterr().err)
    assert "x.zarr cannot be read from" in said
    assert to.read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.csv", "x.zarr"]


def test_interrupting_leaves_nothing(folder, tmp_path, monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(command, "stream", interrupted)
    assert main(["statistics", str(folder), "--to", str(tmp_path / "x.csv")]) == 130
    assert capsys.readouterr().err == "Interrupted; nothing was written.\n"
    assert not list(tmp_path.glob("x*"))


def test_a_reader_that_has_seen_enough_is_no_failure_in_words(tmp_path):
    np.save(tmp_path / "x.npy", values(shape=(5000, 8, 2, 2)))
    line = f"'{sys.executable}' -m app statistics '{tmp_path / 'x.npy'}' --methods instance | head -n 2"
    done = subprocess.run(["sh", "-c", line], cwd=ROOT, capture_output=True, text=True)
    assert (len(done.stdout.splitlines()), done.stderr) == (2, "")


def test_sizes_and_times_have_units_that_show_them():
    found = [command.size(count) for count in (6, 999, 6144, 12_300_000, 999_000_000, 4e9)]
    assert found == ["6 bytes", "999 bytes", "6 kB", "12.3 MB", "999.0 MB", "4.00 GB"]
    assert [command.seconds(taken) for taken in (0.0042, 0.5, 1.0, 61.25)] == ["4 ms", "500 ms", "1.0 s", "61.2 s"]


def test_how_far_it_is_is_said_on_a_terminal(monkeypatch, capsys):
    class Dataset:
        shape, dtype = (1000, 10**6), np.dtype(np.float32)

    clock = iter([0.0, 0.1, 1.0, 4.0])
    monkeypatch.setattr(command, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    progress = command.Progress(Dataset())
    for done in (10, 250):
        progress.told(done)
    progress.end()
    lines = [line.strip() for line in capsys.readouterr().err.split("\r")]
    assert lines == ["", "25.0% of 4.00 GB, 1.00 GB/s, 3 s left", "4.00 GB in 4.0 s, 1.00 GB/s."]


def test_the_help_names_every_method_and_the_defaults():
    assert f"methods: {', '.join(method.key for method in METHODS)};" in statistics_command.EPILOG
    assert parser().parse_args(["statistics", "x"]).methods == ",".join(DEFAULT_METHODS)


def test_which_command_lines_need_further_packages(folder, tmp_path):
    def needs(*arguments):
        return statistics_command.packages(parser().parse_args([*arguments]))

    assert [needs(), needs("statistics", str(folder)), needs("statistics", "nowhere")] == [None, None, None]
    assert needs("statistics", str(folder), "--dask") == "datasets"
    assert needs("statistics", str(as_zarr(tmp_path / "x.zarr", values()))) == "datasets"


def test_missing_packages_are_named(folder, tmp_path, monkeypatch, capsys):
    zarr = as_zarr(tmp_path / "x.zarr", values())
    monkeypatch.setattr("app.__main__.ensure", lambda *_: None)
    monkeypatch.setitem(sys.modules, "zarr", None)
    monkeypatch.setitem(sys.modules, "app.datasets.on_dask", None)
    assert [main(["statistics", str(zarr)]), main(["statistics", str(folder), "--dask"])] == [2, 2]
    said = capsys.readouterr().err.splitlines()
    assert "no package zarr" in said[0] and "no packages dask and distributed" in said[1]
    assert all('python -m pip install "normaxis[datasets]"' in line for line in said)
