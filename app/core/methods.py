"""METHODS: one declarative entry for each normalization. All else is derived from the roles it reduces.

Parameter axes follow the libraries: batch, ghost batch, instance and group normalization learn one scale and one offset
for each channel (Ioffe & Szegedy 2015; Hoffer et al. 2017; Ulyanov et al. 2016; Wu & He 2018), layer and RMS
normalization one for each normalized position (Ba et al. 2016, `normalized_shape` in PyTorch; Zhang & Sennrich 2019,
scale only).
"""

from dataclasses import dataclass
from math import isqrt, prod

from app.core.axes import Axis, Layout, Role
from app.core.errors import InputError, listed, shown
from app.core.pools import Index, Pools

REDUCE = "reduce:"


@dataclass(frozen=True)
class Split:
    """What the equal parts of a reduced axis are called, and the parameter that says how many of them there are."""

    parameter: str
    one: str
    many: str
    whose: str


SPLITS = {
    Role.CHANNEL: Split("groups", "group", "groups", "group norm"),
    Role.BATCH: Split("virtual", "virtual batch", "virtual batches", "ghost batch norm"),
}
"""The roles whose axes can be reduced part by part. The parts are runs of neighbours, all equally long."""


@dataclass(frozen=True)
class Method:
    """A normalization, said in roles. `letters` replaces the roles where a reader chose the axes one by one.

    `splits` is the reduced role whose axis is cut into parts, each with statistics of its own.
    """

    key: str
    label: str
    summary: str
    source: str
    reduces: frozenset[Role] = frozenset()
    letters: tuple[str, ...] | None = None
    splits: Role | None = None
    centers: bool = True
    parameters_per_position: bool = False

    def reduced_axes(self, layout: Layout) -> tuple[str, ...]:
        """The letters of the axes that the mean and variance are taken over, in the tensor's order."""
        return layout.with_role(*self.reduces) if self.letters is None else self.letters

    def split_axes(self, layout: Layout) -> tuple[str, ...]:
        """The letters of the reduced axes that are cut into parts."""
        return () if self.splits is None else layout.with_role(self.splits)

    def pools(self, layout: Layout, shape: Index, groups: int | None = None, virtual: int | None = None) -> Pools:
        """The pools of a tensor of this shape.

        `groups` counts for a method that splits channels, `virtual` (virtual batches) for one that splits the batch,
        and only there; None is the fewest parts that are a real split.
        """
        reduced, split = self.reduced_axes(layout), self.split_axes(layout)
        wanted = {Role.CHANNEL: groups, Role.BATCH: virtual}
        parts = []
        for axis, length in zip(layout.axes, shape, strict=True):
            if axis.letter in split:
                parts.append(check_split(axis, length, wanted[axis.role]))
            else:
                parts.append(1 if axis.letter in reduced else length)
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

    def depends_on_batch(self, layout: Layout, pools: Pools | None = None) -> bool:
        """Whether another sample can change this one's output in training.

        With the pools of a shape: virtual batches of one sample each keep the samples apart.
        """
        alone = pools is not None and any(
            letter in self.split_axes(layout) and 1 < length == parts
            for letter, length, parts in zip(layout.letters, pools.shape, pools.parts, strict=True)
        )
        return self._reduces_batch(layout) and not (alone and self.splits is Role.BATCH)

    def same_at_test_time(self, layout: Layout) -> bool:
        """Whether the output is computed in the same way at test time: so where no statistic needs freezing."""
        return not self._reduces_batch(layout)

    def _reduces_batch(self, layout: Layout) -> bool:
        return bool(set(self.reduced_axes(layout)) & set(layout.with_role(Role.BATCH)))

    def pool_sentence(self, layout: Layout) -> str:
        """What one pool is, in words: "one channel, across all samples, rows and columns"."""
        reduced, split = self.reduced_axes(layout), self.split_axes(layout)
        kept = [f"one {axis.one}" for axis in reversed(layout.axes) if axis.letter not in reduced]
        across = [axis.many for axis in layout.axes if axis.letter in reduced]
        if {"rows", "columns"} <= set(across):
            across = [name for name in across if name not in {"rows", "columns"}] + ["pixels"]
        all_of = "all"
        if split and self.splits is Role.CHANNEL:
            whole = [layout.axis(letter).many for letter in split]
            kept = [f"one {SPLITS[Role.CHANNEL].one} of {many}" for many in whole] + kept
            across = [name for name in across if name not in whole]
        elif split:
            kept.append(f"one {SPLITS[Role.BATCH].one}")
            all_of = "all its"
        one = " of ".join(kept) or "the whole tensor"
        return f"{one}, across {all_of} {listed(across, 'and')}" if across else f"{one}, alone"


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
        splits=Role.CHANNEL,
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
    Method(
        "ghost",
        "Ghost batch norm",
        "The minibatch is split into virtual batches; in each of them every channel is normalized on its own.",
        "Hoffer, Hubara & Soudry 2017",
        frozenset({Role.BATCH, Role.TOKEN, Role.SPACE}),
        splits=Role.BATCH,
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
    """The numbers of groups that so many channels (or of virtual batches that so many samples) can be split into."""
    small = [parts for parts in range(1, isqrt(channels) + 1) if channels % parts == 0]
    return small + [channels // parts for parts in reversed(small) if parts * parts < channels]


def default_groups(channels: int) -> int:
    """The fewest parts that are a real split: 1 only where there is a single channel (or sample)."""
    choices = group_choices(channels)
    return choices[1] if len(choices) > 1 else 1


def check_split(axis: Axis, length: int, parts: int | None) -> int:
    """The number of parts of an axis, or the default where none is given; InputError where it does not divide it."""
    if parts is None:
        return default_groups(length)
    if parts < 1 or length % parts:
        split = SPLITS[axis.role]
        choices = group_choices(length)
        near = sorted(choices, key=lambda choice: abs(choice - parts))[:4]
        raise InputError(
            split.parameter,
            f"{length} {axis.many} in {parts} {split.many}",
            f"a number of {split.many} that divides {length}",
            listed([str(choice) for choice in sorted(near)]),
            str(near[0]),
        )
    return parts
