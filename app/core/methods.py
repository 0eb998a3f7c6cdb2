"""METHODS: one declarative entry for each normalization. All else is derived from the roles it reduces.

Parameter axes follow the libraries: batch, instance and group normalization learn one scale and one offset for each
channel (Ioffe & Szegedy 2015; Ulyanov et al. 2016; Wu & He 2018), layer and RMS normalization one for each normalized
position (Ba et al. 2016, `normalized_shape` in PyTorch; Zhang & Sennrich 2019, scale only).
"""

from dataclasses import dataclass
from math import prod

from app.core.axes import AXIS_BY_LETTER, Layout, Role
from app.core.errors import InputError, listed, shown
from app.core.pools import Index, Pools

REDUCE = "reduce:"


@dataclass(frozen=True)
class Method:
    """A normalization, said in roles. `letters` replaces the roles where a reader chose the axes one by one."""

    key: str
    label: str
    summary: str
    source: str
    reduces: frozenset[Role] = frozenset()
    letters: tuple[str, ...] | None = None
    splits_channels: bool = False
    centers: bool = True
    parameters_per_position: bool = False

    def reduced_axes(self, layout: Layout) -> tuple[str, ...]:
        """The letters of the axes that the mean and variance are taken over, in the tensor's order."""
        return layout.with_role(*self.reduces) if self.letters is None else self.letters

    def pools(self, layout: Layout, shape: Index, groups: int | None = None) -> Pools:
        """The pools of a tensor of this shape. `groups` counts for a method that splits channels, and only there."""
        reduced = self.reduced_axes(layout)
        parts = []
        for axis, length in zip(layout.axes, shape, strict=True):
            if axis.letter not in reduced:
                parts.append(length)
            elif self.splits_channels and axis.role is Role.CHANNEL:
                parts.append(check_groups(length, groups))
            else:
                parts.append(1)
        return Pools(tuple(shape), tuple(parts))

    def parameter_axes(self, layout: Layout) -> tuple[str, ...]:
        """The letters of the axes along which scale and offset vary."""
        return self.reduced_axes(layout) if self.parameters_per_position else layout.with_role(Role.CHANNEL)

    def parameter_shape(self, layout: Layout, shape: Index) -> Index:
        """The shape of the scale: the tensor's lengths along the parameter axes, () for a single number."""
        axes = self.parameter_axes(layout)
        return tuple(n for letter, n in zip(layout.letters, shape, strict=True) if letter in axes)

    def parameter_count(self, layout: Layout, shape: Index) -> int:
        """How many numbers are learned: scales and offsets; scales only where nothing is centred."""
        return prod(self.parameter_shape(layout, shape)) * (2 if self.centers else 1)

    def depends_on_batch(self, layout: Layout) -> bool:
        """Whether another sample can change this one's output in training."""
        return bool(set(self.reduced_axes(layout)) & set(layout.with_role(Role.BATCH)))

    def same_at_test_time(self, layout: Layout) -> bool:
        """Whether the output is computed in the same way at test time: so where no statistic needs freezing."""
        return not self.depends_on_batch(layout)

    def pool_sentence(self, layout: Layout) -> str:
        """What one pool is, in words: "one channel, across all samples, rows and columns"."""
        reduced = self.reduced_axes(layout)
        grouped = layout.with_role(Role.CHANNEL) if self.splits_channels else ()
        kept = [f"one {axis.one}" for axis in layout.axes if axis.letter not in reduced]
        kept += [f"one group of {AXIS_BY_LETTER[letter].many}" for letter in grouped]
        across = [axis.many for axis in layout.axes if axis.letter in reduced and axis.letter not in grouped]
        if {"rows", "columns"} <= set(across):
            across = [name for name in across if name not in {"rows", "columns"}] + ["pixels"]
        one = " of ".join(reversed(kept)) or "the whole tensor"
        return f"{one}, across all {listed(across, 'and')}" if across else f"{one}, alone"


METHODS = (
    Method(
        "batch",
        "Batch norm",
        "Each channel is normalized with statistics of the whole minibatch.",
        "Ioffe & Szegedy 2015",
        frozenset({Role.BATCH, Role.TOKEN, Role.SPACE}),
    ),
    Method(
        "layer",
        "Layer norm",
        "Each example (in a sequence, each token) is normalized across its own features.",
        "Ba, Kiros & Hinton 2016",
        frozenset({Role.CHANNEL, Role.SPACE}),
        parameters_per_position=True,
    ),
    Method(
        "instance",
        "Instance norm",
        "Each channel of each example is normalized with its own statistics.",
        "Ulyanov, Vedaldi & Lempitsky 2016",
        frozenset({Role.TOKEN, Role.SPACE}),
    ),
    Method(
        "group",
        "Group norm",
        "The channels of each example are split into groups; each group is normalized on its own.",
        "Wu & He 2018",
        frozenset({Role.CHANNEL, Role.TOKEN, Role.SPACE}),
        splits_channels=True,
    ),
    Method(
        "rms",
        "RMS norm",
        "Like layer norm, but divided by the root mean square: nothing is subtracted.",
        "Zhang & Sennrich 2019",
        frozenset({Role.CHANNEL, Role.SPACE}),
        centers=False,
        parameters_per_position=True,
    ),
)


def method_by_key(key: str, layout: Layout, parameter: str = "methods") -> Method:
    """A method of the registry, or `reduce:` and any letters of the layout, in canonical order, as in `reduce:NHW`."""
    if key.startswith(REDUCE):
        return reducing(key.removeprefix(REDUCE), layout, parameter)
    for method in METHODS:
        if method.key == key:
            return method
    keys = [method.key for method in METHODS]
    raise InputError(parameter, shown(key), f"{', '.join(keys)}, or {REDUCE} and letters of the axes", "batch", "batch")


def reducing(letters: str, layout: Layout, parameter: str = "methods") -> Method:
    """The method that takes its statistics over exactly these axes: any subset of the layout's letters."""
    unknown = [letter for letter in letters if letter not in layout.letters]
    if unknown or len(set(letters)) < len(letters):
        raise InputError(
            parameter,
            shown(REDUCE + letters),
            f"distinct letters out of {', '.join(layout.letters)}",
            f"{REDUCE}{layout.letters[0]}",
            REDUCE + "".join(letter for letter in layout.letters if letter in letters),
        )
    chosen = tuple(letter for letter in layout.letters if letter in letters)
    label = f"Over {', '.join(chosen)}" if chosen else "Over nothing"
    return Method(REDUCE + "".join(chosen), label, "The axes you chose.", "any subset of the axes", letters=chosen)


def group_choices(channels: int) -> list[int]:
    """The numbers of equal groups that so many channels can be split into."""
    return [groups for groups in range(1, channels + 1) if channels % groups == 0]


def default_groups(channels: int) -> int:
    """The fewest groups that are a real split: 1 only where there is a single channel."""
    choices = group_choices(channels)
    return choices[1] if len(choices) > 1 else 1


def check_groups(channels: int, groups: int | None, parameter: str = "groups") -> int:
    """The number of groups, or the default where none is given; InputError where it does not divide the channels."""
    if groups is None:
        return default_groups(channels)
    if groups < 1 or channels % groups:
        choices = group_choices(channels)
        near = sorted(choices, key=lambda choice: abs(choice - groups))[:4]
        raise InputError(
            parameter,
            f"{channels} channels in {groups} groups",
            f"a number of groups that divides {channels}",
            listed([str(choice) for choice in sorted(near)]),
            str(near[0]),
        )
    return groups
