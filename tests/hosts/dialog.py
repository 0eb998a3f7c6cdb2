"""The snippets as people get them: copied out of the page that shares a figure."""

import re
from html import unescape
from urllib.request import Request, urlopen

SNIPPET = re.compile(r'<code id="snippet-([a-z-]+)">(.*?)</code>', re.DOTALL)


def snippets(address: str, key: str = "compare", query: str = "") -> dict[str, str]:
    """The texts on the page of a figure, by system, from a running server."""
    asked = Request(f"{address}/share/{key}?{query}", headers={"Accept": "text/html"})
    with urlopen(asked) as answer:
        found = {name: unescape(text) for name, text in SNIPPET.findall(answer.read().decode())}
    assert found, f"no snippets on the page of {key}"
    return found
