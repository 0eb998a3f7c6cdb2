"""Text and addresses in the languages of other systems, so that nothing of them is read as markup there."""

import re
from html import escape


def in_srcset(address: str) -> str:
    """An address in an attribute `srcset`, escaped for HTML."""
    # A comma at the end of an address, or a space in it, would begin the next one.
    return escape(address.replace(",", "%2C").replace(" ", "%20"))


def in_markdown(text: str) -> str:
    """Text that no Markdown reads as markup: a backslash before each sign that could be."""
    # A number with a point would begin a list, a percent sign a comment of MyST.
    return re.sub(r"^(\d+)(?=\.)", r"\1\\", re.sub(r"([\\`*_{}\[\]()<>#+!|~$&:@^'\"%-])", r"\\\1", text))


def in_parentheses(address: str) -> str:
    """An address in the parentheses of a link in Markdown."""
    return address.replace("(", "%28").replace(")", "%29").replace("[", "%5B").replace("]", "%5D").replace(" ", "%20")


def in_rst(text: str) -> str:
    """Text in reStructuredText."""
    return re.sub(r"([\\`<>*_|])", r"\\\1", text)


def in_rst_target(address: str) -> str:
    """The address of a link in reStructuredText."""
    return address.replace("_", "\\_").replace(" ", "%20").replace("`", "%60").replace("<", "%3C").replace(">", "%3E")


def in_latex(text: str) -> str:
    """Text in LaTeX and BibTeX."""
    return "".join(LATEX.get(letter, letter) for letter in text)


def in_url(address: str) -> str:
    r"""An address inside \url{…} and in fields of BibTeX, where braces have to match."""
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def quoted(address: str) -> str:
    """An address in single quotes of a shell."""
    return address.replace("'", "%27")


def indented(text: str, by: int) -> str:
    """Text with every line further to the right by so many spaces."""
    return "\n".join(" " * by + line for line in text.split("\n"))


LATEX = {
    "\\": r"\textbackslash{}",
    # Not \{ and \}: BibTeX counts those too.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "×": r"$\times$",
    "ε": r"$\varepsilon$",
    "γ": r"$\gamma$",
    "δ": r"$\delta$",
    "μ": r"$\mu$",
    "σ": r"$\sigma$",
    "√": r"$\surd$",
    "²": r"$^2$",
    "−": r"$-$",
}
