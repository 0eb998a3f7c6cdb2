"""What the systems make of the snippets, before a browser comes in."""

from hashlib import sha256

import pytest

from tests.hosts.building import BUILDERS, MYST, NODE, REVEAL, cleaned, nodes, start, write
from tests.web.test_snippets import NASTY, placed, text_of

TITLES = [*NASTY, "% c", "- x", "{name}`x` **b**", "---", "? k: v"]

RELEASED = {
    "LICENSE": "b2883e4b610bfa1b4d8fff84c4d4b825cc7d553cbd9fec4777c04068a2859dc0",
    "reveal.css": "615ee850cbbb98a0f688b60ed37b21819a3f54c9f3e6f20e33e63693ab74a0c0",
    "reveal.js": "aa1bbbf2617b23a623b23612cb3c5bdb63de512e652bf20fcfa832b045d37844",
}
"""The files of reveal.js 6.0.2 as they were published, by SHA-256."""


def test_the_slides_are_those_of_the_release():
    assert {path.name: sha256(path.read_bytes()).hexdigest() for path in REVEAL.iterdir()} == RELEASED


def test_sphinx_has_the_frame_in_html_and_a_link_in_all_else(built, texts):
    place = built("sphinx")
    assert "<iframe" in (place / "site" / "index.html").read_text(encoding="utf-8")
    text = (place / "text" / "index.txt").read_text(encoding="utf-8")
    assert "iframe" not in text and "Batch norm, Layer norm" in text


def test_quarto_has_the_frame_in_html_and_the_file_in_latex(built, texts):
    place = built("quarto")
    page, latex = ((place / name).read_text(encoding="utf-8") for name in ("index.html", "page.tex"))
    assert page.count("<iframe") == 1 and "normaxis-compare.svg" not in page
    assert "normaxis-compare.svg" in latex and "iframe" not in latex and "embed-host" not in latex


def test_jupyter_book_has_the_frame_and_a_picture_for_what_is_printed(built, texts):
    place = built("jupyter_book")
    page = place / "_build" / "site" / "content" / "index.json"
    [frame], [picture] = nodes(page, "iframe"), nodes(page, "image")
    assert "/embed/compare?" in frame["src"] and frame["title"].startswith("Batch norm") and frame["width"] == "100%"
    assert picture["placeholder"] and "/embed/compare@2x.png?" in picture["urlSource"]
    fetched = place / "_build" / "site" / "public" / picture["url"].lstrip("/")
    assert fetched.read_bytes().startswith(b"\x89PNG")


def test_mystmd_reads_every_title_as_text(tmp_path):
    write(tmp_path, "myst.yml", "version: 1\nproject: {}\nsite:\n  template: ./theme\n")
    write(tmp_path, "theme/template.yml", "myst: v1\nkind: site\n")
    figures = [text_of("jupyter-book", placed(title, width=480, drawn=False)) for title in TITLES]
    write(tmp_path, "index.md", "\n\n".join(["# Titles", *figures]))
    start(tmp_path, str(NODE), str(MYST), "build", "--site", "--strict")
    page = tmp_path / "_build" / "site" / "content" / "index.json"
    assert [frame["title"] for frame in nodes(page, "iframe")] == TITLES
    captions = [text for node in nodes(page, "caption") for text in node["children"]]
    assert ["".join(part["value"] for part in each["children"]) for each in captions] == TITLES
    assert {frame["width"] for frame in nodes(page, "iframe")} == {"64%"}


def test_a_page_that_is_cleaned_has_only_what_is_kept(texts):
    kept = cleaned(texts["html-resizing"], {"a": ["href"]})
    assert all(part not in kept for part in ("<iframe", "<script", "<style", "<figure", "<img"))
    assert "<a href=" in kept
    with_frame = cleaned(texts["canvas"], {"iframe": ["src"], "a": []})
    assert "<iframe src=" in with_frame and "title=" not in with_frame


@pytest.mark.parametrize("builder", BUILDERS, ids=lambda builder: builder.__name__)
def test_every_system_builds(builder, built):
    assert [path for path in built(builder.__name__).rglob("*.html") if path.stat().st_size > 200]
