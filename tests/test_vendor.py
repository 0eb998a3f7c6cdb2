"""Third-party files are the ones recorded, and the recorded ones are those that the rest expects."""

import json
import shutil

import plotly.offline
import pytest

from tests import vendor


def test_vendored_files_are_as_recorded():
    assert vendor.differences() == []


def test_plotly_for_python_has_the_same_plotly_js():
    [entry] = json.loads((vendor.VENDOR / vendor.MANIFEST).read_text(encoding="utf-8"))
    assert plotly.offline.get_plotlyjs_version() == entry["version"]
    script = vendor.VENDOR / f"{entry['name']}@{entry['version']}" / "plotly-cartesian.min.js"
    assert f"plotly.js (cartesian - minified) v{entry['version']}" in script.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "difference"),
    [
        ("plotly-cartesian.min.js", "is not the file recorded"),
        ("plotly-cartesian.min.js.br", "holds other bytes"),
        ("LICENSE", "is not the file recorded"),
        ("../extra.js", "is recorded nowhere"),
        ("../THIRD_PARTY_NOTICES.md", "does not name"),
    ],
)
def test_the_check_finds_each_difference(tmp_path, file, difference):
    folder = tmp_path / "vendor"
    shutil.copytree(vendor.VENDOR, folder)
    [release] = [path for path in folder.iterdir() if path.is_dir()]
    changed = vendor.brotli.compress(b"other") if file.endswith(".br") else b"other"
    (release / file).write_bytes(changed)
    assert any(difference in found for found in vendor.differences(folder))
    if not file.startswith(".."):
        (release / file).unlink()
        assert any("is missing" in found for found in vendor.differences(folder))
