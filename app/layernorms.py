"""Three things that are called layer norm, on the same values: which pools, which parameters, and how far they differ.

Group norm with one group has the pools of layer norm over the whole sample and so its standardized values, but learns
one γ and δ for each channel; layer norm at each position has the channels' parameters and pools of its own. So that
nothing is compared but the shapes, all γ and δ are drawn as one: what one learns for each element is what the others
learn for each channel plus a part for each place along every other axis, with mean 0 along it. Where there is only one
place, that part is exactly 0.
"""

from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np

from app.core.axes import AXIS_BY_LETTER, Layout, Role
from app.core.methods import Method, method_by_key, reducing
from app.core.moments import moments
from app.core.normalize import Arithmetic, Place, arithmetic, denominator
from app.core.pools import Box, Index, Pools
from app.core.precision import Doubles
from app.recipe import Recipe
from app.run import Outcome

MOST = 2**20
"""Values that are compared one by one; statistics are over the whole tensor."""
ROUNDING = 1e-12
"""Outputs are of the size of 1: what is nearer than this differs by rounding alone."""
SPREAD = 0.5
"""Standard deviation of the parameters that are drawn: γ about 1, δ about 0."""


@dataclass(frozen=True)
class Kind:
    """One of the three: its name, the call that makes it, who does so, its pools, and the axes of γ and δ."""

    ident: str
    label: str
    calls: str
    who: str
    method: Method
    pools: Pools
    parameter_axes: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """What one of them does to the values of a box, and to the pinned value. Arrays have the box's shape."""

    standardized: Doubles
    output: Doubles
    pinned: Arithmetic


@dataclass(frozen=True)
class Difference:
    """The largest difference between two outputs: which two, how large, and at which value of the tensor."""

    pair: tuple[int, int]
    size: float
    cell: Index


def kinds(layout: Layout, shape: Index) -> tuple[Kind, Kind, Kind]:
    """The three, on this layout: over the whole sample, at each position, and group norm with one group."""
    inner = tuple(axis.letter for axis in layout.axes if axis.role is not Role.BATCH)
    channel = layout.with_role(Role.CHANNEL)
    sizes = dict(zip(layout.letters, shape, strict=True))
    channels = prod(sizes[letter] for letter in channel)
    whole, each = reducing("".join(inner), layout), reducing("".join(channel), layout)
    group = method_by_key("group", layout)
    lengths = ", ".join(str(sizes[letter]) for letter in inner)
    moved, who = _moved(layout, inner)
    return (
        Kind(
            "element",
            "Over the whole sample",
            f"torch.nn.LayerNorm(({lengths}{',' if len(inner) == 1 else ''}))",
            "Ba, Kiros & Hinton 2016",
            whole,
            whole.pools(layout, shape),
            inner,
        ),
        Kind(
            "position",
            _places(layout),
            f"torch.nn.LayerNorm({channels})" + moved,
            who,
            each,
            each.pools(layout, shape),
            channel,
        ),
        Kind(
            "group",
            "Group norm with one group",
            f"torch.nn.GroupNorm(1, {channels})" + (" on x.transpose(1, 2)" if inner[-1:] == channel != inner else ""),
            "Wu & He 2018 with G = 1",
            group,
            group.pools(layout, shape, groups=1),
            channel,
        ),
    )


def _moved(layout: Layout, inner: tuple[str, ...]) -> tuple[str, str]:
    """How the channels come to stand last, where LayerNorm wants them; and who calls it so."""
    if AXIS_BY_LETTER[inner[-1]].role is Role.CHANNEL:
        return "", "Transformers" if len(inner) > 1 else "any fully connected network"
    order = [layout.letters.index(letter) for letter in layout.letters if letter not in layout.with_role(Role.CHANNEL)]
    order += [layout.letters.index(letter) for letter in layout.with_role(Role.CHANNEL)]
    return f" on x.permute({', '.join(map(str, order))})", "ConvNeXt; “LayerNorm2d”"


def _places(layout: Layout) -> str:
    kept = [axis for axis in layout.axes if axis.role in (Role.TOKEN, Role.SPACE)]
    if not kept:
        return "Over the features"
    return f"At each {kept[0].one}" if len(kept) == 1 else "At each position"


def compared_box(shape: Index, cell: Index) -> Box:
    """The values that are compared: all where there are at most MOST of them, else a box that holds the pinned one."""
    box: list[tuple[int, int]] = []
    left = MOST
    for length, place in zip(reversed(shape), reversed(cell), strict=True):
        taken = max(1, min(length, left))
        start = min(place // taken * taken, length - taken)
        box.append((start, start + taken))
        left //= taken
    return tuple(reversed(box))


def measured(outcome: Outcome, made: tuple[Kind, ...], box: Box) -> list[Measured]:
    """Each of them on the values of the box, in float64, with statistics of the whole tensor."""
    recipe = outcome.recipe
    place = Place(recipe.epsilon_place)
    here = tuple(slice(low, high) for low, high in box)
    values = outcome.tensor[here].astype(np.float64)
    pinned = tuple(i - low for i, (low, _) in zip(recipe.cell, box, strict=True))
    found = moments(outcome.tensor, [kind.pools for kind in made], [kind.pools.meeting(box) for kind in made])
    told = []
    for kind, statistics in zip(made, found, strict=True):
        scale, offset = (_parameter(recipe, kind, box, draw) for draw in (0, 1))
        with np.errstate(all="ignore"):
            below = denominator(statistics.variance, recipe.epsilon, place)
            standardized = (values - statistics.mean) / below
            output = standardized * scale + offset
        pool = tuple(
            i // block - low // block for i, block, (low, _) in zip(recipe.cell, kind.pools.block, box, strict=True)
        )
        steps = arithmetic(
            float(values[pinned]),
            float(statistics.mean[pool]),
            float(statistics.variance[pool]),
            epsilon=recipe.epsilon,
            place=place,
            scale=float(np.broadcast_to(scale, values.shape)[pinned]),
            offset=float(np.broadcast_to(offset, values.shape)[pinned]),
        )
        told.append(Measured(standardized, output, steps))
    return told


def _parameter(recipe: Recipe, kind: Kind, box: Box, draw: int) -> Doubles:
    """γ (draw 0) or δ (draw 1) of the values in the box, with length 1 along the axes on which it does not vary."""
    parameter = np.full((1,) * len(box), 1.0 if draw == 0 else 0.0)
    for k, (axis, length, (low, high)) in enumerate(zip(recipe.layout.axes, recipe.shape, box, strict=True)):
        if axis.letter not in kind.parameter_axes:
            continue
        part = np.random.default_rng((recipe.seed, draw, k)).normal(0, SPREAD, length)
        if axis.role is not Role.CHANNEL:
            part = part - part.mean() if length > 1 else np.zeros(1)
        parameter = parameter + part[low:high].reshape([-1 if i == k else 1 for i in range(len(box))])
    return parameter


def differences(outputs: list[Doubles], box: Box) -> list[Difference]:
    """The largest difference of each two, over the values at which both are finite; NaN where there is none."""
    found = []
    for first, second in combinations(range(len(outputs)), 2):
        with np.errstate(invalid="ignore"):
            apart = np.abs(outputs[first] - outputs[second])
        apart[~np.isfinite(apart)] = -1
        at = np.unravel_index(int(apart.argmax()), apart.shape)
        size = float(apart[at])
        cell = tuple(int(i) + low for i, (low, _) in zip(at, box, strict=True))
        found.append(Difference((first, second), size if size >= 0 else float("nan"), cell))
    return found
