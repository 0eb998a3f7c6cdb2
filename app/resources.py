"""Where the files that are no Python are: beside `app` in the source tree, inside it in an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name


STATIC = _folder("static")
TEMPLATES = _folder("templates")
