"""Recipe: everything a visitor asked for, frozen and hashable. All defaults live here."""

from dataclasses import dataclass

from app.core.axes import Layout, Role, layout_by_key
from app.core.conventions import DEFAULT as DEFAULT_CONVENTION
from app.core.pools import Index

OWN = "own"
"""The source of values that the visitor brought: pasted into the address, or posted."""
DEFAULT_METHODS = ("batch", "layer", "instance")
DEFAULT_SOURCES = {"image": "photographs", "sequence": "gaussian", "features": "gaussian"}
COLOURS = ("shared", "each")
"""Whether all pictures of values have one scale of colours, or each its own."""
DEFAULT_FRAMEWORK = "numpy"
"""The library that the view of code writes for."""
THEMES = ("auto", "light", "dark", "projector")
MODES = ("train", "test")
"""Whether methods that depend on the batch use its statistics, or those that training froze."""
AXES = ("shared", "own")
"""Whether the steps of a distribution share a horizontal axis, or each has its own."""
DEFAULT_TURN = (45, 35)
"""Azimuth and elevation of the drawing, in whole degrees: the isometric view of the well-known figure."""


def default_cell(layout: Layout, shape: Index) -> Index:
    """A value inside the top face of the cube, where the pools of all methods can be told apart."""
    inside = (Role.BATCH, Role.CHANNEL)
    return tuple(min(1, n - 1) if axis.role in inside else 0 for axis, n in zip(layout.axes, shape, strict=True))


@dataclass(frozen=True)
class Recipe:
    """What to compute and what to draw. `groups` and `virtual` None mean the fewest parts that are a real split.

    `batches` training batches are seen before statistics are frozen, `new_weight` is the weight of each in the running
    ones, None for the convention's.
    """

    layout_key: str
    shape: Index
    source: str
    cell: Index
    seed: int = 0
    values: str | None = None
    methods: tuple[str, ...] = DEFAULT_METHODS
    groups: int | None = None
    virtual: int | None = None
    convention: str = DEFAULT_CONVENTION
    epsilon: float = 1e-5
    epsilon_place: str = "variance"
    scale: float = 1.0
    offset: float = 0.0
    mode: str = MODES[0]
    batches: int = 10
    new_weight: float | None = None
    turn: tuple[int, int] = DEFAULT_TURN
    colours: str = COLOURS[0]
    framework: str = DEFAULT_FRAMEWORK
    view: str | None = None
    axis: str = AXES[0]
    theme: str = THEMES[0]

    @property
    def layout(self) -> Layout:
        return layout_by_key(self.layout_key)
