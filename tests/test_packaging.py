"""The wheel: complete, nothing more, and what is installed from it serves the very same bytes."""

import re
import subprocess
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from email import message_from_string
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from app import __version__
from app.bootstrap import ROOT
from app.exports import EXPORTS
from tests import packaging
from tests.serving import serving

PAGES = ("/", "/?methods=group,rms&seed=3", "/api/v1/compare", "/api/v1/openapi.json", "/livez")
FILES = ("/embed/compare.svg", "/embed/maps@2x.png", "/embed/compare.html", "/embed/noise.html")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packaging.build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packaging.build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """The Python that has the wheel, and a folder far from the tree. PYTHONPATH would bring the tree back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONPATH", raising=False)
        yield packaging.install(wheel, tmp_path_factory.mktemp("venv")), tmp_path_factory.mktemp("elsewhere")


def fetched(address: str, coding: str = "identity") -> tuple[bytes, dict[str, str]]:
    # Pages say under which host they were asked for: here both servers are asked under the same.
    headers = {"Accept-Encoding": coding, "Host": "normaxis.example.org"}
    with urlopen(Request(address, headers=headers)) as answer:
        told = {name.lower(): value for name, value in answer.headers.items()}
        return answer.read(), {name: told[name] for name in told if name not in ("date", "x-request-id")}


def test_the_wheel_has_the_package_and_nothing_else(wheel: Path) -> None:
    names = packaging.packed(wheel)
    inside = {name for name in names if not name.startswith(f"normaxis-{__version__}.dist-info/")}
    assert inside == packaging.in_wheel()
    assert packaging.scratch(names) == []


def test_the_wheel_says_what_it_needs(wheel: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with zipfile.ZipFile(wheel) as opened:
        said = message_from_string(opened.read(f"normaxis-{__version__}.dist-info/METADATA").decode())
    needed = [line for line in said.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert sorted(needed) == sorted(project["dependencies"])
    assert said["Requires-Python"] == project["requires-python"]
    assert said["Version"] == __version__
    assert set(said.get_all("License-File", [])) == set(project["license-files"])


def test_the_source_archive_has_all_and_makes_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    names = packaging.packed(sdist)
    assert packaging.scratch(names) == []
    for folder in ("app", "static", "templates", "tests"):
        assert {name for name in names if name.startswith(f"{folder}/")} == {
            f"{folder}/{name}" for name in packaging.files(ROOT / folder)
        }
    assert names >= {"pyproject.toml", "README.md", "LICENSE", "Dockerfile", ".dockerignore", ".ci/run"}
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    [tree] = tmp_path.iterdir()
    again = packaging.build(tree, "wheel", tmp_path)
    assert again.read_bytes() == wheel.read_bytes()


def test_what_is_installed_serves_the_same_bytes(elsewhere: tuple[Path, Path], address: str) -> None:
    python, folder = elsewhere
    files = [name for name in packaging.files(ROOT / "static") if not name.endswith((".br", ".gz"))]
    assert len(files) > 20
    with serving(str(python), folder) as other:
        page = fetched(f"{address}/")[0].decode()
        version = re.findall(r"/static/(\w+)/", page)[0]
        for path in [
            *PAGES,
            *FILES,
            *(f"/export/{export.name}" for export in EXPORTS),
            *(f"/static/{version}/{name}" for name in files),
        ]:
            assert fetched(other + path) == fetched(address + path), path
            assert fetched(other + path, "br, gzip") == fetched(address + path, "br, gzip"), path


def test_what_is_installed_is_no_checkout_and_comes_from_the_wheel(elsewhere: tuple[Path, Path]) -> None:
    python, folder = elsewhere
    code = "from app.bootstrap import ROOT, is_checkout; print(ROOT, is_checkout(ROOT))"
    said = subprocess.run([python, "-c", code], cwd=folder, capture_output=True, text=True, check=True).stdout
    place, checkout = said.rsplit(maxsplit=1)
    assert Path(place).is_relative_to(python.parent.parent)
    assert checkout == "False"


def test_the_command_it_installs(elsewhere: tuple[Path, Path]) -> None:
    python, folder = elsewhere
    command = [str(python.parent / "normaxis"), "export", "shape=2,2,2,2&source=counting", "--to", "figure.svg"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "figure.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_what_does_not_belong_or_is_missing_is_found(tmp_path: Path) -> None:
    for name in ("app/one.py", "static/a.css", "templates/a.html", "app/__pycache__/one.cpython-311.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert packaging.in_wheel(tmp_path) == {"app/one.py", "app/static/a.css", "app/templates/a.html"}
    assert packaging.scratch({"app/one.py", "app/__pycache__/one.pyc", "a/.venv/b"}) == [
        "a/.venv/b",
        "app/__pycache__/one.pyc",
    ]
    with pytest.raises(AssertionError):
        packaging.build(tmp_path, "wheel", tmp_path)
