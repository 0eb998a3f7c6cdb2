"""LINK_SNIPPETS: a link to a page that stands in no frame, as each system writes it; escaped as the snippets are."""

from app.web.escapes import in_latex, in_url
from app.web.placed import Linked, Snippet
from app.web.snippets import bibtex, linked, linked_in_markdown, linked_in_rst


def address(put: Linked) -> str:
    """The link alone."""
    return put.link


def latex(put: Linked) -> str:
    """A link whose address is also read on paper."""
    return f"\\href{{{in_url(put.base + put.page)}}}{{{in_latex(put.title)}}}\\footnote{{\\url{{{in_url(put.link)}}}}}"


LINK_SNIPPETS: tuple[Snippet[Linked], ...] = (
    Snippet("html", "HTML", "Any page whose HTML is yours, also in the HTML view of Moodle and Canvas.", linked),
    Snippet(
        "course",
        "Moodle, Canvas",
        "In Moodle add a URL resource, in Canvas an external URL to a module, with this address.",
        address,
    ),
    Snippet("markdown", "Markdown", "Also for MkDocs, Quarto, MyST and Jupyter Book.", linked_in_markdown),
    Snippet("sphinx", "Sphinx", "In the .rst file.", linked_in_rst),
    Snippet("latex", "LaTeX", "Needs \\usepackage{hyperref}.", latex),
    Snippet("bibtex", "Citation", "BibLaTeX; BibTeX with \\usepackage{url}.", bibtex),
)
"""Every system, in the order of the list."""


def written_links(put: Linked) -> list[tuple[Snippet[Linked], str]]:
    """Every snippet with its text."""
    return [(snippet, snippet.write(put)) for snippet in LINK_SNIPPETS]
