"""Build the wheel and the source archive, and install a wheel, without a network."""

import importlib.util
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

from app.bootstrap import ROOT

SCRATCH = (
    "__pycache__",
    ".pyc",
    ".venv",
    ".pytest_cache",
    ".hypothesis",
    ".mypy_cache",
    ".ruff_cache",
    ".git/",
    "dist/",
)


def build(tree: Path, target: str, folder: Path) -> Path:
    """The wheel or the sdist of a tree, made by the pinned builder in this environment."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    [made] = folder.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return made


def files(folder: Path) -> set[str]:
    """The files of a folder by their path in it, without what tools leave behind."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return found - set(scratch(found))


def scratch(names: set[str]) -> list[str]:
    """What tools leave behind and nobody needs."""
    return sorted(name for name in names if any(part in name for part in SCRATCH))


def in_wheel(tree: Path = ROOT) -> set[str]:
    """The files that a wheel of this tree has, but for its metadata: the package, with its resources inside."""
    return {f"app/{name}" for name in files(tree / "app")} | {
        f"app/{folder}/{name}" for folder in ("static", "templates") for name in files(tree / folder)
    }


def packed(archive: Path) -> set[str]:
    """The files in a wheel, or in a source archive below its only folder."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return set(wheel.namelist())
    with tarfile.open(archive) as source:
        return {member.name.partition("/")[2] for member in source.getmembers() if member.isfile()}


def install(wheel: Path, folder: Path) -> Path:
    """The Python of a new environment that has the wheel, and the packages of this one without its own tree."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    [packages] = folder.glob("lib/python*/site-packages")
    python = folder / "bin" / "python"
    # A virtual environment made without pip leaves it to the Python it was made from.
    with_pip = sys.executable if importlib.util.find_spec("pip") else getattr(sys, "_base_executable", sys.executable)
    pip = [with_pip, "-m", "pip", "--python", python, "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", "--no-index", "--no-deps", "--no-cache-dir", wheel], check=True)
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python
