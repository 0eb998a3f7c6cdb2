import re
import xml.etree.ElementTree as ET

import pytest

from app.core.axes import layout_by_key
from app.core.methods import method_by_key
from app.figures.cube import cube_figure
from app.figures.palette import ROLES
from app.figures.svg import svg

NAMESPACE = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def figure():
    layout, shape = layout_by_key("image"), (4, 3, 4, 4)
    pools = method_by_key("batch", layout).pools(layout, shape)
    return cube_figure(layout, shape, pools, tuple((0, n) for n in shape), (1, 1, 0, 0))


def test_every_path_and_text_is_drawn_in_order_under_its_role(figure):
    drawing = ET.fromstring(svg(figure, "Batch norm", "A cube.", "batch"))
    assert drawing.get("viewBox") == "0 0 360 330"
    paths = drawing.findall(f"{NAMESPACE}path")
    assert [(p.get("class"), p.get("d")) for p in paths] == [
        (shape["name"], shape["path"]) for shape in figure["layout"]["shapes"]
    ]
    texts = ["".join(text.itertext()) for text in drawing.findall(f"{NAMESPACE}text")]
    assert texts == ["N = 4", "C = 3", "H, W", "4 × 4"]


def test_it_has_a_name_and_a_description(figure):
    drawing = ET.fromstring(svg(figure, "Batch & layer <norm>", "A cube.", "one"))
    assert drawing.get("role") == "img"
    title, desc = drawing.find(f"{NAMESPACE}title"), drawing.find(f"{NAMESPACE}desc")
    assert title.text == "Batch & layer <norm>"
    assert drawing.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"


def test_on_a_page_colours_are_custom_properties_and_in_a_file_they_are_written_out(figure):
    page, file = svg(figure, "t", "d", "i"), svg(figure, "t", "d", "i", inline_colours=True)
    layout = figure["layout"]
    roles = {each["name"] for each in (*layout["shapes"], *layout["annotations"])}
    assert set(re.findall(r"var\(--([a-z-]+),", page)) == roles <= set(ROLES)
    assert "var(" not in file
    assert re.sub(r"var\(--[a-z-]+,(#[0-9a-f]{6})\)", r"\1", page) == file


def test_what_cannot_be_drawn_is_refused(figure):
    with pytest.raises(ValueError, match="shapes and annotations"):
        svg({**figure, "data": [{"type": "surface"}]}, "t", "d", "i")
    figure["layout"]["shapes"].append({"type": "rect"})
    with pytest.raises(ValueError, match="type rect"):
        svg(figure, "t", "d", "i")
