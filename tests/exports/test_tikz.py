"""TikZ: what is drawn is all there, text stays text, and LaTeX takes it where there is one."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InputError
from app.exports import tikz as module
from app.exports.panel_files import panels_on_paper, panels_sheet
from app.exports.sheet import Sheet
from app.exports.tex import UNKNOWN, tex
from app.exports.tikz import tikz
from app.figures.png import colour_png, data_uri
from app.figures.themed import palette_of
from app.web.exhibits import exhibit, keys
from app.web.settings import Settings

PICTURED = [key for key in keys() if exhibit(key, "", Settings()).panels]
HOSTILE = r"a\b{c}$d$ & #1 ^_ ~ % \input{/etc/passwd} “é ą ŷ ß” ∑ 語 <script>"
LEAST_POINTS = 5
"""Below this a letter on paper is a dot."""
SAMPLE = [("compare", "auto"), ("maps", "dark"), ("training", "projector"), ("noise", "light")]
"""Of every kind of drawing one; TeX takes seconds for each."""
needs_latex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX here")


def sheet_of(content: str) -> Sheet:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" width="100" height="50">{content}</svg>'
    return Sheet(svg, 100, 50)


def drawn(content: str) -> list[str]:
    lines = tikz("Title", sheet_of(content)).decode().splitlines()
    start = next(k for k, line in enumerate(lines) if line.startswith("\\begin{tikzpicture}"))
    return [line for line in lines[start + 1 : -1] if not line.startswith("\\definecolor")]


def balanced(text: str) -> bool:
    depth = 0
    for mark in re.findall(r"\\.|[{}]", text, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth < 0:
            return False
    return depth == 0


def test_a_path_is_moved_with_the_drawing_it_is_in() -> None:
    inner = '<svg x="10" y="20"><path d="M1,2H5V6h-4v-4Z" fill="#1c64d9" stroke="#000000" stroke-width="2"/></svg>'
    options, path, end = drawn(inner)
    assert options == "\\path[fill=nx1c64d9,draw=nx000000,line width=1.5pt]"
    assert path.strip() == "(11,22) -- (15,22) -- (15,26) -- (11,26) -- (11,22) -- cycle"
    assert end == ";"


def test_rings_dashes_and_opacity() -> None:
    ring = "M4,5a3,3 0 1 0 6,0a3,3 0 1 0 -6,0zM0,0L1,1"
    dash = 'stroke="#ffffff" stroke-width="4" stroke-dasharray="4,2" opacity="0.5"'
    options, path, _ = drawn(f'<path d="{ring}" fill="none" {dash}/>')
    assert path.strip() == "(7,5) circle[radius=3] (0,0) -- (1,1)"
    assert "dash pattern=on 3pt off 1.5pt" in options and "opacity=0.5" in options and "fill" not in options


def test_steps_from_where_the_path_is_lead_on() -> None:
    _, path, _ = drawn('<path d="M1,2v-1h2V2zm4,0v-1h2V2z" fill="#1c64d9"/>')
    assert drawn('<path d="M1,2l3,-1l1,4" fill="none"/>')[1].strip() == "(1,2) -- (4,1) -- (5,5)"
    bars = "(1,2) -- (1,1) -- (3,1) -- (3,2) -- cycle (5,2) -- (5,1) -- (7,1) -- (7,2) -- cycle"
    assert path.strip() == bars
    ring = "a3,3 0 1 0 6,0a3,3 0 1 0 -6,0z"
    _, path, _ = drawn(f'<path d="M4,5{ring}m10,-2{ring}" fill="#1c64d9"/>')
    assert path.strip() == "(7,5) circle[radius=3] (17,3) circle[radius=3]"


def test_text_keeps_its_place_its_weight_and_its_letters() -> None:
    text = '<tspan font-weight="bold" font-style="italic">N</tspan> = 4 &amp; x²'
    family = 'font-family="Cambria, serif" font-size="20" fill="#000000" text-anchor="end"'
    [node] = drawn(f'<text x="7" y="8" {family}>{text}</text>')
    assert node.startswith(
        "\\node[anchor=base east,text=nx000000,font=\\fontsize{15}{18}\\selectfont\\rmfamily] at (7,8)"
    )
    assert node.endswith(r"{\textbf{\textit{N}} = 4 \& x\ensuremath{^2}};")


def test_a_picture_is_its_pixels() -> None:
    pixels = np.array([[[255, 0, 0], [255, 0, 0], [0, 0, 255]]], np.uint8)
    image = f'<image href="{data_uri(colour_png(pixels))}" x="10" y="20" width="30" height="10"/>'
    assert drawn(image) == [
        "\\fill[nxff0000] (10,20) rectangle +(20.2,10.2);",
        "\\fill[nx0000ff] (30,20) rectangle +(10.2,10.2);",
    ]


def test_a_picture_of_too_many_pixels_is_refused_in_words(monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_RECTANGLES", 10)
    found = exhibit("maps", "", Settings())
    with pytest.raises(InputError, match="try a smaller tensor, or SVG or PNG"):
        tikz("", panels_sheet("", found.panels))


@pytest.mark.parametrize("content", ["<circle/>", '<path d="M0,0C1,1 2,2 3,3" fill="none"/>'])
def test_what_is_not_understood_is_refused(content) -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        drawn(content)


@given(st.text())
def test_no_text_is_a_command_and_none_stops_latex(text) -> None:
    written = tex(text)
    assert written.isascii() and balanced(written) and "\n" not in written
    bare = re.sub(r"\\[A-Za-z]+(\{\})?|\\[^A-Za-z]|\\ensuremath\{[^}]*\}", "", written)
    assert not re.search(r"(?<!\\)[#%&$]", re.sub(r"\\ensuremath\{[^}]*\}", "", written))
    assert "\\" not in bare


def test_letters_that_latex_has_are_kept() -> None:
    assert tex("é ß ł") == r"\'{e} \ss{} \l{}"
    assert tex("x̂ = √σ²") == r"\^{x} = \ensuremath{\surd}\ensuremath{\sigma}\ensuremath{^2}"
    assert tex("語") == UNKNOWN
    assert "\\input" not in tex(HOSTILE) and balanced(tex(HOSTILE))


@pytest.mark.parametrize("key", PICTURED)
def test_every_figure_becomes_one_picture(key) -> None:
    found = exhibit(key, "", Settings())
    text = tikz("One\nline", panels_sheet(found.title, found.panels)).decode()
    assert text.startswith("% Oneline\n") and text.endswith("\\end{tikzpicture}\n")
    assert text.count("\\begin{") == text.count("\\end{") == 1 and balanced(text)
    used, defined = set(re.findall(r"=(nx\w{6})", text)), set(re.findall(r"\\definecolor\{(nx\w{6})\}", text))
    assert used <= defined
    assert max(map(len, text.splitlines())) < 1000


@needs_latex
def test_latex_takes_every_kind_of_drawing_and_every_title(tmp_path: Path) -> None:
    inputs = []
    for number, (key, theme) in enumerate(SAMPLE):
        found = exhibit(key, f"theme={theme}", Settings())
        sheet = panels_sheet(HOSTILE, found.panels, palette_of(theme), headline=HOSTILE)
        (tmp_path / f"f{number}.tex").write_bytes(tikz(HOSTILE, sheet, palette_of(theme)))
        inputs.append(f"\\noindent\\input{{f{number}.tex}}\\newpage")
    document = "\\documentclass{article}\n\\usepackage{tikz}\n\\begin{document}\n%s\n\\end{document}\n"
    (tmp_path / "all.tex").write_text(document % "\n".join(inputs))
    command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "-no-shell-escape", "all.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    assert (tmp_path / "all.pdf").stat().st_size > 100_000


@pytest.mark.parametrize("key", PICTURED)
def test_type_can_be_read_also_where_there_are_several_pictures(key: str) -> None:
    found = exhibit(key, "", Settings())
    text = tikz("T", panels_on_paper("T", found.panels)).decode()
    scale = float(re.search(r"scale=([0-9.]+),", text)[1])
    sizes = [float(size) for size in re.findall(r"\\fontsize\{([0-9.]+)\}", text)]
    assert scale * min(sizes) >= LEAST_POINTS
