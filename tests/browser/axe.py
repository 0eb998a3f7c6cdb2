"""What axe finds in an open page: as it stands, or in every palette."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

PALETTES = ("light", "dark", "projector")
"""The automatic palette is one of the first two, which a test of its own holds."""
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BRIEFLY = {"resultTypes": ["violations"], "preload": False}
FULL = BRIEFLY | {"runOnly": {"type": "tag", "values": STANDARDS}}
COLOURS = BRIEFLY | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
AXE = next(Path(axe_playwright_python.__file__).parent.glob("axe.min.js")).read_text()
ABSENT = "() => typeof axe === 'undefined'"
SEEN = """([part, options]) => axe.run(part, options).then((found) => found.violations.flatMap((each) =>
  each.nodes.map((node) => `${each.id}: ${node.target} ${node.failureSummary}`)))"""
TURN = "palette => { document.documentElement.dataset.theme = palette; }"


def violations(page: Page, part: str = "html", rules: dict = FULL) -> list[str]:
    """What is wrong in the page as it stands, or in the part of it with this selector."""
    if page.evaluate(ABSENT):
        page.evaluate(AXE)
    return page.evaluate(SEEN, [part, rules])


def seen(page: Page, part: str = "html", palettes=PALETTES, full=PALETTES[:1]) -> list[str]:
    """What is wrong in every palette: all rules in those of `full`, colours in the others."""
    found = []
    for palette in palettes:
        page.evaluate(TURN, palette)
        found += [f"{palette}: {line}" for line in violations(page, part, FULL if palette in full else COLOURS)]
    return found
