"""What the tests of single lessons have in common."""

import plotly.graph_objects as go

from app.lessons import Lesson, Shown


def shown(lesson: Lesson, **values) -> Shown:
    """What it gives where only these controls are moved."""
    assert set(values) <= set(lesson.defaults)
    return lesson.run(lesson.defaults | values)


def panel(found: Shown, ident: str):
    (one,) = (each for each in found.panels if each.ident == ident)
    return one


def lines(found: Shown, ident: str) -> list[list[tuple[float, float]]]:
    """The points that every line of a chart stands for, unrounded, from the lowest to the topmost."""
    drawn = panel(found, ident).figure["data"]
    return [[tuple(point) for point in trace["customdata"]] for trace in drawn]


def column(found: Shown, ident: str, head: str) -> list[float]:
    """A column of a panel's table."""
    table = panel(found, ident).table
    place = table.head.index(head)
    return [row[place] for row in table.rows]


def assert_drawn(found: Shown, ident: str, across: str, *heads: str) -> None:
    """Each of these columns is a line of the chart, point by point; where one is not to be drawn, it is left out."""
    every = lines(found, ident)
    x = column(found, ident, across)
    for head in heads:
        points = dict(zip(x, column(found, ident, head), strict=True))
        assert any(line and all(points.get(a) == b for a, b in line) and len(line) > len(x) / 2 for line in every), head


def assert_valid(found: Shown) -> None:
    """Plotly takes every figure."""
    for each in found.panels:
        assert go.Figure(each.figure).layout.width > 0
