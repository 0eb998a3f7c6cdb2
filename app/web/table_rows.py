"""The rows of tables as one piece of HTML each: a page has hundreds of cells, over which a template is slow."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from app.figures.numbers import DIGITS, number
from app.figures.panel import Cell
from app.figures.panel import Row as PanelRow
from app.web.rows import Row


def panel_rows(rows: Iterable[PanelRow], digits: int = DIGITS) -> Markup:
    """The rows of a picture's table: what it is about, then texts and numbers, these with so many digits."""
    written = [
        f'<tr><th scope="row">{first}</th>{"".join([f"<td>{each}</td>" for each in rest])}</tr>'
        for first, *rest in ([_cell(each, digits) for each in row] for row in rows)
    ]
    return Markup("\n".join(written))  # noqa: S704 - every text was escaped, and numbers have no letters of HTML


def pool_rows(rows: Iterable[Row], nonfinite: bool, digits: int = DIGITS) -> Markup:
    """The rows of a method's table, with the numbers that scripts sort by; `nonfinite` adds how many are not finite.

    Means are written with so many digits.
    """
    written = []
    for place, row in enumerate(rows):
        current = ' aria-current="true"' if row.pinned else ""
        more = f'<td data-value="{row.nonfinite}">{row.nonfinite}</td>' if nonfinite else ""
        written.append(
            f'<tr data-pool="{row.pool}"{current}><th scope="row" data-value="{place}">'
            f'<a data-state href="{escape(row.href)}">{escape(row.name)}</a></th>'
            f'<td data-value="{row.mean}">{number(row.mean, digits)}</td>'
            f'<td data-value="{row.variance}">{number(row.variance)}</td>{more}</tr>'
        )
    return Markup("\n".join(written))  # noqa: S704 - as above


def _cell(value: Cell, digits: int) -> str:
    return escape(value) if isinstance(value, str) else number(value, digits)
