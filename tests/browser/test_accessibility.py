"""Every page in every palette, seen with axe: one browser page, and a table of all addresses from the registries.

Tests of single pages look only at states that no address leads to: what is opened, refused or narrow.
"""

import pytest

from app.lessons import LESSONS
from app.views import VIEWS
from app.web.exhibits import keys
from tests.browser.axe import PALETTES, TURN, seen
from tests.browser.test_look import SIDEWAYS

SMALL = "shape=2,3,2,2&source=counting"
COMPARISON = (f"/?{SMALL}", f"/axes?{SMALL}")
VIEWED = tuple(f"/?{SMALL}&view={view.key}" for view in VIEWS)
READING = (
    "/lessons",
    *(f"/lessons/{lesson.slug}" for lesson in LESSONS[:1]),
    *(f"/lessons/{lesson.slug}?predict=skip" for lesson in LESSONS),
)
TEACHING = (
    "/lecture",
    "/lecture/2",
    "/lecture/speaker",
    "/lecture/handout?notes=1",
    "/lecture/own",
    "/teach",
    "/hosting",
    "/quiz",
    "/quiz?answer=skip",
    "/quiz/sheet?answers=1",
)
SLUGS = {lesson.slug for lesson in LESSONS}
ELSEWHERE = (*(f"/embed/{key}" for key in keys() if key not in SLUGS), f"/share/compare?{SMALL}", "/share/axes")
REFUSED = ("/nowhere", "/?seed=x", "/lessons/nothing", "/quiz?level=99", "/embed/nothing", "/embed/compare?seed=x")
TABLE = {
    "comparison": COMPARISON,
    "views": VIEWED,
    "lessons": READING,
    "lecture and quiz": TEACHING,
    "embedded and shared": ELSEWHERE,
    "embedded lessons": tuple(f"/embed/{lesson.slug}" for lesson in LESSONS),
    "refused": REFUSED,
}
TOKENS = """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  .flatMap((rule) => rule.style ? [...rule.style] : []).filter((name) => name.startsWith('--'))"""
COMPUTED = """names => {
  const probe = document.body.appendChild(document.createElement('i'));
  const found = names.map((name) => {
    probe.style.color = '';
    probe.style.color = `var(${name})`;
    return `${name}: ${getComputedStyle(probe).color}`;
  });
  probe.remove();
  return found;
}"""


@pytest.mark.parametrize("kind", TABLE)
def test_axe_finds_nothing_on_any_page_in_any_palette(visit, guard, kind):
    if kind == "refused":
        guard.expect("404|422")
    page = visit(TABLE[kind][0], drawn=False)
    for path in TABLE[kind]:
        page.goto(path)
        # What is round a view is that of the comparison, and an embedded lesson has the colours of its lesson.
        part = "#view" if kind == "views" else "html"
        palettes = PALETTES[:1] if kind == "embedded lessons" else PALETTES
        assert seen(page, part, palettes) == [], path
        assert page.evaluate(SIDEWAYS) <= 0, path


def test_a_fault_of_one_palette_would_be_found(visit):
    page = visit("/teach", drawn=False, bypass_csp=True)
    page.add_style_tag(content=":root[data-theme=dark] h1 { color: #3a3a3a }")
    found = seen(page)
    assert found and all(line.startswith("dark: color-contrast") for line in found)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')")
    assert any("button-name" in line for line in seen(page))


def test_the_automatic_palette_is_the_light_or_the_dark_one(visit):
    page = visit("/teach", drawn=False)
    names = sorted(set(page.evaluate(TOKENS)))
    assert len(names) > 30
    kept = {}
    for palette in ("auto", "light", "dark"):
        page.evaluate(TURN, palette)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            kept[palette, scheme] = page.evaluate(COMPUTED, names)
    for scheme in ("light", "dark"):
        assert kept["auto", scheme] == kept[scheme, scheme]
    assert kept["auto", "light"] != kept["auto", "dark"]
