"""Snippets: each brings the very figure, under its title, and nothing of a title is ever read as markup."""

import ast
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.web.placed import Placed
from app.web.snippets import SNIPPETS, written

STATE = "shape=4,3,4,4&methods=batch,layer&cell=1,1,0,0"
NASTY = (
    '"><script>alert(1)</script>',
    "a ``` b ` c",
    "]( javascript:x) ![x](y) <b> &amp; *c* _d_ $e$",
    r"100 % of \input{x} {open # & ~^_",
    "'); import os #",
    ":::",
    "1. one - two + three 4×3",
)
TITLES = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=60
).map(lambda text: " ".join(text.split()) or "x")
OF_HTML = ("html", "html-resizing", "picture", "moodle", "canvas", "mkdocs", "reveal")
FRAMED = ("html", "html-resizing", "moodle", "canvas", "mkdocs", "reveal", "quarto", "sphinx", "myst")


def placed(title: str = "Layer norm", **changes) -> Placed:
    made = Placed(
        base="http://host.example:8000",
        key="compare",
        title=title,
        state=STATE,
        options="hide=title",
        panel="",
        page=f"/?{STATE}",
        link="http://host.example:8000/s/1/compare",
        width=None,
        height=520,
        drawn=True,
        own_title=False,
        day=date(2026, 11, 24),
    )
    return replace(made, **changes)


def text_of(key: str, put: Placed) -> str:
    return next(text for snippet, text in written(put) if snippet.key == key)


class Elements(HTMLParser):
    """The elements of a piece of HTML, each with its attributes, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def only(self, tag: str) -> dict[str, str | None]:
        [attributes] = [attributes for name, attributes in self.found if name == tag]
        return attributes


def test_names_and_keys_are_unique_and_every_system_says_where_its_text_goes():
    assert len({snippet.key for snippet in SNIPPETS}) == len({snippet.label for snippet in SNIPPETS}) == len(SNIPPETS)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", snippet.key) for snippet in SNIPPETS)
    assert all(snippet.where.endswith(".") for snippet in SNIPPETS)


def test_a_figure_of_text_has_no_snippet_of_a_picture():
    put = placed(drawn=False)
    assert {snippet.key for snippet in SNIPPETS} - {snippet.key for snippet, _ in written(put)} == {"picture", "latex"}
    assert not any(".svg" in text or ".png" in text for _, text in written(put))


@pytest.mark.parametrize("key", FRAMED)
@pytest.mark.parametrize("title", NASTY)
def test_the_frame_has_the_figure_its_title_and_its_size(key, title):
    put = placed(title, width=720)
    text = text_of(key, put)
    frame = Elements(text[text.index("<iframe") :]).only("iframe")
    assert frame["data-src" if key == "reveal" else "src"] == put.embed
    assert frame["title"] == title
    assert (frame["width"], frame["height"]) == ("720", "520")
    assert Elements(text_of(key, placed(title))[text.index("<iframe") :]).only("iframe")["width"] == "100%"


@given(title=TITLES)
def test_no_title_makes_an_element(title):
    for key in OF_HTML:
        one, other = (Elements(text_of(key, placed(each))) for each in (title, "x"))
        assert [tag for tag, _ in one.found] == [tag for tag, _ in other.found]
        assert [set(attributes) for _, attributes in one.found] == [set(attributes) for _, attributes in other.found]


@pytest.mark.parametrize("key", OF_HTML)
def test_every_address_is_whole(key):
    put = placed()
    said = [
        attributes[name]
        for _, attributes in Elements(text_of(key, put)).found
        for name in ("src", "data-src", "href", "srcset")
        if name in attributes
    ]
    assert said
    assert all(address.startswith(f"{put.base}/") for address in said)


def test_several_pictures_could_not_be_read_out_of_one_address():
    # In srcset a comma that ends an address begins the next picture.
    assert "," not in Elements(text_of("picture", placed())).only("source")["srcset"]


@given(title=TITLES)
def test_markdown_shows_the_title_and_leads_to_the_page(title):
    put = placed(title)
    [paragraph] = [token for token in MarkdownIt().parse(text_of("markdown", put)) if token.type == "inline"]
    kinds = [token.type for token in paragraph.children]
    assert kinds == ["link_open", "image", "link_close"]
    assert paragraph.children[0].attrs["href"] == put.base + put.page
    assert paragraph.children[1].content and "".join(t.content for t in paragraph.children[1].children) == title


@given(title=TITLES)
def test_the_cell_calls_for_the_frame_with_its_address(title):
    put = placed(title)
    made = []

    def frame(source, **options):
        made.append((source, options))

    tree = ast.parse(text_of("notebook", put))
    assert [type(each) for each in tree.body] == [ast.ImportFrom, ast.Expr]
    exec(compile(ast.Module(tree.body[1:], []), "cell", "exec"), {"IFrame": frame})
    [(source, options)] = made
    assert (source, options["width"], options["height"]) == (put.embed, "100%", 520)
    assert Elements(f"<iframe {' '.join(options['extras'])}>").only("iframe")["title"] == title


@given(title=TITLES)
def test_latex_and_bibtex_read_titles_as_text(title):
    for key in ("latex", "bibtex"):
        lines = [line for line in text_of(key, placed(title)).split("\n") if not line.startswith("%")]
        text = "\n".join(lines)
        depth = 0
        for letter in re.sub(r"\\[#$%&_~^]", "", text):
            depth += (letter == "{") - (letter == "}")
            assert depth >= 0
        assert depth == 0
        caption = next(line for line in lines if "caption" in line or "title =" in line)
        bare = re.sub(r"\\[%&#_$]|\$\\[a-z]+\$|\$\^2\$|\$-\$", "", caption)
        assert not re.search(r"[%&#_$~^]", bare), caption


def test_latex_says_how_the_file_is_made():
    text = text_of("latex", placed(title="100 % {x}"))
    assert f"curl -o normaxis-compare.svg 'http://host.example:8000/embed/compare.svg?{STATE}'" in text
    assert f"python -m app export '/?{STATE}' --to normaxis-compare.svg" in text
    assert r"height=0.7\textheight,keepaspectratio]{normaxis-compare.pdf}" in text
    assert r"max totalheight=0.7\textheight}{\input{normaxis-compare.tex}}" in text
    assert r"100 \% \textbraceleft{}x\textbraceright{}" in text


def test_a_title_of_ones_own_goes_along_into_files():
    assert placed("A & B", own_title=True).file("svg").endswith(f"/embed/compare.svg?{STATE}&title=A+%26+B")
    assert placed("A & B").file("@2x.png").endswith(f"/embed/compare@2x.png?{STATE}")


def test_oembed_is_asked_for_the_figure():
    put = placed(width=480, height=300)
    asked = parse_qs(urlsplit(text_of("oembed", put)).query)
    assert asked == {"url": [put.embed], "maxwidth": ["480"], "maxheight": ["300"], "format": ["json"]}


def test_a_citation_names_version_address_and_day():
    text = text_of("bibtex", placed())
    for part in (
        "@misc{normaxis-compare,",
        "year = {2026}",
        "urldate = {2026-11-24}",
        "author = {{The Normaxis authors}}",
    ):
        assert part in text
    assert f"url = {{http://host.example:8000/?{STATE}}}" in text


@pytest.mark.parametrize("title", NASTY)
def test_fences_hold(title):
    # Three of the letters that end a block never begin a line of what is inside of it.
    for key, fence in (("quarto", "```"), ("myst", "```"), ("jupyter-book", ":::")):
        lines = text_of(key, placed(title)).split("\n")
        assert sum(line.startswith(fence) for line in lines) == {"quarto": 2, "myst": 2, "jupyter-book": 2}[key]
