"""LaTeX takes the snippet as it is pasted, and neither a page of text nor a slide is too small for it."""

import re
import shutil
import subprocess
from urllib.request import urlopen

import pytest

from tests.hosts.dialog import snippets

TALL = ("axes", "small-batches")
"""The figures that are highest for their width."""
PAGES = {"article": "\\section*{%s}\n%s\n", "beamer": "\\begin{frame}{%s}\n%s\n\\end{frame}\n"}
needs_latex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX here")


def known(name: str) -> bool:
    return subprocess.run(["kpsewhich", name], capture_output=True).returncode == 0


def fetched(text: str, ending: str) -> bytes:
    """The file that the lines of comment fetch."""
    [address] = re.findall(rf"curl -o \S+\.{ending} '(.+)'", text)
    with urlopen(address) as answer:
        return answer.read()


@needs_latex
@pytest.mark.parametrize("kind", PAGES)
def test_what_is_pasted_fits(kind, address, tmp_path):
    if not known(f"{kind}.cls") or not known("adjustbox.sty"):
        pytest.skip(f"this LaTeX has no {kind} or no adjustbox")
    pages = []
    for key in TALL:
        text = snippets(address, key)["latex"]
        # rsvg-convert is a program of its own: the picture as pixels has the same shape.
        with urlopen(re.findall(r"curl -o \S+\.svg '(.+)'", text)[0].replace(".svg?", ".png?")) as answer:
            (tmp_path / f"normaxis-{key}.png").write_bytes(answer.read())
        pages.append(PAGES[kind] % (key, text.replace(f"{{normaxis-{key}.pdf}}", f"{{normaxis-{key}.png}}")))
    (tmp_path / "normaxis-axes.tex").write_bytes(fetched(snippets(address, "axes")["latex"], "tex"))
    [instead] = re.findall(r"%   (\\adjustbox.+)", snippets(address, "axes")["latex"])
    pages.append(PAGES[kind] % ("TikZ", instead))
    packages = "\\usepackage{graphicx}\\usepackage{tikz,adjustbox}"
    document = f"\\documentclass{{{kind}}}{packages}\n\\begin{{document}}\n{''.join(pages)}\\end{{document}}\n"
    (tmp_path / "document.tex").write_text(document, encoding="utf-8")
    command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "-no-shell-escape", "document.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120)
    told = done.stdout.decode(errors="replace")
    assert done.returncode == 0, told[-2000:]
    assert not re.findall("Overfull.*|.*too large for page.*", told)
