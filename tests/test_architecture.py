"""What may know of what: the project holds to the rules of tests/architecture.py, and each rule can fail."""

import re
from pathlib import Path

import pytest

from app.bootstrap import ROOT
from app.figures.palette import ROLES
from app.figures.themed import PALETTES, palette_of
from app.resources import STATIC, TEMPLATES
from tests.architecture import OWNERS, RULES, arithmetic, arrows, colours, tokens, trespasses, used

APP = ROOT / "app"
SCRIPTS = STATIC / "js"
STYLES = STATIC / "css"


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")), ids=relative)
def test_no_module_has_a_forbidden_arrow(path: Path) -> None:
    assert arrows(path.read_text(encoding="utf-8"), module_of(path)) == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.*")), ids=relative)
def test_no_template_calculates(path: Path) -> None:
    assert arithmetic(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", sorted(SCRIPTS.rglob("*.js")), ids=relative)
def test_no_script_takes_what_belongs_to_another(path: Path) -> None:
    assert trespasses(path.read_text(encoding="utf-8"), path.relative_to(SCRIPTS).as_posix()) == []


@pytest.mark.parametrize("path", sorted(set(STYLES.rglob("*.css")) - {STYLES / "tokens.css"}), ids=relative)
def test_no_style_sheet_but_the_tokens_holds_colours(path: Path) -> None:
    assert colours(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("theme", PALETTES)
def test_the_palettes_of_files_are_the_themes(theme: str) -> None:
    said = tokens((STYLES / "tokens.css").read_text(encoding="utf-8"), theme)
    palette = palette_of(theme)
    assert palette.roles.keys() == ROLES.keys()
    assert {role: said.get(role) for role in ROLES} == palette.roles
    assert said["paper"] == palette.paper


def test_no_other_python_and_no_script_holds_a_colour() -> None:
    files = [*(APP.rglob("*.py")), *SCRIPTS.rglob("*.js")]
    holding = [path for path in files if re.search(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))]
    assert holding == [APP / "figures" / "palette.py"]


def test_every_part_and_every_owner_exists() -> None:
    # A rule about something that was renamed would hold for ever.
    for rule in RULES:
        for part in (rule.part, *rule.exempt, *(name for name in rule.never if name.startswith("app"))):
            place = ROOT / part.replace(".", "/")
            assert place.is_dir() or place.with_suffix(".py").is_file(), part
    for owner, words in OWNERS.items():
        code = (SCRIPTS / owner).read_text(encoding="utf-8")
        assert words[0] in code, owner


FORBIDDEN = [
    *(("app.core.axes", f"from {room} import x") for room in ("app.sources", "app.figures", "app.recipe", "app")),
    *(
        ("app.core.axes", f"import {package}")
        for package in ("fastapi", "pydantic.types", "jinja2", "plotly.io", "json")
    ),
    *(("app.core.axes", f"import {module}") for module in ("random", "secrets", "time", "datetime", "pathlib", "io")),
    ("app.core.axes", "import numpy as np\nx = np.random.default_rng(0)"),
    ("app.core.axes", "from numpy import random as r"),
    ("app.core.axes", "from numpy.random import default_rng"),
    ("app.core.axes", "def f():\n    from time import monotonic\n    return monotonic()"),
    ("app.core.axes", "def f():\n    with open('x') as file:\n        return file"),
    ("app.core.axes", "import os\nos.remove('x')"),
    ("app.core.axes", "from os import path"),
    ("app.core.axes", "import numpy\nx = numpy.load('x')"),
    ("app.core.axes", "def f(x):\n    x.tofile('x')"),
    ("app.core.axes", "x = round(1.5)"),
    ("app.core.axes", "x = __import__('random')"),
    ("app.core.axes", "from ..sources import gaussian"),
    *(("app.sources.heavy", f"import {room}.x") for room in ("app.figures", "app.lessons", "app.exports", "app.web")),
    *(("app.datasets.tables", f"import {room}.x") for room in ("app.figures", "app.lessons", "app.exports", "app.web")),
    *(("app.figures.cube", f"from {room} import x") for room in ("app.web", "app.sources", "app.lessons")),
    *(("app.lessons", f"from {room} import x") for room in ("app.web.query", "app.exports")),
    *(("app.exports.vector", f"from {room} import x") for room in ("app.web", "app.lessons")),
    *(("app.lecture.text", f"import {module}") for module in ("app.web.query", "app.lessons", "pathlib", "random")),
    *(
        ("app.run", f"def f():\n    from {name}")
        for name in ("app import web", "app.web.app import x", "jinja2 import x")
    ),
    ("app.web.api", "import plotly.graph_objects as go"),
    ("app.web.api", "from importlib import import_module"),
]


@pytest.mark.parametrize(("module", "source"), FORBIDDEN)
def test_each_forbidden_arrow_is_found(module: str, source: str) -> None:
    assert arrows(source, module)


def test_what_is_allowed_is_no_arrow() -> None:
    source = "import os\nimport numpy as np\nfrom app.core.pools import Pools\nx = len(os.sched_getaffinity(0))"
    assert arrows(source, "app.core.moments") == []
    assert arrows("from app.web.app import create_app\nimport uvicorn", "app.__main__") == []
    assert "numpy.random.rand" in used("import numpy.random\nnumpy.random.rand()")


@pytest.mark.parametrize(
    "expression",
    ["a // 2", "loop.index0 + 1", "-a", "a * b", "a % 2", "2 ** a", "a|sum", "a|round", "a is divisibleby 2"],
)
def test_each_calculation_in_a_template_is_found(expression: str) -> None:
    assert arithmetic("{{ %s }}" % expression)  # noqa: UP031 - braces
    assert arithmetic("{%% if x %%}{%% set y = (%s) %%}{%% endif %%}" % expression)  # noqa: UP031


def test_what_a_template_may_do_is_no_calculation() -> None:
    allowed = "{{ loop.index0 }}{{ a.b[1:] }}{{ 'x' if a > 1 and not b else c|join(',') }}{{ macro('x' ~ a) }}"
    assert arithmetic(allowed) == []


@pytest.mark.parametrize(
    "code",
    [
        "Plotly.react(a)",
        "window['Plotly'].react(a)",
        "globalThis.history.back()",
        "`${fetch('/')}`",
        "new WebSocket(a)",
    ],
)
def test_each_trespass_of_a_script_is_found(code: str) -> None:
    assert trespasses(code, "keys.js")
    assert (
        trespasses("// Plotly\n/* fetch\n history */ say('its history, fetched'); a = '//'; b = \"it's\"", "keys.js")
        == []
    )
    assert trespasses("Plotly.react(a)", "plot.js") == []


@pytest.mark.parametrize(
    "value", ["#fff", "1px solid #AABBCC", "rgb(0 0 0)", "HSL(0, 0%, 0%)", "white", "oklch(1 0 0)"]
)
def test_each_colour_in_a_style_sheet_is_found(value: str) -> None:
    assert colours(f"a:hover {{ margin: 0; color: {value}; }}")
    assert colours("#add { white-space: nowrap; background: var(--white); } /* #fff */") == []


def test_a_colour_that_differs_is_found() -> None:
    style = ":root {\n  --grid: light-dark(#000000, #ffffff);\n  --step: 4px;\n}\n:root[x] { --grid: #111111; }"
    assert tokens(style) == {"grid": "#000000"}
