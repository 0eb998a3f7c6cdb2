"""README.md says what is there: the commands, every dependency, every room, every setting, and no dead link."""

import re
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from app.bootstrap import ROOT
from app.web.settings import PREFIX, Settings
from tests import readme
from tests.benchmarks.__main__ import SUBJECTS

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "app").rglob("*.md"))]


def test_two_commands_start_it_and_test_it() -> None:
    assert [line for line in readme.commands(README) if line.startswith("python")] == [
        "python3 -m app",
        "python3 -m tests",
    ]


def test_the_checks_run_the_test_command() -> None:
    assert "python3 -m tests" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_dependency_is_justified_once_and_nothing_else() -> None:
    names = [re.split(r"[^\w.-]", pin)[0] for pin in PROJECT["dependencies"]]
    assert sorted(readme.items(readme.section(README, "What it stands on"))) == sorted(names)


def test_every_room_is_on_the_map() -> None:
    named = readme.cells(readme.section(README, "The rooms"))
    rooms = {path.parent for path in (ROOT / "app").glob("*/__init__.py")} | {
        ROOT / name for name in ("static", "templates", "tests")
    }
    assert [path.name for path in rooms if f"`{path.relative_to(ROOT).as_posix()}/`" not in named] == []
    assert [name for name in re.findall(r"`([\w./]+)`", named) if not exists(name)] == []


def exists(name: str) -> bool:
    """Whether a name on the map is a path of the project, or a folder of its tests."""
    return (ROOT / name).exists() or (ROOT / "tests" / name).exists()


def test_every_setting_is_named_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", readme.section(README, "Settings"), re.MULTILINE))
    assert set(rows) == {PREFIX + field.name.upper() for field in fields(Settings)}
    for field in fields(Settings):
        assert field.default is not MISSING
        said = rows[PREFIX + field.name.upper()]
        # The number of cores is another one on every machine; an empty text is said in a word.
        words = {"slots": "number of cores", "hosts": "any", "proxies": "nobody", "public_url": "empty"}
        plain = field.default if isinstance(field.default, str) else str(int(field.default))
        assert said == words.get(field.name, plain)
        assert field.name not in words or field.name == "slots" or field.default == ""


def test_every_measured_figure_stands_beside_the_command_that_measures_it() -> None:
    rows = readme.rows(readme.section(README, "What was measured"))
    assert len(rows) > 15
    for row in rows:
        assert len(row) == 4 and all(row[:3]), row
        assert [wrong for command in re.findall(r"`([^`]+)`", row[3]) if (wrong := unknown(command))] == [], row
        assert "`" in row[3], row


def unknown(command: str) -> str:
    """What of a command under `tests` is not there: its module, its subject or its option."""
    module, *words = command.split()
    path = ROOT / "tests" / module.replace(".", "/")
    found = path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__main__.py"
    if module == "benchmarks":
        return " ".join(word for word in words if word not in SUBJECTS)
    text = found.read_text(encoding="utf-8") if found.is_file() else ""
    return " ".join(word for word in words if f'"{word}"' not in text) if text else module


def test_an_unknown_command_is_found() -> None:
    assert unknown("benchmarks moments normalize") == unknown("load --replicas") == ""
    assert unknown("benchmarks speed") == "speed"
    assert unknown("load --twice") == "--twice"
    assert unknown("nothing") == "nothing"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_link_is_dead(path: Path) -> None:
    assert readme.dead(path) == []


def test_the_oldest_python_is_the_one_of_the_project() -> None:
    assert f"Python {PROJECT['requires-python'].removeprefix('>=')} or newer" in README


def test_what_is_read_is_what_is_there() -> None:
    text = "# T\n## One\n- **a-b**: why\n- **c**:\nand **d**: no\n| `x/` | what |\n| `y/` | |\n## Two\n- **e**: f\n"
    assert readme.items(readme.section(text, "One")) == ["a-b"]
    assert readme.cells(text) == " `x/` "
    assert readme.rows("x\n| a | b |\n|---|---|\n| c | |\nd\n") == [["c", ""]]
    with pytest.raises(AssertionError):
        readme.section(text, "Three")
    assert readme.commands("```sh\none\n```\n```json\ntwo\n```\n```sh\nthree\nfour\n```\n") == ["one", "three", "four"]


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("")
    text = "[a](there.md#part) ![b](missing.png) [c](https://x.org) [d](#here)\n```\n[e](no.md)\n```\n"
    (tmp_path / "README.md").write_text(text)
    assert readme.dead(tmp_path / "README.md") == ["missing.png"]
    assert not exists("app/nothing.py")
