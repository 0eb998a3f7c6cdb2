"""What a file of each kind has to be, whichever figure it shows."""

import csv
import json
import re
import struct
from html import unescape
from io import BytesIO, StringIO
from xml.etree import ElementTree

import numpy as np
import plotly.graph_objects as go
import pytest

from app.web import files
from app.web.exhibits import AXES, COMPARE, exhibit, keys
from app.web.settings import Settings

FIGURES = {key: exhibit(key, "", Settings()) for key in keys()}
EVIL = '</title><script>alert(1)</script>"><svg onload=x>&#x;{}\\'
"""A title that means to be more than text."""


def size(picture: bytes) -> tuple[int, int]:
    return struct.unpack(">II", picture[16:24])


def check_svg(key: str, content: bytes) -> None:
    root = ElementTree.fromstring(content)
    said = " ".join(text.strip() for text in root.itertext())
    assert root.find("{*}title").text == EVIL
    for panel in FIGURES[key].panels:
        for text in (panel.title.split()[0], panel.description.split()[0]):
            assert text in said
    assert len([each for each in root if each.tag.endswith("}svg")]) == len(FIGURES[key].panels)
    assert {each.tag.rsplit("}")[-1] for each in root.iter()} <= {
        *("svg", "title", "desc", "text", "tspan", "path", "image"),
    }
    assert all(image.get("href").startswith("data:image/png;base64,") for image in root.findall(".//{*}image"))
    for text in root.findall(".//{*}text"):
        assert text.get("font-family").endswith(("sans-serif", "serif"))


def check_png(scale: int):
    def check(key: str, content: bytes) -> None:
        drawn = files._sheet(FIGURES[key], files.EmbedOptions(title=EVIL))
        assert size(content) == (round(drawn.width * scale), round(drawn.height * scale))

    return check


def check_csv(key: str, content: bytes) -> None:
    rows = [row for row in csv.reader(StringIO(content.decode())) if row]
    assert len(rows) > 2
    if key in (COMPARE, AXES):
        assert len({len(row) for row in rows}) == 1
    else:
        tables = [panel for panel in FIGURES[key].panels if panel.table]
        assert {row[0] for row in rows} == {"picture", *(panel.ident for panel in tables)}
        assert len(rows) >= sum(len(list(panel.table.in_file())) for panel in tables)


def check_json(key: str, content: bytes) -> None:
    told = json.loads(content)
    assert list(told) == [panel.ident for panel in FIGURES[key].panels]
    for figure in told.values():
        go.Figure(figure)


def check_npz(key: str, content: bytes) -> None:
    with np.load(BytesIO(content)) as found:
        assert np.array_equal(found["x"], FIGURES[key].subject.tensor)
        assert ("batch_output" in found) == (key != AXES)
        if key == AXES:
            values = found["x"].astype(np.float64)
            letters = FIGURES[key].subject.recipe.layout.letters
            assert len(found["averaged_over"]) == len(found["mean"]) == 2**values.ndim
            for k, axes in enumerate(found["averaged_over"]):
                reduced = tuple(letters.index(letter) for letter in str(axes).split())
                mean = np.broadcast_to(values.mean(reduced, keepdims=True), values.shape)
                assert found["mean"][k] == pytest.approx(mean[FIGURES[key].subject.recipe.cell], abs=1e-12)
                assert found["pools"][k] * found["pool_size"][k] == values.size


def check_tex(key: str, content: bytes) -> None:
    text = content.decode()
    assert text.splitlines()[0] == f"% {EVIL}"
    assert r"\textless{}script\textgreater{}" in text and r"\{\}\textbackslash{}" in text


def check_html(key: str, content: bytes) -> None:
    text = content.decode()
    assert "<script>alert" not in text and "<svg onload" not in text
    assert unescape(re.search(r"<title>(.*?)</title>", text)[1]) == f"{EVIL} · Normaxis"
    page = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    outside = re.findall(r'(?:src|href|action|data-\w+)="((?:https?:)?//?[^"]*)"', page)
    assert outside == []
    assert len(content) < (1_900_000 if "<script>\n" in text else 300_000)
    assert ("<script>\n" in text) == any(panel.figure["data"] for panel in FIGURES[key].panels)


CHECKS = {
    ".svg": check_svg,
    ".png": check_png(1),
    "@2x.png": check_png(2),
    "@4x.png": check_png(4),
    ".card.png": lambda key, content: None if size(content) == (1200, 630) else pytest.fail(key),
    ".csv": check_csv,
    ".json": check_json,
    ".npz": check_npz,
    ".tex": check_tex,
    ".html": check_html,
}
