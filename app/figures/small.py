"""Many small cubes of one tensor: the body and the selected value are drawn once, each cube adds a pool's paths."""

from dataclasses import dataclass

from app.core.axes import Layout
from app.core.pools import Box, Index, Pools
from app.figures.cube import cube_figure
from app.figures.projection import HEIGHT, WIDTH, Turn
from app.figures.svg import strokes

UNDER = ("outline-cut", "face-top", "face-front", "face-side", "grid")
POOL = ("pool-inside", "pool-edge", "pool-top", "pool-front", "pool-side", "pool-grid")
OVER = ("outline", "selection-inside", "selection-outer", "selection-inner")


@dataclass(frozen=True)
class SmallCubes:
    """Cubes without labels. `shared` stands on the page once, before any `cube`."""

    layout: Layout
    shape: Index
    window: Box
    cell: Index
    turn: Turn

    @property
    def shared(self) -> str:
        """What all cubes have in common, to be used by its id: what lies under a pool, and what lies over it."""
        figure = self._figure(Pools(self.shape, self.shape))
        parts = (("cube-under", UNDER), ("cube-over", OVER))
        groups = "".join(f'<g id="{ident}">{strokes(figure, roles)}</g>' for ident, roles in parts)
        return (
            f'<svg class="shared" width="0" height="0" aria-hidden="true" focusable="false"><defs>{groups}</defs></svg>'
        )

    def cube(self, pools: Pools) -> str:
        """The cube with the selected value's pool. It is decoration: the text beside it says the same."""
        return (
            f'<svg class="small" viewBox="0 0 {WIDTH} {HEIGHT}" stroke-linejoin="round" aria-hidden="true"'
            f' focusable="false"><use href="#cube-under"/>{strokes(self._figure(pools), POOL)}'
            '<use href="#cube-over"/></svg>'
        )

    def _figure(self, pools: Pools) -> dict[str, object]:
        return cube_figure(self.layout, self.shape, pools, self.window, self.cell, self.turn, labelled=False)
