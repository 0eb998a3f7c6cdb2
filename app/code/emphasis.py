"""Python text in pieces of a few kinds, so that a page can set comments back and keywords off."""

import keyword
import re

_TOKEN = re.compile(r"""(?P<comment>\#[^\n]*)|(?P<text>f?"[^"\n]*")|(?P<word>[A-Za-z_]\w*)|(?P<rest>[^#"A-Za-z_]+|.)""")

Piece = tuple[str, str]
"""The kind, "comment", "keyword" or "", and the text."""


def pieces(code: str) -> list[Piece]:
    """The code in order; neighbours of one kind are one piece. Understands what the programs of this room contain."""
    found: list[Piece] = []
    for token in _TOKEN.finditer(code):
        kind = "comment" if token["comment"] else "keyword" if keyword.iskeyword(token["word"] or "") else ""
        if found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1] + token[0])
        else:
            found.append((kind, token[0]))
    return found
