"""Visits of a browser without scripts: the text of a page, and what a refusal on it says."""

import html
import re

from starlette.testclient import TestClient

BROWSER = {"accept": "text/html", "accept-encoding": "identity"}


def page(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == status, answer.text
    return answer.text


def told(text: str) -> list[str]:
    """The reasons that a refusal gives, as they are read."""
    items = re.findall(r"<li>(.*?)</li>", text[text.index('class="reasons"') :].split("</ul>")[0], re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", item)) for item in items]
