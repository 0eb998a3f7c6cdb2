"""Read a Markdown file as far as its tests need: code blocks, links, lines of lists, first cells of tables."""

import re
from pathlib import Path

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def commands(text: str) -> list[str]:
    """The lines of all blocks of shell commands."""
    return [line for language, body in BLOCK.findall(text) if language == "sh" for line in body.splitlines()]


def links(text: str) -> list[str]:
    """Where links and pictures lead that stay within the project, without the part after #."""
    targets = re.findall(r"\]\(([^)\s]+)\)", BLOCK.sub("", text))
    here = [target.partition("#")[0] for target in targets if not re.match(r"[a-z]+:", target)]
    return [target for target in here if target]


def dead(path: Path) -> list[str]:
    """The links of a file that lead to nothing."""
    return [link for link in links(path.read_text(encoding="utf-8")) if not (path.parent / link).exists()]


def items(text: str) -> list[str]:
    """The bold words that lines of a list begin with and explain: `- **numpy**: all arithmetic`."""
    return re.findall(r"^- \*\*([\w.-]+)\*\*[^\w\n]+\w.*$", text, re.MULTILINE)


def cells(text: str) -> str:
    """The first cells of all rows of tables, one a line."""
    return "\n".join(re.findall(r"^\|([^|]+)\|.*\S.*\|$", text, re.MULTILINE))


def rows(text: str) -> list[list[str]]:
    """The cells of every row of the one table in a text, without its head."""
    lines = re.findall(r"^\|(.*)\|$", text, re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")] for line in lines[2:]]


def section(text: str, title: str) -> str:
    """What stands under a heading of the second level."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"no section {title}"
    return found[1]
