"""PNG: as large as promised, written with fonts of our own, and refused before it takes memory."""

import hashlib
import json
import struct
import subprocess
from pathlib import Path

import pytest

from app.core.errors import InputError
from app.exports import raster
from app.exports.raster import FOLDER, FONTS, MOST_PIXELS, png
from app.exports.sheet import Sheet
from app.web.exhibits import exhibit, keys
from app.web.settings import Settings
from tests.exports.fonts import letters

SQUARE = Sheet('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" width="20" height="10"/>', 20, 10)
MANIFEST = json.loads((FOLDER / "fonts" / "manifest.json").read_text(encoding="utf-8"))


def size(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", picture[16:24])


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_a_picture_has_so_many_pixels_to_the_unit(scale) -> None:
    assert size(png(SQUARE, scale, "white")) == (20 * scale, 10 * scale)


def test_the_bytes_are_the_same_each_time_and_the_paper_is_seen() -> None:
    assert png(SQUARE, 1, "white") == png(SQUARE, 1, "white") != png(SQUARE, 1, "black")


def test_too_many_pixels_are_refused_before_anything_is_drawn(monkeypatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("something was drawn"))
    with pytest.raises(InputError, match=r"^Got 200000 × 100000 = 20,000,000,000 pixels; expected at most "):
        png(SQUARE, 10_000, "white")
    assert MOST_PIXELS < 2**26


def test_what_cannot_be_drawn_is_a_fault_and_no_picture() -> None:
    with pytest.raises(RuntimeError, match="could not be drawn"):
        png(Sheet("<svg", 10, 10), 1, "white")


def test_letters_do_not_come_from_the_system(monkeypatch) -> None:
    text = '<text x="0" y="8" font-family="sans-serif" font-size="9" fill="#000000">x̂</text></svg>'
    written = Sheet(SQUARE.svg.replace("/>", f">{text}"), 20, 10)
    assert png(written, 1, "white") != png(SQUARE, 1, "white")
    monkeypatch.setattr(raster, "FONTS", ())
    assert png(written, 1, "white") == png(SQUARE, 1, "white")


def test_the_fonts_are_those_recorded_each_with_its_licence() -> None:
    recorded = {name: digest for entry in MANIFEST for name, digest in entry["files"].items()}
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (FOLDER / "fonts").iterdir()}
    there.pop("manifest.json")
    assert there == recorded
    for entry in MANIFEST:
        assert any(name.startswith("LICENSE-") for name in entry["files"])
        assert entry["licence"] and entry["version"] and entry["source"]


def test_the_fonts_have_every_letter_of_every_figure() -> None:
    known = set().union(*(letters(Path(font)) for font in FONTS))
    assert known >= set(map(ord, "N×√σ²∇●"))
    for key in keys():
        found = exhibit(key, "", Settings())
        words = [found.title, found.description]
        for panel in found.panels:
            layout = panel.figure["layout"]
            words += [panel.title, panel.description, *(each["text"] for each in layout.get("annotations", ()))]
            words += [text for axis in layout.values() if isinstance(axis, dict) for text in axis.get("ticktext", ())]
        assert {letter for letter in "".join(words) if ord(letter) not in known} == set(), key
    assert ord("語") not in known
