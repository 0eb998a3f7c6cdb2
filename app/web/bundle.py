"""The project's scripts as one: for a page that needs many of them, and for a file that has to work without a server.

Each module becomes a function that is called once, in the order in which they need each other, and gives what it
exports. The scripts of this project import and export at the beginning of lines and in the few forms that are here;
anything else is refused, so that no file is made that does not work. What a script would load late is in it as well.
"""

import re
from pathlib import Path
from posixpath import dirname, join, normpath

from app.resources import STATIC

COMMENT_LINE = re.compile(rb"^ *(?:/\*\*(?:(?!\*/).)*(?:\*/)?|\*.*|//.*)$", re.MULTILINE)
"""In the project's own scripts a line is either a comment or has none before code."""
IMPORT = re.compile(r"^import (?:\* as (?P<all>\w+)|\{(?P<names>[^}]*)\}) from '(?P<place>[^']+)';$", re.MULTILINE)
EXPORT = re.compile(r"^export (?P<what>(?:async )?function|class|const) (?P<name>\w+)", re.MULTILINE)
LATE = re.compile(r"\bimport\('(?P<place>[^']+)'\)")
LEFT = re.compile(r"^(?:import|export)\b.*|\bimport\(.*", re.MULTILINE)
TYPE = re.compile(r"/\*\*.*?\*/ ?")
"""A comment inside a line says a type, perhaps one of another module."""


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
    code = TYPE.sub("", without_comments((folder / name).read_bytes()).decode())
    for found in (*IMPORT.finditer(code), *LATE.finditer(code)):
        _add(_place(name, found["place"]), folder, written, (*above, name))
    exported = [found["name"] for found in EXPORT.finditer(code)]
    code = IMPORT.sub(lambda found: _taken(found, name), code)
    code = LATE.sub(lambda found: f"Promise.resolve({_variable(_place(name, found['place']))})", code)
    code = EXPORT.sub(r"\g<what> \g<name>", code)
    if left := LEFT.search(code):
        raise ValueError(f"{name}: “{left[0]}” is not understood")
    lines = "\n".join(line for line in code.splitlines() if line.strip())
    written[name] = f"const {_variable(name)} = (() => {{\n{lines}\nreturn {{ {', '.join(exported)} }};\n}})();"


def without_comments(script: bytes) -> bytes:
    """A script with its lines of comment left empty: a quarter less to load, and every line keeps its number.

    The comments hold the types of everything, which the reader's browser has no use for.
    """
    return COMMENT_LINE.sub(b"", script)


def _taken(found: re.Match[str], name: str) -> str:
    """An import as the names of what another module gave."""
    module = _variable(_place(name, found["place"]))
    names = found["all"] or "{ " + ", ".join(" ".join(found["names"].split()).replace(" as ", ": ").split(", ")) + " }"
    return f"const {names} = {module};"


def _place(name: str, place: str) -> str:
    return normpath(join(dirname(name), place))


def _variable(name: str) -> str:
    return "module_" + re.sub(r"\W", "_", name.removesuffix(".js"))
