"""Give a fresh checkout what it needs: a virtual environment beside it, with the pinned packages, made once.

Standard library only, and written so that an older Python reads it far enough to say what it lacks. An installed
package has its dependencies from its installer, so there nothing is done.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
GUARD = "NORMAXIS_SET_UP"
"""Set in the environment of the second start, so that there is never a third."""


def ensure(module: str, arguments: Sequence[str], extra: str | None = None, root: Path = ROOT) -> None:
    """Return if this Python has the pinned packages; otherwise run `python -m module arguments` again in one that has.

    `extra` names a group of further packages in pyproject.toml. SystemExit with a sentence where setting up fails.
    """
    if not is_checkout(root):
        return
    if sys.version_info < OLDEST:
        raise SystemExit(
            f"Normaxis needs Python {_dotted(OLDEST)} or newer; this is Python {_dotted(sys.version_info)}."
        )
    wanted = requirements(root, extra)
    if satisfied(wanted):
        return
    if GUARD in os.environ:
        raise SystemExit(
            f"The packages in {root / '.venv'} are not the pinned ones. Delete that folder and start again."
        )
    python = environment(root, wanted, extra or "app")
    os.environ[GUARD] = "1"
    command = [str(python), "-m", module, *arguments]
    if os.name == "nt":
        raise SystemExit(subprocess.call(command))  # noqa: S603 - our own command line, once more
    os.execv(python, command)  # noqa: S606 - as above


def is_checkout(root: Path) -> bool:
    """Whether this is the source tree of the project, and not a place where a wheel was installed."""
    configuration = root / "pyproject.toml"
    return configuration.is_file() and '\nname = "normaxis"\n' in configuration.read_text(encoding="utf-8")


def requirements(root: Path, extra: str | None = None) -> list[str]:
    """The pins of pyproject.toml, each as "name==version": the dependencies, and those of the extra."""
    import tomllib

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    further = project["optional-dependencies"][extra] if extra else []
    return [*project["dependencies"], *further]


def satisfied(wanted: Sequence[str]) -> bool:
    """Whether this Python has exactly these versions installed."""
    try:
        return all(importlib.metadata.version(name) == version for name, version in (pin.split("==") for pin in wanted))
    except importlib.metadata.PackageNotFoundError:
        return False


def environment(root: Path, wanted: Sequence[str], name: str) -> Path:
    """The Python of `root`/.venv, made or completed so that it has what is wanted; `name` names the set of it."""
    folder = root / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / f"normaxis-{name}.txt"
    constraints = root / "app" / "constraints.txt"

    def finished() -> str:
        """What the stamp says when all is in place."""
        return "\n".join([_version(python), *wanted, constraints.read_text(encoding="utf-8")])

    with _alone(root):
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == finished():
            return python
        if not os.access(root, os.W_OK):
            raise SystemExit(
                f"Normaxis cannot be set up: {root} cannot be written to. Copy it to a folder of your own."
            )
        _say(f"Setting up in {folder} (once; this takes a minute) …")
        if not _version(python):
            _create(folder)
        _install(python, wanted, constraints)
        stamp.write_text(finished(), encoding="utf-8")
    return python


def install_system_package(name: str) -> bool:
    """Try to install a package of a Debian-like system, as root or without a question; whether that succeeded."""
    apt = shutil.which("apt-get")
    sudo = shutil.which("sudo")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if apt is None or not (is_root or sudo):
        return False
    _say(f"Installing the system package {name} …")
    command = [apt] if is_root else [str(sudo), "-n", apt]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # Where the lists cannot be updated, those that are there may do.
    subprocess.run([*command, "update"], env=quiet, capture_output=True)  # noqa: S603
    arguments = ["install", "--yes", "--no-install-recommends", name]
    done = subprocess.run([*command, *arguments], env=quiet, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        _say(done.stderr.strip())
    return done.returncode == 0


def _create(folder: Path) -> None:
    """A new virtual environment, in place of whatever is there."""
    package = f"python{_dotted(sys.version_info[:2])}-venv"
    if not _has("venv", "ensurepip") and not install_system_package(package) and not _has("venv", "pip"):
        raise SystemExit(
            f"This Python cannot make virtual environments. On Debian or Ubuntu, install {package} "
            f"(sudo apt-get install {package}), then start again."
        )
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    importlib.invalidate_caches()
    if not _has("ensurepip"):
        command.append("--without-pip")
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"{(done.stdout + done.stderr).strip()}\nThe virtual environment {folder} could not be made.")


def _install(python: Path, wanted: Sequence[str], constraints: Path) -> None:
    pip = [str(python), "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True).returncode:  # noqa: S603
        pip = [sys.executable, "-m", "pip", "--python", str(python)]
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--constraint", str(constraints)]
    if subprocess.run([*pip, "install", *options, *wanted]).returncode:  # noqa: S603
        raise SystemExit("The packages could not be installed; the lines above say why. Is there a network?")


def _has(*modules: str) -> bool:
    return all(importlib.util.find_spec(module) is not None for module in modules)


def _version(python: Path) -> str:
    """The version of a virtual environment's Python; "" where there is none that works."""
    if not python.exists():
        return ""
    asked = [str(python), "-c", "import platform; print(platform.python_version())"]
    try:
        return subprocess.run(asked, capture_output=True, text=True).stdout.strip()  # noqa: S603
    except OSError:  # made on another kind of machine
        return ""


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let two starts at once set up one after the other. Where there are no file locks, do not wait."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems of other machines
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _dotted(version: Sequence[object]) -> str:
    return ".".join(map(str, version[:3]))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
