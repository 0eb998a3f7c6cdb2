"""SNIPPETS: what is pasted into a page of another system so that a figure stands in it, one entry for each system.

All are pure functions of a figure that is placed. Titles come from outside: each function escapes them for the language
it writes, and no other place does.
"""

from html import escape
from urllib.parse import quote

from app import __version__
from app.web.escapes import (
    in_latex,
    in_markdown,
    in_parentheses,
    in_rst,
    in_rst_target,
    in_srcset,
    in_url,
    indented,
    quoted,
)
from app.web.placed import Linked, Placed, Snippet

COLUMN = 750
"""Pixels of the column of text in Jupyter Book, as its theme counts them."""
HIGHEST = r"0.7\textheight"
"""What LaTeX lets a float take of the top of a page, and what a slide has between its title and a caption."""


def frame(placed: Placed) -> str:
    """The frame, as HTML on one line; it needs no script and no style sheet around it."""
    return f"<iframe {_joined(_attributes(placed, 'src'))}></iframe>"


def _attributes(placed: Placed, source: str) -> dict[str, str]:
    return {
        source: placed.embed,
        "title": placed.title,
        "width": "100%" if placed.width is None else str(placed.width),
        "height": str(placed.height),
        "style": "border:0;max-width:100%",
        "loading": "lazy",
        "allow": "fullscreen; clipboard-write",
        "referrerpolicy": "strict-origin-when-cross-origin",
    }


def _joined(said: dict[str, str]) -> str:
    return " ".join(f'{name}="{escape(text)}"' for name, text in said.items())


def resizing(placed: Placed) -> str:
    """The frame, and the script that makes it as high as its figure; several on a page load the script once."""
    return f'{frame(placed)}\n<script src="{escape(placed.base)}/embed-host.js" async></script>'


def linked(placed: Linked) -> str:
    """A link to the whole page, as HTML."""
    return f'<a href="{escape(placed.base + placed.page)}">{escape(placed.title)}</a>'


def picture(placed: Placed) -> str:
    """The picture as HTML, vector where the reader's program knows it, linked to the whole page."""
    return (
        f'<a href="{escape(placed.base + placed.page)}"><picture>'
        f'<source type="image/svg+xml" srcset="{in_srcset(placed.file("svg"))}">'
        f'<img src="{escape(placed.file("@2x.png"))}" alt="{escape(placed.title)}" loading="lazy"'
        ' style="max-width:100%">'
        "</picture></a>"
    )


def html(placed: Placed) -> str:
    """The frame with its caption; where the frame is taken out or the page is printed, the picture stands there."""
    if not placed.drawn:
        return f'<figure style="margin:1em 0">\n{frame(placed)}\n<figcaption>{linked(placed)}</figcaption>\n</figure>'
    style = (
        "@media screen{.normaxis iframe+a{display:none}}"
        "@media print{.normaxis iframe{display:none}.normaxis img{break-inside:avoid}}"
    )
    return (
        f'<figure class="normaxis" style="margin:1em 0">\n<style>{style}</style>\n{frame(placed)}\n{picture(placed)}\n'
        f"<figcaption>{linked(placed)}</figcaption>\n</figure>"
    )


def html_resizing(placed: Placed) -> str:
    """As above, and the frame follows the height of its figure."""
    return f'{html(placed)}\n<script src="{escape(placed.base)}/embed-host.js" async></script>'


def moodle(placed: Placed) -> str:
    """For editors that take scripts and style elements out."""
    return f"<p>{frame(placed)}</p>\n<p>{linked(placed)}</p>"


def canvas(placed: Placed) -> str:
    """As above, with the one attribute for the whole screen that the editor keeps."""
    said = _attributes(placed, "src") | {"allowfullscreen": "allowfullscreen"}
    del said["allow"]
    whole = f"<iframe {_joined(said)}></iframe>"
    return f"<p>{whole}</p>\n<p>{linked(placed)}</p>"


def markdown(placed: Placed) -> str:
    """A picture that is a link, in the Markdown that everybody reads."""
    if not placed.drawn:
        return linked_in_markdown(placed)
    title, page = in_markdown(placed.title), in_parentheses(placed.base + placed.page)
    return f"[![{title}]({in_parentheses(placed.file('svg'))})]({page})"


def linked_in_markdown(placed: Linked) -> str:
    """A link to the whole page, as Markdown."""
    return f"[{in_markdown(placed.title)}]({in_parentheses(placed.base + placed.page)})"


def linked_in_rst(placed: Linked) -> str:
    """The same as reStructuredText."""
    return f"`{in_rst(placed.title)} <{in_rst_target(placed.base + placed.page)}>`__"


def quarto(placed: Placed) -> str:
    """The frame in HTML, the picture from a file in all else."""
    # With `embed-resources: true` all that is not marked is copied into the page, and a copied frame is dead.
    marked = resizing(placed).replace(" src=", ' data-external="1" src=')
    shown = f'::: {{.content-visible when-format="html"}}\n```{{=html}}\n{marked}\n```\n:::'
    other = linked_in_markdown(placed)
    if placed.drawn:
        other = f"![{in_markdown(placed.title)}]({placed.name}.svg){{width=100%}}"
    return f'{shown}\n\n::: {{.content-visible unless-format="html"}}\n{other}\n:::'


def mkdocs(placed: Placed) -> str:
    """HTML is Markdown; a paragraph begins after an empty line."""
    return f"<div>\n{resizing(placed)}\n</div>"


def sphinx(placed: Placed) -> str:
    """reStructuredText: a directive for HTML, a link for all other builders."""
    return (
        f".. only:: html\n\n{indented('.. raw:: html', 3)}\n\n{indented(resizing(placed), 6)}\n\n"
        f".. only:: not html\n\n   {linked_in_rst(placed)}"
    )


def myst(placed: Placed) -> str:
    """MyST Markdown as Sphinx and Jupyter Book 1 read it."""
    return f"```{{raw}} html\n{resizing(placed)}\n```"


def jupyter_book(placed: Placed) -> str:
    """MyST Markdown as Jupyter Book 2 reads it: it has a directive for frames, and no raw HTML with scripts."""
    options = [f":width: {_part_of_column(placed.width)}%", f":title: {placed.title}"]
    if placed.drawn:
        options.append(f":placeholder: {placed.file('@2x.png')}")
    return "\n".join([f":::{{iframe}} {placed.embed}", *options, in_markdown(placed.title), ":::"])


def _part_of_column(width: int | None) -> int:
    """A width as a part of the column, in percent: the book's theme makes 500 pixels of any number of pixels."""
    return 100 if width is None else min(100, round(100 * width / COLUMN))


def reveal(placed: Placed) -> str:
    """A slide; the frame is loaded as the slide comes near."""
    return f"<section>\n<iframe {_joined(_attributes(placed, 'data-src'))} data-preload></iframe>\n</section>"


def notebook(placed: Placed) -> str:
    """A cell of a Jupyter notebook."""
    wide = "100%" if placed.width is None else placed.width
    extras = [f'title="{escape(placed.title)}"', 'loading="lazy"']
    return (
        "from IPython.display import IFrame\n\n"
        f"IFrame(\n    {placed.embed!r},\n    width={wide!r},\n    height={placed.height},\n    extras={extras!r},\n)"
    )


def latex(placed: Placed) -> str:
    """The vector file no wider and no higher than a slide or a float has room for, with the commands that fetch it."""
    title, name = in_latex(placed.title), placed.name
    return (
        f"% Once, in a shell; rsvg-convert is in the package librsvg2-bin:\n"
        f"%   curl -o {name}.svg '{quoted(placed.file('svg'))}'\n"
        f"%   rsvg-convert -f pdf -o {name}.pdf {name}.svg\n"
        f"% With &paper=1 at the end of that address the rows are shorter and the type larger, for a page of text.\n"
        f"% Or with \\usepackage{{tikz,adjustbox}}, in place of \\includegraphics:\n"
        f"%   curl -o {name}.tex '{quoted(placed.file('tex'))}'\n"
        f"%   \\adjustbox{{max width=\\linewidth,max totalheight={HIGHEST}}}{{\\input{{{name}.tex}}}}\n"
        f"% Without a server: python -m app export '{quoted(placed.page)}' --to {name}.svg\n"
        f"\\begin{{figure}}\n  \\centering\n"
        f"  \\includegraphics[width=\\linewidth,height={HIGHEST},keepaspectratio]{{{name}.pdf}}\n"
        f"  \\caption{{{title}. Made with Normaxis {in_latex(__version__)}.}}\n"
        f"  \\label{{fig:{name}}}\n\\end{{figure}}"
    )


def oembed(placed: Placed) -> str:
    """The address that systems with oEmbed ask by themselves when the link of a page is pasted."""
    largest = "" if placed.width is None else f"&maxwidth={placed.width}&maxheight={placed.height}"
    return f"{placed.base}/oembed?url={quote(placed.embed, safe='')}{largest}&format=json"


def bibtex(placed: Linked) -> str:
    """A reference: the whole address makes the same figure again."""
    return (
        f"@misc{{{placed.name},\n  author = {{{{The Normaxis authors}}}},\n"
        f"  title = {{{{{in_latex(placed.title)}}}}},\n  year = {{{placed.day.year}}},\n"
        f"  howpublished = {{Normaxis {in_latex(__version__)}, \\url{{{in_url(placed.link)}}}}},\n"
        f"  url = {{{in_url(placed.base + placed.page)}}},\n  urldate = {{{placed.day.isoformat()}}},\n}}"
    )


SNIPPETS: tuple[Snippet[Placed], ...] = (
    Snippet("html", "HTML", "Any page whose HTML is yours. Prints as a picture; e-mail shows the picture.", html),
    Snippet(
        "html-resizing",
        "HTML, height by itself",
        "The same, with a small script from here that makes the frame as high as its figure.",
        html_resizing,
    ),
    Snippet("picture", "Picture", "E-mail, and wherever frames are not allowed.", picture, drawn=True),
    Snippet("markdown", "Markdown", "README files and forums: a picture that leads to the figure.", markdown),
    Snippet(
        "moodle",
        "Moodle",
        "In the editor: Tools, Source code. Where your frames are taken out, add a URL resource with the link instead.",
        moodle,
    ),
    Snippet("canvas", "Canvas", "In the editor: the HTML view, </>. Canvas follows the height by itself.", canvas),
    Snippet(
        "quarto",
        "Quarto",
        "In the .qmd file. For PDF and Word put the SVG beside it, under the name in the text; PDF needs rsvg-convert.",
        quarto,
    ),
    Snippet("mkdocs", "MkDocs", "In the .md file, with an empty line before and after.", mkdocs),
    Snippet("sphinx", "Sphinx", "In the .rst file.", sphinx),
    Snippet("myst", "MyST, Jupyter Book 1", "In the .md file of a Sphinx project with myst-parser.", myst),
    Snippet(
        "jupyter-book",
        "Jupyter Book 2",
        "In the .md file or a Markdown cell. Its frames are 5 wide, 3 high, and scroll; PDF by Typst has the picture.",
        jupyter_book,
    ),
    Snippet("reveal", "reveal.js", "Between the other slides.", reveal),
    Snippet("notebook", "Jupyter notebook", "In a code cell; run it.", notebook),
    Snippet("latex", "LaTeX", "Needs \\usepackage{graphicx}; the lines of comment fetch the file.", latex, drawn=True),
    Snippet(
        "oembed", "oEmbed", "For systems that ask for it. In WordPress and its like, paste the link alone.", oembed
    ),
    Snippet("bibtex", "Citation", "BibLaTeX; BibTeX with \\usepackage{url}.", bibtex),
)
"""Every system, in the order of the list."""


def written(placed: Placed) -> list[tuple[Snippet[Placed], str]]:
    """Every snippet that there is for a figure, with its text."""
    return [(snippet, snippet.write(placed)) for snippet in SNIPPETS if placed.drawn or not snippet.drawn]
