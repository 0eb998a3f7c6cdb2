"""The Dockerfile: what it copies is there and admitted, and what it runs is what the project is."""

import re
import subprocess
import sys
import tomllib

import pytest
from packaging.specifiers import SpecifierSet

from app.__main__ import PORT, parser
from app.bootstrap import ROOT
from tests import rehearsal
from tests.dockerfile import Instruction, admitted, copied, stages
from tests.packaging import files
from tests.serving import serving

STAGES = stages((ROOT / "Dockerfile").read_text(encoding="utf-8"))
BUILDER, FINAL = STAGES
IGNORE = (ROOT / ".dockerignore").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def last(name: str, stage: list[Instruction] = FINAL) -> Instruction:
    return next(each for each in reversed(stage) if each.name == name)


@pytest.mark.parametrize("source", copied(BUILDER) + copied(FINAL))
def test_what_is_copied_is_there_and_admitted(source: str) -> None:
    assert (ROOT / source).exists()
    assert admitted(source, IGNORE)


def test_all_that_the_wheel_is_made_of_is_copied() -> None:
    needed = {f"{folder}/{name}" for folder in ("app", "static", "templates") for name in files(ROOT / folder)}
    needed |= {"pyproject.toml", PROJECT["readme"], *PROJECT["license-files"]}
    assert [name for name in sorted(needed) if not admitted(name, IGNORE)] == []
    sources = tuple(f"{source}/" for source in copied(BUILDER))
    assert [name for name in sorted(needed) if not f"{name}/".startswith(sources)] == []


@pytest.mark.parametrize("name", [".git/config", ".venv/bin/python", "tests/conftest.py", "app/core/__pycache__/a.pyc"])
def test_what_the_image_has_no_use_for_is_not_sent(name: str) -> None:
    assert not admitted(name, IGNORE)


def test_both_stages_have_one_python_that_is_new_enough_and_named_exactly() -> None:
    images = {stage[0].words[0] for stage in STAGES}
    assert len(images) == 1
    version = re.fullmatch(r"python:(\d+\.\d+\.\d+)-slim-\w+(@sha256:[0-9a-f]{64})?", images.pop())
    assert version is not None
    assert version[1] in SpecifierSet(PROJECT["requires-python"])


def test_it_runs_as_a_user_who_is_not_root_and_writes_nothing() -> None:
    user, _, group = last("USER").rest.partition(":")
    assert int(user) >= 10000  # a number: Kubernetes cannot tell whether a name is root
    assert int(group) >= 10000
    order = [each.name for each in FINAL]
    assert order.index("USER") > max(place for place, name in enumerate(order) if name in ("RUN", "COPY", "FROM"))
    assert 'PYTHONDONTWRITEBYTECODE="1"' in last("ENV").rest


def test_it_starts_the_command_line_that_there_is() -> None:
    command = last("CMD").words
    assert command[:3] == ["python", "-m", "app"]
    options = parser().parse_args(command[3:])
    assert (options.host, options.port) == ("0.0.0.0", PORT)
    assert last("EXPOSE").words == [str(PORT)]


def test_its_health_check_tells_a_server_that_lives_from_one_that_does_not() -> None:
    command = Instruction("CMD", (), last("HEALTHCHECK").rest.removeprefix("CMD ")).words
    assert command[0] == "python"
    with serving(folder=ROOT) as address:
        port = address.rpartition(":")[2]
        asking = [sys.executable, *(word.replace(f" {PORT},", f" {port},") for word in command[1:])]
        assert f" {port}," in asking[-1]
        assert subprocess.run(asking).returncode == 0
        missing = [*asking[:-1], asking[-1].replace("/livez", "/nothing")]
        assert subprocess.run(missing).returncode == 1
    assert subprocess.run(asking, capture_output=True).returncode == 1


def test_a_dockerfile_and_an_ignore_file_are_read_rightly() -> None:
    text = (
        "FROM a AS b\n# no\nCOPY --chown=1 x y/ z/\nRUN one \\\n    # no\n    && two\n"
        'FROM c\nCOPY --from=b /x /x\nCMD ["d", "e"]\n'
    )
    first, second = stages(text)
    assert copied(first) == ["x", "y"]
    assert copied(second) == []
    assert first[2].rest == "one && two"
    assert last("CMD", second).words == ["d", "e"]
    ignore = "*\n!app\n# app\n**/cache\napp/*.tmp\n"
    assert [admitted(name, ignore) for name in ("app", "app/a/b.py", "app/a.tmp", "app/a/cache/b", "other")] == [
        *(True, True),
        *(False, False, False),
    ]
    assert admitted("app/a/b.tmp", ignore)


def test_a_rehearsal_copies_what_is_sent_and_runs_what_is_said(tmp_path) -> None:
    for name in ("a.txt", "b/c.py", "b/__pycache__/c.pyc"):
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).write_text(name)
    (tmp_path / "tree" / ".dockerignore").write_text("*\n!a.txt\n!b\n**/__pycache__\n")
    for rest in ("a.txt one.txt", "a.txt ./", "b d"):
        rehearsal.copy(Instruction("COPY", (), rest), tmp_path / "tree", tmp_path / "made")
    assert files(tmp_path / "made") == {"one.txt", "a.txt", "d/c.py"}
    run = Instruction("RUN", (), "python -m venv /opt/normaxis && true")
    assert rehearsal.placed(run, tmp_path) == ["sh", "-ec", f"python -m venv {tmp_path}/opt/normaxis && true"]
    assert rehearsal.placed(Instruction("CMD", (), '["python", "-V"]'), tmp_path) == ["python", "-V"]
