"""The arrows that must never exist, and how the files of the project are read for them."""

import ast
import builtins
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment, nodes

OTHER_ROOMS = ("app.sources", "app.figures", "app.lessons", "app.exports", "app.web")
SHELL = ("fastapi", "starlette", "uvicorn", "pydantic", "pydantic_core", "jinja2", "markupsafe")
CHANCE = ("random", "secrets", "uuid", "numpy.random", "os.urandom")
CLOCK = ("time", "datetime", "calendar", "zoneinfo", "sched")
FILES = (
    "builtins.open",
    *("io", "pathlib", "shutil", "tempfile", "glob", "fileinput", "mmap", "pickle", "shelve", "sqlite3", "subprocess"),
    *(f"numpy.{name}" for name in ("load", "save", "savez", "savez_compressed", "memmap", "lib")),
    *(f"numpy.{name}" for name in ("fromfile", "loadtxt", "savetxt", "genfromtxt", "fromregex")),
    *(".tofile", ".read_text", ".read_bytes", ".write_text", ".write_bytes"),
    # Of the operating system, only how many cores there are.
    *(f"os.{name}" for name in ("*", *dir(os)) if name not in ("sched_getaffinity", "cpu_count")),
)
HIDDEN = ("importlib", "builtins.__import__", "builtins.eval", "builtins.exec")
"""Ways to import that cannot be read from the file."""


@dataclass(frozen=True)
class Rule:
    """What no module of a part may use, but for what is `allowed` of it and for modules that are `exempt`."""

    part: str
    never: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()


RULES = (
    Rule("app.core", ("app",), allowed=("app.core",)),
    Rule("app.core", (*SHELL, "plotly", "json", "socket", "urllib", "http", *CHANCE, *CLOCK, *FILES, *HIDDEN)),
    Rule("app.core", ("builtins.round", "numpy.round", "numpy.around", "decimal", ".round")),
    Rule("app.sources", ("app.figures", "app.lessons", "app.exports", "app.web")),
    Rule("app.datasets", ("app.figures", "app.lessons", "app.exports", "app.web")),
    Rule("app.figures", ("app.sources", "app.lessons", "app.exports", "app.web")),
    Rule("app.lessons", ("app.exports", "app.web")),
    Rule("app.exports", ("app.lessons", "app.web")),
    # A course is text: what its addresses show is for those who read them.
    Rule("app.lecture", ("app",), allowed=("app.core.errors", "app.lecture")),
    Rule("app.lecture", (*CHANCE, *CLOCK, *FILES)),
    Rule("app.quiz", ("app.lessons", "app.exports", "app.views", "app.web")),
    Rule("app", ("app.web", *SHELL), exempt=("app.web", "app.__main__", "app.export_command", "app.notebook")),
    Rule("app", ("plotly", *HIDDEN), exempt=("app.bootstrap", "app.notebook")),
)
COMPUTING = {"abs", "float", "int", "max", "min", "random", "round", "sum", "divisibleby"}
"""Filters and tests of Jinja that calculate."""
IN_TEMPLATES = (
    # Names and parts of them, as `loop.index0` or `suffix[1:]`; text; a choice; a comparison; a filter; a macro.
    *(nodes.Name, nodes.NSRef, nodes.Getattr, nodes.Getitem, nodes.Slice),
    *(nodes.Const, nodes.TemplateData, nodes.Concat, nodes.Tuple, nodes.List, nodes.Dict),
    *(nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Test, nodes.Filter, nodes.Call),
)
OWNERS = {
    "plot.js": ("Plotly",),
    "url.js": ("history", "pushState", "replaceState"),
    "request.js": ("fetch", "XMLHttpRequest", "sendBeacon", "EventSource", "WebSocket"),
}
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(", re.IGNORECASE)
NAMED = re.compile(r"(?<![-\w])(black|white|gr[ae]y|silver|red|green|blue|navy|orange|purple|yellow|pink)(?![-\w])")


def used(source: str, module: str = "app.module") -> set[str]:
    """The dotted names that Python code uses: all it imports, also inside functions, and what it takes from there.

    `np.random.rand` is "numpy.random.rand"; a built-in is "builtins.open"; an attribute of anything is ".tofile".
    """
    tree = ast.parse(source)
    names: dict[str, str] = {}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
            names |= {
                a.asname or a.name.split(".")[0]: a.name if a.asname else a.name.split(".")[0] for a in node.names
            }
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            start = ".".join([*above, *([node.module] if node.module else [])])
            found |= {f"{start}.{alias.name}" for alias in node.names}
            names |= {alias.asname or alias.name: f"{start}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found |= {f".{node.attr}"} | {f"{start}.{node.attr}" for start in _dotted(node.value, names)}
        elif isinstance(node, ast.Name) and node.id not in names and hasattr(builtins, node.id):
            found.add(f"builtins.{node.id}")
    return found


def _dotted(node: ast.expr, names: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Name) and node.id in names:
        yield names[node.id]
    elif isinstance(node, ast.Attribute):
        yield from (f"{start}.{node.attr}" for start in _dotted(node.value, names))


def arrows(source: str, module: str) -> list[str]:
    """The forbidden arrows that leave a module."""
    names = used(source, module)
    rules = [rule for rule in RULES if within(module, rule.part) and not within(module, *rule.exempt)]
    wrong = {name for name in names for rule in rules if within(name, *rule.never) and not within(name, *rule.allowed)}
    return [f"{module} → {name}" for name in sorted(wrong)]


def within(name: str, *parts: str) -> bool:
    """Whether a dotted name is one of the parts or lies inside one."""
    return any(name == part or name.startswith(f"{part}.") for part in parts)


def arithmetic(template: str) -> list[str]:
    """What a template calculates: each expression that is not one of IN_TEMPLATES, and each filter of COMPUTING."""
    expressions = Environment().parse(template).find_all(nodes.Expr)
    return [
        f"line {node.lineno}: {type(node).__name__} {getattr(node, 'name', '')}".strip()
        for node in expressions
        if not isinstance(node, IN_TEMPLATES)
        or (isinstance(node, nodes.Filter | nodes.Test) and node.name in COMPUTING)
    ]


def trespasses(script: str, name: str) -> list[str]:
    """The words in a script that belong to another one. Comments do not count, nor do sentences in quotes."""
    literal = r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
    # A quoted word alone may be the name of a property, as in window['history'].
    code = re.sub(literal, lambda m: m[0] if re.fullmatch(r"""(['"])\w+\1""", m[0]) else "", script, flags=re.DOTALL)
    words = set(re.findall(r"\w+", code))
    return [word for owner, owned in OWNERS.items() if owner != name for word in owned if word in words]


def colours(style: str) -> list[str]:
    """The colours that a style sheet holds, in its values."""
    bare = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    values = re.findall(r"(?:^|[{;])\s*[\w-]+\s*:\s*([^;{}]+)(?=[;}])", bare)
    return [match[0] for value in values for match in (*COLOUR.finditer(value), *NAMED.finditer(value))]


def tokens(style: str, theme: str = "light") -> dict[str, str]:
    """A theme's colours in tokens.css: light and dark are pairs in its first rule, others replace the light ones."""
    first = style[style.index(":root {") : style.index("\n}")]
    pairs = {name: each for name, *each in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", first)}
    if theme in ("light", "dark"):
        return {name: each[theme == "dark"] for name, each in pairs.items()}
    rule = re.search(rf':root\[data-theme="{theme}"\] \{{\n(.*?)\n\}}', style, re.DOTALL)
    return tokens(style) | dict(re.findall(r"--([\w-]+): (#\w{6});", rule[1] if rule else ""))
