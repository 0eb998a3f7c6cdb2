"""The environment of a checkout: made once, made again when something changed, and a sentence where it cannot be."""

import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app import bootstrap
from app.bootstrap import environment
from tests.checkout import checkout, installs, script

WANTED = ["one==1.0"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return checkout(tmp_path)


def test_it_is_set_up_once(root: Path) -> None:
    assert environment(root, WANTED, "app") == root / ".venv" / "bin" / "python"
    assert environment(root, WANTED, "app").exists()
    [asked] = installs(root)
    assert asked.endswith(f"--constraint {root}/app/constraints.txt one==1.0")


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "app" / "constraints.txt").write_text("one==1.0\nthree==3.0\n"),
        lambda root: (root / "version").write_text("3.11.8"),
        lambda root: (root / ".venv" / "normaxis-app.txt").unlink(),
    ],
    ids=["constraints", "Python", "stamp"],
)
def test_it_is_set_up_again_when_something_changed(root: Path, change: Callable[[Path], None]) -> None:
    environment(root, WANTED, "app")
    change(root)
    environment(root, WANTED, "app")
    assert len(installs(root)) == 2


def test_each_set_of_packages_has_a_stamp_of_its_own(root: Path) -> None:
    for wanted, name in ((WANTED, "app"), ([*WANTED, "two==2.0"], "test"), (WANTED, "app"), (["one==1.1"], "app")):
        environment(root, wanted, name)
    assert [asked.rpartition(".txt ")[2] for asked in installs(root)] == ["one==1.0", "one==1.0 two==2.0", "one==1.1"]


def test_two_starts_at_once_set_up_once(root: Path) -> None:
    starts = [threading.Thread(target=environment, args=(root, WANTED, "app")) for _ in range(2)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(installs(root)) == 1


def test_a_failure_is_a_sentence_and_leaves_no_stamp(root: Path) -> None:
    (root / "fails").write_text("1")
    with pytest.raises(SystemExit, match="could not be installed"):
        environment(root, WANTED, "app")
    (root / "fails").write_text("0")
    environment(root, WANTED, "app")
    assert len(installs(root)) == 2


def test_a_tree_that_cannot_be_written_to_is_refused_unless_all_is_there(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The superuser may write anywhere, so the permission is taken away here.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SystemExit, match=r"cannot be written to\. Copy it to a folder of your own\."):
        environment(root, WANTED, "app")
    assert installs(root) == []
    monkeypatch.undo()
    environment(root, WANTED, "app")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert environment(root, WANTED, "app").exists()


def test_an_environment_that_does_not_work_is_made_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(root / ".venv" / "bin" / "python", "#!/bin/sh\nexit 1\n")
    monkeypatch.setattr(bootstrap, "_install", lambda *_: None)
    made = environment(root, WANTED, "app")
    code = "import sys; print(sys.prefix)"
    assert subprocess.run([made, "-c", code], capture_output=True, text=True).stdout.strip() == str(root / ".venv")


@pytest.mark.parametrize(
    "text", ["#!/no/such/interpreter\n", "\x7fELF of another kind of machine", "#!/bin/sh\nexit 1\n"]
)
def test_a_python_that_does_not_work_has_no_version(tmp_path: Path, text: str) -> None:
    script(tmp_path / "python", text)
    assert bootstrap._version(tmp_path / "python") == ""
    assert bootstrap._version(tmp_path / "missing") == ""


def test_a_python_without_venv_is_told_what_to_install(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / ".venv" / "bin" / "python").unlink()
    monkeypatch.setattr(bootstrap, "_has", lambda *_: False)
    monkeypatch.setattr(bootstrap, "install_system_package", lambda _: False)
    with pytest.raises(SystemExit, match=r"sudo apt-get install python3\.\d+-venv"):
        environment(root, WANTED, "app")
