"""Rows of tables: what stands in them is escaped, and read as it was given."""

from html.parser import HTMLParser

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.core.axes import LAYOUTS
from app.recipe import Recipe, default_cell
from app.run import run
from app.web.rows import MOST_ROWS, MOST_TOGETHER, Row, most_rows, rows_of
from app.web.table_rows import panel_rows, pool_rows

SHARP = """<b>"R" & 'D'</b>"""


class Cells(HTMLParser):
    """The tags, the attributes and the texts of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data)


def test_rows_of_a_panel_are_a_name_and_cells() -> None:
    cells = Cells(panel_rows([(SHARP, 0.411764705, SHARP), ("0,1", float("nan"), 3)]))
    assert cells.tags == ["tr", "th", "td", "td"] * 2
    assert cells.texts == [SHARP, "0.41176", SHARP, "0,1", "NaN", "3"]
    assert panel_rows([]) == ""


def test_rows_of_pools_carry_every_digit_and_escape_names_and_links() -> None:
    row = Row(SHARP, "0,1", f"/?a=1&b={SHARP}", True, 1 / 3, -0.0, 2)
    cells = Cells(pool_rows([row, row._replace(pinned=False)], nonfinite=True))
    assert cells.tags == ["tr", "th", "a", "td", "td", "td"] * 2
    assert cells.texts == [SHARP, "0.33333", "0", "2"] * 2
    assert cells.attributes[0] == {"data-pool": "0,1", "aria-current": "true"}
    assert "aria-current" not in cells.attributes[6]
    assert cells.attributes[2]["href"] == row.href
    assert [float(cell["data-value"] or "") for cell in cells.attributes[3:6]] == [1 / 3, 0, 2]
    assert len(Cells(pool_rows([row], nonfinite=False)).tags) == 5


def test_every_pool_has_a_row_with_its_statistics_and_a_link_to_a_value_of_it() -> None:
    shape, layout = (6, 9, 2, 2), LAYOUTS[0]
    outcome = run(
        Recipe("image", shape, "gaussian", default_cell(layout, shape), methods=("batch", "group", "instance"))
    )
    for result in outcome.results:
        rows = rows_of(outcome.recipe, result, 40, lambda _, cell: ",".join(map(str, cell)))
        assert len(rows) == min(40, result.pools.count)
        for row, pool in zip(rows, np.ndindex(result.pools.parts), strict=False):
            assert tuple(map(int, row.pool.split(","))) == pool
            assert result.pools.pool_of(tuple(map(int, row.href.split(",")))) == pool
            assert (row.mean, row.variance) == (result.statistics.mean[pool], result.statistics.variance[pool])
        assert [row.pool for row in rows if row.pinned] == [",".join(map(str, result.pool))]


def test_tables_are_shorter_where_there_are_more_of_them_or_their_links_are_long() -> None:
    def most(pools: list[int], values: str | None = None) -> int:
        return most_rows(Recipe("features", (4, 4), "own" if values else "gaussian", (0, 0), 0, values), pools)

    assert most([5000]) == most([1, 1, 48]) == most([10, 10, 2000]) == MOST_ROWS
    assert most([MOST_TOGETHER] * 3) == MOST_TOGETHER // 3
    assert most([4, 5, 6, 5000, 5000, 5000]) == (MOST_TOGETHER - 15) // 3
    long = "1,2,3,4\n" * 500
    assert 0 < most([4, 200, 300], long) < most([4, 200, 300])


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=6))
def test_tables_have_room_together_and_none_is_shorter_than_it_has_to_be(pools: list[int]) -> None:
    most = most_rows(Recipe("features", (4, 4), "gaussian", (0, 0)), pools)
    assert sum(min(most, count) for count in pools) <= MOST_TOGETHER
    assert most == MOST_ROWS or sum(min(most + 1, count) for count in pools) > MOST_TOGETHER
