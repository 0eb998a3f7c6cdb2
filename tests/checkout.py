"""A made-up checkout, for the tests of setting one up. The Python in its .venv is a script that takes notes."""

from pathlib import Path

from app.bootstrap import GUARD

PROJECT = """\
[project]
name = "normaxis"
dependencies = ["one==1.0"]
[project.optional-dependencies]
test = ["two==2.0"]
"""
PYTHON = """\
#!/bin/sh
case "$1 $2 $3" in
  "-c "*) cat {root}/version ;;
  "-m pip --version") ;;
  "-m pip install") echo "$*" >> {root}/asked; sleep 0.1; exit $(cat {root}/fails) ;;
  *) echo "started with $* and ${guard}" ;;
esac
"""


def checkout(folder: Path) -> Path:
    """The folder as a checkout whose .venv has a Python, but no stamp yet."""
    texts = {
        "pyproject.toml": PROJECT,
        "app/constraints.txt": "one==1.0\n",
        "version": "3.11.7",
        "fails": "0",
        "asked": "",
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    (folder / ".venv" / "bin").mkdir(parents=True)
    script(folder / ".venv" / "bin" / "python", PYTHON.format(root=folder, guard=GUARD))
    return folder


def script(path: Path, text: str) -> None:
    """Write a file that can be run."""
    path.write_text(text)
    path.chmod(0o755)


def installs(folder: Path) -> list[str]:
    """What was asked to be installed, one line each time."""
    return (folder / "asked").read_text().splitlines()
