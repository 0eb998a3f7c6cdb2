"""A sheet as TikZ, for LaTeX: vectors and real text in the document's own fonts, with nothing but the package tikz.

What the drawings of this project are made of is turned into TikZ: paths of lines, arcs that are rings, lines of text,
and pictures, pixel by pixel, as rectangles. Coordinates stay those of the SVG.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

import numpy as np
from numpy.typing import NDArray

from app.core.errors import InputError
from app.exports.sheet import SHINE, Sheet
from app.exports.tex import tex
from app.figures.png import pixels
from app.figures.themed import LIGHT, Palette

TEXT_WIDTH = 345.0
"""The width of the text of LaTeX's article, in points: a sheet is made as wide at most."""
UNIT = 0.75
"""Points to the figure unit, which is a pixel of CSS. What is too wide is scaled as a whole, its text with it."""
LEAST_TYPE, LARGER = 7.0, 1.25
"""Type that a scale makes smaller than so many points is set larger, by so much at most: by how much the letters of
LaTeX's sans serif are narrower than those that the drawings leave room for."""
MOST_RECTANGLES = 20_000
"""What TeX typesets in some seconds and within its memory."""
OVER = 0.2
"""By so many units a rectangle reaches under the next one, so that no hair of paper shows between them."""
FAMILY = {"serif": r"\rmfamily", "sans-serif": r"\sffamily"}
ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}
SVG = "{http://www.w3.org/2000/svg}"
PIECE = re.compile(r"[A-Za-z]|-?\d*\.?\d+(?:e-?\d+)?")
Point = tuple[float, float]


def tikz(title: str, drawing: Sheet, palette: Palette = LIGHT) -> bytes:
    r"""UTF-8 text with one `tikzpicture`, to be read with \input after \usepackage{tikz}.

    Raises InputError for pictures of more pixels than TeX should be given.
    """
    scale = min(1.0, TEXT_WIDTH / (UNIT * drawing.width))
    lines = list(_Writer(scale, palette).element(fromstring(drawing.svg), 0.0, 0.0))  # noqa: S314 - our own drawing
    colours = sorted(set(re.findall(r"nx([0-9a-f]{6})", "\n".join(lines))))
    options = f"scale={scale:.5g},transform shape,x={UNIT}pt,y=-{UNIT}pt,line join=round,inner sep=0pt"
    head = [
        f"% {''.join(letter for letter in title if letter.isprintable())}",
        r"% Made by Normaxis. In the preamble: \usepackage{tikz}. Then: \input{this file}.",
        r"% Smaller or larger: \resizebox{\textwidth}{!}{\input{this file}} (package graphicx).",
        f"\\begin{{tikzpicture}}[{options}]",
        *(f"\\definecolor{{nx{colour}}}{{HTML}}{{{colour.upper()}}}" for colour in colours),
    ]
    return "\n".join([*head, *lines, r"\end{tikzpicture}", ""]).encode()


class _Writer:
    """Elements of SVG as lines of TikZ."""

    def __init__(self, scale: float, palette: Palette) -> None:
        self.scale = scale
        self.unit = UNIT * scale  # of lines, which no scale reaches
        self.ground = (255, 255, 255) if palette is LIGHT else _bytes(palette.paper)
        self.shine = palette.shine
        self.rectangles = 0

    def element(self, element: Element, left: float, top: float) -> Iterator[str]:
        """One element and what is in it, moved by `left` and `top`."""
        kind = element.tag.removeprefix(SVG)
        if kind == "svg":
            x, y = _number(element, "x"), _number(element, "y")
            for child in element:
                yield from self.element(child, left + x, top + y)
        elif kind == "path":
            yield from self.path(element, left, top)
        elif kind == "rect":
            x, y = left + _number(element, "x"), top + _number(element, "y")
            wide, high = _number(element, "width"), _number(element, "height")
            yield f"\\fill[{_colour(element.attrib['fill'])}] ({x:g},{y:g}) rectangle +({wide:g},{high:g});"
        elif kind == "text":
            yield self.text(element, left, top)
        elif kind == "image":
            yield from self.image(element, left, top)
        elif kind not in ("title", "desc", "defs"):
            raise ValueError(f"an element {kind} cannot be drawn with TikZ")

    def path(self, element: Element, left: float, top: float) -> Iterator[str]:
        """A path with its fill and its line."""
        said = element.attrib
        options = []
        if said["fill"] != "none":
            options.append(f"fill={_colour(said['fill'])}")
        if "stroke" in said:
            width = float(said["stroke-width"]) * self.unit
            options += [f"draw={_colour(said['stroke'])}", f"line width={width:.3g}pt"]
        if "stroke-dasharray" in said:
            lengths = [float(each) * self.unit for each in said["stroke-dasharray"].split(",")]
            names = ("on", "off") * len(lengths)
            pattern = " ".join(f"{name} {length:.3g}pt" for name, length in zip(names, lengths, strict=False))
            options.append(f"dash pattern={pattern}")
        if "opacity" in said:
            options.append(f"opacity={said['opacity']}")
        steps = list(_steps(said["d"], left, top))
        if steps:
            yield f"\\path[{','.join(options)}]"
            yield from _filled(steps)
            yield ";"

    def text(self, element: Element, left: float, top: float) -> str:
        """A line of text on its baseline."""
        said = element.attrib
        size = float(said["font-size"]) * UNIT
        size = max(size, min(LEAST_TYPE / self.scale, LARGER * size))
        family = FAMILY[said["font-family"].rsplit(",", 1)[1].strip()]
        bold = r"\bfseries" if said.get("font-weight") == "700" else ""
        words = tex(element.text or "")
        for part in element:
            words += f"\\textbf{{\\textit{{{tex(part.text or '')}}}}}{tex(part.tail or '')}"
        x, y = left + float(said["x"]), top + float(said["y"])
        font = f"\\fontsize{{{size:.3g}}}{{{1.2 * size:.3g}}}\\selectfont{family}{bold}"
        options = f"anchor={ANCHORS[said['text-anchor']]},text={_colour(said['fill'])},font={font}"
        return f"\\node[{options}] at ({x:g},{y:g}) {{{words}}};"

    def image(self, element: Element, left: float, top: float) -> Iterator[str]:
        """A picture: runs of pixels of one colour in a row."""
        said = element.attrib
        dots = self.painted(pixels(b64decode(said["href"].partition(",")[2])), SHINE in said.get("filter", ""))
        rows, columns = dots.shape
        wide, high = float(said["width"]) / columns, float(said["height"]) / rows
        for row, line in enumerate(dots):
            starts = np.flatnonzero(np.diff(line, prepend=-2))
            ends = np.append(starts[1:], columns)
            self.rectangles += len(starts)
            if self.rectangles > MOST_RECTANGLES:
                got = f"pictures of more than {MOST_RECTANGLES:,} pixels of changing colour"
                raise InputError("shape", got, "a figure that TeX can draw", "a smaller tensor, or SVG or PNG")
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
                if line[start] >= 0:
                    x, y = left + float(said["x"]) + start * wide, top + float(said["y"]) + row * high
                    size = f"({(end - start) * wide + OVER:.4g},{high + OVER:.4g})"
                    yield f"\\fill[nx{int(line[start]):06x}] ({x:.5g},{y:.5g}) rectangle +{size};"

    def painted(self, dots: NDArray[np.uint8], shining: bool) -> NDArray[np.int64]:
        """The colours as numbers, on the ground of the sheet; -1 where nothing is painted."""
        colour, opacity = dots[..., :3].astype(np.float64), dots[..., 3:] / 255
        if shining:
            colour = np.minimum(colour * self.shine, 255)
        mixed = np.rint(colour * opacity + np.array(self.ground) * (1 - opacity)).astype(np.int64)
        numbers = mixed[..., 0] << 16 | mixed[..., 1] << 8 | mixed[..., 2]
        return np.where(opacity[..., 0] > 0, numbers, -1)


def _steps(path: str, left: float, top: float) -> Iterator[str]:
    """A path of SVG as steps of TikZ, with absolute coordinates."""
    pieces = PIECE.findall(path)
    x, y, at = 0.0, 0.0, 0
    start: Point = (0.0, 0.0)

    def taken(count: int) -> list[float]:
        nonlocal at
        at += count
        return [float(piece) for piece in pieces[at - count : at]]

    command = ""
    while at < len(pieces):
        if pieces[at].isalpha():
            command, at = pieces[at], at + 1
        if command in "Zz":
            x, y = start
            yield "-- cycle"
        elif command in "Mm":
            right, down = taken(2)
            x, y = (x + right, y + down) if command == "m" else (right, down)
            start, command = (x, y), "L"
            if pieces[at : at + 1] == ["a"]:  # a ring is two arcs from its left end
                at += 1
                radius = taken(7)[0]
                at += 1
                taken(7)
                yield f"({left + x + radius:.5g},{top + y:.5g}) circle[radius={radius:g}]"
                at += pieces[at : at + 1] == ["z"]
            else:
                yield f"({left + x:.5g},{top + y:.5g})"
        elif command in "LHVlhv":
            if command in "Ll":
                right, down = taken(2)
                x, y = (x + right, y + down) if command == "l" else (right, down)
            elif command in "Hh":
                x = taken(1)[0] + (x if command == "h" else 0)
            else:
                y = taken(1)[0] + (y if command == "v" else 0)
            yield f"-- ({left + x:.5g},{top + y:.5g})"
        else:
            raise ValueError(f"a step {command} cannot be drawn with TikZ")


def _filled(steps: list[str]) -> Iterator[str]:
    """The steps in lines that TeX has room for."""
    line = ""
    for step in steps:
        if len(line) + len(step) > 110:
            yield line
            line = ""
        line += f" {step}"
    yield line


def _number(element: Element, name: str) -> float:
    return float(element.attrib.get(name, 0))


def _colour(text: str) -> str:
    return f"nx{text.removeprefix('#').lower()}"


def _bytes(colour: str) -> tuple[int, int, int]:
    number = int(colour.removeprefix("#"), 16)
    return number >> 16, number >> 8 & 255, number & 255
