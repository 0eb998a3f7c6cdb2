"""Jinja: one environment, escaping on, undefined names an error, and the formats that templates may use."""

from functools import cache, partial
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pydantic_core import to_json

from app.figures.numbers import CHECKED, apart, number
from app.resources import TEMPLATES
from app.web.islands import elsewhere
from app.web.parameters import plain
from app.web.table_rows import panel_rows, pool_rows

SITE = (
    ("Compare", "/", True),
    ("All axes", "/axes", True),
    ("Lessons", "/lessons", False),
    ("Lecture", "/lecture", False),
    ("Quiz", "/quiz", False),
    ("Teach", "/teach", False),
)
"""The pages that every page leads to, in order, and whether the state of a tensor goes along."""


@cache
def environment() -> Environment:
    """The environment of all templates."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # answers are named by a hash of all templates, taken at the start
    )
    made.filters["number"] = number
    made.filters["apart"] = apart
    made.filters["checked"] = lambda value, digits=CHECKED: number(value, max(CHECKED, digits))
    made.filters["panel_rows"] = panel_rows
    made.filters["pool_rows"] = pool_rows
    made.filters["inside"] = inside
    made.filters["plain"] = plain
    made.filters["sizes"] = lambda shape: " × ".join(map(str, shape)) or "1"
    made.filters["symbol"] = symbol
    made.filters["thousands"] = lambda count: f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    made.filters["compact"] = lambda plain: to_json(plain).decode()
    made.filters["widest"] = widest
    made.filters["json_island"] = json_island
    return made


def inside(value: float) -> str:
    """A number inside a formula: a negative one in parentheses."""
    return f"({number(value)})" if value < 0 else number(value)


@cache
def symbol(text: str) -> Markup:
    """A symbol in MathML: "μ", "σ²" with a raised two, "Var[x]" upright; a root over what follows "√"."""
    if text.startswith("√"):
        return Markup("<msqrt>{}</msqrt>").format(symbol(text[1:]))
    if text.endswith("²"):
        return Markup("<msup><mi>{}</mi><mn>2</mn></msup>").format(text[:-1])
    return Markup("<mi>{}</mi>").format(text)


def widest(parts: tuple[Markup, ...]) -> int:
    """Letters of the longest of several pieces of a page, as they are read."""
    return max(len(part.striptags()) for part in parts)


def json_island(value: Any) -> Markup:
    """JSON that may stand inside a script element: no letter in it can end the element or open a comment."""
    text = to_json(value, inf_nan_mode="strings")
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter.encode(), b"\\u%04x" % ord(letter))
    return Markup(text.decode())  # noqa: S704 - the letters that matter to HTML were replaced above


def render(request: Request, template: str, **context: Any) -> str:
    """The template as text.

    `asset` gives the address of a static file, `elsewhere` that of what is only for scripts, `theme` the palette.
    """
    context = {
        "theme": "auto",
        "themes": (),
        "here": "",
        "state": "",
        "share": "",
        "card": None,
        "embedded": False,
    } | context
    context["site"] = [
        (name, f"{path}?{context['state']}" if carries and context["state"] else path, path == context["here"])
        for name, path, carries in SITE
    ]
    context |= {"asset": request.app.state.assets.url, "elsewhere": partial(elsewhere, request)}
    return environment().get_template(template).render(**context)
