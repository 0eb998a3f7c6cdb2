"""`python3 -m app` on a fresh checkout: what is wanted, whether it is there, and the second start that has it."""

import ast
import importlib.metadata
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app import bootstrap
from app.bootstrap import GUARD, ROOT, ensure, install_system_package, is_checkout, requirements, satisfied
from tests.checkout import checkout, installs, script


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return checkout(tmp_path)


def test_what_is_wanted_is_read_from_the_project(root: Path) -> None:
    assert requirements(root) == ["one==1.0"]
    assert requirements(root, "test") == ["one==1.0", "two==2.0"]


def test_every_pin_of_the_project_is_in_the_constraints() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = [*project["dependencies"], *(pin for extra in project["optional-dependencies"].values() for pin in extra)]
    constraints = (ROOT / "app" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [pin for pin in pins if pin not in constraints] == []


def test_only_the_very_versions_satisfy() -> None:
    version = importlib.metadata.version("pytest")
    assert satisfied([])
    assert satisfied([f"pytest=={version}"])
    assert not satisfied([f"pytest=={version}.1"])
    assert not satisfied(["no-such-package==1.0"])


def test_a_checkout_is_told_from_other_places(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert is_checkout(ROOT)
    assert is_checkout(root)
    other = tmp_path_factory.mktemp("other")
    assert not is_checkout(other)
    (other / "pyproject.toml").write_text('[project]\nname = "another"\n')
    assert not is_checkout(other)
    ensure("app", [], root=other)  # nothing to do, and nothing is done
    assert [path.name for path in other.iterdir()] == ["pyproject.toml"]


def test_it_starts_again_in_the_environment(root: Path) -> None:
    started = ensured(root)
    assert started.stdout == "started with -m app --port 9000 and 1\n"
    assert "once" in started.stderr
    assert ensured(root).stderr == ""


def test_there_is_never_a_third_start(root: Path) -> None:
    started = ensured(root, {GUARD: "1"})
    assert started.returncode == 1
    assert started.stderr.strip().endswith("Delete that folder and start again.")


def ensured(root: Path, more: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`ensure` in a process that it may replace."""
    code = f"from app.bootstrap import *; ensure('app', ['--port', '9000'], root=Path({str(root)!r})); print('no')"
    surrounding = {name: value for name, value in os.environ.items() if name != GUARD} | (more or {})
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=surrounding, capture_output=True, text=True)


def test_an_old_python_is_told_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    with pytest.raises(SystemExit, match=r"needs Python 99\.0 or newer; this is Python 3\.\d+\.\d+"):
        ensure("app", [], root=root)


@pytest.mark.parametrize("name", ["app/__init__.py", "app/__main__.py", "app/bootstrap.py", "tests/__main__.py"])
def test_an_old_python_can_read_what_tells_it(name: str) -> None:
    assert readable((ROOT / name).read_text(encoding="utf-8"))


def readable(source: str) -> bool:
    """Whether Python 3.8 reads this: the syntax, and annotations that it need not evaluate."""
    try:
        tree = ast.parse(source, feature_version=(3, 8))
    except SyntaxError:
        return False
    late = "from __future__ import annotations" in source
    return late or not any(isinstance(node, ast.FunctionDef | ast.AnnAssign) for node in ast.walk(tree))


def test_what_an_old_python_cannot_read_is_found() -> None:
    assert not readable("match x:\n    case 1: pass")
    assert not readable("def f(x: list[str]) -> None: pass")


def test_system_packages_are_installed_without_a_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not install_system_package("chromium")
    apt = '#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >> {0}/asked\n[ "$1" = update ] || {{ echo no such >&2; exit {1}; }}\n'
    script(tmp_path / "sudo", '#!/bin/sh\n[ "$1" = -n ] && shift && exec "$@"\n')
    script(tmp_path / "apt-get", apt.format(tmp_path, 0))
    assert install_system_package("chromium")
    assert installs(tmp_path) == [
        "noninteractive update",
        "noninteractive install --yes --no-install-recommends chromium",
    ]
    script(tmp_path / "apt-get", apt.format(tmp_path, 1))
    assert not install_system_package("chromium")
    assert "no such" in capsys.readouterr().err
