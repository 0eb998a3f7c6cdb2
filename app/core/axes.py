"""Axes with roles, and the layouts made of them.

A normalization never asks for "axis 1": it asks for the axes that play a role. That is what lets one table of methods
serve images (N, C, H, W), sequences (N, T, C) and anything else with these letters in any order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from app.core.errors import InputError, listed, shown

MAX_RANK = 5


class Role(StrEnum):
    """What an axis counts."""

    BATCH = "batch"
    TOKEN = "token"  # noqa: S105 - a position in a sequence, not a credential
    CHANNEL = "channel"
    SPACE = "space"


@dataclass(frozen=True)
class Axis:
    """One axis: its letter, its role, the name of the axis and of one and of many places along it."""

    letter: str
    role: Role
    name: str
    one: str
    many: str


AXES = (
    Axis("N", Role.BATCH, "batch", "sample", "samples"),
    Axis("T", Role.TOKEN, "token", "token", "tokens"),
    Axis("C", Role.CHANNEL, "channel", "channel", "channels"),
    Axis("L", Role.SPACE, "length", "position", "positions"),
    Axis("D", Role.SPACE, "depth", "slice", "slices"),
    Axis("H", Role.SPACE, "height", "row", "rows"),
    Axis("W", Role.SPACE, "width", "column", "columns"),
)
AXIS_BY_LETTER = {axis.letter: axis for axis in AXES}
"""The axes by themselves. Inside of a layout ask the layout: what its C counts has another name beside other axes."""
FEATURE = ("feature", "feature", "features")
HIDDEN_UNIT = ("hidden unit", "hidden unit", "hidden units")
"""What C counts at a token of a sequence, and in a fully connected layer: name, one and many, as in AXES."""


@dataclass(frozen=True)
class Layout:
    """An ordered set of axes: the meaning of a tensor's dimensions."""

    key: str
    label: str
    letters: str

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """The axes, called what they are called in such a tensor: with places in space C counts channels."""
        axes = [AXIS_BY_LETTER[letter] for letter in self.letters]
        roles = {axis.role for axis in axes}
        if Role.SPACE in roles:
            return tuple(axes)
        name, one, many = FEATURE if Role.TOKEN in roles else HIDDEN_UNIT
        return tuple(
            replace(axis, name=name, one=one, many=many) if axis.role is Role.CHANNEL else axis for axis in axes
        )

    def axis(self, letter: str) -> Axis:
        """The axis with this letter, as this layout calls it."""
        return self.axes[self.letters.index(letter)]

    @property
    def rank(self) -> int:
        return len(self.letters)

    def with_role(self, *roles: Role) -> tuple[str, ...]:
        """The letters whose axis plays one of the roles, in the tensor's order."""
        return tuple(axis.letter for axis in self.axes if axis.role in roles)


LAYOUTS = (
    Layout("image", "images", "NCHW"),
    Layout("sequence", "sequences", "NTC"),
    Layout("features", "fully connected", "NC"),
)
DEFAULT_LETTERS = {1: "N", 2: "NC", 3: "NTC", 4: "NCHW", 5: "NCDHW"}


def layout_by_key(key: str) -> Layout:
    """The layout of the registry with this key; InputError names the ones there are."""
    for layout in LAYOUTS:
        if layout.key == key:
            return layout
    keys = [layout.key for layout in LAYOUTS]
    raise InputError("layout", shown(key), listed(keys), LAYOUTS[0].key, repair=LAYOUTS[0].key)


def layout_of(letters: str) -> Layout:
    """A layout of any distinct letters of AXES, rank 1 to 5; a layout of the registry where one has these letters."""
    for layout in LAYOUTS:
        if layout.letters == letters:
            return layout
    known = "".join(AXIS_BY_LETTER)
    if not 1 <= len(letters) <= MAX_RANK or len(set(letters)) < len(letters) or not set(letters) <= set(known):
        raise InputError(
            "axes",
            shown(letters),
            f"1 to {MAX_RANK} distinct letters out of {', '.join(known)}",
            "“NCHW” for images, “NTC” for sequences, “NC” for features",
        )
    return Layout(letters, letters, letters)


def check_shape(layout: Layout, shape: Sequence[int], parameter: str = "shape") -> tuple[int, ...]:
    """The shape as a tuple, if it has one whole positive length per axis of the layout."""
    if len(shape) != layout.rank:
        example = ",".join(["4", "6", "8", "8", "8"][: layout.rank])
        raise InputError(
            parameter,
            "1 size" if len(shape) == 1 else f"{len(shape)} sizes",
            f"{layout.rank}, one for each of the axes {', '.join(layout.letters)}",
            example,
        )
    for axis, length in zip(layout.axes, shape, strict=True):
        if length < 1:
            raise InputError(parameter, f"{length} {axis.many}", f"at least 1 along axis {axis.letter}", "1")
    return tuple(int(length) for length in shape)
