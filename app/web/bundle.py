"""The project's scripts as one: for a file that has to work without a server, where modules cannot be fetched.

Each module becomes a function that is called once, in the order in which they need each other, and gives what it
exports. The scripts of this project import and export at the beginning of lines and in the few forms that are here;
anything else is refused, so that no file is made that does not work.
"""

import re
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

from app.resources import STATIC
from app.web.assets import without_comments

IMPORT = re.compile(r"^import (?:\* as (?P<all>\w+)|\{(?P<names>[^}]*)\}) from '(?P<place>[^']+)';$", re.MULTILINE)
EXPORT = re.compile(r"^export (?P<what>(?:async )?function|class|const) (?P<name>\w+)", re.MULTILINE)
LEFT = re.compile(r"^(?:import|export)\b.*|\bimport\(.*", re.MULTILINE)
TYPE = re.compile(r"/\*\*.*?\*/ ?")
"""A comment inside a line says a type, perhaps one of another module."""


@cache
def bundle(entry: str, folder: Path = STATIC / "js") -> str:
    """A script that does what the module `entry` of the folder does, with all that it imports.

    Raises ValueError for a form of import or export that is not understood, and for modules that need each other.
    """
    written: dict[str, str] = {}
    _add(entry, folder, written, ())
    return "\n".join(["'use strict';", *written.values()])


def _add(name: str, folder: Path, written: dict[str, str], above: tuple[str, ...]) -> None:
    if name in written:
        return
    if name in above:
        raise ValueError(f"modules that need each other: {' → '.join((*above, name))}")
    code = without_comments((folder / name).read_bytes()).decode()
    for found in IMPORT.finditer(code):
        _add(_place(name, found["place"]), folder, written, (*above, name))
    exported = [found["name"] for found in EXPORT.finditer(code)]
    code = IMPORT.sub(lambda found: _taken(found, name), code)
    code = TYPE.sub("", EXPORT.sub(r"\g<what> \g<name>", code))
    if left := LEFT.search(code):
        raise ValueError(f"{name}: “{left[0]}” is not understood")
    lines = "\n".join(line for line in code.splitlines() if line.strip())
    written[name] = f"const {_variable(name)} = (() => {{\n{lines}\nreturn {{ {', '.join(exported)} }};\n}})();"


def _taken(found: re.Match[str], name: str) -> str:
    """An import as the names of what another module gave."""
    module = _variable(_place(name, found["place"]))
    names = found["all"] or "{ " + ", ".join(" ".join(found["names"].split()).replace(" as ", ": ").split(", ")) + " }"
    return f"const {names} = {module};"


def _place(name: str, place: str) -> str:
    return normpath(join(dirname(name), place))


def _variable(name: str) -> str:
    return "module_" + re.sub(r"\W", "_", name.removesuffix(".js"))
