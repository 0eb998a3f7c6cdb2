"""Charts as Plotly takes them and as SVG draws them: every mark on the same spot, in the colour of its role."""

import re
import warnings
import xml.etree.ElementTree as ET
from itertools import accumulate

import numpy as np
import plotly.graph_objects as go
import pytest

from app.core.histogram import histogram
from app.figures.chart import SIZE, axis, bars, figure, heading, line, marks
from app.figures.histogram import Step, histogram_figure, parts
from app.figures.palette import ROLES
from app.figures.svg import svg

NAMESPACE = "{http://www.w3.org/2000/svg}"


def chart():
    layout = {
        "xaxis": axis((0, 1), (0, 10), grid=True, line=True, title="batches"),
        "yaxis": axis((0, 1), (-1, 1), grid=True),
        "annotations": [heading("mean", 0, 1)],
    }
    traces = [
        bars("chart-all", "all", [0, 5, 10], [0.5, 1.0], ["a", "b"]),
        line("chart-pool", "after %{x}", [0, 5, 10], [-1, 0, 1], dash="6px,4px"),
        line("chart-mark", "", [0, 5, 10], [0, 0, 1], shape="hv"),
        marks("chart-each", "%{y}", [5], [0], size=8),
    ]
    return figure((200, 120), (40, 10, 20, 40), traces, layout)


def distribution(own=False):
    x = np.linspace(-1, 1, 101)
    edges = np.linspace(-1, 1, 9)
    steps = [Step(name, histogram(x, edges), histogram(x[40:60], edges), (-1.0, 1.0)) for name in ("x", "y")]
    return histogram_figure(steps, [0.5, 0.5], own, 3)


def drawing(made):
    return ET.fromstring(svg(made, "A chart", "It shows.", "chart"))


def paths(made, role):
    return [each for each in drawing(made).iter(f"{NAMESPACE}path") if each.get("class") == role]


@pytest.mark.parametrize("made", [chart(), distribution(), distribution(own=True)])
def test_plotly_takes_it_and_nothing_is_left_to_choose(made):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        go.Figure(made)
    for key, each in made["layout"].items():
        if "axis" in key:
            assert each["range"] and not each["automargin"] and len(each["tickvals"]) == len(each["ticktext"])


def test_marks_stand_where_the_ranges_say():
    made = chart()
    [all_bars] = paths(made, "chart-all")
    # The plot is 150 wide and 60 high, from (40, 20); 0 is in the middle.
    assert all_bars.get("d") == "M40.00,50v-15h75.00V50zm75.00,0v-30h75.00V50z"
    [running] = paths(made, "chart-pool")
    assert (running.get("d"), running.get("stroke-dasharray")) == ("M40,80l75,-30l75,-30", "6,4")
    [steps] = paths(made, "chart-mark")
    assert steps.get("d") == "M40,50H115H190V20"
    [dots] = paths(made, "chart-each")
    assert dots.get("d").startswith("M111,50a4,4")
    assert dots.get("fill") == "none"


def test_every_tick_title_and_heading_is_written_large_enough():
    texts = {"".join(each.itertext()): each for each in drawing(chart()).iter(f"{NAMESPACE}text")}
    assert {"0", "2", "10", "batches", "mean", "−1", "1"} <= set(texts)
    assert all(float(each.get("font-size")) == SIZE for each in texts.values())
    assert SIZE * 300 / 360 >= 12


def test_a_bar_beyond_the_axis_is_cut_off_by_it():
    made = chart()
    made["data"] = [bars("chart-all", "all", [-5, 5, 15], [1.0, 1.0], ["", ""])]
    [path] = paths(made, "chart-all")
    starts = list(accumulate(float(x) for x in re.findall(r"[Mm]([\d.]+)", path.get("d"))))
    ends = [at + float(wide) for at, wide in zip(starts, re.findall(r"h([\d.]+)", path.get("d")), strict=True)]
    assert min(starts) == 40 and max(ends) == 190


def test_steps_from_mark_to_mark_lead_where_the_marks_are():
    made = chart()
    x, y = [0.7 * k for k in range(15)], [(-0.13) ** k for k in range(15)]
    made["data"] = [marks("chart-each", "", x, y, size=8)]
    [path] = paths(made, "chart-each")
    steps = re.findall(r"[Mm](-?[\d.]+),(-?[\d.]+)a", path.get("d"))
    across, up = (list(accumulate(float(step[k]) for step in steps)) for k in (0, 1))
    assert across == pytest.approx([40 + 15 * each - 4 for each in x], abs=0.051)
    assert up == pytest.approx([50 - 30 * each for each in y], abs=0.051)


def test_colours_are_those_of_the_roles_and_custom_properties_on_a_page():
    page, file = svg(distribution(), "t", "d", "i"), svg(distribution(), "t", "d", "i", inline_colours=True)
    assert set(re.findall(r"var\(--([a-z-]+),", page)) <= set(ROLES)
    assert "var(" not in file
    assert re.sub(r"var\(--[a-z-]+,(#[0-9a-f]{6})\)", r"\1", page) == file


def test_only_the_pool_is_saturated():
    for role in ("chart-grid", "chart-axis", "chart-all", "chart-each", "chart-mark"):
        red, green, blue = (int(ROLES[role][k : k + 2], 16) for k in (1, 3, 5))
        assert max(red, green, blue) - min(red, green, blue) < 48, role


def test_bars_are_parts_of_all_values_that_were_counted():
    counts = histogram(np.array([0.5, 1.5, 1.5, 9.0, np.nan]), np.array([0.0, 1.0, 2.0]))
    assert parts(counts) == [0.2, 0.4]


def test_what_a_chart_cannot_show_is_refused():
    made = chart()
    made["layout"]["shapes"] = [{"type": "line"}]
    with pytest.raises(ValueError, match="shapes"):
        svg(made, "t", "d", "i")
